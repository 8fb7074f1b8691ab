"""What stands on one stretch of a board, and how it lies to what stands elsewhere.

Called by `pipeline.vision.rows.boards`, `pipeline.vision.rows.joined_boards` and, for
the line along a board, `pipeline.vision.rows.shelves`.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from pipeline.vision.rows.level import Floats
from pipeline.vision.rows.stacks import BESIDE, CLEAR, Board, Relation, lying_over

_NEAR = 5  # columns next to another piece that tell how the two lie to each other
_APART = 0.25  # share of a piece's packs that may lie over or under another's
# Of a column's height: a line that crosses it here goes through its packs.
_BODY = (0.2, 0.85)


@dataclass(frozen=True, slots=True)
class Piece:
    """Packs in columns, each a pack on the board with what stands on it."""

    members: Board  # from left to right
    columns: Floats  # (k, 4): left, top, right, bottom
    x: Floats  # (k,): their middles
    feet: Floats  # (k,): levelled bottoms
    line: Floats  # (k,): levelled y of the board there

    @property
    def widths(self) -> Floats:
        return self.columns[:, 2] - self.columns[:, 0]

    @property
    def heights(self) -> Floats:
        return np.maximum(self.columns[:, 3] - self.columns[:, 1], 1e-6)

    def board_at(self, x: Floats) -> Floats:
        """Levelled y of the board at x; beyond its ends it goes on level."""
        return np.asarray(np.interp(x, self.x, self.line))


class Packs:
    """All packs of a photo: `boxes` (n, 4), levelled `bottoms` (n,) and which pack
    stands on which (`below`; -1 for none)."""

    def __init__(self, boxes: Floats, bottoms: Floats, below: list[int]) -> None:
        self._boxes, self._bottoms = boxes, bottoms
        self._over = lying_over(boxes)
        stacked = np.zeros_like(self._over)
        for index, carrier in enumerate(below):
            if carrier >= 0:
                stacked[index, carrier] = stacked[carrier, index] = True
        self._apart: Relation = (self._over | self._over.T) & ~stacked

    def piece(self, members: Board) -> Piece:
        """These packs as one piece."""
        x = self._boxes[:, 0] + self._boxes[:, 2]
        board = sorted(members, key=lambda index: x[index])
        over = self._over[np.ix_(board, board)]
        ground = [board[k] for k in np.flatnonzero(~over.any(axis=1))]
        columns = self._boxes[ground]
        for column, index in enumerate(ground):
            above = [board[k] for k in np.flatnonzero(over[:, board.index(index)])]
            tops = self._boxes[above, 1]
            columns[column, 1] = min([columns[column, 1], *tops])
        at, line = board_line(ground, self._boxes, self._bottoms)
        return Piece(board, columns, at, self._bottoms[ground], line)

    def lie_apart(self, one: Piece, other: Piece) -> bool:
        """Whether many packs of one lie over or under packs of the other, on no
        stack: a board is between."""
        apart = self._apart[np.ix_(one.members, other.members)]
        return bool(max(apart.any(axis=0).mean(), apart.any(axis=1).mean()) > _APART)


def board_line(board: Board, boxes: Floats, bottoms: Floats) -> tuple[Floats, Floats]:
    """x and levelled y along a board: running medians, since a board may bend."""
    members = np.array(board)
    x = (boxes[members, 0] + boxes[members, 2]) / 2
    y = bottoms[members]
    near = [y[max(0, k - 2) : k + 3] for k in range(len(board))]
    return x, np.array([np.median(part) for part in near])


def step_between(one: Piece, other: Piece) -> float:
    """How far one's board is above the other's, in heights of the lower one's packs,
    where the two come nearest. Below 1 the higher board would run through packs."""
    upper, lower = one, other
    near = _nearest(upper, lower)
    if _step(upper, lower, near) < 0:
        upper, lower = other, one
        near = _nearest(upper, lower)
    steps = np.abs(lower.feet[near] - upper.board_at(lower.x[near]))
    return _middle(steps / lower.heights[near], lower.widths[near])


def _step(upper: Piece, lower: Piece, near: Board) -> float:
    steps = lower.feet[near] - upper.board_at(lower.x[near])
    return _middle(steps, lower.widths[near])


def _nearest(upper: Piece, lower: Piece) -> Board:
    """Those columns of the lower piece that are next to the upper one, and not under
    its packs where there are others."""
    distance = np.abs(upper.x[:, None] - lower.x[None]).min(axis=0)
    above = upper.columns[None, :, 3] - lower.columns[:, None, 1]
    under = _share_column(lower, upper) & (above <= CLEAR * lower.heights[:, None])
    order = np.lexsort((distance, under.any(axis=1)))
    return [int(k) for k in order[:_NEAR]]


def _share_column(one: Piece, other: Piece) -> Relation:
    """Which columns of one lie over or under which of the other."""
    left = np.maximum(one.columns[:, None, 0], other.columns[None, :, 0])
    right = np.minimum(one.columns[:, None, 2], other.columns[None, :, 2])
    narrow = np.minimum(one.widths[:, None], other.widths[None])
    return np.asarray(right - left >= BESIDE * narrow)


def _middle(values: Floats, weights: Floats) -> float:
    """The weighted median."""
    order = np.argsort(values, kind="stable")
    reached = np.cumsum(weights[order])
    return float(values[order][np.searchsorted(reached, reached[-1] / 2)])


def cut_by(piece: Piece, other: Piece, reach: float) -> float:
    """Width of the other's packs through which the piece's board would run, if it
    went on so many pixels; not of those in its own columns."""
    free = ~_share_column(other, piece).any(axis=1)
    height = (other.feet - piece.board_at(other.x)) / other.heights
    low, high = _BODY
    distance = np.abs(other.x[:, None] - piece.x[None]).min(axis=1)
    cut = free & (distance <= reach) & (height >= low) & (height <= high)
    return float(other.widths[cut].sum())
