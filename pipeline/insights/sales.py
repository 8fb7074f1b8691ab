"""How fast a product sells, from what was booked and counted. Called by `bot.actions`.

Sales are those that were said, and what a count found missing: what had been there,
with deliveries and without losses, less what was counted. Time without stock is left
out, for nothing can sell then.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

WINDOW = timedelta(days=56)
TOGETHER = timedelta(hours=2)
"""Counts so near each other are one: the later ones correct the first."""
ENOUGH_DAYS = 3.0
ENOUGH_DAYS_UNSOLD = 7.0
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class StockEvent:
    """One change of a quantity; `is_count` when it was brought to a counted number."""

    at: datetime
    delta: int
    is_sale: bool = False
    is_count: bool = False


@dataclass(frozen=True, slots=True)
class SalesRate:
    """So many sold in so many days with stock, counted from `since`.

    `per_day` is None while too little is known to say.
    """

    sold: int
    days: float
    since: datetime | None
    per_day: float | None

    def lasts_days(self, quantity: int) -> float | None:
        """For how many days the quantity lasts; None when that cannot be said."""
        return quantity / self.per_day if self.per_day else None


def sales_rate(
    events: Sequence[StockEvent],
    quantity: int,
    now: datetime,
    *,
    known_since: datetime | None = None,
    window: timedelta = WINDOW,
) -> SalesRate:
    """Measure it over the window that ends now.

    `events` are those within the window, oldest first; `quantity` is what there is now;
    `known_since` is when the product was first counted, should that be earlier.
    """
    begin = min([at for at in (known_since, _first(events)) if at], default=None)
    if begin is None:
        return SalesRate(0, 0.0, None, None)
    since = max(begin, now - window)
    inside = [event for event in events if event.at >= since]
    sold = sum(-event.delta for event in inside if event.is_sale)
    sold += sum(_found_missing(inside))
    days = _days_with_stock(inside, quantity, since, now)
    enough = ENOUGH_DAYS if sold else ENOUGH_DAYS_UNSOLD
    return SalesRate(sold, days, since, sold / days if days >= enough else None)


def _first(events: Sequence[StockEvent]) -> datetime | None:
    return events[0].at if events else None


def _found_missing(events: Iterable[StockEvent]) -> Iterator[int]:
    """What each count, taken with those right after it, found to be gone."""
    net, last = 0, None
    for event in events:
        if not event.is_count:
            continue
        if last is not None and event.at - last > TOGETHER:
            yield max(0, -net)
            net = 0
        net, last = net + event.delta, event.at
    yield max(0, -net)


def _days_with_stock(
    events: Sequence[StockEvent], quantity: int, since: datetime, now: datetime
) -> float:
    """Walks back from what there is now."""
    total, until, level = timedelta(0), now, quantity
    for event in reversed(events):
        if level > 0:
            total += until - event.at
        until, level = event.at, level - event.delta
    if level > 0:
        total += until - since
    return max(0.0, total / _DAY)
