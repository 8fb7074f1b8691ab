"""Shelf rows from boxes alone: which facings stand on one board, and in what order.

Called by `pipeline.shelf`. A photo may be tilted and taken at an angle: the slope of
a board is measured from neighbouring facings and may change from top to bottom.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from pipeline.types import Box

Floats = npt.NDArray[np.float64]

# Of a facing's height: how far bottoms on one board may lie apart once levelled.
_BOARD_TOLERANCE = 0.33
_STEEPEST_BOARD = 0.35  # rise by run, about 19 degrees
_FEWEST_PAIRS = 3


@dataclass(frozen=True, slots=True)
class Level:
    """The boards' slope at height y is `slope + change * y` (rise by run)."""

    slope: float = 0.0
    change: float = 0.0
    middle: float = 0.0  # x to which bottoms are slid along their board

    def bottom(self, box: Box) -> float:
        """Where the board under this box crosses the middle of the photo."""
        x, _ = box.centre
        return box.bottom - (self.slope + self.change * box.bottom) * (x - self.middle)


@dataclass(frozen=True, slots=True)
class Row:
    """One board: `members` are indices of boxes from left to right."""

    number: int
    board: float  # levelled y of the board
    height: float  # median height of what stands on it
    members: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Shelf:
    """The rows of one photo from top to bottom."""

    rows: tuple[Row, ...]
    level: Level

    def row_of(self, box: Box) -> int:
        """The row whose board is next to the box's bottom; 0 when there is none."""
        if not self.rows:
            return 0
        bottom = self.level.bottom(box)
        return min(self.rows, key=lambda row: abs(row.board - bottom)).number

    def row_above(self, box: Box) -> int | None:
        """The row that a label belongs to: its board is next to the label's top."""
        centre = self.level.bottom(box) - box.height / 2
        above = [r for r in self.rows if r.board <= centre + 0.25 * r.height]
        return max(above, key=lambda row: row.board).number if above else None


def find_rows(boxes: Sequence[Box]) -> Shelf:
    """Facings grouped by the board they stand on; row numbers start at 1."""
    if not boxes:
        return Shelf((), Level())
    level = find_level(boxes)
    bottoms = np.array([level.bottom(box) for box in boxes])
    heights = np.array([box.height for box in boxes])
    boards = sorted(_boards(bottoms, heights), key=lambda m: np.median(bottoms[m]))
    rows = [
        Row(
            number=number,
            board=float(np.median(bottoms[members])),
            height=float(np.median(heights[members])),
            members=tuple(sorted(members, key=lambda index: boxes[index].centre[0])),
        )
        for number, members in enumerate(boards, 1)
    ]
    return Shelf(tuple(rows), level)


def find_level(boxes: Sequence[Box]) -> Level:
    """The slope of the boards, from pairs of alike-sized neighbours.

    A weighted straight line of slope over height, refitted without far pairs.
    """
    middle = float(np.median([box.centre[0] for box in boxes]))
    pairs = [pair for box in boxes if (pair := _slope_to_neighbour(box, boxes))]
    if len(pairs) < _FEWEST_PAIRS:
        return Level(middle=middle)
    y, slopes = np.array(pairs).T
    typical = float(np.median(slopes))
    near = np.abs(slopes - typical) <= max(0.05, 2.5 * _spread(slopes))
    change = _slope_change(y[near], slopes[near])
    return Level(
        slope=float(np.median(slopes[near] - change * y[near])),
        change=change,
        middle=middle,
    )


def _slope_change(y: Floats, slopes: Floats) -> float:
    """How the slope changes with height; 0 where the photo cannot tell."""
    if len(y) < 4 * _FEWEST_PAIRS or float(np.ptp(y)) <= 0:
        return 0.0
    change, _ = np.polyfit(y, slopes, 1)
    return float(change)


def _spread(values: Floats) -> float:
    return float(np.median(np.abs(values - np.median(values)))) * 1.4826


def _slope_to_neighbour(box: Box, boxes: Sequence[Box]) -> tuple[float, float] | None:
    """(height in the photo, slope) towards the next facing on the right."""
    x, _ = box.centre
    best: Box | None = None
    for other in boxes:
        run = other.centre[0] - x
        alike = 0.8 <= other.height / max(box.height, 1e-6) <= 1.25
        if not alike or not 0.3 * box.width < run <= 2.5 * max(box.width, other.width):
            continue
        level_enough = abs(other.bottom - box.bottom) <= _STEEPEST_BOARD * run
        if level_enough and (best is None or other.centre[0] < best.centre[0]):
            best = other
    if best is None:
        return None
    run = best.centre[0] - x
    return (box.bottom + best.bottom) / 2, (best.bottom - box.bottom) / run


def _boards(bottoms: Floats, heights: Floats) -> list[list[int]]:
    """Indices of boxes whose levelled bottoms lie together."""
    boards: list[list[int]] = []
    for index in (int(i) for i in np.argsort(bottoms)):
        if boards and _same_board(boards[-1], index, bottoms, heights):
            boards[-1].append(index)
        else:
            boards.append([index])
    return boards


def _same_board(board: list[int], index: int, bottoms: Floats, heights: Floats) -> bool:
    height = min(float(np.median(heights[board])), float(heights[index]))
    step = float(bottoms[index] - np.mean(bottoms[board[-3:]]))
    reach = float(bottoms[index] - bottoms[board[0]])
    return step <= _BOARD_TOLERANCE * height and reach <= 2 * _BOARD_TOLERANCE * height


def neighbours_of_gap(gap: Box, shelf: Shelf, boxes: Sequence[Box]) -> tuple[int, ...]:
    """Indices of the facings left and right of a gap in its row, nearest first."""
    number = shelf.row_of(gap)
    members = next((row.members for row in shelf.rows if row.number == number), ())
    x, _ = gap.centre
    left = [m for m in members if boxes[m].centre[0] < x][-1:]
    right = [m for m in members if boxes[m].centre[0] >= x][:1]
    return tuple(sorted(left + right, key=lambda m: _distance(gap, boxes[m])))


def _distance(gap: Box, box: Box) -> float:
    return max(gap.left - box.right, box.left - gap.right, 0.0)
