"""Rows that nobody needs any more: settled and old. Called by `bot.pruning`.

What is still open, and what any row that stays refers to, is kept however old it is:
the message of a photo as long as its scan, the order that went to a supplier. Stock,
prices and scans are the shop's history, and not touched.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, delete, exists, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from storage import erasing, outbox
from storage.models import (
    AlertEvent,
    AlertNotice,
    AlertPause,
    Base,
    DeliveryReport,
    Enquiry,
    InboxMessage,
    Invite,
    OutboxMessage,
)
from storage.models.alerts import NoticeStatus
from storage.models.messages import InboxStatus
from storage.models.sources import EnquiryStatus

AT_ONCE = 500  # rows of a kind in one transaction


@dataclass(frozen=True, slots=True)
class Kind:
    """Rows of one table that go, and the column that may name files of theirs."""

    table: type[Base]
    is_over: ColumnElement[bool]
    files: InstrumentedAttribute[dict[str, object]] | None = None


def prune(session: Session, before: datetime) -> int:
    """Delete some rows of each kind that were settled before then; gives how many.

    Call it again, in another transaction, until there are none.
    """
    return sum(_delete(session, kind) for kind in _kinds(before))


def _kinds(before: datetime) -> Iterable[Kind]:
    """Those that refer to others first."""
    is_told = AlertNotice.status.not_in((NoticeStatus.PENDING, NoticeStatus.HANDED))
    yield Kind(AlertNotice, is_told & (AlertNotice.created_at < before))
    yield Kind(AlertEvent, AlertEvent.created_at < before)
    yield Kind(AlertPause, AlertPause.until < before)
    is_done = Enquiry.status == EnquiryStatus.DONE
    yield Kind(Enquiry, is_done & (Enquiry.created_at < before), Enquiry.reply)
    settled_at = func.coalesce(OutboxMessage.sent_at, OutboxMessage.created_at)
    is_out = OutboxMessage.status.not_in(outbox.OPEN)
    yield Kind(OutboxMessage, is_out & (settled_at < before), OutboxMessage.reply)
    is_answered = InboxMessage.status != InboxStatus.RECEIVED
    yield Kind(
        InboxMessage,
        is_answered & (InboxMessage.done_at < before),
        InboxMessage.message,
    )
    yield Kind(DeliveryReport, DeliveryReport.reported_at < before)
    yield Kind(Invite, Invite.expires_at < before)


def _delete(session: Session, kind: Kind) -> int:
    """Rows that somebody has locked, or refers to, are left for later."""
    (key,) = kind.table.__table__.primary_key
    rows = (
        select(key)
        .where(kind.is_over, *(~use for use in _uses(key)))
        .limit(AT_ONCE)
        .with_for_update(skip_locked=True)
        .cte("some")
    )
    # A subquery may be planned to run for each row, each time with other rows left.
    gone = delete(kind.table).where(key.in_(select(rows.c[key.name])))
    returned: Any = key if kind.files is None else kind.files
    deleted = session.scalars(
        gone.returning(returned), execution_options={"synchronize_session": False}
    ).all()
    if kind.files is not None:
        keys = [found for values in deleted for found in erasing.keys_within(values)]
        erasing.discard(session, keys)
    return len(deleted)


def _uses(key: ColumnElement[object]) -> Iterable[ColumnElement[bool]]:
    """That a row of another table, whichever there are, refers to this one."""
    for table in Base.metadata.sorted_tables:
        for reference in table.foreign_keys:
            if reference.column is key:
                yield exists().where(and_(reference.parent == key))
