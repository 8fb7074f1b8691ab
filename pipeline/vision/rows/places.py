"""Numbers of the selling positions in each row, from the left.

Called by `pipeline.vision.find`. Packs that stand on one another share a position; a
gap takes as many as facings of its neighbours would fit in.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.types import Box, Gap
from pipeline.vision.rows.shelves import Row, Shelf


@dataclass(frozen=True, slots=True)
class Places:
    """Positions, from 1, of facings and gaps, in the order in which they came."""

    facings: tuple[int, ...]
    gaps: tuple[int, ...]


def number_places(shelf: Shelf, boxes: Sequence[Box], gaps: Sequence[Gap]) -> Places:
    """Positions of facings `boxes` and of gaps; 0 for what stands in no row."""
    facings, empty = [0] * len(boxes), [0] * len(gaps)
    for row in shelf.rows:
        own = [index for index, gap in enumerate(gaps) if gap.row == row.number]
        number = 1
        for place, gap in _from_left(row, boxes, gaps, own):
            for member in place:
                facings[member] = number
            if gap is not None:
                empty[gap] = number
            number += 1 if gap is None else gaps[gap].width
    return Places(tuple(facings), tuple(empty))


def _from_left(
    row: Row, boxes: Sequence[Box], gaps: Sequence[Gap], own: Sequence[int]
) -> list[tuple[tuple[int, ...], int | None]]:
    """What stands in the row: members of a place, or the index of a gap."""
    found: list[tuple[float, tuple[int, ...], int | None]] = [
        (boxes[place[0]].centre[0], place, None) for place in row.places
    ]
    found += [(gaps[index].box.centre[0], (), index) for index in own]
    return [(place, gap) for _, place, gap in sorted(found, key=lambda item: item[0])]
