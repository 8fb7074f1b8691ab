"""Whether a shelf looks as a given planogram says, product by product.

Called with what all photos of the shelf have shown so far, so that a photo of a part
makes nothing missing. What no photo has shown is not judged.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from pipeline.insights.alignment import Alignment
from pipeline.insights.changes import is_named
from pipeline.insights.overlay import lay
from pipeline.insights.planogram import Facing, Panel, Plan, Spot, View

_PIXELS = 100.0  # to a unit, where spots are looked at as a photo
_TALL = 1.4  # a pack of a table, in its widths
_ROW = 2.0


@dataclass(frozen=True, slots=True)
class Place:
    """A line of a planogram: so many facings of one product, side by side."""

    row: int
    position: int
    key: str
    facings: int = 1


@dataclass(frozen=True, slots=True)
class Misplaced:
    """It should stand in `row`, and stands in row `seen_row` (0: another photo's)."""

    key: str
    row: int
    seen_row: int


@dataclass(frozen=True, slots=True)
class TooFew:
    """So many facings of it are seen in the row, of those that should be there."""

    key: str
    row: int
    seen: int
    wanted: int


@dataclass(frozen=True, slots=True)
class Compliance:
    """What is as planned and what is not; a product of two rows counts in each.

    `shown` of `places` facings of the planogram lie where photos have looked.
    """

    right: int = 0
    missing: tuple[str, ...] = ()
    misplaced: tuple[Misplaced, ...] = ()
    too_few: tuple[TooFew, ...] = ()
    extra: tuple[str, ...] = ()
    shown: int = 0
    places: int = 0

    @property
    def judged(self) -> int:
        """All products that should be in a row that photos have shown."""
        return self.right + len(self.missing) + len(self.misplaced) + len(self.too_few)


def plan_of_table(places: Iterable[Place]) -> Plan:
    """The plan of one shelf; distances are nominal until a photo shows the packs."""
    spots: list[Spot] = []
    ends: Counter[int] = Counter()
    for place in sorted(places, key=lambda place: (place.row, place.position)):
        for _ in range(place.facings):
            x = ends[place.row] + 0.5
            spots.append(Spot(place.key, place.row, x, place.row * _ROW, 1.0, _TALL))
            ends[place.row] += 1
    return Plan((Panel(tuple(spots), is_nominal=True),))


def seen_so_far(plan: Plan) -> tuple[View, ...]:
    """All that photos have shown of a shelf and that is still there, as photos."""
    return tuple(_as_photo(panel) for panel in plan.panels)


def _as_photo(panel: Panel) -> View:
    left, top, right, bottom = panel.bounds
    facings = tuple(
        Facing(
            spot.key,
            spot.row,
            (spot.x - left) * _PIXELS,
            (spot.y - top) * _PIXELS,
            spot.width * _PIXELS,
            spot.height * _PIXELS,
        )
        for spot in panel.spots
        if spot.is_there
    )
    size = round((right - left) * _PIXELS), round((bottom - top) * _PIXELS)
    return View(size, facings)


def judge(table: Plan, views: Sequence[View]) -> Compliance:
    """Compare the planogram with what is seen; nothing alike: nothing is judged."""
    overlay = lay(table, views)
    wanted: Counter[tuple[str, int]] = Counter()
    for found in overlay.alignments:
        for key_row, number in _shown(found).items():
            wanted[key_row] = max(wanted[key_row], number)
    if not wanted:
        return Compliance(places=len(list(table.spots)))
    here = _in_place(overlay.alignments)
    seen = Counter(facing.key for view in views for facing in view.facings)
    right, missing, misplaced, too_few = 0, [], [], []
    for (key, row), number in sorted(wanted.items(), key=lambda item: item[0][1]):
        if here[key, row] >= number:
            right += 1
        elif here[key, row]:
            too_few.append(TooFew(key, row, here[key, row], number))
        elif seen[key] > sum(n for (k, _), n in here.items() if k == key):
            misplaced.append(Misplaced(key, row, _row_of(key, overlay.alignments)))
        else:
            missing.append(key)
    extra = [key for key in seen if is_named(key) and key not in table.keys]
    return Compliance(
        right,
        tuple(dict.fromkeys(missing)),
        tuple(misplaced),
        tuple(too_few),
        tuple(extra),
        sum(wanted.values()),
        len(list(table.spots)),
    )


def _shown(found: Alignment) -> Counter[tuple[str, int]]:
    """How many facings of each product in each row lie where the photo looks."""
    spots = found.panel.spots
    return Counter((spots[i].key, spots[i].row) for i in found.covered)


def _in_place(alignments: Sequence[Alignment]) -> Counter[tuple[str, int]]:
    """Facings in the row of their product, where the order is right or the place."""
    here: Counter[tuple[str, int]] = Counter()
    for found in alignments:
        spots, facings = found.panel.spots, found.view.facings
        placed = {(spots[i].key, spots[i].row) for i, _ in found.pairs}
        placed |= found.in_order
        here.update(
            (facing.key, found.rows[facing.row])
            for facing in facings
            if (facing.key, found.rows.get(facing.row, 0)) in placed
        )
    return here


def _row_of(key: str, alignments: Sequence[Alignment]) -> int:
    rows = [
        found.rows.get(facing.row, 0)
        for found in alignments
        for facing in found.view.facings
        if facing.key == key
    ]
    return rows[0] if rows else 0
