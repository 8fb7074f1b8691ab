"""How fast products sell and how long they last. Verbs like those of `bot.actions`."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from bot.actions.forecasts import event_of, outlooks
from bot.actions.history import bounds
from pipeline.insights.sales import WINDOW, SalesRate, StockEvent, sales_rate
from storage import catalogue, ledger
from storage.models import Product, Shop

MOST_RANKED = 10
FEW_RANKED = 3
LASTS_LONG = 60.0
"""Days: what is there hardly sells if it lasts longer, or is not sold at all."""


@dataclass(frozen=True, slots=True)
class Speed:
    """How fast a product sells, and for how many days what is there lasts."""

    product_id: uuid.UUID
    name: str
    quantity: int
    rate: SalesRate

    @property
    def lasts_days(self) -> float | None:
        return self.rate.lasts_days(self.quantity)


@dataclass(frozen=True, slots=True)
class Ranking:
    """What sells most or least, of those whose sales are known; `unknown` are not.

    `is_fine`: nothing hardly sells, these are only the slowest.
    """

    speeds: tuple[Speed, ...]
    is_slowest: bool
    period: str | None
    unknown: int
    is_fine: bool = False


def speed(session: Session, shop: Shop, product: Product, now: datetime) -> Speed:
    """How fast the product sells: as it is planned with, where that is known."""
    outlook = outlooks(session, shop, [product], now)[product.id]
    known = outlook.forecast
    if known is None or not known.sold:
        rate = rates_of(session, shop, [product], now)[product.id]
        return Speed(product.id, product.name, product.quantity, rate)
    since = now - timedelta(days=outlook.today - known.since)
    rate = SalesRate(round(known.sold), known.days, since, known.per_day)
    return Speed(product.id, product.name, product.quantity, rate)


def ranking(
    session: Session,
    shop: Shop,
    now: datetime,
    *,
    slowest: bool = False,
    period: str | None = None,
) -> Ranking:
    """The products that sell most, or those that hardly sell though they are there."""
    products = catalogue.products(session, shop.id)
    is_short = slowest and period in ("today", "yesterday")
    begin, end = bounds(None if is_short else period, ZoneInfo(shop.timezone), now)
    until = end or now
    window = until - begin if begin else WINDOW
    rates = rates_of(session, shop, products, until, window=window)
    speeds = [Speed(p.id, p.name, p.quantity, rates[p.id]) for p in products]
    if slowest:
        known = [s for s in speeds if s.rate.per_day is not None and s.quantity > 0]
        known.sort(key=lambda s: (s.rate.per_day or 0, -s.quantity))
    else:
        known = [s for s in speeds if s.rate.sold > 0]
        known.sort(key=lambda s: (-s.rate.sold, s.name))
    unknown = sum(s.rate.per_day is None and not s.rate.sold for s in speeds)
    idle = [s for s in known if (s.lasts_days or LASTS_LONG) >= LASTS_LONG]
    is_fine = slowest and bool(known) and not idle
    if slowest:
        known = idle or known[:FEW_RANKED]
    return Ranking(tuple(known[:MOST_RANKED]), slowest, period, unknown, is_fine)


def rates_of(
    session: Session,
    shop: Shop,
    products: Sequence[Product],
    now: datetime,
    *,
    window: timedelta = WINDOW,
) -> dict[uuid.UUID, SalesRate]:
    """The sales rate of each, from what was booked and counted within the window that
    ends `now`, which may be over."""
    only = products[0].id if len(products) == 1 else None
    events: dict[uuid.UUID, list[StockEvent]] = defaultdict(list)
    rows = ledger.standing(session, shop.id, product_id=only, since=now - window)
    after: dict[uuid.UUID, int] = defaultdict(int)
    for row in rows:
        if row.created_at <= now:
            events[row.product_id].append(event_of(row))
        else:
            after[row.product_id] += row.delta
    first = ledger.first_booked(session, shop.id)
    return {
        product.id: sales_rate(
            events[product.id],
            product.quantity - after[product.id],
            now,
            known_since=first.get(product.id),
            window=window,
        )
        for product in products
    }
