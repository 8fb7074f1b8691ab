"""A reply as the Telegram messages that carry it, within the provider's limits."""

from __future__ import annotations

import mimetypes
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import structlog

from bot.channels.base import DeliveryError
from bot.channels.telegram_api import Upload
from bot.channels.text import split_text, utf16_length
from bot.messages import Choice, Reply
from storage.blobs import BlobNotFound, BlobStore

log = structlog.get_logger(__name__)

MAX_TEXT = 4096
MAX_CAPTION = 1024
MAX_PHOTO_BYTES = 10 * 1024 * 1024
MAX_CHOICE_BYTES = 64
ROW_WIDTH = 28
"""Characters that fit side by side on a phone of 360 px."""
MAX_IN_ROW = 3


@dataclass(frozen=True, slots=True)
class Part:
    """One message: a text, or a file with a caption; buttons on the last one."""

    text: str = ""
    kind: str | None = None  # photo | document; None is a text
    filename: str = ""
    data: bytes = field(default=b"", repr=False)
    choices: tuple[Choice, ...] = ()

    @property
    def send_method(self) -> str:
        """The method that sends this part anew."""
        return f"send{(self.kind or 'message').capitalize()}"

    @property
    def edit_method(self) -> str:
        """The method that turns a text message into this part."""
        return "editMessageMedia" if self.kind else "editMessageText"

    def fields(self) -> dict[str, Any]:
        """What `send_method` needs besides the chat."""
        if self.kind is None:
            return {"text": self.text}
        return {"caption": self.text or None}  # the file is an upload of its own

    def edit_fields(self) -> dict[str, Any]:
        """What `edit_method` needs besides chat and message."""
        if self.kind is None:
            return {"text": self.text}
        media = {"type": self.kind, "media": f"attach://{self.kind}"}
        return {"media": {**media, **({"caption": self.text} if self.text else {})}}

    def uploads(self) -> list[Upload]:
        """The file to send along, if there is one."""
        if self.kind is None:
            return []
        guessed = mimetypes.guess_type(self.filename)[0] or "application/octet-stream"
        return [Upload(self.kind, self.filename, self.data, guessed)]


def parts_of(reply: Reply, blobs: BlobStore) -> list[Part]:
    """The messages of a reply, in order; the same reply gives the same parts.

    A picture carries the start of the text as its caption. Raises DeliveryError for a
    reply that no message can carry.
    """
    files = list(_files(reply, blobs))
    first_limit = MAX_CAPTION if files else MAX_TEXT
    texts = split_text(reply.text, MAX_TEXT, first_limit=first_limit)
    parts = files[:1]
    if parts and texts:
        parts = [replace(parts[0], text=texts.pop(0))]
    parts += [*map(Part, texts), *files[1:]]
    if not parts:
        raise DeliveryError("empty", permanent=True)
    parts[-1] = replace(parts[-1], choices=reply.choices)
    return parts


def _files(reply: Reply, blobs: BlobStore) -> Iterator[Part]:
    if reply.image_key:
        yield from _file(blobs, reply.image_key, "photo", reply.image_key)
    if reply.document_key:
        name = reply.document_name or reply.document_key
        yield from _file(blobs, reply.document_key, "document", name)


def _file(blobs: BlobStore, key: str, kind: str, filename: str) -> Iterator[Part]:
    try:
        data = blobs.get(key)
    except BlobNotFound:
        # The words without the picture are better than no answer.
        log.error("reply_without_its_file", blob=key)
        return
    too_big = kind == "photo" and len(data) > MAX_PHOTO_BYTES
    yield Part(kind="document" if too_big else kind, filename=filename, data=data)


def inline_keyboard(choices: Sequence[Choice]) -> dict[str, Any] | None:
    """Buttons in rows that fit their labels; None without choices."""
    if not choices:
        return None
    rows: list[list[dict[str, str]]] = []
    width = ROW_WIDTH
    for choice in choices:
        needed = utf16_length(choice.label)
        if width + needed > ROW_WIDTH or len(rows[-1]) == MAX_IN_ROW:
            rows.append([])
            width = 0
        rows[-1].append(_button(choice))
        width += needed
    return {"inline_keyboard": rows}


def _button(choice: Choice) -> dict[str, str]:
    if not 1 <= len(choice.value.encode()) <= MAX_CHOICE_BYTES:
        raise DeliveryError("choice_value_does_not_fit", permanent=True)
    return {"text": choice.label, "callback_data": choice.value}
