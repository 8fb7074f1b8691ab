"""Which shelf a photo shows, what has changed there, and what it teaches.

Called by `bot.actions.counting` for photos, and by what names their numbers. The plan
of a shelf is what it looked like on the photos before, put together; each photo makes
a version of it, which is withdrawn when the photo is undone.
"""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from sqlalchemy.orm import Session

from bot.actions import shelves
from bot.actions.numbers import groups_of
from pipeline.insights.changes import Changes, Gone, find_changes, is_named
from pipeline.insights.learning import first_plan, learned
from pipeline.insights.overlay import Overlay, lay, recognise
from pipeline.insights.planogram import (
    UNKNOWN,
    Plan,
    Spot,
    View,
    from_json,
    looks_of,
    to_json,
    views_of,
)
from pipeline.types import Problem, ShelfReading
from storage import plans as rows
from storage import readings
from storage import shelves as places
from storage.models import Scan, Shelf
from storage.models.plans import PlanSource
from storage.stock import Batch

FEWEST = 4
"""Facings that a photo must show to make a shelf of its own."""
_UNFIT = (Problem.HARDLY_A_SHELF, Problem.NOT_A_SHELF, Problem.NO_PRODUCTS)


@dataclass(frozen=True, slots=True)
class Found:
    """The shelf of a photo: known, new, or one of several that it may be."""

    shelf: Shelf | None = None
    is_new: bool = False
    rivals: tuple[shelves.ShelfLabel, ...] = ()


@dataclass(frozen=True, slots=True)
class PlanForgotten:
    """What the shelf should look like is not known any more; `had_any`: it was."""

    shelf: shelves.ShelfLabel
    had_any: bool


@dataclass(frozen=True, slots=True)
class _Seen:
    """What a photo shows, with the names given since."""

    reading: ShelfReading
    names: Mapping[int, str]
    views: tuple[View, ...]
    looks: Mapping[str, tuple[float, ...]] = field(default_factory=dict)

    @property
    def is_fit(self) -> bool:
        """Whether it is good enough to say what a shelf looks like."""
        has_facings = any(view.facings for view in self.views)
        return has_facings and not set(self.reading.problems) & set(_UNFIT)

    @property
    def facings(self) -> Counter[str]:
        return Counter(f.key for view in self.views for f in view.facings)


@dataclass(frozen=True, slots=True)
class Sight:
    """A photo as its scan holds it now, and what the shelves looked like before it."""

    scan: Scan
    known: Mapping[uuid.UUID, Plan]
    seen: _Seen

    @property
    def plan(self) -> Plan | None:
        """That of its shelf."""
        return self.known.get(self.scan.shelf_id) if self.scan.shelf_id else None


def look(session: Session, scan: Scan) -> Sight:
    """Load the plans once for all that is asked of one photo; holds until names are
    given or shelves are joined."""
    known = known_before(session, scan)
    return Sight(scan, known, _seen(scan, known))


def find(session: Session, sight: Sight, *, may_add: bool) -> Found:
    """The shelf whose layout, or else whose products, the photo shows.

    A shelf that is not known is new, if the photo shows enough and `may_add`.
    """
    scan, seen = sight.scan, sight.seen
    layouts = {**_layouts(session, scan), **sight.known}
    recognised = recognise(layouts, seen.views)
    if recognised.shelf is not None:
        return Found(session.get(Shelf, recognised.shelf))
    if recognised.rivals:
        rivals = [session.get_one(Shelf, rival) for rival in recognised.rivals]
        rivals.sort(key=lambda shelf: (shelf.name is None, shelf.name, shelf.number))
        return Found(rivals=tuple(map(shelves.label_of, rivals)))
    alike = shelves.known_again(session, scan.shop_id, _products(seen))
    if alike is not None and alike.shelf_id is not None:
        return Found(session.get(Shelf, alike.shelf_id))
    if may_add and seen.is_fit and sum(seen.facings.values()) >= FEWEST:
        return Found(places.new_shelf(session, scan.shop_id), is_new=True)
    return Found()


def _products(seen: _Seen) -> list[uuid.UUID]:
    return [uuid.UUID(key) for key in seen.facings if is_named(key)]


def changes(sight: Sight) -> Changes | None:
    """What the photo shows otherwise than those before it; None of a new shelf."""
    plan, seen = sight.plan, sight.seen
    if plan is None:
        return None
    overlay = lay(plan, seen.views)
    found = find_changes(overlay) if overlay.agreed else _by_products(plan, seen)
    maybe = _maybe_seen(seen)
    return replace(found, gone=tuple(g for g in found.gone if g.key not in maybe))


def reach(session: Session, scan: Scan) -> Changes:
    """How much of the shelf as it is known today the photo shows, and what also stands
    where it does not reach."""
    found = rows.latest(session, scan.shop_id, PlanSource.PHOTO)
    row = found.get(scan.shelf_id) if scan.shelf_id else None
    if row is None:
        return Changes()
    plan = from_json(row.plan)
    overlay = lay(plan, _seen(scan, {row.shelf_id: plan}).views)
    return find_changes(overlay) if overlay.agreed else Changes()


def _maybe_seen(seen: _Seen) -> set[str]:
    """What groups without a name may well be: such a product need not be gone."""
    return {
        item.candidates[0].product_id
        for item in seen.reading.items
        if item.candidates and not is_named(seen.names.get(item.group, ""))
    }


def _by_products(plan: Plan, seen: _Seen) -> Changes:
    """Of a shelf that was arranged anew: what it has no more, and what it has now."""
    if _is_cut(seen.reading) or not seen.is_fit:
        return Changes()
    here = seen.facings
    before: dict[str, list[Spot]] = {}
    for spot in plan.spots:
        if spot.is_there and is_named(spot.key) and spot.key not in here:
            before.setdefault(spot.key, []).append(spot)
    gone = [
        Gone(key, spots[0].row, len(spots), max(s.seen_at for s in spots if s.seen_at))
        for key, spots in before.items()
    ]
    new = [key for key in here if is_named(key) and key not in plan.keys]
    return Changes(tuple(gone), tuple(new))


def _is_cut(reading: ShelfReading) -> bool:
    """Whether the shelf goes on beside the photo, so that nothing need be gone."""
    return any(problem.startswith("cut_") for problem in reading.problems)


def learn(session: Session, sight: Sight) -> None:
    """Keep what the shelf looks like by this photo; the same again changes nothing."""
    scan, seen = sight.scan, sight.seen
    if scan.shelf_id is None or "reading" not in scan.meta:
        return
    is_fit = seen.is_fit
    taught = _taught(sight.plan, seen, scan.created_at) if is_fit else None
    if taught is None:
        rows.drop(session, scan.id)
        return
    rows.keep(
        session,
        shop_id=scan.shop_id,
        shelf_id=scan.shelf_id,
        plan=to_json(taught),
        source=PlanSource.PHOTO,
        made_at=scan.created_at,
        scan_id=scan.id,
    )


def _taught(plan: Plan | None, seen: _Seen, at: datetime) -> Plan | None:
    """None where the photo shows too little of the shelf to take its place."""
    if plan is None:
        return first_plan(seen.views, seen.looks, at)
    overlay: Overlay = lay(plan, seen.views)
    if overlay.agreed:
        return learned(overlay, seen.looks, at)
    there = sum(spot.is_there for spot in plan.spots)
    if _is_cut(seen.reading) or 2 * sum(seen.facings.values()) < there:
        return None
    return first_plan(seen.views, seen.looks, at)


def forget(session: Session, shelf: Shelf) -> PlanForgotten:
    """Forget what the shelf looked like, and its planogram; the next photo begins
    anew, and is known to be of this shelf."""
    return PlanForgotten(
        shelves.label_of(shelf), had_any=rows.forget(session, shelf.id) > 0
    )


def named(session: Session, scan: Scan, number: int, product_id: uuid.UUID) -> None:
    """A number of the photo is this product: so it was on the photos before, too."""
    own = _unknown(scan, number)
    if "reading" in scan.meta and scan.shelf_id is not None:
        reading = readings.from_json(scan.meta["reading"])
        looks = _looks(known_before(session, scan))
        views = views_of(reading, {number: own}, looks)
        keys = {facing.key for view in views for facing in view.facings} | {own}
        for key in keys:
            rows.rename(session, scan.shop_id, key, str(product_id))
    learn(session, look(session, scan))


def follow(session: Session, batch: Batch) -> None:
    """After an undo or redo: what an undone photo has taught holds no more."""
    found = rows.scan_of_batch(session, batch.batch_id)
    if found is not None:
        rows.withdraw(session, *found)


def known_before(session: Session, scan: Scan) -> dict[uuid.UUID, Plan]:
    """What the shelves of the shop looked like before the photo."""
    found = rows.latest(session, scan.shop_id, PlanSource.PHOTO, before=scan.created_at)
    return {shelf_id: from_json(row.plan) for shelf_id, row in found.items()}


def _layouts(session: Session, scan: Scan) -> dict[uuid.UUID, Plan]:
    """By what a shelf is known before any photo of it: its planogram, or what it looked
    like before that was forgotten."""
    found = {
        **rows.latest(session, scan.shop_id, PlanSource.FORGOTTEN),
        **rows.latest(session, scan.shop_id, PlanSource.TABLE),
    }
    return {shelf_id: from_json(row.plan) for shelf_id, row in found.items()}


def _seen(scan: Scan, known: Mapping[uuid.UUID, Plan]) -> _Seen:
    stored = scan.meta.get("reading")
    if stored is None:
        return _Seen(ShelfReading(()), {}, ())
    reading = readings.from_json(stored)
    names = {
        group.group: group.product_id or _unknown(scan, group.group)
        for group in groups_of(scan)
        if not group.is_skipped
    }
    views = views_of(reading, names, _looks(known))
    return _Seen(reading, names, views, looks_of(reading, names))


def _unknown(scan: Scan, group: int) -> str:
    return f"{UNKNOWN}{scan.id.hex}:{group}"


def _looks(known: Mapping[uuid.UUID, Plan]) -> Plan:
    """The unknown products of all shelves."""
    looks: dict[str, Sequence[float]] = {}
    for plan in known.values():
        looks.update(plan.looks)
    return Plan((), {key: tuple(look) for key, look in looks.items()})
