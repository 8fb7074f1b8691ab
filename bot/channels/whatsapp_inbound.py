"""Twilio's WhatsApp webhook forms into channel-neutral messages."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime

from bot.channels.media_kinds import kind_of
from bot.messages import ChatRef, InboundMessage, MediaKind, MediaRef, Sender

CHANNEL = "whatsapp"
PREFIX = "whatsapp:"
MAX_FILES = 10

_START = re.compile(r"^/start\s+(\S+)$", re.IGNORECASE)
_FILENAME = re.compile(r"^[^\n/\\]{1,200}\.[A-Za-z0-9]{2,5}$")
_CONTACT_CARDS = ("text/vcard", "text/x-vcard")


def parse(form: Mapping[str, str], received_at: datetime) -> InboundMessage | None:
    """The message of a person in a webhook's form; None for what is not one.

    The form carries no time, hence `received_at`. Pressed buttons and list entries
    give a choice. Never raises.
    """
    address = form.get("From", "").strip()
    sid = form.get("MessageSid") or form.get("SmsMessageSid") or ""
    if not address.startswith(PREFIX) or not sid:
        return None
    number = address.removeprefix(PREFIX)
    files = _files(form)
    text = _text(form, files)
    start = _START.match(text)
    return InboundMessage(
        chat=ChatRef(CHANNEL, number),
        external_id=sid,
        sender=Sender(form.get("WaId") or number, form.get("ProfileName", "")),
        sent_at=received_at,
        text="/start" if start else text,
        media=files,
        choice=form.get("ButtonPayload") or form.get("ListId") or None,
        reply_to=form.get("OriginalRepliedMessageSid") or None,
        unsupported=_unsupported(form, files, text),
        start=start[1] if start else None,
        raw=dict(form),
    )


def _text(form: Mapping[str, str], files: tuple[MediaRef, ...]) -> str:
    """The words of the person: not the file name that stands in for a document's."""
    text = form.get("Body", "").strip()
    if files and text == files[0].filename:
        return ""
    return text or form.get("ButtonText", "").strip()


def _files(form: Mapping[str, str]) -> tuple[MediaRef, ...]:
    count = form.get("NumMedia", "0")
    found = min(int(count), MAX_FILES) if count.isdecimal() else 0
    files = (_file(form, index) for index in range(found))
    return tuple(file for file in files if file is not None)


def _file(form: Mapping[str, str], index: int) -> MediaRef | None:
    url = form.get(f"MediaUrl{index}", "")
    content_type = form.get(f"MediaContentType{index}", "").partition(";")[0].strip()
    if not url or content_type in _CONTACT_CARDS or _is_sticker(form):
        return None
    kind = kind_of(content_type)
    body = form.get("Body", "").strip()
    named = kind is MediaKind.DOCUMENT and _FILENAME.match(body)
    return MediaRef(kind, url, content_type, filename=body if named else "")


def _unsupported(
    form: Mapping[str, str], files: tuple[MediaRef, ...], text: str
) -> str | None:
    if form.get("Latitude") and form.get("Longitude"):
        return "location"
    if files or form.get("ButtonPayload") or form.get("ListId"):
        return None
    if _is_sticker(form):
        return "sticker"
    if form.get("MediaContentType0", "").partition(";")[0] in _CONTACT_CARDS:
        return "contact"
    return None if text else form.get("MessageType") or "unknown"


def _is_sticker(form: Mapping[str, str]) -> bool:
    return form.get("MessageType", "").lower() == "sticker"
