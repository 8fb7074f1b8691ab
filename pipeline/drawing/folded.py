"""Wide pictures, as of a video along a shelf, in strips under one another.

Called by `pipeline.drawing.annotate` and `pipeline.vqa.proof`: chats shrink a picture
to the width of a phone, on which the packs of a long shelf would be a few pixels wide.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from math import sqrt
from statistics import median

import numpy as np

from pipeline.drawing.marks import WIDEST
from pipeline.images import Pixels
from pipeline.types import Box, ShelfReading

_WIDE_PACK = 48.0  # pixels; a picture of such packs is not cut
_HIGHEST = 4 / 3  # of the width, of all strips together
_MOST = 4
_EVEN = 0.95  # of the width, of strips that are cut evenly
_RULE = 6  # pixels between strips
_PAPER = 255


def strips(reading: ShelfReading, photo: int) -> int:
    """How many strips a photo is shown in; 1 where its packs are wide enough."""
    width, height = reading.sizes[photo]
    packs = [f.box.width for i in reading.items for f in i.facings if f.photo == photo]
    if not packs or median(packs) * WIDEST / width >= _WIDE_PACK:
        return 1
    return max(1, min(_MOST, int(sqrt(_HIGHEST * width / height))))


def folded_size(size: tuple[int, int], count: int) -> tuple[int, int]:
    """Width and height of a photo in strips, without what is between them."""
    return max(1, size[0] // count), size[1] * count


def width_before(width: int, count: int) -> int:
    """Of a picture whose strips are to be at most that wide."""
    return width if count == 1 else round(_EVEN * width * count)


def folded(picture: Pixels, width: int, count: int, whole: Sequence[Box]) -> Pixels:
    """The picture in strips of that width; they are cut where fewest of the boxes are
    cut through."""
    if count == 1:
        return picture
    cuts = [0, *_cuts(picture.shape[1], width, count, whole), picture.shape[1]]
    parts: list[Pixels] = []
    for left, right in pairwise(cuts):
        strip = np.full((picture.shape[0], width, 3), _PAPER, np.uint8)
        strip[:, : right - left] = picture[:, left:right]
        parts += [strip, np.full((_RULE, width, 3), _PAPER, np.uint8)]
    return np.concatenate(parts[:-1])


def _cuts(full: int, width: int, count: int, whole: Sequence[Box]) -> list[int]:
    """Columns between strips, near even ones and so that none is too wide."""
    crossed = np.zeros(full + 1)
    for box in whole:
        crossed[max(0, round(box.left) + 1) : max(0, round(box.right))] += 1
    cuts: list[int] = []
    for number in range(1, count):
        even = round(full * number / count)
        last = cuts[-1] if cuts else 0
        least = max(last + 1, full - (count - number) * width)
        most = min(last + width, full - 1)
        near = np.arange(least, most + 1)
        aside = 0.5 * np.abs(near - even) / width
        cuts.append(int(near[np.argmin(crossed[near] + aside)]))
    return cuts
