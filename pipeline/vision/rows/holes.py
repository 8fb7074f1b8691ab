"""Holes in rows of facings: where the boxes leave a place open, whatever is seen there.

Called by `pipeline.vision.rows.gaps`, which decides which holes are empty places.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from pipeline.types import Box
from pipeline.vision.rows.level import Floats
from pipeline.vision.rows.shelves import Row, Shelf

# In widths of the facings beside it.
_NARROWEST = 0.45
_WIDEST_END = 6.0
_FEWEST_PLACES = 3  # of a row that tells where the shelf ends


@dataclass(frozen=True, slots=True)
class Hole:
    """An open place as high as its neighbours; `width` is in facings of theirs;
    `is_end` tells a row that ends before the others do."""

    box: Box
    row: int
    width: float
    is_end: bool = False


def find_holes(shelf: Shelf, boxes: Floats, photo_width: float) -> list[Hole]:
    """All holes of facings `boxes` (n, 4), row by row."""
    found: list[Hole] = []
    for row in shelf.rows:
        found += _between(row, shelf, boxes)
        found += _at_ends(row, shelf, boxes, photo_width)
    return found


def _between(row: Row, shelf: Shelf, boxes: Floats) -> Iterator[Hole]:
    ground = [place[0] for place in row.places]
    reached = -np.inf  # a wide pack may reach behind its narrow neighbour
    for one, other in pairwise(ground):
        reached = max(reached, boxes[one, 2])
        hole = _hole(row, shelf, boxes[[one, other]], reached, boxes[other, 0])
        if hole:
            yield hole


def _at_ends(
    row: Row, shelf: Shelf, boxes: Floats, photo_width: float
) -> Iterator[Hole]:
    """From the row's ends to where the rows above and below it end."""
    limits = _limits(row, shelf, boxes)
    if len(row.places) < 2 or limits is None:
        return
    first, last = row.places[0][0], row.places[-1][0]
    low, high = max(0.0, limits[0]), min(photo_width, limits[1])
    reach = _WIDEST_END * (boxes[:, 2] - boxes[:, 0])
    left, right = boxes[first, 0], boxes[last, 2]
    for index, start, end in (
        (first, max(low, left - reach[first]), left),
        (last, right, min(high, right + reach[last])),
    ):
        hole = _hole(row, shelf, boxes[[index]], start, end, is_end=True)
        if hole:
            yield hole


def _limits(row: Row, shelf: Shelf, boxes: Floats) -> tuple[float, float] | None:
    """Where the nearest other rows begin and end, in pixels."""
    near = [
        other
        for other in shelf.rows
        if 0 < abs(other.number - row.number) <= 2
        and len(other.places) >= _FEWEST_PLACES
    ]
    if not near:
        return None
    starts = [min(boxes[p[0], 0] for p in other.places) for other in near]
    ends = [max(boxes[p[0], 2] for p in other.places) for other in near]
    return float(np.median(starts)), float(np.median(ends))


def _hole(
    row: Row,
    shelf: Shelf,
    beside: Floats,
    left: float,
    right: float,
    is_end: bool = False,
) -> Hole | None:
    unit = float(np.mean(beside[:, 2] - beside[:, 0]))
    if right - left < _NARROWEST * unit:
        return None
    middle = (left + right) / 2
    bottom = shelf.level.at(middle, row.board_at(middle))
    height = float(np.mean(beside[:, 3] - beside[:, 1]))
    box = Box(float(left), bottom - height, float(right), bottom)
    return Hole(box, row.number, (right - left) / unit, is_end)
