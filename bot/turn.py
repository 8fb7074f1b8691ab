"""What the conversation is given for one message, and what it gives back."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from bot.messages import InboundMessage, MediaKind, Reply
from bot.services import Interpreter, Services
from bot.understand.intents import Intent
from storage.models import Chat

PICTURES = (MediaKind.PHOTO, MediaKind.VIDEO)
"""What is counted on: a video becomes a photo of all that it passes."""


@dataclass(frozen=True, slots=True)
class StoredMedia:
    """A file of the message, kept as a blob ("" where the kind is not fetched)."""

    kind: MediaKind
    blob_key: str
    content_type: str
    filename: str


@dataclass(frozen=True, slots=True)
class Turn:
    """Everything about one inbound message.

    `own_name` is what people call the bot on this channel, where that is known.
    `media_problem` is the key of MediaUnavailable when a file could not be fetched.
    `suggested` is what a model made of the text; None where it was not asked.
    """

    services: Services
    session: Session
    chat: Chat
    message: InboundMessage
    inbox_id: uuid.UUID
    media: tuple[StoredMedia, ...]
    media_problem: str | None
    now: datetime
    own_name: str | None = None
    suggested: tuple[Intent, ...] | None = None


def brings_video(message: InboundMessage) -> bool:
    """Whether a video is among the message's files; it takes longer than a photo."""
    return any(media.kind is MediaKind.VIDEO for media in message.media)


class Unclear(Exception):
    """A text that is not understood, before a configured model was asked.

    Begin the turn anew with what it says, as it must not be asked in a transaction.
    """

    def __init__(self, interpreter: Interpreter, text: str, language: str) -> None:
        super().__init__("a model is asked")  # the text must not reach a log
        self._interpreter = interpreter
        self._text = text
        self._language = language

    def ask(self) -> tuple[Intent, ...]:
        """What the text asks for; nothing where the model does not know either."""
        return self._interpreter.wishes(self._text, self._language)


@dataclass(frozen=True, slots=True)
class Outcome:
    """The answer; None for a photo, which is answered by its scan.

    `about` is what a reply to the answer is about: products, a wish.
    """

    reply: Reply | None
    scan_ids: tuple[uuid.UUID, ...] = ()
    about: dict[str, Any] = field(default_factory=dict)
