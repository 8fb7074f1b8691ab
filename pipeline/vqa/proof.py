"""The picture that proves an answer: its boxes on a dimmed photo, or a close-up.

Called by `pipeline.shelf.PipelineVision` in vision workers. Print and price tags are
shown large enough to be read on a phone; everything else in its place.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import cv2
import numpy as np

from pipeline.images import DEFAULT_MAX_MEGAPIXELS, Pixels, open_photo
from pipeline.marks import (
    WHITE,
    at_size,
    common_width,
    dashed,
    encoded,
    group_colour,
    number_at,
    outline,
)
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
    width = common_width([reading.sizes[number] for number in shown])
    parts = []
    for number in shown:
        wide, high = reading.sizes[number]
        height = max(1, round(high * width / wide))
        photo = open_photo(photos[number], max_megapixels, 1.5 * width * height / 1e6)
        own = [resized(s.box, width / wide) for s in spots if s.photo == number]
        marks = _marks(reading, number)
        groups = [marks.get(s.box) for s in spots if s.photo == number]
        parts.append(_lit(at_size(photo, width, height), own, groups))
    return encoded(np.concatenate(parts))


def _marks(reading: ShelfReading, photo: int) -> dict[Box, int]:
    """The number to write on each box: a facing's group; 0 for a gap."""
    numbers = {gap.box: 0 for gap in reading.gaps if gap.photo == photo}
    for item in reading.items:
        for facing in item.facings:
            if facing.photo == photo:
                numbers[facing.box] = item.group
    return numbers


def _lit(picture: Pixels, boxes: Sequence[Box], groups: Iterable[int | None]) -> Pixels:
    dark = (picture * _DIM).astype(np.uint8)
    for box in boxes:
        left, top = max(0, round(box.left)), max(0, round(box.top))
        place = np.s_[top : max(0, round(box.bottom)), left : max(0, round(box.right))]
        dark[place] = picture[place]
    for box, group in zip(boxes, groups, strict=True):
        _mark(dark, box, group)
    return dark


def _mark(picture: Pixels, box: Box, group: int | None) -> None:
    if group is None:
        outline(picture, box, WHITE, 2)
    elif group == 0:
        dashed(picture, box)
    else:
        outline(picture, box, group_colour(group), 2)
        number_at(picture, box, group)
