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
from pipeline.types import (
    Catalogue,
    DrawnBox,
    EnrolmentReading,
    Filmed,
    ShelfReading,
    TextLine,
)
from pipeline.vqa.model_answers import Judged, OpenQuestion
from pipeline.vqa.prompts import Grounding
from pipeline.vqa.questions import Answer
from storage.blobs import BlobStore
from storage.db import Database
from storage.kept_catalogues import KeptCatalogues


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

    def watch_prices(self, shop_id: uuid.UUID, delay_s: float = 0.0) -> None:
        """Ask outside sources for the prices that somebody of the shop waits for."""
        ...

    def look_at_picture(self, enquiry_id: uuid.UUID, delay_s: float = 0.0) -> None:
        """Ask a model about a photo and answer what waits for it: may take minutes."""
        ...

    def draw_on_picture(self, enquiry_id: uuid.UUID, delay_s: float = 0.0) -> None:
        """Give the answer that has to be drawn on a photo first: a second or two."""
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
        self,
        photos: Sequence[bytes],
        catalogue: Catalogue,
        hint: str = "",
        are_pieces: bool = False,
    ) -> ShelfReading:
        """Read encoded photos of one shelf together.

        `are_pieces`: they may show the same packs unnoticed; of each product only as
        many are told as the most that is surely there.
        """
        ...

    def film(self, video: bytes) -> Filmed:
        """The photos that a video file is counted on."""
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

    def prove(
        self, photos: Sequence[bytes], reading: ShelfReading, answer: Answer
    ) -> bytes | None:
        """JPEG of what proves an answer about the photos; None where nothing does."""
        ...

    def redraw(
        self,
        photos: Sequence[bytes],
        reading: ShelfReading,
        boxes: Sequence[DrawnBox],
    ) -> ShelfReading:
        """The reading with the boxes that a person has drawn, and no others."""
        ...

    def enrol(
        self, photo: bytes, catalogue: Catalogue | None = None
    ) -> EnrolmentReading:
        """The main product of a photo, for the shop of this catalogue."""
        ...

    def read_print(self, photos: Sequence[bytes]) -> tuple[TextLine, ...]:
        """All print of photographed papers, such as a delivery note."""
        ...


class Interpreter(Protocol):
    """A language model, asked for what the grammar and the classifier do not know."""

    def wishes(self, text: str, language: str) -> tuple[Intent, ...]:
        """What the text asks for; nothing where that is not clear. Never raises."""
        ...


class PictureAnswerer(Protocol):
    """The models that are asked open questions about a photo; in vision workers only.

    Raises pipeline.errors.UnreadableImage for bytes that are no photo.
    """

    def answer(
        self, photos: Sequence[bytes], question: OpenQuestion, context: Grounding
    ) -> Judged:
        """What the first model that can says, as far as it may be told."""
        ...


@dataclass(frozen=True, slots=True)
class Services:
    """Everything a use case may need.

    `vision` and `answerer` are None outside vision workers, `interpreter` where none is
    configured, `sources` where nobody outside is asked. `names` are those of the shops
    that were talked about last, `catalogues` those of the shops whose photos were read.
    """

    settings: Settings
    db: Database
    blobs: BlobStore
    queue: JobQueue
    channels: Mapping[str, Channel]
    clock: Callable[[], datetime]
    vision: ShelfVision | None = None
    answerer: PictureAnswerer | None = None
    interpreter: Interpreter | None = None
    names: KeptIndexes = field(default_factory=KeptIndexes)
    catalogues: KeptCatalogues = field(default_factory=KeptCatalogues)
    sources: Sources | None = None
