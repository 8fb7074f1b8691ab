"""The map from a plan to a photo, fitted to the facings that both have.

Called by `pipeline.insights.alignment`. What the photo's edge cuts is less wide or high
than it is, and its middle is elsewhere, so it is completed before it counts.
"""

from __future__ import annotations

from collections.abc import Sequence
from statistics import median

import numpy as np

from pipeline.insights.aligned_rows import RowMatch
from pipeline.insights.plane import Floats, apply, bent, fit_affine
from pipeline.insights.planogram import Facing, Spot, View

_UNEQUAL = 0.3  # weight of the middles of two runs of different lengths
_CUT = 0.3  # weight of a facing that the photo's edge cuts: its middle is not seen
_AT_EDGE = 0.02  # of its size
_ENOUGH_TO_BEND = 16
_SIDES = ((-1, 0), (1, 0), (0, -1), (0, 1))


def first_maps(
    matched: Sequence[RowMatch], spots: Sequence[Spot], view: View
) -> list[Floats]:
    """Maps to begin with, at least one; which of them is right, a closer look tells.

    Nobody knows which packs of a run are sold: perhaps those on its right, or those on
    its left, or some of both.
    """
    facings, ends = view.facings, _row_ends(view)
    runs = [(m.photo_row, *pair) for m in matched for pair in m.runs]
    sizes = [(spots[a.members[0]], facings[b.members[0]]) for _, a, b in runs]
    scale = _ratio(sizes, view)
    sure: list[tuple[Spot, Facing]] = []
    unequal: list[tuple[list[Spot], list[Facing]]] = []
    for row, ours, theirs in runs:
        mine, seen = _same_end(ours.members, theirs.members, *ends[row])
        both = [spots[i] for i in mine], [facings[i] for i in seen]
        if len(mine) == len(seen):
            sure += zip(*both, strict=True)
        else:
            unequal.append(both)
    tries = [_left_parts, _right_parts, _middles] if unequal else [_middles]
    return [_map(sure, part(unequal), view, scale) for part in tries]


Unequal = Sequence[tuple[list[Spot], list[Facing]]]
Points = list[tuple[tuple[float, float], tuple[float, float]]]


def _left_parts(runs: Unequal) -> Points:
    pairs = [
        pair for spots, facings in runs for pair in zip(spots, facings, strict=False)
    ]
    return [(centre_of(spot), centre_of(facing)) for spot, facing in pairs]


def _right_parts(runs: Unequal) -> Points:
    return _left_parts([(spots[::-1], facings[::-1]) for spots, facings in runs])


def _middles(runs: Unequal) -> Points:
    return [(_middle(spots), _middle(facings)) for spots, facings in runs]


def _map(
    sure: Sequence[tuple[Spot, Facing]],
    unsure: Points,
    view: View,
    scale: tuple[float, float],
) -> Floats:
    source = [centre_of(spot) for spot, _ in sure] + [ours for ours, _ in unsure]
    target = [_whole_centre(*pair, view, scale) for pair in sure]
    target += [theirs for _, theirs in unsure]
    weights = [_weight(facing, view) for _, facing in sure]
    weights += [_UNEQUAL] * len(unsure)
    return fit_affine(np.array(source), np.array(target), np.array(weights), scale)


def _row_ends(view: View) -> dict[int, tuple[int | None, int | None]]:
    """The first and the last facing of each row, where the photo's edge is next to it:
    the row may go on beyond."""
    ends: dict[int, tuple[int, int]] = {}
    facings = view.facings
    for index, facing in enumerate(facings):
        first, last = ends.get(facing.row, (index, index))
        ends[facing.row] = (
            min(first, index, key=lambda i: facings[i].x),
            max(last, index, key=lambda i: facings[i].x),
        )
    return {
        row: (
            first if facings[first].x < facings[first].width else None,
            last if view.size[0] - facings[last].x < facings[last].width else None,
        )
        for row, (first, last) in ends.items()
    }


def _same_end(
    mine: tuple[int, ...],
    seen: tuple[int, ...],
    first: int | None,
    last: int | None,
) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Parts of two runs as long as each other, where a photo's edge cuts the shorter.

    A run at the left edge of the photo shows its right part, and the other way round;
    any other stays as it is, since nobody knows which of its packs are sold.
    """
    if len(seen) >= len(mine) or (first in seen) == (last in seen):
        return mine, seen
    return (mine[-len(seen) :] if first in seen else mine[: len(seen)]), seen


def centre_of(standing: Spot | Facing) -> tuple[float, float]:
    return standing.x, standing.y


def sides_of(standing: Sequence[Spot | Facing]) -> list[tuple[float, float]]:
    """Left, right, top and bottom of each, one after another."""
    return [
        (s.x + dx * s.width / 2, s.y + dy * s.height / 2)
        for s in standing
        for dx, dy in _SIDES
    ]


def ends_on_photo(matrix: Floats, spots: Sequence[Spot]) -> Floats:
    """Left, right, top and bottom of each spot in pixels, (n, 4, 2)."""
    sides = np.array(sides_of(spots), dtype=np.float64)
    return apply(matrix, sides.reshape(-1, 2)).reshape(-1, 4, 2)


def _middle(standing: Sequence[Spot | Facing]) -> tuple[float, float]:
    number = len(standing)
    return sum(s.x for s in standing) / number, sum(s.y for s in standing) / number


def _cuts(facing: Facing, view: View) -> tuple[int, int]:
    """The edges that cut it: left or top (-1), right or bottom (1), or none (0)."""
    return (
        _cut(facing.x, facing.width, view.size[0]),
        _cut(facing.y, facing.height, view.size[1]),
    )


def _cut(middle: float, extent: float, end: float) -> int:
    if middle - extent / 2 <= _AT_EDGE * extent:
        return -1
    return 1 if middle + extent / 2 >= end - _AT_EDGE * extent else 0


def _weight(facing: Facing, view: View) -> float:
    return 1.0 if _cuts(facing, view) == (0, 0) else _CUT


def _ratio(pairs: Sequence[tuple[Spot, Facing]], view: View) -> tuple[float, float]:
    """Pixels in one unit, across and down, by the sizes of packs that are seen whole.

    Where no pack is whole in one direction, it is as in the other.
    """
    cuts = [_cuts(facing, view) for _, facing in pairs]
    both = list(zip(pairs, cuts, strict=True))
    across = [f.width / s.width for (s, f), (x, _) in both if not x]
    down = [f.height / s.height for (s, f), (_, y) in both if not y]
    if not across and not down:
        across = [f.width / s.width for s, f in pairs]
    return median(across or down), median(down or across)


def _whole_centre(
    spot: Spot, facing: Facing, view: View, scale: tuple[float, float]
) -> tuple[float, float]:
    """The facing's middle, also where the edge of the photo hides a part of it."""
    x, y = _cuts(facing, view)
    hidden_x = max(0.0, spot.width * scale[0] - facing.width) / 2
    hidden_y = max(0.0, spot.height * scale[1] - facing.height) / 2
    return facing.x + x * hidden_x, facing.y + y * hidden_y


def refined_map(
    pairs: Sequence[tuple[int, int]],
    spots: Sequence[Spot],
    view: View,
    is_nominal: bool,
) -> Floats:
    both = [(spots[i], view.facings[j]) for i, j in pairs]
    weights = np.array([_weight(facing, view) for _, facing in both])
    scale = _ratio(both, view)
    source = np.array([centre_of(spot) for spot, _ in both])
    target = np.array([_whole_centre(*pair, view, scale) for pair in both])
    matrix = fit_affine(source, target, weights, scale)
    whole = weights == 1.0
    rows = len({both[i][1].row for i in np.flatnonzero(whole)})
    if whole.sum() >= _ENOUGH_TO_BEND and rows >= 2 and not is_nominal:
        return bent(matrix, source[whole], target[whole])
    return matrix
