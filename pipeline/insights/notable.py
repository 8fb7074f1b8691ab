"""What an owner should hear about a product unasked. Called by `bot.actions.notices`.

Stock that nobody wants, stock that will expire first, demand that has changed all of a
sudden, and products so new that what is said of them is a guess.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.insights.demand import Forecast, forecast
from pipeline.insights.sales import StockEvent
from pipeline.insights.spans import Span

DEAD_AFTER = 30.0
"""Days with stock and without any sale."""
TOO_LONG = 180.0
"""Stock that lasts longer than so many days hardly moves."""
NEW_FOR = 14.0
RECENT = 10.0
SUDDEN = 0.01
"""How unlikely the recent sales must be, by what was known before."""
TIMES = 1.5
LEAST_SOLD = 5


@dataclass(frozen=True, slots=True)
class Change:
    """So many a day of late, where so many were sold before."""

    before: float
    after: float


def is_dead(known: Forecast | None, quantity: int) -> bool:
    """Whether it is there and does not sell, or would last for half a year."""
    if known is None or quantity <= 0:
        return False
    if not known.sold:
        return known.days >= DEAD_AFTER
    return known.days >= DEAD_AFTER and quantity > known.per_day * TOO_LONG


def is_new(known: Forecast | None, first_known: float | None, today: float) -> bool:
    """Whether so little is known of it that its forecast is a guess."""
    return (
        known is not None
        and first_known is not None
        and (today - first_known < NEW_FOR)
    )


def sudden_change(found: Sequence[Span], known: Forecast) -> Change | None:
    """How much more or less sells of late, where that is hardly chance."""
    split = known.until - RECENT
    before = forecast([span for span in found if span.end <= split])
    late = [span for span in found if span.begin >= split and not span.is_empty]
    days, sold = sum(s.days for s in late), round(sum(s.sold for s in late))
    if before is None or before.days < 2 * RECENT or days < RECENT / 3:
        return None
    expected = before.over(days)
    if max(sold, expected.mean) < LEAST_SOLD:
        return None
    after = sold / days
    is_more = expected.at_least(sold) < SUDDEN and after > TIMES * before.per_day
    fewer = 1 - expected.at_least(sold + 1)
    is_less = fewer < SUDDEN and after * TIMES < before.per_day
    usual = before.sold / before.days
    return Change(usual, after) if is_more or is_less else None


def to_expire(
    known: Forecast,
    deliveries: Sequence[tuple[float, int]],
    quantity: int,
    shelf_life: int,
    today: float,
) -> float:
    """How many pieces will expire unsold on average, what came first sold first.

    `deliveries`: day and pieces, oldest first; what is there came with the latest ones.
    """
    wasted, left = 0.0, quantity
    batches: list[tuple[float, int]] = []
    for day, pieces in reversed(deliveries):
        if left <= 0:
            break
        batches.append((day, min(pieces, left)))
        left -= pieces
    until = 0
    for day, pieces in reversed(batches):
        until += pieces
        keeps = max(0.0, day + shelf_life - today)
        demand = known.over(keeps, today)
        wasted = max(wasted, until - demand.sold_from(until))
    return wasted


def arrivals(events: Sequence[StockEvent]) -> list[StockEvent]:
    """Those that brought goods."""
    return [e for e in events if e.delta > 0 and not e.is_count and not e.is_sale]
