"""The channel-neutral words: what comes in, what goes out, where it belongs.

Channels translate a provider's payload into `InboundMessage` and a `Reply` into
requests; everything between them speaks only these types. `to_json` and `from_json`
are how messages rest in the inbox and outbox.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import Any


@dataclass(frozen=True, slots=True)
class ChatRef:
    """One conversation at one provider; `id` is the provider's own chat id."""

    channel: str  # telegram | whatsapp | web | console
    id: str


@dataclass(frozen=True, slots=True)
class Sender:
    """Who wrote; `id` is the provider's user id, `name` what they call themselves."""

    id: str
    name: str = ""


class MediaKind(StrEnum):
    PHOTO = "photo"
    VIDEO = "video"
    DOCUMENT = "document"
    AUDIO = "audio"


@dataclass(frozen=True, slots=True)
class MediaRef:
    """A file that a channel can fetch: a provider's file id or URL, or a blob key.

    Never a link that contains a token.
    """

    kind: MediaKind
    ref: str
    content_type: str = ""
    filename: str = ""
    size: int | None = None  # bytes, when the provider says so


@dataclass(frozen=True, slots=True)
class InboundMessage:
    """One message of a person. `choice` is the value of a pressed button.

    `external_id` is unique within the chat. `album` ties photos together. `unsupported`
    names a kind that cannot be handled (sticker, location, …) and is answered politely.
    `addressees`: whom a message in a group calls by name, in small letters; None where
    it is for the bot anyway (a private chat, a command, a button).
    """

    chat: ChatRef
    external_id: str
    sender: Sender
    sent_at: datetime
    text: str = ""
    media: tuple[MediaRef, ...] = ()
    choice: str | None = None
    album: str | None = None
    locale: str | None = None  # BCP 47, as the provider reports it
    reply_to: str | None = None  # the provider's id of the message replied to
    unsupported: str | None = None
    start: str | None = None  # payload of a deep link (/start TOKEN, web chat link)
    is_group: bool = False
    addressees: tuple[str, ...] | None = None
    raw: dict[str, Any] = field(default_factory=dict, compare=False, repr=False)

    def to_json(self) -> dict[str, Any]:
        """JSON-ready mapping; `raw` is kept beside it by the inbox, not inside."""
        data = asdict(replace(self, raw={}))  # it may be large, and would be copied
        data.pop("raw")
        data["sent_at"] = self.sent_at.isoformat()
        return data

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> InboundMessage:
        """The inverse of `to_json`."""
        values = dict(data)
        values["chat"] = ChatRef(**values["chat"])
        values["sender"] = Sender(**values["sender"])
        values["sent_at"] = datetime.fromisoformat(values["sent_at"])
        values["media"] = tuple(
            MediaRef(**{**media, "kind": MediaKind(media["kind"])})
            for media in values["media"]
        )
        if values.get("addressees") is not None:
            values["addressees"] = tuple(values["addressees"])
        return cls(**values)


@dataclass(frozen=True, slots=True)
class Choice:
    """A button: `label` is shown, `value` (up to 64 bytes) comes back when pressed."""

    label: str
    value: str


@dataclass(frozen=True, slots=True)
class Reply:
    """One answer in one chat. `image_key` and `document_key` are blob keys.

    `text` is plain text: a channel escapes it. `reply_to` quotes a message. `brief` is
    the same in one short line for an approved template, where only one may be sent;
    `template` and `language` choose which. `briefs`: several such lines, each in a
    template of its own, where nothing may be left out.
    """

    chat: ChatRef
    text: str
    choices: tuple[Choice, ...] = ()
    image_key: str | None = None
    document_key: str | None = None
    document_name: str | None = None
    reply_to: str | None = None
    brief: str = ""
    briefs: tuple[str, ...] = ()
    template: str = "reply"
    language: str | None = None

    def to_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Reply:
        """The inverse of `to_json`."""
        values = dict(data)
        values["chat"] = ChatRef(**values["chat"])
        values["choices"] = tuple(Choice(**choice) for choice in values["choices"])
        values["briefs"] = tuple(values.get("briefs", ()))
        return cls(**values)
