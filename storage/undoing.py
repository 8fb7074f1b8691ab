"""Taking the books' last batch back, and booking it again."""

from __future__ import annotations

import uuid
from collections.abc import Sequence

from sqlalchemy import ColumnElement, or_, select, true
from sqlalchemy.orm import Session, aliased

from storage import ledger
from storage.fields import apply, turned
from storage.models import StockMovement
from storage.models.stock import MovementKind
from storage.shops import lock_shop
from storage.stock import Batch, fresh_products, no_change, within_bounds, write

COUNTS = (MovementKind.SCAN, MovementKind.CORRECTION, MovementKind.ENROLMENT)


def last_batch(
    session: Session, shop_id: uuid.UUID, *, of: uuid.UUID | None = None
) -> list[StockMovement]:
    """The rows that `undo_last` would take back; none when there are none."""
    lock_shop(session, shop_id)
    return _newest(session, shop_id, StockMovement.kind != MovementKind.UNDO, of)


def maker_of(session: Session, batch_id: uuid.UUID) -> uuid.UUID | None:
    """The member who booked the batch; None where nobody of the shop did."""
    query = select(StockMovement.member_id).where(StockMovement.batch_id == batch_id)
    return session.scalars(query.limit(1)).first()


def counted_since(session: Session, rows: Sequence[StockMovement]) -> list[uuid.UUID]:
    """Products of the batch that somebody has counted after it: that count holds."""
    later = select(StockMovement.product_id, StockMovement.batch_id).where(
        StockMovement.product_id.in_([row.product_id for row in rows if row.delta]),
        StockMovement.seq > max((row.seq for row in rows), default=0),
        StockMovement.kind.in_(COUNTS),
    )
    counts = session.execute(later).all()
    undone = ledger.undone(session, rows[0].shop_id) if counts else set()
    return list({count[0]: None for count in counts if count[1] not in undone})


def undo_last(
    session: Session,
    shop_id: uuid.UUID,
    *,
    member_id: uuid.UUID | None = None,
    of: uuid.UUID | None = None,
) -> Batch | None:
    """Take the newest batch back that is not taken back yet; None when all are.

    `of`: the newest of this member. What it added is subtracted again, so bookings made
    after it stay.
    """
    last = last_batch(session, shop_id, of=of)
    if not last:
        return None
    return _reverse(session, last, MovementKind.UNDO, member_id)


def redo_last(
    session: Session,
    shop_id: uuid.UUID,
    *,
    member_id: uuid.UUID | None = None,
    of: uuid.UUID | None = None,
) -> Batch | None:
    """Book again what the last undo took back; None once anything else was booked.

    `of`: the last undo of this member, and only what they have booked since counts.
    """
    last = last_undo(session, shop_id, of=of)
    if not last:
        return None
    return _reverse(session, last, MovementKind.REDO, member_id)


def last_undo(
    session: Session, shop_id: uuid.UUID, *, of: uuid.UUID | None = None
) -> list[StockMovement]:
    """The rows that `redo_last` would book again; none when there are none."""
    lock_shop(session, shop_id)
    last = _newest(session, shop_id, StockMovement.kind == MovementKind.UNDO, of)
    if not last:
        return []
    since = select(StockMovement.id).where(
        StockMovement.shop_id == shop_id,
        StockMovement.seq > last[-1].seq,
        StockMovement.kind.not_in([MovementKind.UNDO, MovementKind.REDO]),
        _changes_something(),
        _is_of(of),
    )
    if session.scalars(since.limit(1)).first() is not None:
        return []
    return last


def _is_of(member_id: uuid.UUID | None) -> ColumnElement[bool]:
    return true() if member_id is None else StockMovement.member_id == member_id


def _changes_something() -> ColumnElement[bool]:
    """Not a count that agrees with the books; reversals mark what they take back."""
    return or_(
        StockMovement.delta != 0,
        StockMovement.fields.is_not(None),
        StockMovement.undoes_batch_id.is_not(None),
    )


def _is_reversed() -> ColumnElement[bool]:
    reversal = aliased(StockMovement)
    found = select(reversal.id).where(
        reversal.undoes_batch_id == StockMovement.batch_id
    )
    return found.exists()


def _newest(
    session: Session,
    shop_id: uuid.UUID,
    kind: ColumnElement[bool],
    of: uuid.UUID | None,
) -> list[StockMovement]:
    """The newest batch of such a kind that no other batch has reversed."""
    is_left = ~_is_reversed() & _changes_something()
    query = (
        select(StockMovement.batch_id)
        .where(StockMovement.shop_id == shop_id, kind, is_left, _is_of(of))
        .order_by(StockMovement.seq.desc())
    )
    batch_id = session.scalars(query.limit(1)).first()
    if batch_id is None:
        return []
    rows = select(StockMovement).where(
        StockMovement.batch_id == batch_id, _changes_something()
    )
    return list(session.scalars(rows.order_by(StockMovement.seq)))


def _reverse(
    session: Session,
    rows: Sequence[StockMovement],
    kind: MovementKind,
    member_id: uuid.UUID | None,
) -> Batch:
    """Also books lines that change nothing (already at zero): they mark the batch.

    A product that the batch had made is removed, and one it had removed is back.
    """
    batch_id = uuid.uuid4()
    ids = {row.product_id for row in rows}
    found = fresh_products(session, rows[0].shop_id, ids, with_removed=True)
    reversed_rows = []
    for row in rows:
        back = no_change(found[row.product_id], batch_id, row.scan_id, member_id)
        back.kind, back.reason = kind, row.reason
        back.after = within_bounds(back.before - row.delta)
        if row.fields:
            product, back_again = found[row.product_id], turned(row.fields)
            back.fields = apply(session, product, back_again, only_if_unchanged=True)
        reversed_rows.append(back)
    return write(session, batch_id, reversed_rows, found, undoes=rows[0].batch_id)
