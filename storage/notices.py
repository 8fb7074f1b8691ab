"""Notices: who is still to be told of which crossing. Written by `storage.crossings`,
made into digests by `bot.alerting`."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import (
    ColumnElement,
    and_,
    func,
    literal_column,
    or_,
    select,
    text,
    update,
)
from sqlalchemy.orm import Session

from storage.models import (
    Alert,
    AlertEvent,
    AlertNotice,
    Chat,
    OutboxMessage,
    Product,
)
from storage.models.alerts import NoticeStatus
from storage.models.messages import OutboxStatus

COLLECT = timedelta(seconds=10)
"""So long a crossing waits for others, so that one photo makes one message."""
AFTER_INBOUND = timedelta(seconds=5)
"""Somebody who writes gets the answer first, then what was held back."""
LOST_JOB = timedelta(seconds=15)
KEPT = timedelta(days=7)
"""What could not be told for so long is not news any more."""
PROVED = timedelta(hours=1)
"""So long a provider may still report that a digest did not arrive."""
FIRST_RETRY = timedelta(minutes=10)
LONGEST_RETRY = timedelta(hours=12)
MOST_REPORTED = 3
WITHDRAWN = frozenset({"stopped", "quiet"})
"""Why a digest was taken back before it went out: it is made anew, when it may."""
FINAL = frozenset(
    {
        "blocked", "deactivated", "chat_not_found", "kicked", "never_started",
        "not_a_person", "no_rights", "bad_number", "not_on_whatsapp", "not_reachable",
        "not_allowed_there", "against_policy", "empty", "bad_address",
        "stopped_midway",
    }
)  # fmt: skip
"""Reasons of a failed digest that no later one would escape."""


@dataclass(frozen=True, slots=True)
class Pending:
    """A notice with all that its digest needs."""

    notice: AlertNotice
    event: AlertEvent
    product: Product
    rule: Alert


def is_any_open(session: Session) -> bool:
    """Whether anybody is to be told anything; asked often, and mostly not so."""
    still = text("status IN ('pending', 'handed')")  # as in the index
    return bool(session.scalar(select(select(AlertNotice.id).where(still).exists())))


def schedule(session: Session, now: datetime) -> None:
    """Give fresh notices their time, and forget what is too old to be told."""
    fresh = _is_pending() & AlertNotice.due_at.is_(None)
    session.execute(update(AlertNotice).where(fresh).values(due_at=now + COLLECT))
    stale = _is_pending() & (AlertNotice.created_at < now - KEPT)
    session.execute(
        update(AlertNotice).where(stale).values(status=NoticeStatus.EXPIRED)
    )


def due_chats(session: Session, now: datetime) -> list[uuid.UUID]:
    """Chats that have news to be told now; asked again later if their job gets lost.

    Also those whose news were held back and whose person has written since.
    """
    written = and_(
        AlertNotice.held_at.is_not(None),
        Chat.last_inbound_at >= AlertNotice.held_at,
        Chat.last_inbound_at <= now - AFTER_INBOUND,
    )
    query = (
        select(AlertNotice.id, AlertNotice.chat_id)
        .join(Chat, Chat.id == AlertNotice.chat_id)
        .where(_is_pending(), or_(AlertNotice.due_at <= now, written))
        .limit(500)
        .with_for_update(of=AlertNotice, skip_locked=True)
    )
    rows = session.execute(query).all()
    session.execute(
        update(AlertNotice)
        .where(AlertNotice.id.in_([row.id for row in rows]))
        .values(due_at=now + LOST_JOB)
    )
    return list(dict.fromkeys(row.chat_id for row in rows))


def lock_chat(session: Session, chat_id: uuid.UUID) -> bool:
    """Be the only one who makes a digest for this chat; False: somebody else is."""
    key = func.hashtextextended(f"push:{chat_id}", 0)
    return bool(session.scalar(select(func.pg_try_advisory_xact_lock(key))))


def pending(session: Session, chat_id: uuid.UUID) -> list[Pending]:
    """What the chat is still to be told, the oldest first."""
    query = (
        select(AlertNotice, AlertEvent, Product, Alert)
        .join(AlertEvent, AlertEvent.id == AlertNotice.event_id)
        .join(Product, Product.id == AlertEvent.product_id)
        .join(Alert, Alert.id == AlertEvent.alert_id)
        .where(AlertNotice.chat_id == chat_id, _is_pending())
        .order_by(AlertEvent.created_at, AlertEvent.id)
    )
    fresh = query.execution_options(populate_existing=True)
    return [Pending(*row) for row in session.execute(fresh)]


def shops_of_pending(session: Session, chat_id: uuid.UUID) -> list[uuid.UUID]:
    """The shops that the chat's news are about, in the order to lock them."""
    query = (
        select(AlertEvent.shop_id)
        .join(AlertNotice, AlertNotice.event_id == AlertEvent.id)
        .where(AlertNotice.chat_id == chat_id, _is_pending())
        .distinct()
        .order_by(AlertEvent.shop_id)
    )
    return list(session.scalars(query))


def hold(
    held: Iterable[AlertNotice],
    reason: str,
    until: datetime,
    now: datetime,
) -> None:
    """Not now: look again then, or when the person writes."""
    for notice in held:
        notice.hold, notice.due_at, notice.held_at = reason, until, now


def settle(settled: Iterable[AlertNotice], status: NoticeStatus) -> None:
    """Nothing is to be told of these any more."""
    for notice in settled:
        notice.status = status


def hand_over(
    handed: Iterable[AlertNotice], outbox_id: uuid.UUID, now: datetime
) -> None:
    """These are in a digest of the outbox now."""
    for notice in handed:
        notice.status, notice.outbox_id = NoticeStatus.HANDED, outbox_id
        notice.handed_at, notice.hold = now, None
        notice.tries += 1


def told_at(session: Session, chat_id: uuid.UUID) -> datetime | None:
    """When the chat's last digest was made."""
    return session.scalar(
        select(func.max(AlertNotice.handed_at)).where(AlertNotice.chat_id == chat_id)
    )


def last_told(
    session: Session,
    chat_id: uuid.UUID,
    shop_ids: Collection[uuid.UUID],
    product_id: uuid.UUID | None = None,
) -> list[Pending]:
    """The news of the chat's last digest; of a product, the last that told of it.

    Only of these shops: the chat may have been told of others before.
    """
    query = (
        select(AlertNotice, AlertEvent, Product, Alert)
        .join(AlertEvent, AlertEvent.id == AlertNotice.event_id)
        .join(Product, Product.id == AlertEvent.product_id)
        .join(Alert, Alert.id == AlertEvent.alert_id)
        .where(AlertNotice.chat_id == chat_id, AlertNotice.handed_at.is_not(None))
        .where(AlertEvent.shop_id.in_(shop_ids))
        .order_by(AlertNotice.handed_at.desc(), AlertEvent.created_at)
    )
    if product_id is not None:
        query = query.where(AlertEvent.product_id == product_id)
    rows = [Pending(*row) for row in session.execute(query.limit(50))]
    return [row for row in rows if row.notice.handed_at == rows[0].notice.handed_at]


def release(
    session: Session,
    now: datetime,
    *,
    chat_id: uuid.UUID | None = None,
    shop_id: uuid.UUID | None = None,
) -> None:
    """What was held back may be told again: messages started, quiet hours changed."""
    query = update(AlertNotice).where(_is_pending(), AlertNotice.due_at.is_not(None))
    if chat_id is not None:
        query = query.where(AlertNotice.chat_id == chat_id)
    if shop_id is not None:
        events = select(AlertEvent.id).where(AlertEvent.shop_id == shop_id)
        query = query.where(AlertNotice.event_id.in_(events))
    session.execute(query.values(due_at=now + AFTER_INBOUND))


def settle_handed(session: Session, now: datetime) -> None:
    """Close what has arrived, and reopen what a provider could not deliver."""
    query = (
        select(AlertNotice, OutboxMessage)
        .outerjoin(OutboxMessage, OutboxMessage.id == AlertNotice.outbox_id)
        .where(
            AlertNotice.status == NoticeStatus.HANDED,
            or_(
                OutboxMessage.id.is_(None),
                OutboxMessage.status == OutboxStatus.FAILED,
                and_(
                    OutboxMessage.status == OutboxStatus.SENT,
                    OutboxMessage.sent_at <= now - PROVED,
                ),
            ),
        )
        .limit(500)
        .with_for_update(of=AlertNotice, skip_locked=True)
    )
    for notice, digest in session.execute(query):
        if digest is not None and digest.status == OutboxStatus.SENT:
            notice.status = NoticeStatus.TOLD
        elif digest is None or _is_final(notice, digest.error or ""):
            notice.status = NoticeStatus.FAILED
        else:
            _reopen(notice, digest.error or "", now)


def _reopen(notice: AlertNotice, error: str, now: datetime) -> None:
    doublings = min(notice.tries - 1, 10)  # more would be more than time can hold
    wait = min(FIRST_RETRY * 2**doublings, LONGEST_RETRY)
    notice.status, notice.outbox_id = NoticeStatus.PENDING, None
    notice.hold, notice.held_at = None, None
    notice.due_at = now if error in WITHDRAWN else now + wait


def _is_final(notice: AlertNotice, error: str) -> bool:
    """Reported failures were billed: after some the message is given up."""
    is_reported = error.startswith(("failed ", "undelivered ", "canceled "))
    if is_reported and notice.tries >= MOST_REPORTED:
        return True
    return error in FINAL or error.startswith("refused")


def _is_pending() -> ColumnElement[bool]:
    # Written out, so that the planner knows that the partial index fits.
    return AlertNotice.status == literal_column("'pending'")
