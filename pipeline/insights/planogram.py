"""What a shelf should look like: its plan, learned from photos or given as a table.

A plan is made of panels, each with coordinates of its own: what one photo showed, and
what later photos of the same place have added. Coordinates are in widths of a usual
facing of the panel, x to the right and y down; rows count from the top, from 1.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from statistics import median
from typing import Any

from pipeline.types import Box, Gap, ItemReading, ShelfReading

UNKNOWN = "?"
"""Keys of products that nobody has named yet begin so; alone, it is any product."""
SAME_LOOK = 0.3
"""Euclidean distance of unit vectors up to which two unknown groups are one product."""


@dataclass(frozen=True, slots=True)
class Spot:
    """Where one facing stands, or stood.

    `key` is the product's id, or begins with `UNKNOWN`. `seen_at` is when it was seen
    there last (None: only its gap was), `empty_since` when it was first missed.
    """

    key: str
    row: int
    x: float  # centre
    y: float
    width: float
    height: float
    seen_at: datetime | None = None
    empty_since: datetime | None = None

    @property
    def is_there(self) -> bool:
        """Whether the last photo that showed the place showed the product."""
        return self.empty_since is None


@dataclass(frozen=True, slots=True)
class Panel:
    """Spots in one system of coordinates.

    `bounds` (left, top, right, bottom) is what photos have shown of it, empty or not.
    `is_nominal`: it comes from a table, which tells rows and order but no distances.
    """

    spots: tuple[Spot, ...]
    bounds: tuple[float, float, float, float] = (0.0, 0.0, 0.0, 0.0)
    is_nominal: bool = False


@dataclass(frozen=True, slots=True)
class Plan:
    """All panels of one shelf; `looks` are unit vectors of its unknown products."""

    panels: tuple[Panel, ...]
    looks: Mapping[str, tuple[float, ...]] = field(default_factory=dict)

    @property
    def spots(self) -> Iterable[Spot]:
        return (spot for panel in self.panels for spot in panel.spots)

    @property
    def keys(self) -> frozenset[str]:
        return frozenset(spot.key for spot in self.spots)


@dataclass(frozen=True, slots=True)
class Facing:
    """One facing on a photo, in its pixels; `x` and `y` are its centre."""

    key: str
    row: int
    x: float
    y: float
    width: float
    height: float
    group: int = 0


@dataclass(frozen=True, slots=True)
class Hole:
    """An empty place on a photo, in its pixels; `likely` is what its neighbours are."""

    row: int
    x: float
    y: float
    width: float
    height: float
    places: int = 1
    likely: str | None = None


@dataclass(frozen=True, slots=True)
class View:
    """What one photo shows; `size` is its width and height in pixels."""

    size: tuple[int, int]
    facings: tuple[Facing, ...]
    holes: tuple[Hole, ...] = ()


def views_of(
    reading: ShelfReading, names: Mapping[int, str], known: Plan | None = None
) -> tuple[View, ...]:
    """The photos of a reading, each with what stands in a row of it.

    `names` gives the product, or the unknown's own key, for each group; groups without
    one are left out. An unknown that looks like one of the plan `known` gets its key.
    """
    keys = _known_again(reading.items, names, known.looks if known else {})
    return tuple(
        View(
            size,
            tuple(
                _facing(item, keys[item.group], facing.box, facing.row)
                for item in reading.items
                for facing in item.facings
                if facing.photo == photo and facing.row > 0 and item.group in keys
            ),
            tuple(_hole(gap) for gap in reading.gaps if gap.photo == photo and gap.row),
        )
        for photo, size in enumerate(reading.sizes)
    )


def looks_of(
    reading: ShelfReading, names: Mapping[int, str]
) -> dict[str, tuple[float, ...]]:
    """How the unknown groups look, by the keys that `names` gives them."""
    return {
        names[item.group]: _unit(item.embedding)
        for item in reading.items
        if names.get(item.group, "").startswith(UNKNOWN) and item.embedding
    }


def _known_again(
    items: Sequence[ItemReading],
    names: Mapping[int, str],
    looks: Mapping[str, tuple[float, ...]],
) -> dict[int, str]:
    keys = dict(names)
    for item in items:
        if not keys.get(item.group, "").startswith(UNKNOWN) or not item.embedding:
            continue
        own = _unit(item.embedding)
        alike = {key: _distance(own, look) for key, look in looks.items()}
        nearest = min(alike, key=alike.__getitem__, default=None)
        if nearest is not None and alike[nearest] <= SAME_LOOK:
            keys[item.group] = nearest
    return keys


def _unit(vector: Sequence[float]) -> tuple[float, ...]:
    length = sum(part * part for part in vector) ** 0.5 or 1.0
    return tuple(round(part / length, 4) for part in vector)


def _distance(one: Sequence[float], other: Sequence[float]) -> float:
    if len(one) != len(other):  # another model made it
        return float("inf")
    return float(sum((a - b) ** 2 for a, b in zip(one, other, strict=True)) ** 0.5)


def _facing(item: ItemReading, key: str, box: Box, row: int) -> Facing:
    x, y = box.centre
    return Facing(key, row, x, y, max(1.0, box.width), max(1.0, box.height), item.group)


def _hole(gap: Gap) -> Hole:
    (x, y), box = gap.box.centre, gap.box
    places = max(1, gap.width)
    return Hole(gap.row, x, y, box.width, box.height, places, gap.likely_product_id)


def first_panel(view: View, at: datetime) -> Panel:
    """The panel that a photo alone makes: what it shows is how it should be."""
    unit = usual_width(view.facings)
    spots = [
        Spot(f.key, f.row, f.x / unit, f.y / unit, f.width / unit, f.height / unit, at)
        for f in view.facings
    ]
    for hole in view.holes:
        spots += empty_spots(
            Spot(
                hole.likely or UNKNOWN,
                hole.row,
                hole.x / unit,
                hole.y / unit,
                hole.width / unit,
                hole.height / unit,
                None,
                at,
            ),
            hole.places,
        )
    right, bottom = (side / unit for side in view.size)
    return Panel(tuple(spots), (0.0, 0.0, right, bottom))


def empty_spots(whole: Spot, places: int) -> list[Spot]:
    """One spot for each place of a wide gap, side by side."""
    width = whole.width / places
    left = whole.x - whole.width / 2
    return [
        replace(whole, x=left + (n + 0.5) * width, width=width) for n in range(places)
    ]


def usual_width(facings: Sequence[Facing]) -> float:
    """The median width of facings in pixels; 1 where there are none."""
    return median(f.width for f in facings) if facings else 1.0


def to_json(plan: Plan) -> dict[str, Any]:
    """JSON-ready mapping, from which `from_json` makes an equal plan."""
    return {
        "panels": [
            {
                "is_nominal": panel.is_nominal,
                "bounds": [round(side, 3) for side in panel.bounds],
                "spots": list(map(_row, panel.spots)),
            }
            for panel in plan.panels
        ],
        "looks": {key: list(look) for key, look in plan.looks.items()},
    }


def _row(spot: Spot) -> list[Any]:
    seen, empty = spot.seen_at, spot.empty_since
    return [
        spot.key,
        spot.row,
        *(round(value, 3) for value in (spot.x, spot.y, spot.width, spot.height)),
        seen.isoformat() if seen else None,
        empty.isoformat() if empty else None,
    ]


def from_json(data: Mapping[str, Any]) -> Plan:
    """The inverse of `to_json`, up to thousandths of a facing's width."""
    return Plan(
        tuple(
            Panel(
                tuple(map(_spot, panel["spots"])),
                tuple(panel["bounds"]),
                panel["is_nominal"],
            )
            for panel in data["panels"]
        ),
        {key: tuple(look) for key, look in data["looks"].items()},
    )


def _spot(row: Sequence[Any]) -> Spot:
    *place, seen, empty = row
    moments = [datetime.fromisoformat(when) if when else None for when in (seen, empty)]
    return Spot(*place, *moments)
