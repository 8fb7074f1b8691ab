"""The places of a shop: which photos show them, what stands there, how deep."""

from __future__ import annotations

import uuid

from sqlalchemy import ColumnElement, and_, func, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from storage import ledger
from storage.models import Scan, Shelf, ShelfDepth, ShelfPlan, StockMovement
from storage.models.stock import MovementKind, ScanPurpose, ScanStatus


def shelf_called(session: Session, shop_id: uuid.UUID, name: str) -> Shelf:
    """The shelf of this name, made when there is none; capitals do not matter."""
    found = find(session, shop_id, name)
    if found is not None:
        return found
    number = _next_number(session, shop_id)
    added = insert(Shelf).values(
        id=uuid.uuid4(), shop_id=shop_id, name=name, number=number
    )
    session.execute(added.on_conflict_do_nothing())
    made = find(session, shop_id, name)
    assert made is not None, "it was there or has just been made"
    return made


def new_shelf(session: Session, shop_id: uuid.UUID) -> Shelf:
    """A shelf that nobody has named yet."""
    shelf = Shelf(shop_id=shop_id, name=None, number=_next_number(session, shop_id))
    session.add(shelf)
    session.flush()
    return shelf


def _next_number(session: Session, shop_id: uuid.UUID) -> int:
    query = select(func.coalesce(func.max(Shelf.number), 0)).where(
        Shelf.shop_id == shop_id
    )
    return int(session.scalar(query) or 0) + 1


def find(session: Session, shop_id: uuid.UUID, name: str) -> Shelf | None:
    """The shelf of exactly this name, whatever its capitals."""
    query = select(Shelf).where(
        Shelf.shop_id == shop_id, func.lower(Shelf.name) == name.lower()
    )
    return session.scalars(query).first()


def shelves(session: Session, shop_id: uuid.UUID) -> list[Shelf]:
    """All shelves of the shop: those with a name by it, then the others by number."""
    query = select(Shelf).where(Shelf.shop_id == shop_id)
    order = (func.lower(Shelf.name).nulls_last(), Shelf.number)
    return list(session.scalars(query.order_by(*order)))


def photos_of(session: Session, shelf_id: uuid.UUID) -> int:
    """How many photos show the shelf."""
    query = select(func.count()).where(Scan.shelf_id == shelf_id)
    return int(session.scalar(query) or 0)


def join(session: Session, shelf: Shelf, into: Shelf) -> None:
    """Two shelves are one: the photos and depths of the first go over, it is no more.

    A depth that the other has already stays as it is.
    """
    known = depths(session, into.id)
    for product_id, depth in depths(session, shelf.id).items():
        if product_id not in known:
            set_depth(session, into.id, product_id, depth)
    for table in (Scan, ShelfPlan):
        session.execute(
            update(table).where(table.shelf_id == shelf.id).values(shelf_id=into.id)
        )
    session.delete(shelf)
    session.flush()


def last_scans(session: Session, shop_id: uuid.UUID) -> list[Scan]:
    """The newest photo of each shelf."""
    is_photo = and_(
        Scan.shop_id == shop_id,
        Scan.shelf_id.is_not(None),
        Scan.status == ScanStatus.DONE,
        Scan.purpose == ScanPurpose.COUNT,
    )
    return _newest_of_each(session, is_photo)


def _newest_of_each(session: Session, which: ColumnElement[bool]) -> list[Scan]:
    place = func.row_number().over(
        partition_by=Scan.shelf_id, order_by=Scan.created_at.desc()
    )
    ranked = select(Scan.id, place.label("place")).where(which).subquery()
    query = select(Scan).join(ranked, ranked.c.id == Scan.id)
    return list(session.scalars(query.where(ranked.c.place == 1)))


def last_counted(session: Session, photo: Scan, mark: str) -> list[Scan]:
    """The newest photo of each shelf that came before this one and stands.

    Only those whose `meta` has the `mark` count; what was undone does not stand.
    """
    counted = and_(
        Scan.shop_id == photo.shop_id,
        Scan.shelf_id.is_not(None),
        Scan.id != photo.id,
        Scan.created_at <= photo.created_at,
        Scan.meta.has_key(mark),
    )
    gone = ledger.undone(session, photo.shop_id)
    if gone:
        taken_back = select(StockMovement.scan_id).where(
            StockMovement.batch_id.in_(gone),
            StockMovement.kind == MovementKind.SCAN,
            StockMovement.scan_id.is_not(None),
        )
        counted = and_(counted, Scan.id.not_in(taken_back))
    return _newest_of_each(session, counted)


def products_on(scan: Scan) -> dict[uuid.UUID, int]:
    """How many of each known product the photo shows from the front."""
    facings: dict[uuid.UUID, int] = {}
    for group in scan.meta.get("groups", ()):
        if group["product_id"] and not group.get("is_skipped"):
            product_id = uuid.UUID(group["product_id"])
            facings[product_id] = facings.get(product_id, 0) + group["count"]
    return facings


def depths(session: Session, shelf_id: uuid.UUID) -> dict[uuid.UUID, float]:
    """What is known of how deep products stand on this shelf, by product."""
    query = select(ShelfDepth.product_id, ShelfDepth.depth).where(
        ShelfDepth.shelf_id == shelf_id
    )
    return {product_id: depth for product_id, depth in session.execute(query)}


def set_depth(
    session: Session, shelf_id: uuid.UUID, product_id: uuid.UUID, depth: float | None
) -> None:
    """Keep how deep a product stands on the shelf; None forgets it."""
    known = session.get(ShelfDepth, (shelf_id, product_id))
    if depth is None:
        if known is not None:
            session.delete(known)
    elif known is None:
        row = ShelfDepth(shelf_id=shelf_id, product_id=product_id, depth=depth)
        session.add(row)
    else:
        known.depth = depth
    session.flush()
