"""What stands on one photo: facings in rows, gaps and labels.

Called by `pipeline.shelf`; any detector with this interface serves.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Protocol

import numpy as np
import numpy.typing as npt

from pipeline.images import Pixels
from pipeline.types import Box, Detection, Gap
from pipeline.vision.light import light_of
from pipeline.vision.looks import Embedder, Vectors, crop
from pipeline.vision.shelves import Shelf, find_rows, neighbours_of_gap

# Neighbours show at the edges of a box.
_INSET = 0.05


class Found(Protocol):
    """Boxes (n, 4) in pixels and their scores (n,), of one kind or of all."""

    @property
    def boxes(self) -> npt.NDArray[np.float32]: ...

    @property
    def scores(self) -> npt.NDArray[np.float32]: ...

    def of(self, kind: str) -> Found:
        """Only the "product", the "gap" or the "tag" ones."""
        ...


class ShelfDetector(Protocol):
    """Finds facings, gaps and labels on an upright photo (H, W, 3 RGB)."""

    @property
    def version(self) -> str: ...

    def detect(self, image: Pixels) -> Found: ...


@dataclass(frozen=True, slots=True)
class ShelfPhoto:
    """One photo with what was found on it, in pixels of `pixels`."""

    number: int
    pixels: Pixels
    facings: tuple[Detection, ...]
    gaps: tuple[Gap, ...]
    labels: tuple[Detection, ...]
    shelf: Shelf

    def crops(self) -> list[Pixels]:
        """Each facing under neutral light, without the edges, where neighbours show."""
        light = light_of(self.pixels, [facing.box for facing in self.facings])
        return [
            light.corrected(crop(self.pixels, facing.box, _INSET))
            for facing in self.facings
        ]


def find_on_photo(
    pixels: Pixels, detector: ShelfDetector, number: int = 0
) -> ShelfPhoto:
    """Facings with their rows, gaps with theirs, and labels; `number` in the album."""
    found = detector.detect(pixels)
    facings = _detections(found.of("product"), number)
    shelf = find_rows([facing.box for facing in facings])
    rows = {member: row.number for row in shelf.rows for member in row.members}
    return ShelfPhoto(
        number,
        pixels,
        tuple(replace(f, row=rows[index]) for index, f in enumerate(facings)),
        tuple(
            Gap(gap.box, shelf.row_of(gap.box), None, gap.score, number)
            for gap in _detections(found.of("gap"), number)
        ),
        tuple(_detections(found.of("tag"), number)),
        shelf,
    )


def embed_facings(photos: Iterable[ShelfPhoto], embedder: Embedder) -> Vectors:
    """One unit vector for each facing of all photos, in order."""
    parts = [embedder.embed(photo.crops()) for photo in photos]
    return (
        np.concatenate(parts)
        if parts
        else np.zeros((0, embedder.dimensions), np.float32)
    )


def facing_above(label: Box, photo: ShelfPhoto) -> int | None:
    """Index of the facing that a label belongs to: on the board right above it, the
    one that it stands under, or the next one beside."""
    number = photo.shelf.row_above(label)
    members = next((r.members for r in photo.shelf.rows if r.number == number), ())
    if not members:
        return None
    x, _ = label.centre
    nearest = min(members, key=lambda m: _sideways(photo.facings[m].box, x))
    reach = 1.5 * max(label.width, photo.facings[nearest].box.width)
    return nearest if _sideways(photo.facings[nearest].box, x) <= reach else None


def _sideways(box: Box, x: float) -> float:
    """How far x is from the box's middle, none under its middle half."""
    return max(0.0, abs(box.centre[0] - x) - box.width / 4)


def facing_beside(gap: Gap, photo: ShelfPhoto) -> int | None:
    """Index of the facing whose product most likely stood in a gap: the nearest one
    in its row."""
    boxes = [facing.box for facing in photo.facings]
    beside = neighbours_of_gap(gap.box, photo.shelf, boxes)
    return beside[0] if beside else None


def _detections(found: Found, photo: int) -> list[Detection]:
    return [
        Detection(Box(*(float(v) for v in box)), round(float(score), 4), photo=photo)
        for box, score in zip(found.boxes, found.scores, strict=True)
    ]
