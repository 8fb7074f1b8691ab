"""What is missing: empty places and products that are gone, shelf by shelf; and all
of which none is left."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from bot.actions.photos import EmptyPlaces, GoneProduct
from bot.actions.shelves import ShelfLabel, called, label_of
from pipeline.insights.changes import is_named
from pipeline.insights.planogram import Plan, Spot, from_json
from storage import catalogue, plans, shelves
from storage.models import Scan, Shelf, ShelfPlan
from storage.models.plans import PlanSource


@dataclass(frozen=True, slots=True)
class ShelfMissing:
    """What one shelf lacks by its photos, the last of which came at `seen_at`.

    `shelf` is None for the only shelf of a shop, as long as it has no name.
    """

    shelf: ShelfLabel | None
    seen_at: datetime
    empty: tuple[EmptyPlaces, ...]
    gone: tuple[GoneProduct, ...]


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
        return _missing_only(only, held.get(only.id), names)
    found = [
        _missing_on(
            None if shelf.name is None and len(known) == 1 else label_of(shelf),
            from_json(held[shelf.id].plan),
            held[shelf.id].made_at,
            names,
        )
        for shelf in known
        if shelf.id in held
    ]
    if scan is not None and scan.shelf_id not in held:
        gaps = (scan.meta.get("reading") or {}).get("gaps", ())
        likely = [names.get(gap.get("likely_product_id") or "", "") for gap in gaps]
        found.append(ShelfMissing(None, scan.created_at, _counted(likely), ()))
    return MissingList(
        tuple(shelf for shelf in found if shelf.empty or shelf.gone),
        tuple(product.name for product in products if product.quantity <= 0),
        scan.created_at if scan else None,
        len(products),
    )


def _missing_only(
    shelf: Shelf, plan: ShelfPlan | None, names: Mapping[str, str]
) -> MissingList:
    label = label_of(shelf)
    if plan is None:
        return MissingList((), (), None, len(names), unknown=label)
    lacks = _missing_on(label, from_json(plan.plan), plan.made_at, names)
    told = (lacks,) if lacks.empty or lacks.gone else ()
    return MissingList(told, (), plan.made_at, len(names))


def _counted(likely: Sequence[str]) -> tuple[EmptyPlaces, ...]:
    """Named ones first."""
    ordered = sorted(set(likely), key=lambda name: (not name, name))
    return tuple(EmptyPlaces(name, likely.count(name)) for name in ordered)


def _missing_on(
    shelf: ShelfLabel | None, plan: Plan, at: datetime, names: Mapping[str, str]
) -> ShelfMissing:
    there = {spot.key for spot in plan.spots if spot.is_there}
    lacking: dict[str, list[Spot]] = defaultdict(list)
    for spot in plan.spots:
        if not spot.is_there and (spot.key in names or not is_named(spot.key)):
            lacking[names.get(spot.key, "")].append(spot)
    ordered = sorted(lacking, key=lambda name: (not name, name))
    empty, gone = [], []
    for name in ordered:
        spots = lacking[name]
        seen = [spot.seen_at for spot in spots if spot.seen_at]
        if name and seen and spots[0].key not in there:
            gone.append(GoneProduct(name, max(seen)))
        since = min(spot.empty_since for spot in spots if spot.empty_since)
        earlier = since if since < at else None
        empty.append(EmptyPlaces(name, len(spots), earlier))
    return ShelfMissing(shelf, at, tuple(empty), tuple(gone))
