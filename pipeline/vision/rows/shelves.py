"""Shelf rows from boxes alone: which facings stand on one board, and in what order.

Called by `pipeline.vision.find` and `pipeline.vision.rows.gaps`. A photo may be tilted
and taken at an angle, and boards may bend: see `level` and `boards`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from pipeline.types import Box
from pipeline.vision.rows.board_pieces import board_line
from pipeline.vision.rows.boards import find_boards
from pipeline.vision.rows.level import Floats, Level, as_array, find_level

Place = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Row:
    """One board, in all bays: `members` are indices of boxes from left to right; a
    place holds those that are stacked on one another, the lowest first."""

    number: int
    board: float  # levelled y of the board
    height: float  # median height of what stands on it
    members: tuple[int, ...]
    places: tuple[Place, ...]
    line: tuple[tuple[float, float], ...]  # x and levelled y along the board

    def board_at(self, x: float) -> float:
        """Levelled y of the board at x; beyond its ends it goes on level."""
        at, y = zip(*self.line, strict=True)
        return float(np.interp(x, at, y))


@dataclass(frozen=True, slots=True)
class Shelf:
    """The rows of one photo from top to bottom."""

    rows: tuple[Row, ...]
    level: Level

    def row_of(self, box: Box) -> int:
        """The row whose board is next to the box's bottom; 0 when there is none."""
        if not self.rows:
            return 0
        bottom, x = self.level.bottom(box), box.centre[0]
        return min(self.rows, key=lambda row: abs(row.board_at(x) - bottom)).number

    def row_above(self, box: Box) -> int | None:
        """The row that a label belongs to: its board is next to the label's top."""
        x, y = box.centre
        middle = self.level.levelled(x, y)
        above = [r for r in self.rows if r.board_at(x) <= middle + 0.25 * r.height]
        return max(above, key=lambda row: row.board_at(x)).number if above else None

    def levels(self) -> dict[int, int]:
        """How many packs each member stands on."""
        return {
            member: level
            for row in self.rows
            for place in row.places
            for level, member in enumerate(place)
        }

    def row(self, number: int) -> Row | None:
        """The row with this number."""
        return next((row for row in self.rows if row.number == number), None)


def find_rows(boxes: Sequence[Box], tags: Sequence[Box] = ()) -> Shelf:
    """Facings grouped by the board they stand on; row numbers start at 1. Price tags
    tell boards from packs that stand on packs."""
    if not boxes:
        return Shelf((), Level())
    corners = as_array(boxes)
    level = find_level(corners)
    bottoms = np.array([level.bottom(box) for box in boxes])
    slope = level.slope_at(float(np.median(corners[:, 3])))
    boards = find_boards(corners, bottoms, as_array(tags), slope)
    rows = [_row(board, corners, bottoms) for board in boards]
    rows.sort(key=lambda row: row.board)
    numbered = tuple(replace(row, number=n) for n, row in enumerate(rows, 1))
    return Shelf(numbered, level)


def _row(board: list[int], boxes: Floats, bottoms: Floats) -> Row:
    places = _places(board, boxes)
    ground = [place[0] for place in places]
    x, y = board_line(ground, boxes, bottoms)
    return Row(
        number=0,
        board=float(np.median(bottoms[ground])),
        height=float(np.median(boxes[ground, 3] - boxes[ground, 1])),
        members=tuple(board),
        places=places,
        line=tuple(zip(x.tolist(), y.tolist(), strict=True)),
    )


def _places(board: list[int], boxes: Floats) -> tuple[Place, ...]:
    """Members that stand on one another in one place; places from left to right."""
    columns: list[list[int]] = []
    for index in sorted(board, key=lambda member: -boxes[member, 3]):
        below = [c for c in columns if _stands_on(boxes[index], boxes[c[-1]])]
        if below:
            below[-1].append(index)
        else:
            columns.append([index])
    columns.sort(key=lambda column: boxes[column[0], 0] + boxes[column[0], 2])
    return tuple(tuple(column) for column in columns)


def _stands_on(upper: Floats, lower: Floats) -> bool:
    """Whether one box lies over the other by half its width and mostly above it."""
    beside = min(upper[2], lower[2]) - max(upper[0], lower[0])
    narrow = min(upper[2] - upper[0], lower[2] - lower[0])
    height = min(upper[3] - upper[1], lower[3] - lower[1])
    return bool(beside >= 0.5 * narrow and upper[3] - lower[1] <= 0.4 * height)


def neighbours_of_gap(gap: Box, shelf: Shelf, boxes: Sequence[Box]) -> tuple[int, ...]:
    """Indices of the facings left and right of a gap in its row, nearest first."""
    row = shelf.row(shelf.row_of(gap))
    members = row.members if row else ()
    x, _ = gap.centre
    left = [m for m in members if boxes[m].centre[0] < x][-1:]
    right = [m for m in members if boxes[m].centre[0] >= x][:1]
    return tuple(sorted(left + right, key=lambda m: _distance(gap, boxes[m])))


def _distance(gap: Box, box: Box) -> float:
    return max(gap.left - box.right, box.left - gap.right, 0.0)
