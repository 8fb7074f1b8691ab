"""Accept a message: into the inbox, then onto the queue. Called by every entrance."""

from __future__ import annotations

from bot.messages import InboundMessage
from bot.services import Services
from storage import inbox, shops


def accept(
    services: Services, message: InboundMessage, *, is_from_provider: bool = True
) -> bool:
    """Record the message and queue its chat; False when it was a duplicate.

    The inbox row is committed before the queue is told, so a message is never lost:
    where the queue is down, the sweeper finds the row. Raises
    sqlalchemy.exc.OperationalError when the database is down (the provider must retry).
    What did not come through the provider opens no window for free answers there.
    """
    now = services.clock()
    with services.db.single_statement() as session:
        recorded = inbox.record(
            session,
            channel=message.chat.channel,
            chat_external_id=message.chat.id,
            external_id=message.external_id,
            message=message.to_json(),
            raw=message.raw,
            locale=message.locale,
            now=now,
            opens_window=is_from_provider,
        )
    if recorded.is_new:
        services.queue.handle_chat(recorded.chat_id)
    return recorded.is_new


def follow_chat(services: Services, channel: str, old_id: str, new_id: str) -> None:
    """Let a chat keep its shop when its provider gives it a new id."""
    with services.db.transaction() as session:
        chat = shops.find_chat(session, channel, old_id)
        if chat is not None:
            shops.follow_chat(session, chat, new_id)
