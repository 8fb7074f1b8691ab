"""What is missing: empty places and products that are gone, shelf by shelf; and all
of which none is left."""

from __future__ import annotations

import uuid
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from bot.actions import plan_news
from bot.actions import plans as seen_plans
from bot.actions.photos import EmptyPlaces, GoneProduct
from bot.actions.shelves import ShelfLabel, called, label_of
from pipeline.insights.changes import Changes, is_named
from pipeline.insights.planogram import Plan, Spot, from_json
from storage import catalogue, plans, readings, shelves
from storage.models import Scan, Shelf, ShelfPlan
from storage.models.plans import PlanSource


@dataclass(frozen=True, slots=True)
class ShelfMissing:
    """What one shelf lacks; its last photo came at `seen_at`.

    `empty` are the empty places of that photo, told as below the photo; `besides` what
    the plan of the shelf lacks more, which is seen there as no empty place. `shelf` is
    None for the only shelf of a shop, as long as it has no name.
    """

    shelf: ShelfLabel | None
    seen_at: datetime
    empty: tuple[EmptyPlaces, ...]
    gone: tuple[GoneProduct, ...]
    besides: tuple[EmptyPlaces, ...] = ()

    @property
    def any(self) -> bool:
        return bool(self.empty or self.gone or self.besides)


@dataclass(frozen=True, slots=True)
class MissingList:
    """What the shelves lack, those with nothing left out; and sold-out products.

    `seen_at` is when the last photo came; None where there is none. `unknown` is the
    shelf that was asked about, of which nobody knows what it should look like.
    """

    shelves: tuple[ShelfMissing, ...]
    sold_out: tuple[str, ...]
    seen_at: datetime | None
    products: int
    unknown: ShelfLabel | None = None


def missing(
    session: Session, shop_id: uuid.UUID, scan: Scan | None, *, on: str | None = None
) -> MissingList:
    """What the last photos of all shelves show as missing, and what is sold out.

    A photo of no shelf (`scan`, the last one) tells of its own empty places. `on`: only
    of the shelf that is called so, where one is.
    """
    products = catalogue.products(session, shop_id)
    names = {str(product.id): product.name for product in products}
    held = plans.latest(session, shop_id, PlanSource.PHOTO)
    known = shelves.shelves(session, shop_id)
    only = called(session, shop_id, on) if on else None
    if only is not None:
        return _missing_only(session, only, held.get(only.id), names)
    found = [
        _missing_on(
            session,
            None if shelf.name is None and len(known) == 1 else label_of(shelf),
            held[shelf.id],
            names,
        )
        for shelf in known
        if shelf.id in held
    ]
    if scan is not None and scan.shelf_id not in held:
        empty = _empty_on(session, scan, names)
        found.append(ShelfMissing(None, scan.created_at, empty, ()))
    return MissingList(
        tuple(shelf for shelf in found if shelf.any),
        tuple(product.name for product in products if product.quantity <= 0),
        scan.created_at if scan else None,
        len(products),
    )


def _missing_only(
    session: Session, shelf: Shelf, plan: ShelfPlan | None, names: Mapping[str, str]
) -> MissingList:
    label = label_of(shelf)
    if plan is None:
        return MissingList((), (), None, len(names), unknown=label)
    lacks = _missing_on(session, label, plan, names)
    told = (lacks,) if lacks.any else ()
    return MissingList(told, (), plan.made_at, len(names))


def _empty_on(
    session: Session, scan: Scan, names: Mapping[str, str]
) -> tuple[EmptyPlaces, ...]:
    """The empty places of a photo, counted and named as in the answer to it."""
    if "reading" not in scan.meta:
        return ()
    changes = seen_plans.changes(seen_plans.look(session, scan)) or Changes()
    return plan_news.empty(readings.from_json(scan.meta["reading"]), changes, names)


def _missing_on(
    session: Session,
    shelf: ShelfLabel | None,
    row: ShelfPlan,
    names: Mapping[str, str],
) -> ShelfMissing:
    plan, at = from_json(row.plan), row.made_at
    lacking = _lacking(plan, names)
    scan = session.get(Scan, row.scan_id) if row.scan_id else None
    by_plan = tuple(_places(name, spots, at) for name, spots in lacking.items())
    empty = by_plan if scan is None else _empty_on(session, scan, names)
    gone = _gone(plan, lacking)
    return ShelfMissing(shelf, at, empty, gone, _besides(by_plan, empty))


def _lacking(plan: Plan, names: Mapping[str, str]) -> dict[str, list[Spot]]:
    """The places of the plan that are not filled, by whose they are; named first."""
    lacking: dict[str, list[Spot]] = defaultdict(list)
    for spot in plan.spots:
        if not spot.is_there and (spot.key in names or not is_named(spot.key)):
            lacking[names.get(spot.key, "")].append(spot)
    return {name: lacking[name] for name in sorted(lacking, key=lambda n: (not n, n))}


def _places(name: str, spots: Sequence[Spot], at: datetime) -> EmptyPlaces:
    since = min(spot.empty_since for spot in spots if spot.empty_since)
    return EmptyPlaces(name, len(spots), since if since < at else None)


def _gone(plan: Plan, lacking: Mapping[str, Sequence[Spot]]) -> tuple[GoneProduct, ...]:
    there = {spot.key for spot in plan.spots if spot.is_there}
    gone = []
    for name, spots in lacking.items():
        seen = [spot.seen_at for spot in spots if spot.seen_at]
        if name and seen and spots[0].key not in there:
            gone.append(GoneProduct(name, max(seen)))
    return tuple(gone)


def _besides(
    by_plan: Sequence[EmptyPlaces], empty: Sequence[EmptyPlaces]
) -> tuple[EmptyPlaces, ...]:
    """What the plan lacks more than the photo has empty places."""
    shown = Counter({one.name: one.places for one in empty})
    if sum(one.places for one in by_plan) <= shown.total():
        return ()
    return tuple(
        EmptyPlaces(one.name, one.places - shown[one.name], one.since)
        for one in by_plan
        if one.places > shown[one.name]
    )
