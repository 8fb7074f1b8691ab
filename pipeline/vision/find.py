"""What stands on one photo: facings in rows, gaps and labels.

Called by `pipeline.shelf`; any detector with this interface serves.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

from pipeline.images import Pixels
from pipeline.types import Box, Detection, Gap
from pipeline.vision.looks.classical_look import ClassicalLook
from pipeline.vision.looks.light import light_of
from pipeline.vision.looks.looks import ColourfulEmbedder, Embedder, Vectors, crop
from pipeline.vision.rows.gap_evidence import Scenery
from pipeline.vision.rows.gaps import find_gaps
from pipeline.vision.rows.level import as_array
from pipeline.vision.rows.places import number_places
from pipeline.vision.rows.shelves import Shelf, find_rows, neighbours_of_gap
from pipeline.vision.shelf_scale import ShelfScale

# Neighbours show at the edges of a box.
INSET = 0.05


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
    """Finds facings, gaps and labels on an upright photo (H, W, 3 RGB): all that it
    sees with its chance, and of that what is likely there."""

    @property
    def version(self) -> str: ...

    def candidates(self, image: Pixels) -> Found: ...

    def likely(self, found: Any, /) -> Found: ...


@dataclass(frozen=True, slots=True)
class ShelfPhoto:
    """One photo with what was found on it, in pixels of `pixels`; `doubtful` are
    facings too unlikely to be counted."""

    number: int
    pixels: Pixels
    facings: tuple[Detection, ...]
    gaps: tuple[Gap, ...]
    labels: tuple[Detection, ...]
    shelf: Shelf
    doubtful: tuple[Detection, ...] = ()

    def crops(self) -> list[Pixels]:
        """Each facing under neutral light, without the edges, where neighbours show."""
        return crops_of(self.pixels, [facing.box for facing in self.facings])


def crops_of(pixels: Pixels, boxes: Sequence[Box]) -> list[Pixels]:
    """What is under each box, under neutral light, without the edges."""
    light = light_of(pixels, boxes)
    return [light.corrected(crop(pixels, box, INSET)) for box in boxes]


def find_on_photo(
    pixels: Pixels,
    detector: ShelfDetector,
    number: int = 0,
    scale: ShelfScale | None = None,
) -> ShelfPhoto:
    """Facings, gaps and labels, each with its place; `number` in the album."""
    candidates = detector.candidates(pixels)
    likely = detector.likely(candidates)
    scenery = survey(pixels, candidates, likely)
    doubtful = zip(*scenery.doubtful, strict=True)
    photo = ShelfPhoto(
        number,
        pixels,
        tuple(_detections(likely.of("product"), number)),
        tuple(_gaps(scenery, likely, scale or ShelfScale(), number)),
        tuple(_detections(likely.of("tag"), number)),
        scenery.shelf,
        tuple(Detection(_box(box), float(p), photo=number) for box, p in doubtful),
    )
    return with_places(photo)


def _gaps(
    scenery: Scenery, likely: Found, scale: ShelfScale, number: int
) -> Iterator[Gap]:
    if scenery.shelf.rows:
        for gap in find_gaps(scenery, scale.gaps):
            width = max(1, round(gap.width))
            yield Gap(gap.box, gap.row, None, gap.score, number, width=width)
    else:  # nothing stands there: the net alone tells
        for found in _detections(likely.of("gap"), number):
            yield Gap(found.box, 0, None, found.score, number)


def with_places(photo: ShelfPhoto) -> ShelfPhoto:
    """Everything with its row and its position in it."""
    boxes = [facing.box for facing in photo.facings]
    places = number_places(photo.shelf, boxes, photo.gaps)
    rows = {member: row.number for row in photo.shelf.rows for member in row.members}
    levels = photo.shelf.levels()
    facings = [
        replace(facing, row=rows[index], position=position, level=levels[index])
        for index, (facing, position) in enumerate(
            zip(photo.facings, places.facings, strict=True)
        )
    ]
    gaps = [
        replace(gap, position=position)
        for gap, position in zip(photo.gaps, places.gaps, strict=True)
    ]
    photo = replace(photo, facings=tuple(facings), gaps=tuple(gaps))
    labels = tuple(_with_place(label, photo) for label in photo.labels)
    return replace(photo, labels=labels)


def _with_place(label: Detection, photo: ShelfPhoto) -> Detection:
    """A label with the place above it: that of a gap, or of the facing."""
    row = photo.shelf.row_above(label.box)
    x, _ = label.box.centre
    over = [g for g in photo.gaps if g.row == row and g.box.left <= x <= g.box.right]
    facing = facing_above(label.box, photo)
    if over:
        position = over[0].position
    else:
        position = 0 if facing is None else photo.facings[facing].position
    return replace(label, row=row or 0, position=position)


def survey(pixels: Pixels, candidates: Found, likely: Found) -> Scenery:
    """Rows of the likely facings, with all that gaps are told from."""
    products, guesses = likely.of("product"), candidates.of("gap")
    boxes = [_box(box) for box in products.boxes]
    shelf = find_rows(boxes, [_box(box) for box in likely.of("tag").boxes])
    every = candidates.of("product")
    least = products.scores.min(initial=np.inf)
    doubtful = every.scores < least
    return Scenery(
        pixels,
        as_array(boxes),
        shelf,
        (guesses.boxes, guesses.scores),
        (every.boxes[doubtful], every.scores[doubtful]),
    )


def embed_facings(
    photos: Iterable[ShelfPhoto], embedder: Embedder
) -> tuple[Vectors, Vectors | None]:
    """The look of each facing of all photos, in order, and its colours (the classical
    look) where the embedder knows what they weigh."""
    crops = [photo.crops() for photo in photos] or [[]]
    if not embedder.scale.evidence.colours:
        return np.concatenate([embedder.embed(part) for part in crops]), None
    pairs = [looks_and_colours(part, embedder) for part in crops]
    looks, colours = zip(*pairs, strict=True)
    return np.concatenate(looks), np.concatenate(colours)


def looks_and_colours(
    crops: Sequence[Pixels], embedder: Embedder
) -> tuple[Vectors, Vectors]:
    """Looks of crops and their classical looks, one row each."""
    if isinstance(embedder, ColourfulEmbedder):
        return embedder.embed_with_colours(crops)
    return embedder.embed(crops), ClassicalLook().embed(crops)


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


def _box(sides: npt.NDArray[np.float32]) -> Box:
    return Box(*(float(side) for side in sides))


def _detections(found: Found, photo: int) -> list[Detection]:
    return [
        Detection(_box(box), round(float(score), 4), photo=photo)
        for box, score in zip(found.boxes, found.scores, strict=True)
    ]
