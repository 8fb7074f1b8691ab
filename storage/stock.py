"""The books: an append-only list of movements, of which quantities are the sums."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session, aliased

from pipeline.types import StockLevel
from storage.models import Product, StockMovement
from storage.models.stock import MovementKind
from storage.shops import lock_shop

MAX_QUANTITY = 1_000_000_000


class UnknownProduct(Exception):
    """The shop has no such product."""


@dataclass(frozen=True, slots=True)
class Movement:
    """A wish: change the quantity by `delta`, or bring it `to` a number."""

    product_id: uuid.UUID
    kind: MovementKind
    delta: int | None = None
    to: int | None = None
    reason: str = ""

    def __post_init__(self) -> None:
        if (self.delta is None) == (self.to is None):
            raise ValueError("a movement has either delta or to")


@dataclass(frozen=True, slots=True)
class Line:
    """What has become of one product."""

    product: Product
    before: int
    after: int
    kind: MovementKind
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Batch:
    """The movements of one action, undone together. Without lines, nothing changed."""

    batch_id: uuid.UUID
    lines: tuple[Line, ...] = ()
    undoes: uuid.UUID | None = None


def levels(session: Session, shop_id: uuid.UUID) -> dict[str, StockLevel]:
    """What the books say about every product, by product id."""
    rows = session.execute(
        select(Product.id, Product.quantity, Product.depth).where(
            Product.shop_id == shop_id
        )
    )
    return {
        str(id): StockLevel(str(id), quantity, depth) for id, quantity, depth in rows
    }


def book(
    session: Session,
    shop_id: uuid.UUID,
    movements: Iterable[Movement],
    *,
    scan_id: uuid.UUID | None = None,
    member_id: uuid.UUID | None = None,
) -> Batch:
    """Book the movements as one batch, one line per product that changes.

    Takes the shop's lock. Quantities stop at zero and at a billion. A scan that is
    booked already is not booked again: its batch is given back. Several movements of a
    product become one, with the last one's kind and reason. Raises UnknownProduct.
    """
    lock_shop(session, shop_id)
    wishes = list(movements)
    if scan_id is not None and any(wish.kind is MovementKind.SCAN for wish in wishes):
        booked = _batch_of_scan(session, scan_id)
        if booked is not None:
            return booked
    found = _products(session, shop_id, {wish.product_id for wish in wishes})
    batch_id = uuid.uuid4()
    rows: dict[uuid.UUID, StockMovement] = {}
    for wish in wishes:
        if wish.product_id not in found:
            raise UnknownProduct(str(wish.product_id))
        row = rows.setdefault(
            wish.product_id,
            _no_change(found[wish.product_id], batch_id, scan_id, member_id),
        )
        row.kind, row.reason = wish.kind, wish.reason
        row.after = _after(row.after, wish)
    changed = [row for row in rows.values() if row.after != row.before]
    return _write(session, batch_id, changed, found)


def undo_last(
    session: Session, shop_id: uuid.UUID, *, member_id: uuid.UUID | None = None
) -> Batch | None:
    """Take the newest batch back that is not taken back yet; None when all are.

    What it added is subtracted again, so bookings made after it stay.
    """
    lock_shop(session, shop_id)
    last = _newest(session, shop_id, StockMovement.kind != MovementKind.UNDO)
    if last is None:
        return None
    return _reverse(session, last, MovementKind.UNDO, member_id)


def redo_last(
    session: Session, shop_id: uuid.UUID, *, member_id: uuid.UUID | None = None
) -> Batch | None:
    """Book again what the last undo took back; None once anything else was booked."""
    lock_shop(session, shop_id)
    last = _newest(session, shop_id, StockMovement.kind == MovementKind.UNDO)
    if last is None:
        return None
    since = select(StockMovement.id).where(
        StockMovement.shop_id == shop_id,
        StockMovement.seq > last[-1].seq,
        StockMovement.kind.not_in([MovementKind.UNDO, MovementKind.REDO]),
    )
    if session.scalars(since.limit(1)).first() is not None:
        return None
    return _reverse(session, last, MovementKind.REDO, member_id)


def history(
    session: Session, product_id: uuid.UUID, limit: int = 20
) -> list[StockMovement]:
    """The product's latest movements, newest first."""
    query = (
        select(StockMovement)
        .where(StockMovement.product_id == product_id)
        .order_by(StockMovement.seq.desc())
        .limit(limit)
    )
    return list(session.scalars(query))


def _after(before: int, wish: Movement) -> int:
    after = wish.to if wish.to is not None else before + (wish.delta or 0)
    return _within_bounds(after)


def _within_bounds(quantity: int) -> int:
    return min(max(quantity, 0), MAX_QUANTITY)


def _no_change(
    product: Product,
    batch_id: uuid.UUID,
    scan_id: uuid.UUID | None,
    member_id: uuid.UUID | None,
) -> StockMovement:
    return StockMovement(
        shop_id=product.shop_id,
        product_id=product.id,
        batch_id=batch_id,
        before=product.quantity,
        after=product.quantity,
        scan_id=scan_id,
        member_id=member_id,
    )


def _products(
    session: Session, shop_id: uuid.UUID, ids: set[uuid.UUID]
) -> dict[uuid.UUID, Product]:
    """Fresh from the database: what this session read before the lock may be old."""
    query = select(Product).where(Product.shop_id == shop_id, Product.id.in_(ids))
    fresh = query.execution_options(populate_existing=True)
    return {product.id: product for product in session.scalars(fresh)}


def _write(
    session: Session,
    batch_id: uuid.UUID,
    rows: Sequence[StockMovement],
    found: dict[uuid.UUID, Product],
    undoes: uuid.UUID | None = None,
) -> Batch:
    for row in rows:
        row.delta = row.after - row.before
        row.undoes_batch_id = undoes
        found[row.product_id].quantity = row.after
    session.add_all(rows)
    session.flush()
    return Batch(batch_id, tuple(_line(row, found) for row in rows), undoes)


def _line(row: StockMovement, found: dict[uuid.UUID, Product]) -> Line:
    kind = MovementKind(row.kind)
    return Line(found[row.product_id], row.before, row.after, kind, row.reason)


def _batch_of_scan(session: Session, scan_id: uuid.UUID) -> Batch | None:
    query = select(StockMovement).where(
        StockMovement.scan_id == scan_id, StockMovement.kind == MovementKind.SCAN
    )
    rows = session.scalars(query.order_by(StockMovement.seq)).all()
    if not rows:
        return None
    found = _products(session, rows[0].shop_id, {row.product_id for row in rows})
    return Batch(rows[0].batch_id, tuple(_line(row, found) for row in rows))


def _newest(
    session: Session, shop_id: uuid.UUID, kind: ColumnElement[bool]
) -> list[StockMovement] | None:
    """The newest batch of such a kind that no other batch has reversed."""
    reversal = aliased(StockMovement)
    is_reversed = select(reversal.id).where(
        reversal.undoes_batch_id == StockMovement.batch_id
    )
    query = (
        select(StockMovement.batch_id)
        .where(StockMovement.shop_id == shop_id, kind, ~is_reversed.exists())
        .order_by(StockMovement.seq.desc())
    )
    batch_id = session.scalars(query.limit(1)).first()
    if batch_id is None:
        return None
    rows = select(StockMovement).where(StockMovement.batch_id == batch_id)
    return list(session.scalars(rows.order_by(StockMovement.seq)))


def _reverse(
    session: Session,
    rows: Sequence[StockMovement],
    kind: MovementKind,
    member_id: uuid.UUID | None,
) -> Batch:
    """Also books lines that change nothing (already at zero): they mark the batch."""
    batch_id = uuid.uuid4()
    found = _products(session, rows[0].shop_id, {row.product_id for row in rows})
    reversed_rows = []
    for row in rows:
        back = _no_change(found[row.product_id], batch_id, row.scan_id, member_id)
        back.kind, back.reason = kind, row.reason
        back.after = _within_bounds(back.before - row.delta)
        reversed_rows.append(back)
    return _write(session, batch_id, reversed_rows, found, undoes=rows[0].batch_id)
