"""Telegram updates into channel-neutral messages. Called by webhook and polling."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from telegram import CallbackQuery, Document, Message, Update
from telegram.constants import ChatType

from bot.channels.media_kinds import kind_of
from bot.messages import ChatRef, InboundMessage, MediaKind, MediaRef, Sender

CHANNEL = "telegram"
UPDATE_KINDS = ("message", "callback_query")
"""The updates asked for; all others carry no message of a person."""

_MALFORMED = (TypeError, ValueError, KeyError, AttributeError, OverflowError, OSError)
_COMMAND = re.compile(r"^/(\w+)(?:@\w+)?(?=\s|$)")
_START = re.compile(r"^/start\s+(\S+)$")
_CALLED = re.compile(r"(?<![\w@.])@(\w{3,32})\b")
_BARE_COMMAND = re.compile(r"^/\w+(?=\s|$)")


@dataclass(frozen=True, slots=True)
class _Content:
    text: str = ""
    media: tuple[MediaRef, ...] = ()
    unsupported: str | None = None
    start: str | None = None


def message_id_of(external_id: str | None) -> int | None:
    """The provider's number in one of our message ids ("m123"); None for others."""
    number = (external_id or "").removeprefix("m")
    return int(number) if number.isdecimal() else None


def parse(update: Mapping[str, Any], received_at: datetime) -> InboundMessage | None:
    """The message of a person in an update; None for everything that is not one.

    Edited messages, channel posts, service messages and whatever is not understood
    give None. `received_at` dates button presses, which carry no time. Never raises.
    """
    try:
        typed = Update.de_json(dict(update), None)
        if typed.callback_query is not None:
            return _pressed(typed.callback_query, update, received_at)
        if typed.message is not None:
            return _written(typed.message, update)
    except _MALFORMED:
        return None
    return None


def moved(update: Mapping[str, Any]) -> tuple[str, str] | None:
    """(old, new) id of a group that became a supergroup; both sides are told of it."""
    message = update.get("message")
    if not isinstance(message, Mapping) or not isinstance(message.get("chat"), Mapping):
        return None
    here = message["chat"].get("id")
    if message.get("migrate_to_chat_id"):
        return str(here), str(message["migrate_to_chat_id"])
    if message.get("migrate_from_chat_id"):
        return str(message["migrate_from_chat_id"]), str(here)
    return None


def _written(message: Message, update: Mapping[str, Any]) -> InboundMessage | None:
    sender = _sender(message)
    content = _content(message) if sender else None
    if sender is None or content is None or message.chat.type == ChatType.CHANNEL:
        return None
    return InboundMessage(
        chat=ChatRef(CHANNEL, str(message.chat.id)),
        external_id=f"m{message.message_id}",
        sender=sender,
        sent_at=message.date,
        text=content.text,
        media=content.media,
        album=message.media_group_id,
        locale=message.from_user.language_code if message.from_user else None,
        reply_to=_reply_to(message),
        unsupported=content.unsupported,
        start=content.start,
        is_group=message.chat.type != ChatType.PRIVATE,
        addressees=_addressees(message),
        raw=dict(update),
    )


def _pressed(
    query: CallbackQuery, update: Mapping[str, Any], received_at: datetime
) -> InboundMessage | None:
    if query.message is None or query.data is None:
        return None  # a button of an inline message or a game: none of ours
    return InboundMessage(
        chat=ChatRef(CHANNEL, str(query.message.chat.id)),
        external_id=f"cb{query.id}",
        sender=Sender(str(query.from_user.id), query.from_user.full_name),
        sent_at=received_at,
        choice=query.data,
        locale=query.from_user.language_code,
        reply_to=f"m{query.message.message_id}",
        is_group=query.message.chat.type != ChatType.PRIVATE,
        raw=dict(update),
    )


def _sender(message: Message) -> Sender | None:
    """The person; None for bots and for posts that a channel hands on.

    An anonymous administrator writes as the group, through a bot of Telegram's own.
    """
    if message.is_automatic_forward:
        return None
    if message.sender_chat is not None:
        group = message.sender_chat
        return Sender(str(group.id), group.effective_name or "")
    if message.from_user is None or message.from_user.is_bot:
        return None
    return Sender(str(message.from_user.id), message.from_user.full_name)


def _reply_to(message: Message) -> str | None:
    replied = message.reply_to_message
    if replied is None:
        return None
    if message.is_topic_message and replied.message_id == message.message_thread_id:
        return None  # every message of a topic "replies" to the topic's first one
    return f"m{replied.message_id}"


def _addressees(message: Message) -> tuple[str, ...] | None:
    """Who is called: by a mention, by /command@name, or by a reply to a bot."""
    if message.chat.type == ChatType.PRIVATE:
        return None
    text = (message.text or message.caption or "").strip()
    if _BARE_COMMAND.match(text):
        return None
    called = {name.lower() for name in _CALLED.findall(text)}
    target = _COMMAND.match(text)
    if target is not None:
        called = {target[0].partition("@")[2].lower()}
    replied = message.reply_to_message
    if replied is not None and replied.from_user is not None and _reply_to(message):
        called.add((replied.from_user.username or "").lower())
    return tuple(sorted(called - {""}))


def _content(message: Message) -> _Content | None:
    if message.text is not None:
        return _text(message.text)
    for word in UNSUPPORTED:
        if getattr(message, word, None) or message.api_kwargs.get(word):
            return _unsupported(message, word)
    for word, describe in MEDIA.items():
        if getattr(message, word, None):
            return _Content((message.caption or "").strip(), (describe(message),))
    if message.api_kwargs and message.chat.type == ChatType.PRIVATE:
        return _Content(unsupported="unknown")  # newer than this program
    return None  # a service message: somebody joined, pinned, renamed …


def _text(text: str) -> _Content:
    plain = _COMMAND.sub(r"/\1", text.strip())
    start = _START.match(plain)
    if start:
        return _Content("/start", start=start[1])
    return _Content(plain)


def _unsupported(message: Message, word: str) -> _Content | None:
    """People in a group send each other stickers; only one meant for us is answered."""
    replied = message.reply_to_message
    to_a_bot = bool(replied and replied.from_user and replied.from_user.is_bot)
    if message.chat.type != ChatType.PRIVATE and not to_a_bot:
        return None
    return _Content(unsupported=word)


def _photo(message: Message) -> MediaRef:
    largest = max(message.photo, key=lambda size: size.width * size.height)
    return _media(MediaKind.PHOTO, largest, "image/jpeg")


def _document(message: Message) -> MediaRef:
    document = message.document
    assert isinstance(document, Document)
    kind = kind_of(document.mime_type or "", document.file_name or "")
    return _media(kind, document)


def _media(kind: MediaKind, file: Any, content_type: str = "") -> MediaRef:
    return MediaRef(
        kind=kind,
        ref=file.file_id,
        content_type=getattr(file, "mime_type", None) or content_type,
        filename=getattr(file, "file_name", None) or "",
        size=file.file_size,
    )


def _of_kind(
    word: str, kind: MediaKind, content_type: str
) -> Callable[[Message], MediaRef]:
    return lambda message: _media(kind, getattr(message, word), content_type)


MEDIA: dict[str, Callable[[Message], MediaRef]] = {
    "photo": _photo,
    # A video without sound; it comes with a document, hence before that.
    "animation": _of_kind("animation", MediaKind.VIDEO, "video/mp4"),
    "document": _document,
    "video": _of_kind("video", MediaKind.VIDEO, "video/mp4"),
    "video_note": _of_kind("video_note", MediaKind.VIDEO, "video/mp4"),
    "voice": _of_kind("voice", MediaKind.AUDIO, "audio/ogg"),
    "audio": _of_kind("audio", MediaKind.AUDIO, "audio/mpeg"),
}
UNSUPPORTED = (
    "sticker",
    "venue",  # comes with a location
    "location",
    "contact",
    "poll",
    "dice",
    "game",
    "story",
    "checklist",
    "paid_media",
    "invoice",
    "giveaway",
    "giveaway_winners",
    "rich_message",
)
