"""What corrected boxes mean for stock. Called by `bot.actions.boxes`."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.actions import shelf_parts
from bot.actions.depths import depth_on
from bot.actions.groups import with_other_shelves
from bot.actions.numbers import facings_by_product
from storage import catalogue, ledger, stock
from storage.models import Member, Product, Scan, StockMovement
from storage.models.stock import MovementKind
from storage.stock import Batch, Movement

REASON = f"{shelf_parts.CONFIRMED} boxes"


def book(
    session: Session,
    scan: Scan,
    before: Mapping[uuid.UUID, int],
    member: Member,
    asked: Collection[uuid.UUID],
) -> tuple[Batch, list[Product]]:
    """One batch with all that has changed, or was asked about and is as it was read;
    and products whose stock stays apart."""
    after = facings_by_product(scan)
    booked = _booked_by(session, scan, before)
    movements, apart = [], []
    for product_id in {**before, **after}:
        was, is_now = before.get(product_id, 0), after.get(product_id, 0)
        product = catalogue.get(session, product_id)
        is_same = was == is_now and product_id not in asked
        if is_same or product is None:
            continue
        movement = _movement(session, scan, product, was, is_now, booked, asked)
        if movement is None:
            apart.append(product)
        else:
            movements.append(movement)
            product.last_seen = max(
                scan.created_at, product.last_seen or scan.created_at
            )
    shelf_parts.settle(scan, [movement.product_id for movement in movements])
    batch = stock.book(
        session, scan.shop_id, movements, scan_id=scan.id, member_id=member.id
    )
    return batch, apart


def _movement(
    session: Session,
    scan: Scan,
    product: Product,
    was: int,
    is_now: int,
    booked: set[uuid.UUID],
    asked: Collection[uuid.UUID],
) -> Movement | None:
    """None for a product that was seen on a later photo, or whose stock was not taken
    from this one."""
    if product.last_seen is not None and product.last_seen > scan.created_at:
        return None
    depth = depth_on(session, product, scan.shelf_id)
    units, before = round(is_now * depth), round(was * depth)
    kind = MovementKind.CORRECTION
    if was == 0 or product.id in asked:
        whole = with_other_shelves(session, scan, product, units, depth)
        return Movement(product.id, kind, to=whole, reason=REASON)
    if product.id in booked or product.quantity == before:
        return Movement(product.id, kind, delta=units - before, reason=REASON)
    return None


def _booked_by(
    session: Session, scan: Scan, shown: Collection[uuid.UUID]
) -> set[uuid.UUID]:
    """Products whose stock was counted on this photo, also where that changed nothing;
    not those of which its shelf holds another number, nor what was taken back."""
    gone = ledger.undone(session, scan.shop_id)
    rows = session.scalars(
        select(StockMovement).where(
            StockMovement.scan_id == scan.id,
            StockMovement.kind.in_([MovementKind.SCAN, MovementKind.CORRECTION]),
        )
    ).all()
    booked = {row.product_id for row in rows if row.batch_id not in gone}
    held = scan.meta.get(shelf_parts.HELD)
    is_undone = any(
        row.kind == MovementKind.SCAN and row.batch_id in gone for row in rows
    )
    if held is None or is_undone:
        return booked
    return booked | {key for key in shown if str(key) not in held}
