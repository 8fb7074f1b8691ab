"""What has changed on a shelf: gone, new, moved, and which empty place is whose.

Only the part of the plan that the photos show is judged: what lies outside of them is
not missing.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime

from pipeline.insights.alignment import Alignment
from pipeline.insights.overlay import Overlay
from pipeline.insights.planogram import (
    UNKNOWN,
    Facing,
    Hole,
    Panel,
    Spot,
    empty_spots,
)

BESIDE = 1.0  # widths that a pack may slide and still stand at its place


@dataclass(frozen=True, slots=True)
class Gone:
    """A product of the plan that is nowhere on the photos, though its place is.

    `seen_at` is when it was seen last, `missed_since` the first photo without it, if
    that was an earlier one. `is_taken`: other products stand at all its places.
    """

    key: str
    row: int
    facings: int
    seen_at: datetime | None
    missed_since: datetime | None = None
    is_taken: bool = False


@dataclass(frozen=True, slots=True)
class Moved:
    """A product that stands elsewhere than before; `aside` tells left (-1) or right
    (1) within one row."""

    key: str
    from_row: int
    to_row: int
    aside: int = 0


@dataclass(frozen=True, slots=True)
class Empty:
    """Empty places of one product in one row; `since` an earlier photo, or None."""

    key: str  # "" unknown
    row: int
    places: int
    since: datetime | None = None


@dataclass(frozen=True, slots=True)
class Changes:
    """All that is different from the plan.

    `guesses`: which product a group without a name is likely to be, since it stands at
    that one's place. `covered` of `spots` is how much of the plan the photos show;
    products in `hidden` also stand where they do not reach.
    """

    gone: tuple[Gone, ...] = ()
    new: tuple[str, ...] = ()
    moved: tuple[Moved, ...] = ()
    empty: tuple[Empty, ...] = ()
    guesses: dict[int, str] = field(default_factory=dict)
    covered: int = 0
    spots: int = 0
    hidden: frozenset[str] = frozenset()

    @property
    def shown(self) -> float:
        """The share of the plan that the photos show; 1 where there is none."""
        return self.covered / self.spots if self.spots else 1.0


def is_named(key: str) -> bool:
    """Whether it is a product, and not a group that nobody has named."""
    return bool(key) and not key.startswith(UNKNOWN)


def find_changes(overlay: Overlay) -> Changes:
    """Compare the photos with the plan that they lie on."""
    covered = _covered_spots(overlay)
    seen = {facing.key for view in overlay.views for facing in view.facings}
    hidden = _hidden(overlay)
    guesses = _guesses(overlay, set(covered) - seen - hidden)
    gone = [
        _gone(key, spots, overlay)
        for key, spots in covered.items()
        if is_named(key)
        and key not in seen | hidden
        and key not in guesses.values()
        and any(spot.seen_at for spot in spots)
    ]
    moved = [
        move
        for key, spots in covered.items()
        if is_named(key) and key in seen - hidden
        if (move := _move(key, spots, overlay)) is not None
    ]
    return Changes(
        tuple(gone),
        tuple(_new(overlay)),
        tuple(moved),
        tuple(empty_places(overlay)),
        guesses,
        overlay.covered,
        sum(len(panel.spots) for panel in overlay.plan.panels),
        frozenset(filter(is_named, hidden)),
    )


def _covered_spots(overlay: Overlay) -> dict[str, list[Spot]]:
    """Each product's spots that the photos show."""
    found: dict[str, dict[tuple[int, int], Spot]] = defaultdict(dict)
    for laid in overlay.laid:
        if laid is None:
            continue
        for index in laid.alignment.covered:
            spot = laid.alignment.panel.spots[index]
            found[spot.key][laid.panel, index] = spot
    return {key: list(spots.values()) for key, spots in found.items()}


def _hidden(overlay: Overlay) -> set[str]:
    """Products that stand, perhaps among others, where the photos do not reach."""
    shown = overlay.shown
    return {
        spot.key
        for number, panel in enumerate(overlay.plan.panels)
        for index, spot in enumerate(panel.spots)
        if spot.is_there and index not in shown[number]
    }


def _gone(key: str, spots: list[Spot], overlay: Overlay) -> Gone:
    known = [spot for spot in spots if spot.seen_at]
    missed = [spot.empty_since for spot in known if spot.empty_since]
    return Gone(
        key,
        known[0].row,
        len(known),
        max(spot.seen_at for spot in known if spot.seen_at),
        min(missed) if len(missed) == len(known) else None,
        is_taken=all(
            is_taken(spot, found)
            for found in overlay.alignments
            for spot in known
            if spot in found.panel.spots
        ),
    )


def is_taken(spot: Spot, found: Alignment) -> bool:
    """Whether something else stands at the spot now."""
    left, right = spot.x - spot.width / 2, spot.x + spot.width / 2
    return any(
        min(right, x + width / 2) - max(left, x - width / 2)
        > 0.4 * min(spot.width, width)
        for x, width, facing in _in_row(found, spot.row)
        if facing.key != spot.key
    )


def _in_row(found: Alignment, row: int) -> list[tuple[float, float, Facing]]:
    """Facings of a row of the panel, with place and width in its coordinates."""
    here = [f for f in found.view.facings if found.rows.get(f.row) == row]
    ends = [(f.x + side * f.width / 2, f.y) for f in here for side in (-1, 1)]
    at = found.on_panel(ends)[:, 0].reshape(-1, 2)
    return [
        (float(left + right) / 2, float(right - left), facing)
        for (left, right), facing in zip(at, here, strict=True)
    ]


def _move(key: str, spots: list[Spot], overlay: Overlay) -> Moved | None:
    """None where some of it stands at its place, or its new place is not known."""
    elsewhere: list[tuple[int, float]] = []
    for found in overlay.alignments:
        own = [spot for spot in spots if spot in found.panel.spots]
        if not own:
            continue
        if any((key, spot.row) in found.in_order for spot in own):
            return None
        for row in set(found.rows.values()):
            for x, _, facing in _in_row(found, row):
                if facing.key != key:
                    continue
                if any(_is_beside(x, row, spot) for spot in own):
                    return None
                elsewhere.append((row, x))
    if not elsewhere:
        return None
    row, x = elsewhere[0]
    old = min(spots, key=lambda spot: (abs(spot.row - row), abs(spot.x - x)))
    aside = 0 if old.row != row else (1 if x > old.x else -1)
    return Moved(key, old.row, row, aside)


def _is_beside(x: float, row: int, spot: Spot) -> bool:
    return row == spot.row and abs(x - spot.x) <= BESIDE * spot.width


def _new(overlay: Overlay) -> Iterable[str]:
    """Products that the plan does not have, where photos have looked before.

    One that stands where something without a name stood may have been that.
    """
    found: dict[str, None] = {}
    seen = {facing.key for view in overlay.views for facing in view.facings}
    for laid in overlay.alignments:
        at = laid.on_panel([(f.x, f.y) for f in laid.view.facings])
        for (x, y), facing in zip(at, laid.view.facings, strict=True):
            is_known = facing.key in overlay.plan.keys or not is_named(facing.key)
            if is_known or not _was_looked_at(laid.panel, float(x), float(y)):
                continue
            row = laid.rows.get(facing.row, 0)
            if not _was_nameless(laid.panel, float(x), row, seen):
                found[facing.key] = None
    return found


def _was_nameless(panel: Panel, x: float, row: int, seen: set[str]) -> bool:
    return any(
        spot.row == row
        and abs(spot.x - x) < 0.5 * spot.width
        and spot.is_there
        and not is_named(spot.key)
        and spot.key not in seen
        for spot in panel.spots
    )


def _was_looked_at(panel: Panel, x: float, y: float) -> bool:
    left, top, right, bottom = panel.bounds
    return panel.is_nominal or (left <= x <= right and top <= y <= bottom)


def _guesses(overlay: Overlay, missed: set[str]) -> dict[int, str]:
    """Groups without a name that stand where a missed product was."""
    votes: dict[int, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for found in overlay.alignments:
        for spot in found.panel.spots:
            if spot.key not in missed or not is_named(spot.key) or not spot.is_there:
                continue
            for x, _, facing in _in_row(found, spot.row):
                is_strange = facing.key not in overlay.plan.keys
                if is_strange and not is_named(facing.key):
                    if abs(x - spot.x) < 0.5 * spot.width:
                        votes[facing.group][spot.key] += 1
    return {group: max(keys, key=keys.__getitem__) for group, keys in votes.items()}


def empty_places(overlay: Overlay) -> list[Empty]:
    """The holes of all photos, by the product whose place they are."""
    found: dict[tuple[str, int], list[datetime | None]] = defaultdict(list)
    for view, laid in zip(overlay.views, overlay.laid, strict=True):
        for hole in view.holes:
            if laid is None:
                found[hole.likely or "", hole.row] += [None] * hole.places
                continue
            for spot in spots_of_hole(hole, laid.alignment):
                key = "" if spot.key == UNKNOWN else spot.key
                found[key, spot.row].append(spot.empty_since)
    return [
        Empty(key, row, len(times), min((t for t in times if t), default=None))
        for (key, row), times in found.items()
    ]


def spots_of_hole(hole: Hole, found: Alignment) -> list[Spot]:
    """The places of a hole, in the panel's coordinates, as spots of their products.

    A place belongs to the nearest spot of the plan that nothing stands on; where there
    is none, to what stands beside it. `empty_since` is kept where it was empty before.
    """
    ends = found.on_panel(
        [(hole.x - hole.width / 2, hole.y), (hole.x + hole.width / 2, hole.y)]
    )
    row = found.rows.get(hole.row, hole.row)
    whole = Spot(
        hole.likely or UNKNOWN,
        row,
        float(ends[:, 0].mean()),
        float(ends[:, 1].mean()),
        max(0.1, float(ends[1, 0] - ends[0, 0])),
        hole.height * float(ends[1, 0] - ends[0, 0]) / max(hole.width, 1.0),
    )
    paired = {index for index, _ in found.pairs}
    free = [
        spot
        for index, spot in enumerate(found.panel.spots)
        if index not in paired and spot.row == row
    ]
    places = []
    for place in empty_spots(whole, hole.places):
        owner = min(free, key=lambda spot: abs(spot.x - place.x), default=None)
        if owner is not None and abs(owner.x - place.x) <= 0.75 * owner.width:
            free.remove(owner)
            places.append(replace(owner, x=place.x))
        else:
            places.append(place)
    return places
