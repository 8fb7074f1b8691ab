"""The picture that proves an answer: its boxes on a dimmed photo, or a close-up.

Called by `pipeline.shelf.PipelineVision` in vision workers. Print and price tags are
shown large enough to be read on a phone; everything else in its place.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import cv2
import numpy as np

from pipeline.drawing.folded import folded, folded_size, strips, width_before
from pipeline.drawing.group_colours import group_colours
from pipeline.drawing.hidden import Around
from pipeline.drawing.marks import (
    WHITE,
    Colour,
    at_size,
    common_width,
    dashed,
    encoded,
    frames,
)
from pipeline.drawing.numbered import enlarged, frame_facings, prints_on, write_numbers
from pipeline.drawing.plates import plates_on
from pipeline.drawing.runs import Numbered, fitted
from pipeline.images import DEFAULT_MAX_MEGAPIXELS, Pixels, open_photo
from pipeline.resized import resized
from pipeline.types import Box, ShelfReading
from pipeline.vqa.questions import (
    Answer,
    CannotTell,
    Prices,
    Printed,
    Reason,
    Spot,
)

_DIM = 0.4  # of the brightness, beside what proves the answer
_MOST_CLOSE = 3  # close-ups under one another
_CLOSE_WIDTH = 1000  # pixels
_CLOSE_HEIGHT = 900
_MOST_ENLARGED = 8.0
_AROUND_PACK = 0.12  # of its larger side
_AROUND_TAG = 0.6
_RULE = 8  # pixels between close-ups


@dataclass(frozen=True, slots=True)
class _Lit:
    """What is bright on a photo, in pixels of its picture."""

    facings: list[Numbered]
    gaps: list[Box]
    others: list[Box]
    prints: list[Box]

    @property
    def boxes(self) -> list[Box]:
        return [*(one.box for one in self.facings), *self.gaps, *self.others]


def draw_proof(
    photos: Sequence[bytes],
    reading: ShelfReading,
    answer: Answer,
    max_megapixels: float = DEFAULT_MAX_MEGAPIXELS,
) -> bytes | None:
    """A JPEG of at most 1280 px width and 400 KB; None if the answer has no boxes.

    `reading` is the one that was asked; photos without proof are left out. Raises
    UnreadableImage.
    """
    if not answer.spots:
        return None
    around = _close_up(answer)
    if around is not None and len(answer.spots) <= _MOST_CLOSE:
        return _close(photos, reading, answer.spots, around, max_megapixels)
    return _dimmed(photos, reading, answer.spots, max_megapixels)


def _close_up(answer: Answer) -> float | None:
    """How much is to be seen around, in shares of the box; None: the whole photo."""
    if isinstance(answer, Prices):
        tags = {one.spot for one in answer.priced}
        return _AROUND_TAG if set(answer.spots) <= tags else None
    is_print = isinstance(answer, Printed)
    if isinstance(answer, CannotTell):
        is_print = answer.reason is Reason.NO_PRINT
    return _AROUND_PACK if is_print else None


def _close(
    photos: Sequence[bytes],
    reading: ShelfReading,
    spots: Sequence[Spot],
    around: float,
    max_megapixels: float,
) -> bytes:
    opened = {
        n: open_photo(photos[n], max_megapixels) for n in {s.photo for s in spots}
    }
    parts = []
    for spot in spots:
        photo = opened[spot.photo]
        factor = photo.shape[1] / reading.sizes[spot.photo][0]
        parts.append(_enlarged(_cut_out(photo, resized(spot.box, factor), around)))
    return encoded(_stacked(parts))


def _cut_out(photo: Pixels, box: Box, around: float) -> Pixels:
    by = around * max(box.width, box.height)
    height, width = photo.shape[:2]
    left, top = max(0, round(box.left - by)), max(0, round(box.top - by))
    right = min(width, max(left + 1, round(box.right + by)))
    bottom = min(height, max(top + 1, round(box.bottom + by)))
    return photo[top:bottom, left:right]


def _enlarged(picture: Pixels) -> Pixels:
    height, width = picture.shape[:2]
    factor = min(_CLOSE_WIDTH / width, _CLOSE_HEIGHT / height, _MOST_ENLARGED)
    size = max(1, round(width * factor)), max(1, round(height * factor))
    how = cv2.INTER_AREA if factor < 1 else cv2.INTER_CUBIC
    return cv2.resize(picture, size, interpolation=how).astype(np.uint8, copy=False)


def _stacked(parts: Sequence[Pixels]) -> Pixels:
    """Under one another on white, with a rule between."""
    width = max(part.shape[1] for part in parts)
    height = sum(part.shape[0] for part in parts) + _RULE * (len(parts) - 1)
    whole = np.full((height, width, 3), 255, np.uint8)
    top = 0
    for part in parts:
        left = (width - part.shape[1]) // 2
        whole[top : top + part.shape[0], left : left + part.shape[1]] = part
        top += part.shape[0] + _RULE
    return whole


def _dimmed(
    photos: Sequence[bytes],
    reading: ShelfReading,
    spots: Sequence[Spot],
    max_megapixels: float,
) -> bytes:
    """The photos with proof one under the other, dark but for the boxes."""
    shown = sorted({spot.photo for spot in spots})
    counts = {number: strips(reading, number) for number in shown}
    sizes = [folded_size(reading.sizes[number], counts[number]) for number in shown]
    width = common_width(sizes, enlarged(reading))
    colours = group_colours(reading)
    parts = []
    for number in shown:
        full, high = reading.sizes[number]
        wide = width_before(width, counts[number])
        height = max(1, round(high * wide / full))
        photo = open_photo(photos[number], max_megapixels, 1.5 * wide * height / 1e6)
        lit = _lit_on(reading, spots, number, wide / full)
        picture = _drawn(at_size(photo, wide, height), lit, colours)
        parts.append(folded(picture, width, counts[number], lit.boxes))
    return encoded(np.concatenate(parts))


def _lit_on(
    reading: ShelfReading, spots: Sequence[Spot], photo: int, factor: float
) -> _Lit:
    own = list(dict.fromkeys(spot.box for spot in spots if spot.photo == photo))
    gaps = {gap.box for gap in reading.gaps if gap.photo == photo}
    groups = {
        facing.box: item.group
        for item in reading.items
        for facing in item.facings
        if facing.photo == photo
    }
    return _Lit(
        [Numbered(resized(box, factor), groups[box]) for box in own if box in groups],
        [resized(box, factor) for box in own if box in gaps and box not in groups],
        [resized(box, factor) for box in own if box not in gaps and box not in groups],
        prints_on(reading, photo, factor),
    )


def _drawn(picture: Pixels, lit: _Lit, colours: Mapping[int, Colour]) -> Pixels:
    dark = (picture * _DIM).astype(np.uint8)
    for box in lit.boxes:
        left, top = max(0, round(box.left)), max(0, round(box.top))
        place = np.s_[top : max(0, round(box.bottom)), left : max(0, round(box.right))]
        dark[place] = picture[place]
    facings = fitted(lit.facings)
    plates = plates_on(dark, facings, Around(lit.others, lit.prints, lit.gaps))
    for gap in lit.gaps:
        dashed(dark, gap)
    frame_facings(dark, facings, colours)
    frames(dark, [(box, WHITE, 2) for box in lit.others])
    write_numbers(dark, plates, colours)
    return dark
