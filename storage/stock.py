"""The books: an append-only list of movements, of which quantities are the sums."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from pipeline.types import StockLevel
from storage import crossings
from storage.db import WITH_REMOVED, time_of
from storage.fields import ALIASES, REMOVED, Fields, apply, difference, merged
from storage.models import Product, StockMovement
from storage.models.stock import MovementKind
from storage.shops import lock_shop

MAX_QUANTITY = 1_000_000_000


class UnknownProduct(Exception):
    """The shop has no such product."""


@dataclass(frozen=True, slots=True)
class Movement:
    """A wish: change the quantity by `delta`, or bring it `to` a number.

    `fields`: what else has changed about the product already, to be noted with it.
    `is_noted`: a count that stands in the books also where it agrees with them.
    """

    product_id: uuid.UUID
    kind: MovementKind
    delta: int | None = None
    to: int | None = None
    reason: str = ""
    fields: Fields = field(default_factory=dict)
    is_noted: bool = False

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
    fields: Fields = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Batch:
    """The movements of one action, undone together. Without lines, nothing changed:
    counts that agree with the books are none."""

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
    found = fresh_products(session, shop_id, {wish.product_id for wish in wishes})
    batch_id = uuid.uuid4()
    rows: dict[uuid.UUID, StockMovement] = {}
    noted = {wish.product_id for wish in wishes if wish.is_noted}
    for wish in wishes:
        if wish.product_id not in found:
            raise UnknownProduct(str(wish.product_id))
        row = rows.setdefault(
            wish.product_id,
            no_change(found[wish.product_id], batch_id, scan_id, member_id),
        )
        row.kind, row.reason = wish.kind, wish.reason
        row.after = _after(row.after, wish)
        if wish.fields:
            row.fields = merged(row.fields or {}, wish.fields)
    kept = [
        row
        for row in rows.values()
        if row.after != row.before or row.fields or row.product_id in noted
    ]
    return write(session, batch_id, kept, found)


def edit(
    session: Session,
    product: Product,
    values: Mapping[str, Any],
    *,
    aliases: tuple[Sequence[str], Sequence[str]] = ((), ()),
    member_id: uuid.UUID | None = None,
) -> Batch:
    """Give the product's columns these values, noted in the books so that undo works.

    `aliases` are those to take away and those to add. Takes the shop's lock. Without
    lines in the batch, all of it was so before.
    """
    lock_shop(session, product.shop_id)
    session.refresh(product)
    changes = difference(product, values)
    if any(aliases):
        changes[ALIASES] = [list(aliases[0]), list(aliases[1])]
    return _note(session, product, changes, member_id)


def remove(
    session: Session, product: Product, *, member_id: uuid.UUID | None = None
) -> Batch:
    """Take the product out of the catalogue; all of it comes back with an undo."""
    lock_shop(session, product.shop_id)
    return _note(session, product, {REMOVED: [False, True]}, member_id)


def _note(
    session: Session, product: Product, changes: Fields, member_id: uuid.UUID | None
) -> Batch:
    """Write the changes into the books, then onto the product."""
    note = Movement(product.id, MovementKind.EDIT, delta=0, fields=changes)
    batch = book(session, product.shop_id, [note], member_id=member_id)
    apply(session, product, changes)
    session.flush()
    return batch


def history(
    session: Session, product_id: uuid.UUID, limit: int = 20
) -> list[StockMovement]:
    """The latest movements of the product's quantity, newest first."""
    query = (
        select(StockMovement)
        .where(
            StockMovement.product_id == product_id,
            or_(StockMovement.delta != 0, StockMovement.fields.is_(None)),
        )
        .order_by(StockMovement.seq.desc())
        .limit(limit)
    )
    return list(session.scalars(query))


def _after(before: int, wish: Movement) -> int:
    after = wish.to if wish.to is not None else before + (wish.delta or 0)
    return within_bounds(after)


def within_bounds(quantity: int) -> int:
    """Quantities stop at zero and at a billion."""
    return min(max(quantity, 0), MAX_QUANTITY)


def no_change(
    product: Product,
    batch_id: uuid.UUID,
    scan_id: uuid.UUID | None,
    member_id: uuid.UUID | None,
) -> StockMovement:
    """A row that is yet to be filled in."""
    return StockMovement(
        shop_id=product.shop_id,
        product_id=product.id,
        batch_id=batch_id,
        before=product.quantity,
        after=product.quantity,
        scan_id=scan_id,
        member_id=member_id,
    )


def fresh_products(
    session: Session,
    shop_id: uuid.UUID,
    ids: set[uuid.UUID],
    *,
    with_removed: bool = False,
) -> dict[uuid.UUID, Product]:
    """Fresh from the database: what this session read before the lock may be old."""
    query = select(Product).where(Product.shop_id == shop_id, Product.id.in_(ids))
    fresh = query.execution_options(
        populate_existing=True, **{WITH_REMOVED: with_removed}
    )
    return {product.id: product for product in session.scalars(fresh)}


def write(
    session: Session,
    batch_id: uuid.UUID,
    rows: Sequence[StockMovement],
    found: dict[uuid.UUID, Product],
    undoes: uuid.UUID | None = None,
) -> Batch:
    """Put the rows into the books and the quantities onto the products."""
    now = time_of(session)
    for row in rows:
        if now is not None:
            row.created_at = now
        row.delta = row.after - row.before
        row.undoes_batch_id = undoes
        found[row.product_id].quantity = row.after
    session.add_all(rows)
    session.flush()
    crossings.note_movements(session, rows, found)
    return Batch(batch_id, _changes(rows, found, undoes), undoes)


def _changes(
    rows: Sequence[StockMovement],
    found: dict[uuid.UUID, Product],
    undoes: uuid.UUID | None = None,
) -> tuple[Line, ...]:
    """Of a reversal all lines, for they mark what it takes back."""
    return tuple(
        line(row, found)
        for row in rows
        if row.after != row.before or row.fields or undoes is not None
    )


def line(row: StockMovement, found: dict[uuid.UUID, Product]) -> Line:
    """A row of the books with its product."""
    return Line(
        found[row.product_id],
        row.before,
        row.after,
        MovementKind(row.kind),
        row.reason,
        row.fields or {},
    )


def _batch_of_scan(session: Session, scan_id: uuid.UUID) -> Batch | None:
    query = select(StockMovement).where(
        StockMovement.scan_id == scan_id, StockMovement.kind == MovementKind.SCAN
    )
    rows = session.scalars(query.order_by(StockMovement.seq)).all()
    if not rows:
        return None
    ids = {row.product_id for row in rows}
    found = fresh_products(session, rows[0].shop_id, ids, with_removed=True)
    return Batch(rows[0].batch_id, _changes(rows, found))
