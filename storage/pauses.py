"""Chats that want to hear nothing of a product, or of any, for a while; or at all."""

from __future__ import annotations

import uuid
from datetime import datetime

from sqlalchemy import delete, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from storage.models import AlertPause, Chat


def pause(
    session: Session,
    chat_id: uuid.UUID,
    product_id: uuid.UUID | None,
    until: datetime,
) -> None:
    """Nothing about the product (None: about anything) before then."""
    query = insert(AlertPause).values(
        id=uuid.uuid4(), chat_id=chat_id, product_id=product_id, until=until
    )
    session.execute(
        query.on_conflict_do_update(
            index_elements=["chat_id", "product_id"], set_={"until": until}
        )
    )


def of_chat(
    session: Session, chat_id: uuid.UUID, now: datetime
) -> dict[uuid.UUID | None, datetime]:
    """Until when each is snoozed; None stands for everything."""
    query = select(AlertPause.product_id, AlertPause.until).where(
        AlertPause.chat_id == chat_id, AlertPause.until > now
    )
    return {product_id: until for product_id, until in session.execute(query)}


def end(session: Session, chat_id: uuid.UUID, product_id: uuid.UUID | None) -> None:
    """The snooze of the product (None: of everything) is over."""
    session.execute(
        delete(AlertPause).where(
            AlertPause.chat_id == chat_id,
            AlertPause.product_id.is_not_distinct_from(product_id),
        )
    )


def stop_messages(session: Session, chat_id: uuid.UUID, now: datetime) -> None:
    """Send nothing of our own accord to this chat; from the first "stop" on."""
    query = update(Chat).where(Chat.id == chat_id, Chat.stopped_at.is_(None))
    session.execute(query.values(stopped_at=now))


def start_messages(session: Session, chat_id: uuid.UUID) -> None:
    """Send again."""
    session.execute(update(Chat).where(Chat.id == chat_id).values(stopped_at=None))
