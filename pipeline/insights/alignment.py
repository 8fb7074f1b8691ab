"""A photo laid over a plan: which facing is which spot, and what the photo shows of it.

Rows are paired by the order of their products (`aligned_rows`), then the map between
both planes is fitted and refined like iterated closest points: Besl and McKay, "A
method for registration of 3-D shapes" (1992).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from statistics import median

import numpy as np

from pipeline.insights.aligned_rows import RowMatch, match_rows, rows_of
from pipeline.insights.fitting import (
    centre_of,
    ends_on_photo,
    first_maps,
    refined_map,
)
from pipeline.insights.plane import Floats, apply
from pipeline.insights.planogram import UNKNOWN, Facing, Panel, Spot, View, usual_width

_NEAR = (1.5, 1.0, 0.8)  # widths between a spot and its facing, try by try
_LIKELY = 2 / 3  # of the facings stand in the plan's order: it may be this shelf
_WELL = 0.9  # of those that stand in order, in pairs: no other map is tried
_MOST_STRETCH = 3.0  # a photo is hardly taken from so far aside
_SOLD = 0.35  # an empty place speaks less against a shelf than another product there
_NAMELESS = 0.3  # so does something that nobody has named
_CUT_OFF = 0.2  # of a pack's height may lie outside of the photo, and it is still seen
_DRIFT = 0.05  # how far off a map may be at a distance from what holds it


@dataclass(frozen=True, slots=True, eq=False)
class Alignment:
    """How one photo lies over one panel.

    `matrix` maps the panel to pixels; `rows` gives the panel's row for the photo's.
    `pairs` are indices of spots and facings; `covered` are spots that the photo must
    show if they are there, `inside` facings that stand where the panel has spots.
    `in_order` are products, each with its row, that stand in the panel's order there.
    `score` is 1 for all alike, 0 for nothing.
    """

    panel: Panel
    view: View
    matrix: Floats
    rows: Mapping[int, int]
    pairs: tuple[tuple[int, int], ...]
    in_order: frozenset[tuple[str, int]]
    covered: frozenset[int] = frozenset()
    inside: frozenset[int] = frozenset()
    score: float = 0.0

    @property
    def products(self) -> int:
        """How many different products agree."""
        return len({self.panel.spots[spot].key for spot, _ in self.pairs})

    @property
    def share_covered(self) -> float:
        """The part of the panel that the photo shows."""
        return len(self.covered) / max(1, len(self.panel.spots))

    def on_panel(self, points: Sequence[tuple[float, float]]) -> Floats:
        """Pixels as coordinates of the panel, (n, 2)."""
        back: Floats = np.linalg.inv(self.matrix).astype(np.float64)
        return apply(back, np.array(points, dtype=np.float64).reshape(-1, 2))


def align(panel: Panel, view: View) -> Alignment | None:
    """Lay the photo over the panel; None where they have nothing in common."""
    if panel.is_nominal:
        panel = _spaced(panel, view)
    known = [i for i, s in enumerate(panel.spots) if s.is_there or s.seen_at]
    known = [i for i in known if panel.spots[i].key != UNKNOWN]
    there = [panel.spots[i] for i in known if panel.spots[i].is_there]
    spots = [panel.spots[i] for i in known]
    matched = match_rows(rows_of(there), rows_of(view.facings))
    if not matched:
        return None
    in_order = sum(_agreed(match) for match in matched)
    keys = {spot.key for spot in spots}
    is_likely = in_order >= _LIKELY * sum(f.key in keys for f in view.facings)
    fits: list[Fit] = []
    for trusted in _trusted(matched):
        fits += [
            _fitted(first, matched, spots, view, panel.is_nominal)
            for first in first_maps(trusted, there, view)
        ]
        agreed = max(len(pairs) for _, _, pairs in fits)
        if not is_likely or agreed >= _WELL * in_order:
            break
    matrix, rows, pairs = max(fits, key=lambda fit: _closeness(fit, spots, view))
    if not pairs or not _is_sensible(matrix, panel):
        return None
    own = tuple((known[spot], facing) for spot, facing in pairs)
    order = {(run.key, m.plan_row) for m in matched for run, _ in m.runs}
    return _judged(Alignment(panel, view, matrix, rows, own, frozenset(order)))


def _trusted(matched: list[RowMatch]) -> Iterator[list[RowMatch]]:
    """Rows to begin a map with: all; all but one; one.

    Where a row has the same products twice, a part of it may be paired with the wrong
    ones of them, and draws the map there.
    """
    yield matched
    if len(matched) > 2:
        yield from (matched[:i] + matched[i + 1 :] for i in range(len(matched)))
    if len(matched) > 1:
        yield from ([match] for match in matched)


def _agreed(match: RowMatch) -> int:
    """Facings of two rows that stand in the same order."""
    return sum(min(len(a.members), len(b.members)) for a, b in match.runs)


Fit = tuple[Floats, dict[int, int], list[tuple[int, int]]]


def _fitted(
    matrix: Floats,
    matched: Sequence[RowMatch],
    spots: Sequence[Spot],
    view: View,
    is_nominal: bool,
) -> Fit:
    """The map refined, with the rows and the pairs of spots and facings it leads to."""
    rows = {match.photo_row: match.plan_row for match in matched}
    pairs: list[tuple[int, int]] = []
    for near in _NEAR:
        rows = _all_rows(rows, matrix, spots, view.facings)
        pairs = _closest(matrix, rows, spots, view.facings, near)
        if len(pairs) < 2:
            break
        matrix = refined_map(pairs, spots, view, is_nominal)
    return matrix, rows, pairs


def _closeness(fit: Fit, spots: Sequence[Spot], view: View) -> float:
    """How many pairs there are, less what they are apart in widths."""
    matrix, _, pairs = fit
    if not pairs:
        return 0.0
    at = apply(matrix, np.array([centre_of(spots[spot]) for spot, _ in pairs]))
    seen = [view.facings[facing] for _, facing in pairs]
    apart = [
        abs(x - facing.x) / facing.width
        for (x, _), facing in zip(at, seen, strict=True)
    ]
    return float(len(pairs) - sum(apart))


def _all_rows(
    rows: Mapping[int, int],
    matrix: Floats,
    spots: Sequence[Spot],
    facings: Sequence[Facing],
) -> dict[int, int]:
    """Also rows that share no product but lie at one height, in the order of all."""
    heights: dict[int, list[float]] = defaultdict(list)
    seen: dict[int, list[float]] = defaultdict(list)
    on_photo = apply(matrix, np.array([centre_of(spot) for spot in spots]))
    for spot, (_, y) in zip(spots, on_photo, strict=True):
        heights[spot.row].append(float(y))
    for facing in facings:
        seen[facing.row].append(facing.y)
    tall = median(facing.height for facing in facings)
    found = dict(rows)
    for number in sorted(set(seen) - set(rows)):
        middle = median(seen[number])
        free = [row for row in heights if row not in found.values()]
        near = min(free, key=lambda row: abs(median(heights[row]) - middle), default=0)
        if near and abs(median(heights[near]) - middle) < 0.5 * tall:
            if all((a < number) == (b < near) for a, b in found.items()):
                found[number] = near
    return found


def _closest(
    matrix: Floats,
    rows: Mapping[int, int],
    spots: Sequence[Spot],
    facings: Sequence[Facing],
    near: float,
) -> list[tuple[int, int]]:
    """Spots and facings of one product in one row, the nearest ones first."""
    places = apply(matrix, np.array([centre_of(spot) for spot in spots]))
    own: dict[tuple[str, int], list[int]] = defaultdict(list)
    for index, spot in enumerate(spots):
        own[spot.key, spot.row].append(index)
    options: list[tuple[float, int, int]] = []
    for at, facing in enumerate(facings):
        for index in own.get((facing.key, rows.get(facing.row, 0)), ()):
            across = abs(places[index, 0] - facing.x) / facing.width
            down = abs(places[index, 1] - facing.y) / facing.height
            if across <= near:
                options.append((float(across + 0.3 * down), index, at))
    pairs: list[tuple[int, int]] = []
    taken: set[int] = set()
    given: set[int] = set()
    for _, index, at in sorted(options):
        if index not in taken and at not in given:
            taken.add(index)
            given.add(at)
            pairs.append((index, at))
    return pairs


def _is_sensible(matrix: Floats, panel: Panel) -> bool:
    """Upright, not mirrored, and not stretched beyond what a camera sees."""
    across, down = float(matrix[0, 0]), float(matrix[1, 1])
    if across <= 0 or down <= 0 or float(np.linalg.det(matrix[:2, :2])) <= 0:
        return False
    return panel.is_nominal or 1 / _MOST_STRETCH < across / down < _MOST_STRETCH


def _judged(found: Alignment) -> Alignment:
    """The alignment with what the photo covers, and how well both agree there."""
    covered = _covered(found)
    inside = _inside(found)
    facings, spots = found.view.facings, found.panel.spots
    paired = {facing for _, facing in found.pairs}
    agreed = len(found.pairs)
    others = sum(
        _NAMELESS if facings[i].key.startswith(UNKNOWN) else 1.0
        for i in inside - paired
    )
    there = {i for i in covered if spots[i].is_there and spots[i].key != UNKNOWN}
    sold = len(there - {spot for spot, _ in found.pairs})
    score = agreed / (agreed + others + _SOLD * sold)
    return replace(found, covered=covered, inside=inside, score=score)


def _covered(found: Alignment) -> frozenset[int]:
    """Spots whose whole place lies within the photo, with a margin for the map's drift.

    Between two facings that stand where they should, everything is seen.
    """
    width, height = found.view.size
    held = np.array([centre_of(found.view.facings[f]) for _, f in found.pairs])
    spans = _spans(found)
    seen_rows = set(found.rows.values()) if found.panel.is_nominal else set()
    covered = set()
    ends = ends_on_photo(found.matrix, found.panel.spots)
    for index, spot in enumerate(found.panel.spots):
        (left, _), (right, _), (_, top), (_, bottom) = ends[index]
        middle = ends[index, :2].mean(axis=0)
        drift = _DRIFT * float(np.linalg.norm(held - middle, axis=1).min())
        slack = _CUT_OFF * (bottom - top) - drift
        first, last = spans.get(spot.row, (np.inf, -np.inf))
        is_across = left >= drift and right <= width - drift
        is_down = top >= -slack and bottom <= height + slack
        if is_across or first <= spot.x <= last:
            if is_down or spot.row in seen_rows:
                covered.add(index)
    return frozenset(covered)


def _spans(found: Alignment) -> dict[int, tuple[float, float]]:
    """From the first to the last spot of each row that has its facing."""
    places: dict[int, list[float]] = defaultdict(list)
    for index, _ in found.pairs:
        spot = found.panel.spots[index]
        places[spot.row].append(spot.x)
    return {row: (min(x), max(x)) for row, x in places.items()}


def _inside(found: Alignment) -> frozenset[int]:
    """Facings that stand within what the panel knows of their row."""
    ends: dict[int, tuple[float, float]] = {}
    for spot in found.panel.spots:
        left, right = ends.get(spot.row, (np.inf, -np.inf))
        half = spot.width / 2
        ends[spot.row] = min(left, spot.x - half), max(right, spot.x + half)
    facings = found.view.facings
    at = found.on_panel([centre_of(facing) for facing in facings])
    inside = set()
    for index, facing in enumerate(facings):
        left, right = ends.get(found.rows.get(facing.row, 0), (np.inf, -np.inf))
        if left <= at[index, 0] <= right:
            inside.add(index)
    return frozenset(inside)


def _spaced(panel: Panel, view: View) -> Panel:
    """A table's spots with the widths that their products have on the photo."""
    sizes: dict[str, list[float]] = defaultdict(list)
    for facing in view.facings:
        sizes[facing.key].append(facing.width)
    usual = usual_width(view.facings)
    widths = {key: median(found) / usual for key, found in sizes.items()}
    spots: list[Spot] = []
    edge: dict[int, float] = defaultdict(float)
    for spot in panel.spots:  # a table's spots come row by row, from the left
        width = widths.get(spot.key, 1.0)
        spots.append(replace(spot, x=edge[spot.row] + width / 2, width=width))
        edge[spot.row] += width
    return replace(panel, spots=tuple(spots))
