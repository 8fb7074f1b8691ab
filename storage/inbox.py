"""Messages in: recorded once each, handled in the order of arrival within a chat."""

from __future__ import annotations

import math
import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import bindparam, func, or_, select, update
from sqlalchemy.dialects.postgresql import Insert, insert
from sqlalchemy.orm import Session

from storage import leases
from storage.models import Base, Chat, InboxMessage
from storage.models.messages import InboxStatus


def _upsert(table: type[Base], *columns: str) -> Insert:
    """An insert with a parameter for each column, made once."""
    return insert(table.__table__).values(  # type: ignore[arg-type]
        {column: bindparam(column) for column in columns}
    )


_new_chat = _upsert(Chat, "id", "channel", "external_id", "locale", "last_inbound_at")
_KEEP_CHAT = _new_chat.on_conflict_do_update(
    index_elements=["channel", "external_id"],
    set_={
        "last_inbound_at": func.greatest(
            Chat.last_inbound_at, _new_chat.excluded.last_inbound_at
        )
    },
).returning(Chat.id)
_KEEP_MESSAGE = (
    _upsert(
        InboxMessage, "id", "chat_id", "external_id", "message", "raw", "enqueued_at"
    )
    .on_conflict_do_nothing(index_elements=["chat_id", "external_id"])
    .returning(InboxMessage.id)
)


@dataclass(frozen=True, slots=True)
class Recorded:
    """The chat a message belongs to; `is_new` is False for a repeated delivery."""

    chat_id: uuid.UUID
    is_new: bool


def record(
    session: Session,
    *,
    channel: str,
    chat_external_id: str,
    external_id: str,
    message: dict[str, Any],
    raw: dict[str, Any],
    locale: str | None,
    now: datetime,
    opens_window: bool = True,
) -> Recorded:
    """Insert the message unless it is there already; creates the chat on first sight.

    Characters that PostgreSQL cannot hold (NUL, lone surrogates) are replaced.
    """
    # On the connection: a webhook's answer waits for this, and the ORM adds a third.
    connection = session.connection()
    chat_id = connection.scalars(
        _KEEP_CHAT,
        {
            "id": uuid.uuid4(),
            "channel": channel,
            "external_id": _storable(chat_external_id),
            "locale": _storable(locale),
            "last_inbound_at": now if opens_window else None,
        },
    ).one()
    inserted = connection.scalars(
        _KEEP_MESSAGE,
        {
            "id": uuid.uuid4(),
            "chat_id": chat_id,
            "external_id": _storable(external_id),
            "message": _storable(message),
            "raw": _storable(raw),
            "enqueued_at": now,
        },
    ).first()
    return Recorded(chat_id, inserted is not None)


def oldest_open(session: Session, chat_id: uuid.UUID) -> InboxMessage | None:
    """The message of the chat to handle next."""
    return session.scalars(
        select(InboxMessage)
        .where(
            InboxMessage.chat_id == chat_id,
            InboxMessage.status == InboxStatus.RECEIVED,
        )
        .order_by(InboxMessage.seq)
        .limit(1)
    ).first()


def count_attempt(session: Session, inbox_id: uuid.UUID) -> int:
    """Count one more try in the database, where a killed worker cannot forget it."""
    return session.scalars(
        update(InboxMessage)
        .where(InboxMessage.id == inbox_id)
        .values(attempts=InboxMessage.attempts + 1)
        .returning(InboxMessage.attempts)
    ).one()


def mark_done(session: Session, inbox_id: uuid.UUID, now: datetime) -> None:
    """Close an answered message."""
    _close(session, inbox_id, InboxStatus.DONE, now)


def quarantine(session: Session, inbox_id: uuid.UUID, now: datetime) -> None:
    """Set aside a message that failed too often; its last error stays on the row."""
    _close(session, inbox_id, InboxStatus.QUARANTINED, now)


def note_failure(
    session: Session, inbox_id: uuid.UUID, error: str, not_before: datetime | None
) -> None:
    """Keep why a try failed and when the next one may start.

    A try that has to wait has no job; the sweeper queues it when its time has come.
    """
    known: dict[str, Any] = {} if not_before is None else {"enqueued_at": None}
    session.execute(
        update(InboxMessage)
        .where(InboxMessage.id == inbox_id)
        .values(error=error, not_before=not_before, **known)
    )


def overdue_chats(
    session: Session, now: datetime, forgotten_after: timedelta
) -> list[uuid.UUID]:
    """Chats whose messages nobody works on, marked as queued again.

    A chat is overdue at once when its worker's lease ran out, and after
    `forgotten_after` when its job was lost on the way.
    """
    due = (
        select(InboxMessage.id, InboxMessage.chat_id)
        .join(Chat, Chat.id == InboxMessage.chat_id)
        .where(
            InboxMessage.status == InboxStatus.RECEIVED,
            leases.is_free(Chat),
            or_(InboxMessage.not_before.is_(None), InboxMessage.not_before <= now),
            or_(
                leases.has_expired(Chat),
                leases.is_forgotten(
                    InboxMessage.enqueued_at,
                    InboxMessage.received_at,
                    now,
                    forgotten_after,
                ),
            ),
        )
        .order_by(InboxMessage.seq)
        .limit(500)
        # A row that is locked is being worked on; waiting for it could deadlock.
        .with_for_update(of=InboxMessage, skip_locked=True, key_share=True)
    )
    rows = session.execute(due).all()
    session.execute(
        update(InboxMessage)
        .where(InboxMessage.id.in_([row.id for row in rows]))
        .values(enqueued_at=now)
    )
    return list(dict.fromkeys(row.chat_id for row in rows))


def _close(
    session: Session, inbox_id: uuid.UUID, status: InboxStatus, now: datetime
) -> None:
    session.execute(
        update(InboxMessage)
        .where(InboxMessage.id == inbox_id)
        .values(status=status, done_at=now)
    )


def _storable(value: Any) -> Any:
    """The same JSON value without what PostgreSQL refuses: characters and infinity."""
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, str):
        clean = value.replace("\x00", "\ufffd")
        return clean.encode("utf-8", "replace").decode("utf-8")
    if isinstance(value, dict):
        return {_storable(key): _storable(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_storable(item) for item in value]
    return value
