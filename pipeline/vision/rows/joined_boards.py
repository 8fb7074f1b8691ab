"""Which pieces of boards make one row. Called by `pipeline.vision.rows.boards`.

A board runs as far as its bay and cannot run through packs. So a piece whose board, if
it went on, would run through the packs beside it is no shelf of its own: its packs
stand on something, hang, or are in another bay with boards at other heights. They
belong to the row beside them, and all rows below keep their numbers.
"""

from __future__ import annotations

from itertools import combinations, pairwise

import numpy as np

from pipeline.vision.rows.board_pieces import Packs, Piece, cut_by, step_between
from pipeline.vision.rows.level import Floats
from pipeline.vision.rows.stacks import Board

# Heights of the lower packs up to which two pieces go on level, and are one row.
_LEVEL = 0.33
_HIGHEST_STEP = 0.9
_REACH = 0.6  # of the width of all: so far a board's height is sure beyond its packs
# A row with less than this share of the typical width is none where it is nearer to
# another one than this share of the usual distance of rows: the first where the two
# share no column, the second where it lies between that row and one more.
_SMALL = 0.2
_CROWDED = 0.7
_BETWEEN = 0.5


def gone_on(boards: list[Board], packs: Packs) -> list[Board]:
    """Pieces joined where one goes on at the height of another."""
    pieces = [packs.piece(board) for board in boards]
    return [piece.members for piece in _beside(pieces, packs, _LEVEL)]


def joined(boards: list[Board], packs: Packs) -> list[Board]:
    """The rows that these pieces make, each from left to right; any order."""
    pieces = [packs.piece(board) for board in boards]
    pieces = _beside(pieces, packs, _HIGHEST_STEP)
    pieces = _without_cutting(pieces, packs)
    pieces = _without_crowded(pieces, packs)
    return [piece.members for piece in pieces]


def _beside(pieces: list[Piece], packs: Packs, highest: float) -> list[Piece]:
    """Pieces joined, best fit first, whose boards are less than `highest` apart, so
    that they would run through packs, and that do not lie over one another."""
    found = dict(enumerate(pieces))
    misfits = {
        (a, b): _misfit(found[a], found[b], packs) for a, b in combinations(found, 2)
    }
    while misfits:
        (a, b), misfit = min(misfits.items(), key=lambda item: item[1])
        if misfit > highest:
            break
        found[a] = packs.piece(found[a].members + found.pop(b).members)
        misfits = {pair: m for pair, m in misfits.items() if b not in pair}
        for c in found:
            if c != a:
                misfits[min(a, c), max(a, c)] = _misfit(found[a], found[c], packs)
    return list(found.values())


def _misfit(one: Piece, other: Piece, packs: Packs) -> float:
    return np.inf if packs.lie_apart(one, other) else step_between(one, other)


def _without_cutting(pieces: list[Piece], packs: Packs) -> list[Piece]:
    """Pieces that would cut more width of packs than they hold themselves, worst
    first, joined to the one of which they cut most."""
    reach = _REACH * _span(pieces)
    while True:
        cuts = [[cut_by(one, other, reach) for other in pieces] for one in pieces]
        held = [float(piece.widths.sum()) for piece in pieces]
        worst = max(range(len(pieces)), key=lambda k: sum(cuts[k]) / held[k])
        if sum(cuts[worst]) <= held[worst]:
            return pieces
        most = max(range(len(pieces)), key=lambda k: cuts[worst][k])
        pieces = _merged(pieces, worst, most, packs)


def _without_crowded(pieces: list[Piece], packs: Packs) -> list[Piece]:
    """Shelves lie about equally far apart: what little stands much nearer to another
    row than rows are apart belongs to that row."""
    while len(pieces) > 2:
        near = [_crowd(number, pieces, packs) for number in range(len(pieces))]
        worst = min(range(len(pieces)), key=lambda number: near[number][0])
        distance, row = near[worst]
        if distance > 1:
            break
        pieces = _merged(pieces, worst, row, packs)
    return pieces


def _crowd(number: int, pieces: list[Piece], packs: Packs) -> tuple[float, int]:
    """How far a small piece is from the row next to it, as a share of what would make
    it a row of its own; and which row that is."""
    piece = pieces[number]
    others = [k for k in range(len(pieces)) if k != number]
    if piece.widths.sum() >= _SMALL * np.median(
        [pieces[k].widths.sum() for k in others]
    ):
        return np.inf, number
    x, foot = np.median(piece.x, keepdims=True), float(np.median(piece.feet))
    levels = {k: float(pieces[k].board_at(x)[0]) for k in others}
    usual = _usual_step(list(levels.values()), foot)
    is_between = min(levels.values()) < foot < max(levels.values())
    span, steps = _span(pieces), [(np.inf, number)]
    for k, other in levels.items():
        step = abs(other - foot) / usual * (1 + _aside(piece, pieces[k]) / span)
        if not packs.lie_apart(piece, pieces[k]):
            steps.append((step / _CROWDED, k))
        elif is_between:
            steps.append((step / _BETWEEN, k))
    return min(steps)


def _usual_step(levels: list[float], foot: float) -> float:
    """The usual distance of rows, but for those on both sides of a foot; next to
    nothing where there are no others."""
    steps = [
        below - above
        for above, below in pairwise(sorted(levels))
        if not above < foot < below
    ]
    return max(float(np.median(steps)), 1e-6) if steps else 1e-6


def _span(pieces: list[Piece]) -> float:
    edges: Floats = np.concatenate([piece.columns[:, 0:3:2] for piece in pieces])
    return max(float(np.ptp(edges)), 1e-6)


def _aside(one: Piece, other: Piece) -> float:
    """How far apart two pieces lie sideways: a level carried far is less sure."""
    return max(0.0, float(other.x[0] - one.x[-1]), float(one.x[0] - other.x[-1]))


def _merged(pieces: list[Piece], one: int, other: int, packs: Packs) -> list[Piece]:
    union = packs.piece(pieces[one].members + pieces[other].members)
    return [p for k, p in enumerate(pieces) if k not in (one, other)] + [union]
