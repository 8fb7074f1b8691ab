"""Replies out: written with the decision, sent once each, in order within a chat."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import and_, func, or_, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from storage import leases
from storage.models import OutboxMessage
from storage.models.messages import OutboxStatus

OPEN = (OutboxStatus.PENDING, OutboxStatus.SENDING)


def add(
    session: Session,
    *,
    chat_id: uuid.UUID,
    cause: str | None,
    reply: dict[str, Any],
    now: datetime,
    edit_of: str | None = None,
    is_push: bool = False,
    is_once: bool = False,
    about: Mapping[str, Any] | None = None,
) -> uuid.UUID | None:
    """Put a reply into the outbox; None when its cause has been answered already.

    `is_push`: nobody has asked for it just now. `is_once`: it is not sent again where
    it may be out already. `about`: the products and the wish that it speaks of, as in
    the context of a conversation.
    """
    return session.scalars(
        insert(OutboxMessage)
        .values(
            id=uuid.uuid4(),
            chat_id=chat_id,
            cause=cause,
            reply=reply,
            edit_of=edit_of,
            is_push=is_push,
            is_once=is_once,
            about=dict(about or {}),
            enqueued_at=now,
        )
        .on_conflict_do_nothing(index_elements=["cause"])
        .returning(OutboxMessage.id)
    ).first()


def replied_to(
    session: Session, chat_id: uuid.UUID, provider_id: str
) -> OutboxMessage | None:
    """The reply of which the provider calls a part so."""
    query = select(OutboxMessage).where(
        OutboxMessage.chat_id == chat_id,
        OutboxMessage.provider_ids.contains([provider_id]),
    )
    return session.scalars(query.limit(1)).first()


def chat_of(session: Session, outbox_id: uuid.UUID) -> uuid.UUID | None:
    """The chat of a reply; None when there is no such reply."""
    return session.scalar(
        select(OutboxMessage.chat_id).where(OutboxMessage.id == outbox_id)
    )


def oldest_open(session: Session, chat_id: uuid.UUID) -> OutboxMessage | None:
    """The reply of the chat to send next."""
    return session.scalars(
        select(OutboxMessage)
        .where(OutboxMessage.chat_id == chat_id, OutboxMessage.status.in_(OPEN))
        .order_by(OutboxMessage.seq)
        .limit(1)
    ).first()


def begin(session: Session, row: OutboxMessage, now: datetime) -> datetime | None:
    """Mark the reply as being sent and count the try.

    Gives the time of a former try that ended without an outcome: then the provider may
    or may not have the message.
    """
    uncertain_since = row.sending_since if row.status == OutboxStatus.SENDING else None
    row.status = OutboxStatus.SENDING
    row.sending_since = uncertain_since or now
    row.attempts += 1
    return uncertain_since


def part_sent(session: Session, outbox_id: uuid.UUID, provider_id: str) -> None:
    """Keep the provider's id of a part that is out."""
    session.execute(
        update(OutboxMessage)
        .where(OutboxMessage.id == outbox_id)
        .values(
            parts_sent=OutboxMessage.parts_sent + 1,
            provider_ids=OutboxMessage.provider_ids.op("||")(
                func.jsonb_build_array(provider_id)
            ),
        )
    )


def mark_sent(session: Session, outbox_id: uuid.UUID, now: datetime) -> None:
    """All parts are out."""
    _settle(session, outbox_id, OutboxStatus.SENT, sent_at=now)


def mark_failed(session: Session, outbox_id: uuid.UUID, error: str) -> None:
    """The provider refused for good; never tried again."""
    _settle(session, outbox_id, OutboxStatus.FAILED, error=error)


def withdraw(session: Session, outbox_id: uuid.UUID) -> bool:
    """Take back a reply that no try was made to send; False when it may be out."""
    withdrawn = session.scalars(
        update(OutboxMessage)
        .where(
            OutboxMessage.id == outbox_id,
            OutboxMessage.status == OutboxStatus.PENDING,
            OutboxMessage.parts_sent == 0,
        )
        .values(status=OutboxStatus.FAILED, error="withdrawn")
        .returning(OutboxMessage.id)
    )
    return withdrawn.first() is not None


def postpone(
    session: Session,
    outbox_id: uuid.UUID,
    error: str,
    not_before: datetime,
    *,
    uncertain: bool = False,
) -> None:
    """A try failed; try again later.

    `uncertain`: the provider may have the message all the same, so the next try must be
    told since when.
    """
    known: dict[str, Any] = {} if uncertain else {"sending_since": None}
    _settle(
        session,
        outbox_id,
        OutboxStatus.SENDING if uncertain else OutboxStatus.PENDING,
        error=error,
        not_before=not_before,
        enqueued_at=not_before,
        **known,
    )


def overdue(
    session: Session, now: datetime, forgotten_after: timedelta
) -> list[uuid.UUID]:
    """Replies that nobody is sending, marked as queued again."""
    return leases.overdue(
        session,
        OutboxMessage,
        now,
        forgotten_after,
        is_due=and_(
            OutboxMessage.status.in_(OPEN),
            or_(OutboxMessage.not_before.is_(None), OutboxMessage.not_before <= now),
        ),
        was_begun=OutboxMessage.status == OutboxStatus.SENDING,
        order=OutboxMessage.seq,
    )


def _settle(
    session: Session, outbox_id: uuid.UUID, status: OutboxStatus, **values: Any
) -> None:
    session.execute(
        update(OutboxMessage)
        .where(OutboxMessage.id == outbox_id)
        .values(status=status, **values)
    )
