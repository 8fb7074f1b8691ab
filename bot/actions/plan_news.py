"""What has changed on a shelf, with the names of the products."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from datetime import datetime

from bot.actions.photos import EmptyPlaces, GoneProduct, MovedProduct
from pipeline.insights.changes import Changes
from pipeline.types import ShelfReading

Names = Mapping[str, str]
"""Of all products of the shop by their ids; what was removed is in none."""


def gone(changes: Changes, names: Names) -> tuple[GoneProduct, ...]:
    """What is not there any more, in the order of the rows."""
    known = [item for item in changes.gone if item.key in names]
    known.sort(key=lambda item: (item.row, names[item.key]))
    return tuple(GoneProduct(names[item.key], item.seen_at) for item in known)


def moved(changes: Changes, names: Names) -> tuple[MovedProduct, ...]:
    """What stands elsewhere now."""
    return tuple(
        MovedProduct(names[item.key], item.from_row, item.to_row, item.aside)
        for item in changes.moved
        if item.key in names
    )


def empty(
    reading: ShelfReading, changes: Changes, names: Names
) -> tuple[EmptyPlaces, ...]:
    """The empty places by whose they are, named ones first: as many as packs would
    fill them.

    Without a plan, and for those that are in no row, that is what stands beside them.
    """
    places: dict[str, int] = defaultdict(int)
    since: dict[str, datetime] = {}
    for item in changes.empty:
        name = names.get(item.key, "")
        places[name] += item.places
        if item.since is not None:
            since[name] = min(item.since, since.get(name, item.since))
    for gap in reading.gaps:
        if not gap.row or not changes.spots:
            places[names.get(gap.likely_product_id or "", "")] += max(1, gap.width)
    ordered = sorted(places, key=lambda name: (not name, name))
    return tuple(EmptyPlaces(name, places[name], since.get(name)) for name in ordered)
