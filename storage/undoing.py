"""Taking the books' last batch back, and booking it again."""

from __future__ import annotations

import uuid
from collections.abc import Sequence

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session, aliased

from storage.fields import apply, turned
from storage.models import StockMovement
from storage.models.stock import MovementKind
from storage.shops import lock_shop
from storage.stock import Batch, fresh_products, no_change, within_bounds, write


def last_fields(session: Session, shop_id: uuid.UUID) -> set[str]:
    """What the batch that `undo_last` would take back has changed beside quantities."""
    lock_shop(session, shop_id)
    rows = _newest(session, shop_id, StockMovement.kind != MovementKind.UNDO) or ()
    return {name for row in rows for name in row.fields or ()}


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
            back.fields = turned(row.fields)
            apply(session, found[row.product_id], back.fields)
        reversed_rows.append(back)
    return write(session, batch_id, reversed_rows, found, undoes=rows[0].batch_id)
