"""The answer's picture: every facing with the number of its group.

Called by `pipeline.shelf.PipelineVision`.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

import cv2
import numpy as np

from pipeline.images import DEFAULT_MAX_MEGAPIXELS, Pixels, open_photo
from pipeline.marks import (
    BLACK,
    Colour,
    at_size,
    common_width,
    dashed,
    encoded,
    group_colour,
    grown,
    number_in,
    outline,
    plate,
)
from pipeline.plates import Numbered, plates_on
from pipeline.resized import resized
from pipeline.types import Box, PriceTag, ShelfReading

_READ_TAG: Colour = (255, 255, 255)
_UNREAD_TAG: Colour = (130, 130, 130)
_TICKED: Colour = (86, 220, 150)
_CROSSED: Colour = (240, 150, 60)
_TICK = (((-0.8, 0.0), (-0.2, 0.6), (0.8, -0.7)),)
_CROSS = (((-0.6, -0.6), (0.6, 0.6)), ((-0.6, 0.6), (0.6, -0.6)))
_SIGN = 4  # letters
_ODD_TAG: Colour = (220, 20, 20)


def draw_reading(
    photos: Sequence[bytes],
    reading: ShelfReading,
    max_megapixels: float = DEFAULT_MAX_MEGAPIXELS,
    odd_tags: Collection[int] = (),
) -> bytes:
    """A JPEG of the photos one under the other, with numbered boxes drawn on.

    `odd_tags` are the places in `reading.price_tags` of those that say another price
    than expected: they are marked. At most 1280 px wide, 2560 px high and 400 KB.
    Raises UnreadableImage.
    """
    width = common_width(reading.sizes)
    parts: list[Pixels] = []
    for number, (data, size) in enumerate(zip(photos, reading.sizes, strict=True)):
        height = max(1, round(size[1] * width / size[0]))
        # Slightly larger, so that the last step shrinks and the drawing stays crisp.
        area = 1.5 * width * height / 1e6
        picture = at_size(open_photo(data, max_megapixels, area), width, height)
        _draw_photo(picture, reading, number, width / size[0], odd_tags)
        parts.append(picture)
    return encoded(np.concatenate(parts))


def _draw_photo(
    picture: Pixels,
    reading: ShelfReading,
    number: int,
    factor: float,
    odd_tags: Collection[int],
) -> None:
    facings = [
        Numbered(resized(facing.box, factor), item.group)
        for item in reading.items
        for facing in item.facings
        if facing.photo == number
    ]
    tags = [
        (place, tag, resized(tag.box, factor))
        for place, tag in enumerate(reading.price_tags)
        if tag.photo == number and not _is_sign(tag)
    ]
    lines = [
        resized(text.box, factor) for text in reading.texts if text.photo == number
    ]
    plates = list(plates_on(picture, facings, [box for *_, box in tags], lines))
    for place, tag, box in tags:
        if place not in odd_tags:
            colour = _UNREAD_TAG if tag.amount is None else _READ_TAG
            frame = grown(box, 2)
            outline(picture, frame, colour, 1)
            _mark(picture, frame, tag.amount is not None)
    for gap in reading.gaps:
        if gap.photo == number:
            dashed(picture, resized(gap.box, factor))
    for facing in facings:
        outline(picture, facing.box, group_colour(facing.group), 2)
    for number_plate in plates:
        number_in(picture, number_plate.box, number_plate.group, number_plate.scale)
    for place, _, box in tags:
        if place in odd_tags:
            _odd_tag(picture, box)


def _is_sign(tag: PriceTag) -> bool:
    """Whether words without a number stand there: a sign and no price tag."""
    letters = sum(character.isalpha() for character in tag.text)
    has_digits = any(character.isdigit() for character in tag.text)
    return tag.amount is None and letters >= _SIGN and not has_digits


def _mark(picture: Pixels, frame: Box, is_read: bool) -> None:
    """A tick on the upper right corner of a label whose price was read, else a cross;
    the corner, for prices stand lower."""
    size = float(np.clip(0.22 * frame.height, 5, 9))
    x = min(frame.right - 0.4 * size, picture.shape[1] - size - 3)
    y = max(frame.top + 0.2 * size, size)
    strokes = _TICK if is_read else _CROSS
    lines = [
        np.array([(x + dx * size, y + dy * size) for dx, dy in stroke]).round()
        for stroke in strokes
    ]
    for colour, thickness in ((BLACK, 5), (_TICKED if is_read else _CROSSED, 2)):
        cv2.polylines(
            picture, [line.astype(np.int32) for line in lines], False, colour, thickness
        )


def _odd_tag(picture: Pixels, box: Box) -> None:
    """A label that says another price: a thick red frame around its print, and "!"."""
    around = grown(box, 4)
    outline(picture, around, _ODD_TAG, 3)
    beside = (round(around.right) + 8, round(around.bottom) + 2)
    plate(picture, "!", beside, _ODD_TAG, 0.8)
