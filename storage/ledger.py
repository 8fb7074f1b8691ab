"""The books as they stand: what was taken back is left out. For history and sales."""

from __future__ import annotations

import uuid
from collections.abc import Collection
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from storage.models import Member, Product, StockMovement
from storage.models.stock import MovementKind

REVERSALS = (MovementKind.UNDO, MovementKind.REDO)


def standing(
    session: Session,
    shop_id: uuid.UUID,
    *,
    product_id: uuid.UUID | None = None,
    since: datetime | None = None,
) -> list[StockMovement]:
    """The movements of quantities that hold, oldest first."""
    query = select(StockMovement).where(
        StockMovement.shop_id == shop_id,
        StockMovement.kind.not_in([*REVERSALS, MovementKind.EDIT]),
    )
    if product_id is not None:
        query = query.where(StockMovement.product_id == product_id)
    if since is not None:
        query = query.where(StockMovement.created_at >= since)
    gone = undone(session, shop_id)
    rows = session.scalars(query.order_by(StockMovement.seq))
    return [row for row in rows if row.batch_id not in gone]


def newest(session: Session, shop_id: uuid.UUID) -> int:
    """The number of the shop's last movement; 0 where there is none."""
    query = select(func.max(StockMovement.seq)).where(StockMovement.shop_id == shop_id)
    return session.scalar(query) or 0


def moved_since(
    session: Session, shop_id: uuid.UUID, products: Collection[uuid.UUID], seq: int
) -> set[uuid.UUID]:
    """Those of the products with a movement after that one."""
    query = select(StockMovement.product_id).where(
        StockMovement.shop_id == shop_id,
        StockMovement.product_id.in_(products),
        StockMovement.seq > seq,
        StockMovement.kind != MovementKind.EDIT,
    )
    return set(session.scalars(query.distinct()))


def first_booked(session: Session, shop_id: uuid.UUID) -> dict[uuid.UUID, datetime]:
    """When each product was in the books for the first time."""
    query = (
        select(StockMovement.product_id, func.min(StockMovement.created_at))
        .where(
            StockMovement.shop_id == shop_id, StockMovement.kind != MovementKind.EDIT
        )
        .group_by(StockMovement.product_id)
    )
    return {product_id: first for product_id, first in session.execute(query)}


def names_of_products(session: Session, shop_id: uuid.UUID) -> dict[uuid.UUID, str]:
    query = select(Product.id, Product.name).where(Product.shop_id == shop_id)
    return {product_id: name for product_id, name in session.execute(query)}


def names_of_members(session: Session, shop_id: uuid.UUID) -> dict[uuid.UUID, str]:
    query = select(Member.id, Member.name).where(Member.shop_id == shop_id)
    return {member_id: name for member_id, name in session.execute(query)}


def undone(session: Session, shop_id: uuid.UUID) -> set[uuid.UUID]:
    """Batches that were taken back, and not booked again by a redo of that."""
    pairs = session.execute(
        select(StockMovement.undoes_batch_id, StockMovement.batch_id)
        .where(
            StockMovement.shop_id == shop_id,
            StockMovement.undoes_batch_id.is_not(None),
        )
        .distinct()
    )
    reversed_by = {batch_id: reversal for batch_id, reversal in pairs if batch_id}
    gone = set()
    for batch_id in reversed_by:
        times, last = 0, batch_id
        while last in reversed_by:
            times, last = times + 1, reversed_by[last]
        if times % 2:
            gone.add(batch_id)
    return gone
