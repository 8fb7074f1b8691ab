"""The answer's picture: every facing with the number of its group.

Called by `pipeline.shelf.PipelineVision`.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from pipeline.drawing.folded import folded, folded_size, strips, width_before
from pipeline.drawing.group_colours import group_colours
from pipeline.drawing.hidden import Around
from pipeline.drawing.marks import Colour, at_size, common_width, dashed, encoded
from pipeline.drawing.numbered import (
    enlarged,
    facings_on,
    frame_facings,
    prints_on,
    write_numbers,
)
from pipeline.drawing.plates import plates_on
from pipeline.drawing.runs import Numbered, fitted
from pipeline.drawing.tag_signs import TagOnPicture, frame_tags, sign_tags
from pipeline.images import DEFAULT_MAX_MEGAPIXELS, Pixels, open_photo
from pipeline.resized import resized
from pipeline.types import Box, PriceTag, ShelfReading

_SIGN = 4  # letters
_WORTH = 4  # packs, of a number where a wide picture is cut


@dataclass(frozen=True, slots=True)
class _Shown:
    """What is drawn on one photo, in pixels of its picture."""

    facings: list[Numbered]
    tags: list[TagOnPicture]
    gaps: list[Box]
    prints: list[Box]


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
    counts = [strips(reading, number) for number in range(len(reading.sizes))]
    sizes = [folded_size(*one) for one in zip(reading.sizes, counts, strict=True)]
    width = common_width(sizes, enlarged(reading))
    colours = group_colours(reading)
    parts: list[Pixels] = []
    for number, (data, size) in enumerate(zip(photos, reading.sizes, strict=True)):
        wide = width_before(width, counts[number])
        height = max(1, round(size[1] * wide / size[0]))
        # Slightly larger, so that the last step shrinks and the drawing stays crisp.
        area = 1.5 * wide * height / 1e6
        picture = at_size(open_photo(data, max_megapixels, area), wide, height)
        shown = _shown(reading, number, wide / size[0], odd_tags)
        whole = _draw(picture, shown, colours)
        parts.append(folded(picture, width, counts[number], whole))
    return encoded(np.concatenate(parts))


def _shown(
    reading: ShelfReading, number: int, factor: float, odd_tags: Collection[int]
) -> _Shown:
    tags = [
        TagOnPicture(resized(tag.box, factor), tag.amount is not None, at in odd_tags)
        for at, tag in enumerate(reading.price_tags)
        if tag.photo == number and not _is_sign(tag)
    ]
    gaps = [resized(gap.box, factor) for gap in reading.gaps if gap.photo == number]
    facings = facings_on(reading, number, factor)
    return _Shown(fitted(facings), tags, gaps, prints_on(reading, number, factor))


def _is_sign(tag: PriceTag) -> bool:
    """Whether words without a number stand there: a sign and no price tag."""
    letters = sum(character.isalpha() for character in tag.text)
    has_digits = any(character.isdigit() for character in tag.text)
    return tag.amount is None and letters >= _SIGN and not has_digits


def _draw(picture: Pixels, shown: _Shown, colours: Mapping[int, Colour]) -> list[Box]:
    """Tags lie over frames, and numbers over both: a price is never crossed. Returns
    what had better stay in one piece."""
    tags = [tag.box for tag in shown.tags]
    around = Around(tags, shown.prints, shown.gaps)
    plates = plates_on(picture, shown.facings, around)
    kept = [(place, picture[place].copy()) for place in map(_pixels, tags)]
    for gap in shown.gaps:
        dashed(picture, gap)
    frame_facings(picture, shown.facings, colours)
    frame_tags(picture, shown.tags)
    for place, label in kept:
        picture[place] = label
    write_numbers(picture, plates, colours)
    numbers = [one.box for one in plates]
    sign_tags(picture, shown.tags, numbers)
    # A number that is cut through misleads more than a pack that is.
    return [*_WORTH * numbers, *tags, *(one.box for one in shown.facings)]


def _pixels(box: Box) -> tuple[slice, slice]:
    left, top = max(0, round(box.left)), max(0, round(box.top))
    right, bottom = max(left, round(box.right)), max(top, round(box.bottom))
    return slice(top, bottom), slice(left, right)
