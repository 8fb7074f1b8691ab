"""What a photo teaches: the plan of a shelf after it.

The last photo is right about what it shows. What it does not show stays as it was, and
what it shows as empty keeps its place, with the time of the first photo without it.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

import numpy as np

from pipeline.insights.alignment import Alignment
from pipeline.insights.changes import is_taken, spots_of_hole
from pipeline.insights.fitting import ends_on_photo, sides_of
from pipeline.insights.overlay import Overlay
from pipeline.insights.plane import Floats, apply
from pipeline.insights.planogram import (
    UNKNOWN,
    Panel,
    Plan,
    Spot,
    View,
    first_panel,
    usual_width,
)

MOST_PANELS = 12
REMEMBERED = timedelta(days=60)
"""How long a place is kept for a product that does not come back."""
_MOST_OF_IT = 0.7  # of a panel: a photo that shows so much becomes its frame
_BETWEEN = 1000  # numbers of rows that can be put between two

Looks = Mapping[str, tuple[float, ...]]


def first_plan(views: Sequence[View], looks: Looks, at: datetime) -> Plan | None:
    """The plan of a shelf that is new, or arranged anew; None of nothing."""
    panels = tuple(first_panel(view, at) for view in views if view.facings)
    return _with_looks(panels[:MOST_PANELS], looks) if panels else None


def learned(overlay: Overlay, looks: Looks, at: datetime) -> Plan:
    """The plan after photos of which at least one lies on it.

    The same photos again change only when things were seen.
    """
    panels: list[Panel] = list(overlay.plan.panels)
    for view, laid in zip(overlay.views, overlay.laid, strict=True):
        if laid is not None:
            panels[laid.panel] = merged(laid.alignment, at)
        elif view.facings:
            panels.append(first_panel(view, at))
    return _with_looks(tuple(panels[-MOST_PANELS:]), {**overlay.plan.looks, **looks})


def _with_looks(panels: tuple[Panel, ...], looks: Looks) -> Plan:
    keys = {spot.key for panel in panels for spot in panel.spots}
    return Plan(panels, {key: look for key, look in looks.items() if key in keys})


def merged(found: Alignment, at: datetime) -> Panel:
    """The panel with what the photo shows in place of what it covered."""
    seen = _seen(found, _row_labels(found), at)
    spots = [*seen, *map(_labelled, _kept(found, seen, at))]
    spots += map(_labelled, _newly_empty(found, spots, at))
    panel = Panel(tuple(_numbered(spots)), _bounds(found))
    if found.share_covered >= _MOST_OF_IT:
        return _in_frame_of(panel, found)
    return panel


def _labelled(spot: Spot) -> Spot:
    return replace(spot, row=spot.row * _BETWEEN)


def _row_labels(found: Alignment) -> dict[int, int]:
    """The panel's row, times `_BETWEEN`, for every row of the photo.

    Rows that the panel does not have lie between those that it has.
    """
    labels = {row: own * _BETWEEN for row, own in found.rows.items()}
    numbers = sorted({facing.row for facing in found.view.facings})
    step = _BETWEEN // (len(numbers) + 1)
    for number in numbers:
        above = [row for row in found.rows if row < number]
        if number in labels:
            continue
        near = max(above) if above else min(found.rows)
        labels[number] = found.rows[near] * _BETWEEN + (number - near) * step
    return labels


def _seen(found: Alignment, rows: Mapping[int, int], at: datetime) -> list[Spot]:
    """The facings as spots; those that the photo's edge cuts keep their old size."""
    facings = found.view.facings
    ends = found.on_panel(sides_of(facings)).reshape(-1, 4, 2)
    cut = {f: found.panel.spots[s] for s, f in found.pairs if s not in found.covered}
    return [
        replace(cut[number], row=rows[facing.row], seen_at=at)
        if number in cut
        else _between(Spot(facing.key, rows[facing.row], 0, 0, 0, 0, at), end)
        for number, (facing, end) in enumerate(zip(facings, ends, strict=True))
    ]


def _between(spot: Spot, ends: Floats) -> Spot:
    """The spot, with its left, right, top and bottom where they are given."""
    return replace(
        spot,
        x=float(ends[:2, 0].mean()),
        y=float(ends[2:, 1].mean()),
        width=float(ends[1, 0] - ends[0, 0]),
        height=float(ends[3, 1] - ends[2, 1]),
    )


def _kept(found: Alignment, seen: Sequence[Spot], at: datetime) -> list[Spot]:
    """What the photo does not show, and the empty places of what it should show."""
    panel = found.panel
    shown: dict[str, list[Spot]] = defaultdict(list)
    kept = []
    for index, spot in enumerate(panel.spots):
        if index in found.covered:
            shown[spot.key].append(spot)
        elif not _stands_on_any(spot, seen):
            kept.append(spot)
    here = Counter(spot.key for spot in seen)
    placed = {panel.spots[index].key for index, _ in found.pairs}
    for key, spots in shown.items():
        if here[key] and key not in placed:
            continue  # it stands elsewhere now
        free = [s for s in spots if s.seen_at and not _stands_on_any(s, seen)]
        free = [s for s in free if not is_taken(s, found)]
        free.sort(key=lambda spot: -_apart(spot, seen))
        missing = max(0, len(spots) - here[key])
        kept += [_emptied(spot, at) for spot in free[:missing]]
    return [spot for spot in kept if not _is_forgotten(spot, at)]


def _stands_on_any(spot: Spot, others: Sequence[Spot]) -> bool:
    """Whether something stands there already."""
    return any(
        abs(spot.x - other.x) < 0.5 * min(spot.width, other.width)
        and abs(spot.y - other.y) < 0.5 * min(spot.height, other.height)
        for other in others
    )


def _apart(spot: Spot, seen: Sequence[Spot]) -> float:
    """How far the nearest facing of the same product is: the farthest were taken."""
    return min(
        (
            abs(spot.x - other.x) + abs(spot.y - other.y)
            for other in seen
            if other.key == spot.key
        ),
        default=0.0,
    )


def _emptied(spot: Spot, at: datetime) -> Spot:
    return spot if spot.empty_since else replace(spot, empty_since=at)


def _is_forgotten(spot: Spot, at: datetime) -> bool:
    return spot.empty_since is not None and at - spot.empty_since > REMEMBERED


def _newly_empty(found: Alignment, spots: Sequence[Spot], at: datetime) -> list[Spot]:
    """Places of holes where the plan has nothing yet."""
    new: list[Spot] = []
    for hole in found.view.holes:
        for place in spots_of_hole(hole, found):
            if _is_forgotten(place, at):
                place = replace(place, key=hole.likely or UNKNOWN, seen_at=None)
            if not _stands_on_any(place, [*spots, *new]):
                new.append(_emptied(place, at))
    return new


def _numbered(spots: Sequence[Spot]) -> list[Spot]:
    """Row by row, with the rows counted from the top."""
    order = {row: n for n, row in enumerate(sorted({s.row for s in spots}), 1)}
    numbered = [replace(spot, row=order[spot.row]) for spot in spots]
    return sorted(numbered, key=lambda spot: (spot.row, spot.x))


def _bounds(found: Alignment) -> tuple[float, float, float, float]:
    """What this photo and those before it have shown."""
    width, height = found.view.size
    middles = [
        (0, height / 2),
        (width, height / 2),
        (width / 2, 0),
        (width / 2, height),
    ]
    side = found.on_panel(middles)
    left, top, right, bottom = found.panel.bounds
    return (
        min(left, float(side[0, 0])),
        min(top, float(side[2, 1])),
        max(right, float(side[1, 0])),
        max(bottom, float(side[3, 1])),
    )


def _in_frame_of(panel: Panel, found: Alignment) -> Panel:
    """The panel in the coordinates of the photo, so that errors do not add up."""
    unit = usual_width(found.view.facings)
    ends = ends_on_photo(found.matrix, panel.spots) / unit
    left, top, right, bottom = panel.bounds
    x, y = (left + right) / 2, (top + bottom) / 2
    sides = np.array([(left, y), (right, y), (x, top), (x, bottom)])
    bounds = apply(found.matrix, sides) / unit
    spots = tuple(map(_between, panel.spots, ends))
    return Panel(
        spots,
        (
            float(bounds[0, 0]),
            float(bounds[2, 1]),
            float(bounds[1, 0]),
            float(bounds[3, 1]),
        ),
    )
