"""What an owner should hear about products unasked. Used by verbs of `bot.actions`."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.actions.forecasts import Outlook
from pipeline.insights.notable import (
    Change,
    arrivals,
    is_dead,
    is_new,
    sudden_change,
    to_expire,
)
from pipeline.insights.spans import day_number
from storage.models import Product


@dataclass(frozen=True, slots=True)
class Notices:
    """Products by name: those that hardly sell, that will expire, that changed.

    `wasted`: how many pieces of each will expire unsold, on average. `new`: known for
    so short a time that their forecast is a guess.
    """

    dead: tuple[tuple[str, int], ...] = ()
    wasted: tuple[tuple[str, int], ...] = ()
    changed: tuple[tuple[str, Change], ...] = ()
    new: tuple[str, ...] = ()


def notices_of(
    products: Sequence[Product], known: Mapping[uuid.UUID, Outlook]
) -> Notices:
    """All that is worth a word, most pieces first."""
    pairs = [(product, known[product.id]) for product in products]
    dead = [(p.name, p.quantity) for p, o in pairs if is_dead(o.forecast, p.quantity)]
    wasted = [(p.name, round(waste)) for p, o in pairs if (waste := _waste(p, o)) >= 1]
    changed = [(p.name, change) for p, o in pairs if (change := _change(o))]
    new = [p.name for p, o in pairs if is_new(o.forecast, o.first_known, o.today)]
    return Notices(
        tuple(sorted(dead, key=lambda pair: -pair[1])),
        tuple(sorted(wasted, key=lambda pair: -pair[1])),
        tuple(changed),
        tuple(new),
    )


def _change(outlook: Outlook) -> Change | None:
    if outlook.forecast is None:
        return None
    return sudden_change(outlook.spans, outlook.forecast)


def _waste(product: Product, outlook: Outlook) -> float:
    keeps, known = product.shelf_life_days, outlook.forecast
    if not keeps or known is None or product.quantity <= 0:
        return 0.0
    brought = [
        (day_number(event.at, outlook.zone), event.delta)
        for event in arrivals(outlook.events)
    ]
    return to_expire(known, brought, product.quantity, keeps, outlook.today)
