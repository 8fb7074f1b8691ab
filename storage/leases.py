"""Leases: who works on a chat, a scan, a reply or an enquiry, and until when.

A worker claims a row, renews while it works and releases at the end. When it dies, the
lease runs out and another worker may claim the row. The database's clock decides, so
hosts need not agree on the time. Before it commits its result a worker checks with
`still_holds`: a worker that was paused past its lease must not write.
"""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import and_, func, or_, select, update
from sqlalchemy.orm import InstrumentedAttribute, Session
from sqlalchemy.sql.elements import ColumnElement

from storage.models import Chat, Enquiry, OutboxMessage, Scan

Queued = type[Scan] | type[OutboxMessage] | type[Enquiry]
Leased = type[Chat] | Queued
LONGEST_SILENCE = timedelta(minutes=2)


def is_free(table: Leased) -> ColumnElement[bool]:
    """SQL condition: nobody holds the row now."""
    return or_(table.lease_until.is_(None), table.lease_until < func.clock_timestamp())


def has_expired(table: Leased) -> ColumnElement[bool]:
    """SQL condition: whoever held the row went silent."""
    return table.lease_until < func.clock_timestamp()


def is_forgotten(
    enqueued_at: InstrumentedAttribute[datetime | None],
    created_at: InstrumentedAttribute[datetime],
    now: datetime,
    forgotten_after: timedelta,
) -> ColumnElement[bool]:
    """SQL condition: the row's job was lost, or still stands in a long queue.

    Nobody can tell which, so each wait is as long as all before it together (at most
    `LONGEST_SILENCE`): a backlog does not fill the queue with copies of its jobs.
    """
    waited_before = func.greatest(forgotten_after, enqueued_at - created_at)
    patience = func.least(waited_before, LONGEST_SILENCE)
    return or_(enqueued_at.is_(None), enqueued_at + patience <= now)


def overdue(
    session: Session,
    table: Queued,
    now: datetime,
    forgotten_after: timedelta,
    *,
    is_due: ColumnElement[bool],
    was_begun: ColumnElement[bool],
    order: InstrumentedAttribute[Any],
) -> list[uuid.UUID]:
    """Rows that are due and that nobody is at, marked as queued again.

    At once where the lease of a try that `was_begun` ran out, else when its job was
    lost on the way.
    """
    due = (
        select(table.id)
        .where(
            is_due,
            is_free(table),
            or_(
                and_(was_begun, has_expired(table)),
                is_forgotten(table.enqueued_at, table.created_at, now, forgotten_after),
            ),
        )
        .order_by(order)
        .limit(500)
        .with_for_update(skip_locked=True, key_share=True)
    )
    found = list(session.scalars(due))
    session.execute(update(table).where(table.id.in_(found)).values(enqueued_at=now))
    return found


def claim(
    session: Session, table: Leased, row_id: uuid.UUID, owner: str, lease_s: float
) -> bool:
    """Take the row if it is free; False when another worker holds it."""
    claimed = session.execute(
        update(table)
        .where(table.id == row_id, is_free(table))
        .values(
            lease_owner=owner,
            lease_until=func.clock_timestamp() + timedelta(seconds=lease_s),
        )
        .returning(table.id)
    )
    return claimed.first() is not None


def renew(
    session: Session, table: Leased, row_id: uuid.UUID, owner: str, lease_s: float
) -> bool:
    """Hold the row longer; False when it was lost to another worker."""
    renewed = session.execute(
        update(table)
        .where(table.id == row_id, table.lease_owner == owner)
        .values(lease_until=func.clock_timestamp() + timedelta(seconds=lease_s))
        .returning(table.id)
    )
    return renewed.first() is not None


def release(session: Session, table: Leased, row_id: uuid.UUID, owner: str) -> None:
    """Give the row back; harmless when it was lost."""
    session.execute(
        update(table)
        .where(table.id == row_id, table.lease_owner == owner)
        .values(lease_owner=None, lease_until=None)
    )


def still_holds(session: Session, table: Leased, row_id: uuid.UUID, owner: str) -> bool:
    """Lock the row and tell whether `owner` still holds it; call before writing.

    Others may go on adding rows that point at it (a plain lock would deadlock with the
    answer to a scan of the same chat).
    """
    row = select(table.lease_owner).where(table.id == row_id)
    holder = session.scalar(row.with_for_update(key_share=True))
    return holder == owner
