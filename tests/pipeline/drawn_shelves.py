"""Small drawn shelf photos, and a detector that knows where things were drawn."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass, field

import cv2
import numpy as np
import numpy.typing as npt
from PIL import Image

from pipeline.images import Pixels
from pipeline.types import Box

Colour = tuple[int, int, int]
RED, GREEN, BLUE = (200, 30, 40), (20, 150, 60), (30, 60, 190)
YELLOW, WHITE = (230, 200, 30), (245, 245, 245)
KINDS = ("product", "gap", "tag")


@dataclass
class DrawnShelf:
    """A photo in the making; what is drawn is remembered as found."""

    width: int = 1200
    height: int = 800
    boxes: list[tuple[str, Box, float]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.pixels: Pixels = np.full((self.height, self.width, 3), 150, np.uint8)

    def pack(
        self,
        left: int,
        bottom: int,
        colours: tuple[Colour, Colour],
        text: str = "",
        size: tuple[int, int] = (130, 220),
        score: float = 0.95,
    ) -> Box:
        """A pack with a stripe, a disc, and its name in capital letters."""
        width, height = size
        top, right = bottom - height, left + width
        cv2.rectangle(self.pixels, (left, top), (right, bottom), colours[0], -1)
        stripe = (left, top + height // 4), (right, top + height // 2)
        cv2.rectangle(self.pixels, *stripe, colours[1], -1)
        disc = (left + width // 2, bottom - height // 4)
        cv2.circle(self.pixels, disc, width // 5, WHITE, -1)
        at = (left + 6, top + height * 3 // 8 + 8)
        cv2.putText(self.pixels, text, at, cv2.FONT_HERSHEY_SIMPLEX, 0.9, (0, 0, 0), 2)
        return self._found("product", Box(left, top, right, bottom), score)

    def gap(self, left: int, bottom: int, width: int = 130, height: int = 220) -> Box:
        """An empty place; nothing is drawn."""
        return self._found("gap", Box(left, bottom - height, left + width, bottom), 0.8)

    def label(self, left: int, top: int, text: str) -> Box:
        """A white shelf label with large print."""
        cv2.rectangle(self.pixels, (left, top), (left + 110, top + 56), WHITE, -1)
        at = (left + 12, top + 42)
        cv2.putText(
            self.pixels, text, at, cv2.FONT_HERSHEY_SIMPLEX, 1.2, (10, 10, 10), 3
        )
        return self._found("tag", Box(left, top, left + 110, top + 56), 0.9)

    def _found(self, kind: str, box: Box, score: float) -> Box:
        self.boxes.append((kind, box, score))
        return box

    def encoded(self, form: str = "PNG") -> bytes:
        """The photo as a file."""
        buffer = io.BytesIO()
        Image.fromarray(self.pixels).save(buffer, form)
        return buffer.getvalue()


@dataclass(frozen=True)
class FoundBoxes:
    """Detections in the shape that the pipeline expects."""

    boxes: npt.NDArray[np.float32]
    scores: npt.NDArray[np.float32]
    kinds: tuple[str, ...]

    def of(self, kind: str) -> FoundBoxes:
        keep = [index for index, own in enumerate(self.kinds) if own == kind]
        return FoundBoxes(self.boxes[keep], self.scores[keep], (kind,) * len(keep))


class DrawnDetector:
    """Finds what was drawn on the shelves it was given, told apart by their size."""

    version = "drawn-1"

    def __init__(self, shelves: Sequence[DrawnShelf]) -> None:
        self._shelves = list(shelves)

    def candidates(self, image: Pixels) -> FoundBoxes:
        for shelf in self._shelves:
            factor = image.shape[1] / shelf.width
            same_shape = abs(image.shape[0] - factor * shelf.height) <= 2
            small = cv2.resize(shelf.pixels, (32, 32), interpolation=cv2.INTER_AREA)
            seen = cv2.resize(image, (32, 32), interpolation=cv2.INTER_AREA)
            if same_shape and np.abs(small.astype(int) - seen).mean() < 3:
                return _as_found(shelf, factor)
        return _as_found(DrawnShelf(), 1.0)

    def likely(self, found: FoundBoxes) -> FoundBoxes:
        return found


def _as_found(shelf: DrawnShelf, factor: float) -> FoundBoxes:
    corners = [(b.left, b.top, b.right, b.bottom) for _, b, _ in shelf.boxes]
    return FoundBoxes(
        np.array(corners, np.float32).reshape(-1, 4) * np.float32(factor),
        np.array([score for _, _, score in shelf.boxes], np.float32),
        tuple(kind for kind, _, _ in shelf.boxes),
    )
