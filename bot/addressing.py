"""Whether a message in a group is for the bot, and what it says without the call.

Called by the chat jobs before anything is fetched, shown or answered.
"""

from __future__ import annotations

import re
from dataclasses import replace

from sqlalchemy.orm import Session

from bot.messages import InboundMessage, MediaKind
from storage import scans
from storage.models import Chat


def is_for_bot(
    session: Session, chat: Chat, message: InboundMessage, own_name: str | None
) -> bool:
    """People of a group talk to each other: only what calls the bot is answered.

    Further photos of an album belong to the one whose caption called it. While the
    bot's own name is not known, any bot that is called might be this one.
    """
    if message.addressees is None:
        return True
    if own_name is None:
        is_called = any(name.endswith("bot") for name in message.addressees)
    else:
        is_called = own_name in message.addressees
    return is_called or _continues_album(session, chat, message)


def without_call(message: InboundMessage) -> InboundMessage:
    """The message without the names that it calls: "@shelf_bot coke?" is "coke?"."""
    if not message.addressees:
        return message
    names = "|".join(re.escape(name) for name in message.addressees)
    call = re.compile(rf"(?<![\w@.])@(?:{names})\b[,:;]?\s*", re.IGNORECASE)
    return replace(message, text=call.sub("", message.text).strip())


def _continues_album(session: Session, chat: Chat, message: InboundMessage) -> bool:
    if not message.album or not any(m.kind is MediaKind.PHOTO for m in message.media):
        return False
    return scans.album_begun(session, chat.id, message.sender.id, message.album)
