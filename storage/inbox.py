"""Messages in: recorded once each, handled in the order of arrival within a chat."""

from __future__ import annotations

import math
import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import CTE, Select, bindparam, exists, func, or_, select, text, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from storage import leases
from storage.models import Chat, InboxMessage
from storage.models.messages import InboxStatus


def _known_chat() -> CTE:
    """The chat, made where it is new; its row stays locked until the statement ends."""
    chat = insert(Chat).values(
        id=bindparam("chat_id"),
        channel=bindparam("chat_channel"),
        external_id=bindparam("chat_external_id"),
        locale=bindparam("chat_locale"),
        last_inbound_at=bindparam("chat_inbound_at"),
        newcomer_role=text("DEFAULT"),
    )
    latest = func.greatest(Chat.last_inbound_at, chat.excluded.last_inbound_at)
    return (
        chat.on_conflict_do_update(
            index_elements=["channel", "external_id"], set_={"last_inbound_at": latest}
        )
        .returning(Chat.id)
        .cte("known")
    )


def _keep_message() -> Select[uuid.UUID, bool]:
    """The chat's id, and whether the message was new and is kept; one statement, since
    a provider waits for it."""
    known, columns = _known_chat(), InboxMessage.__table__.c
    given = [
        columns[name] for name in ("id", "external_id", "message", "raw", "enqueued_at")
    ]
    values = [bindparam(f"message_{each.name}", type_=each.type) for each in given]
    source = select(known.c.id, *values)
    kept = (
        insert(InboxMessage)
        .from_select(["chat_id", *given], source, include_defaults=False)
        .on_conflict_do_nothing(index_elements=["chat_id", "external_id"])
        .returning(InboxMessage.id)
        .cte("kept")
    )
    return select(known.c.id, exists(select(kept.c.id)))


_KEEP_MESSAGE = _keep_message()


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
    One statement, so a session without a transaction of its own will do, too.

    Characters that PostgreSQL cannot hold (NUL, lone surrogates) are replaced.
    """
    # On the connection: a webhook's answer waits for this, and the ORM adds a third.
    row = session.connection().execute(
        _KEEP_MESSAGE,
        {
            "chat_id": uuid.uuid4(),
            "chat_channel": channel,
            "chat_external_id": _storable(chat_external_id),
            "chat_locale": _storable(locale),
            "chat_inbound_at": now if opens_window else None,
            "message_id": uuid.uuid4(),
            "message_external_id": _storable(external_id),
            "message_message": _storable(message),
            "message_raw": _storable(raw),
            "message_enqueued_at": now,
        },
    )
    return Recorded(*row.one())


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
        if value.isascii() and "\x00" not in value:
            return value
        clean = value.replace("\x00", "\ufffd")
        return clean.encode("utf-8", "replace").decode("utf-8")
    if isinstance(value, dict):
        return {_storable(key): _storable(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_storable(item) for item in value]
    return value
