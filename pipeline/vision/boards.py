"""Which facings stand on one board. Called by `pipeline.vision.shelves`.

Neighbours whose bottoms lie level are linked, so a board may bend; pieces of a board
that empty places part are joined where one goes on at the height of the other; and what
stands on top of other packs, with no board between, belongs to the board below.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations

import numpy as np
import numpy.typing as npt

from pipeline.vision.level import Floats

Board = list[int]

# Of a facing's height: how far bottoms on one board may lie apart once levelled.
_TOLERANCE = 0.33
# Of the wider one's width: how far apart neighbours may stand.
_REACH = 2.5
# Of the lower height: how near a bottom lies to the top of the pack that carries it.
_TOUCHES = 0.2
_MOSTLY = 0.5  # share of the packs of a piece that must stand on others


def find_boards(boxes: Floats, bottoms: Floats, tags: Floats) -> list[Board]:
    """Indices of the boxes (n, 4) on each board, from left to right; any order of
    boards. `bottoms` (n,) are levelled; `tags` (m, 4) hang on the edges of boards."""
    if not len(boxes):
        return []
    pieces = _linked(boxes, bottoms)
    pieces = _gone_on(pieces, boxes, bottoms)
    return _with_stacks(pieces, boxes, _carriers(boxes, tags))


def board_line(board: Board, boxes: Floats, bottoms: Floats) -> tuple[Floats, Floats]:
    """x and levelled y along a board: running medians, since a board may bend."""
    members = np.array(board)
    x = (boxes[members, 0] + boxes[members, 2]) / 2
    y = bottoms[members]
    near = [y[max(0, k - 2) : k + 3] for k in range(len(board))]
    return x, np.array([np.median(part) for part in near])


def _linked(boxes: Floats, bottoms: Floats) -> list[Board]:
    """Chains of facings, each linked to the next level one on its right."""
    x = (boxes[:, 0] + boxes[:, 2]) / 2
    width = boxes[:, 2] - boxes[:, 0]
    height = boxes[:, 3] - boxes[:, 1]
    apart = boxes[None, :, 0] - boxes[:, None, 2]
    step = np.abs(bottoms[None] - bottoms[:, None])
    level = step <= _TOLERANCE * np.minimum(height[None], height[:, None])
    beside = apart <= _REACH * np.maximum(width[None], width[:, None])
    right = (x[None] > x[:, None]) | (
        (x[None] == x[:, None]) & (np.arange(len(x)) > np.arange(len(x))[:, None])
    )
    fits = right & level & beside
    # The nearest, and of about equally near ones the one that stands most level.
    cost = np.where(fits, np.maximum(apart, 0) + 2 * step, np.inf)
    links = [(int(i), int(cost[i].argmin())) for i in np.flatnonzero(fits.any(1))]
    links += [(int(cost[:, j].argmin()), int(j)) for j in np.flatnonzero(fits.any(0))]
    return _united(links, x)


def _united(links: list[tuple[int, int]], x: Floats) -> list[Board]:
    owner = list(range(len(x)))

    def root(index: int) -> int:
        while owner[index] != index:
            owner[index] = owner[owner[index]]
            index = owner[index]
        return index

    for one, other in links:
        owner[root(one)] = root(other)
    boards: dict[int, Board] = {}
    for index in (int(i) for i in np.argsort(x, kind="stable")):
        boards.setdefault(root(index), []).append(index)
    return list(boards.values())


def _gone_on(pieces: list[Board], boxes: Floats, bottoms: Floats) -> list[Board]:
    """Pieces joined, best fit first, where one goes on at the height of another."""
    found = dict(enumerate(_piece(piece, boxes, bottoms) for piece in pieces))
    misfits = {(a, b): _misfit(found[a], found[b]) for a, b in combinations(found, 2)}
    x = boxes[:, 0] + boxes[:, 2]
    while misfits:
        (a, b), misfit = min(misfits.items(), key=lambda item: item[1])
        if misfit > _TOLERANCE:
            break
        members = sorted(found[a].board + found[b].board, key=lambda index: x[index])
        found[a] = _piece(members, boxes, bottoms)
        del found[b]
        misfits = {pair: m for pair, m in misfits.items() if b not in pair}
        for c in found:
            if c != a:
                misfits[min(a, c), max(a, c)] = _misfit(found[a], found[c])
    return [piece.board for piece in found.values()]


@dataclass(frozen=True, slots=True)
class _Piece:
    """A part of a board with the line along it and its packs' median height."""

    board: Board
    x: Floats
    y: Floats
    height: float


def _piece(board: Board, boxes: Floats, bottoms: Floats) -> _Piece:
    members = boxes[np.array(board)]
    height = float(np.median(members[:, 3] - members[:, 1]))
    return _Piece(board, *board_line(board, boxes, bottoms), height)


def _misfit(one: _Piece, other: _Piece) -> float:
    """Step between two pieces where they come nearest, in heights of the lower one."""
    low, high = max(one.x[0], other.x[0]), min(one.x[-1], other.x[-1])
    if low <= high:  # one above the other, or between the other's members
        at = np.linspace(low, high, 5)
        there = np.interp(at, one.x, one.y) - np.interp(at, other.x, other.y)
        step = float(np.abs(there).max())
    elif one.x[-1] < other.x[0]:
        step = abs(float(one.y[-1] - other.y[0]))
    else:
        step = abs(float(other.y[-1] - one.y[0]))
    return step / max(min(one.height, other.height), 1e-6)


def _with_stacks(pieces: list[Board], boxes: Floats, below: list[int]) -> list[Board]:
    """Pieces most of which stands on packs of another piece are joined to it."""
    owner = np.zeros(len(boxes), int)
    for number, piece in enumerate(pieces):
        owner[piece] = number
    carrier: dict[int, int] = {}
    for number, piece in enumerate(pieces):
        under = [int(owner[below[i]]) for i in piece if below[i] >= 0]
        under = [found for found in under if found != number]
        if under and len(under) >= _MOSTLY * len(piece):
            carrier[number] = max(set(under), key=under.count)
    merged: dict[int, Board] = {}
    for number, piece in enumerate(pieces):
        merged.setdefault(_lowest(number, carrier), []).extend(piece)
    x = boxes[:, 0] + boxes[:, 2]
    return [sorted(board, key=lambda index: x[index]) for board in merged.values()]


def _lowest(number: int, carrier: dict[int, int]) -> int:
    seen = {number}
    while number in carrier and carrier[number] not in seen:
        number = carrier[number]
        seen.add(number)
    return number


def _carriers(boxes: Floats, tags: Floats) -> list[int]:
    """For each box the one that it stands on, of about its width and right under it
    with no tag between; -1 where there is none."""
    x = (boxes[:, 0] + boxes[:, 2]) / 2
    width = np.maximum(boxes[:, 2] - boxes[:, 0], 1e-6)
    height = np.maximum(boxes[:, 3] - boxes[:, 1], 1e-6)
    lower = np.minimum(height[None], height[:, None])
    gap = np.abs(boxes[None, :, 1] - boxes[:, None, 3])  # other's top, own bottom
    stands = (
        (np.abs(x[None] - x[:, None]) <= 0.3 * np.minimum(width[None], width[:, None]))
        & (np.abs(np.log(width[None] / width[:, None])) <= np.log(1.5))
        & (gap <= _TOUCHES * lower)
    )
    np.fill_diagonal(stands, False)
    stands[_over_a_tag(boxes, tags)] = False
    cost = np.where(stands, gap, np.inf)
    best = cost.argmin(1)
    return [int(b) if stands[i, b] else -1 for i, b in enumerate(best)]


def _over_a_tag(boxes: Floats, tags: Floats) -> npt.NDArray[np.bool_]:
    """Which boxes have a tag right under them: they stand on a board."""
    if not len(tags):
        return np.zeros(len(boxes), bool)
    x, y = (tags[:, 0] + tags[:, 2]) / 2, (tags[:, 1] + tags[:, 3]) / 2
    reach = (tags[:, 3] - tags[:, 1]) + 0.1 * (boxes[:, 3] - boxes[:, 1])[:, None]
    inside = (x >= boxes[:, :1]) & (x <= boxes[:, 2:3])
    near: npt.NDArray[np.bool_] = inside & (np.abs(y - boxes[:, 3:]) <= reach)
    return np.asarray(near.any(axis=1))
