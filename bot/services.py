"""What the code needs from the outside, built once in the composition root."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from bot.channels.base import Channel
from bot.settings import Settings
from bot.sources import Sources
from bot.understand.intents import Intent
from bot.understand.names.kept import KeptIndexes
from pipeline.types import Catalogue, EnrolmentReading, ShelfReading, TextLine
from storage.blobs import BlobStore
from storage.db import Database


class JobQueue(Protocol):
    """Ids only; a job may be run twice and must bear it."""

    def handle_chat(self, chat_id: uuid.UUID) -> None:
        """Answer the messages of a chat that wait in the inbox."""
        ...

    def read_scan(self, scan_id: uuid.UUID, delay_s: float = 0.0) -> None:
        """Read the photos of a scan and answer."""
        ...

    def deliver(self, outbox_id: uuid.UUID, delay_s: float = 0.0) -> None:
        """Send one reply of the outbox."""
        ...

    def push_alerts(self, chat_id: uuid.UUID) -> None:
        """Tell the chat its news."""
        ...

    def push_summary(self, plan_id: uuid.UUID) -> None:
        """Send the summary of a week."""
        ...

    def ask_outside(self, enquiry_id: uuid.UUID, delay_s: float = 0.0) -> None:
        """Ask outside sources and answer what waits for them."""
        ...

    def ping(self) -> None:
        """Raise when the queue cannot be reached."""
        ...


class ShelfVision(Protocol):
    """The vision pipeline as the jobs see it; only vision workers have one.

    Raises pipeline.errors.UnreadableImage for bytes that are no photo.
    """

    model_version: str
    """Names all models; a reading is only used again for the same version."""
    looks_version: str
    """Names what makes looks; references are only compared within one version."""

    def read(
        self, photos: Sequence[bytes], catalogue: Catalogue, hint: str = ""
    ) -> ShelfReading:
        """Read encoded photos of one shelf together."""
        ...

    def annotate(
        self,
        photos: Sequence[bytes],
        reading: ShelfReading,
        odd_tags: Collection[int] = (),
    ) -> bytes:
        """JPEG with numbered boxes, at most 1280 px wide and 400 KB.

        `odd_tags`: the places of price tags that say another price than expected.
        """
        ...

    def enrol(self, photo: bytes) -> EnrolmentReading:
        """The main product of a photo."""
        ...

    def read_print(self, photos: Sequence[bytes]) -> tuple[TextLine, ...]:
        """All print of photographed papers, such as a delivery note."""
        ...


class Interpreter(Protocol):
    """A language model, asked for what the grammar and the classifier do not know."""

    def wishes(self, text: str, language: str) -> tuple[Intent, ...]:
        """What the text asks for; nothing where that is not clear. Never raises."""
        ...


@dataclass(frozen=True, slots=True)
class Services:
    """Everything a use case may need.

    `vision` is None outside vision workers, `interpreter` where none is configured,
    `sources` where nobody outside is asked. `names` are those of the shops that were
    talked about last.
    """

    settings: Settings
    db: Database
    blobs: BlobStore
    queue: JobQueue
    channels: Mapping[str, Channel]
    clock: Callable[[], datetime]
    vision: ShelfVision | None = None
    interpreter: Interpreter | None = None
    names: KeptIndexes = field(default_factory=KeptIndexes)
    sources: Sources | None = None
