"""What is known about the demand of each product. Used by verbs of `bot.actions`."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from bot.actions.history import COUNTS
from pipeline.insights.demand import Forecast, forecast
from pipeline.insights.pieces import Pieces
from pipeline.insights.sales import StockEvent
from pipeline.insights.spans import Span, day_number, spans
from storage import ledger
from storage.models import Product, Shop, StockMovement
from storage.models.stock import MovementKind

WINDOW = timedelta(days=112)
SAYS_SALES = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class Outlook:
    """The books of one product as a forecast needs them; days as in `spans`.

    `first_known` is when it was first booked, `today` now.
    """

    events: tuple[StockEvent, ...]
    spans: tuple[Span, ...]
    forecast: Forecast | None
    first_known: float | None
    today: float
    zone: ZoneInfo

    def demand(self, days: float) -> Pieces | None:
        """Of so many days from now on."""
        if self.forecast is None:
            return None
        return self.forecast.over(days, self.today)

    def gone(self, quantity: int) -> float:
        """How many of these were probably sold since anybody looked."""
        return self.gone_since(quantity)[0]

    def gone_since(self, quantity: int) -> tuple[float, float]:
        """How many were probably sold since anybody looked, and its variance."""
        if self.forecast is None:
            return 0.0, 0.0
        unseen = max(0.0, self.today - self.forecast.until)
        sold = self.forecast.over(unseen, self.forecast.until)
        return sold.sold_from(quantity), sold.spread_of_sold(quantity)


def outlooks(
    session: Session, shop: Shop, products: Sequence[Product], now: datetime
) -> dict[uuid.UUID, Outlook]:
    """Of each product, from what was booked and counted within the window."""
    zone = ZoneInfo(shop.timezone)
    only = products[0].id if len(products) == 1 else None
    events: dict[uuid.UUID, list[StockEvent]] = defaultdict(list)
    rows = ledger.standing(session, shop.id, product_id=only, since=now - WINDOW)
    for row in rows:
        events[row.product_id].append(event_of(row))
    first = ledger.first_booked(session, shop.id)
    today, begin = day_number(now, zone), now - WINDOW
    sales = [row for row in rows if row.kind == MovementKind.SALE]
    says_sales = bool(sales) and now - sales[-1].created_at <= SAYS_SALES
    found = {
        product.id: spans(
            events[product.id],
            product.quantity,
            zone,
            known_since=max(first[product.id], begin) if product.id in first else None,
            known_until=_known_until(product, events[product.id], now, says_sales),
        )
        for product in products
    }
    usual = _usual(list(found.values()))
    return {
        product.id: Outlook(
            tuple(events[product.id]),
            found[product.id],
            forecast(found[product.id], usual),
            day_number(first[product.id], zone) if product.id in first else None,
            today,
            zone,
        )
        for product in products
    }


def event_of(row: StockMovement) -> StockEvent:
    return StockEvent(
        row.created_at,
        row.delta,
        is_sale=row.kind == MovementKind.SALE,
        is_count=row.kind in COUNTS,
    )


def _known_until(
    product: Product, events: Sequence[StockEvent], now: datetime, says_sales: bool
) -> datetime | None:
    """When it was last known what there is, beside the events themselves.

    Where sales are said, none was until now; else it is known when it was seen.
    """
    sold = [e for e in events if e.is_sale or (e.is_count and e.delta < 0)]
    if says_sales and (not sold or sold[-1].is_sale):
        return now
    last = events[-1].at if events else None
    seen = product.last_seen
    return seen if seen and product.quantity and (not last or seen > last) else None


def _usual(all_spans: Sequence[Sequence[Span]]) -> float:
    """What a product of this shop usually sells a day."""
    rates = [
        sum(span.sold for span in found) / sum(span.days for span in found)
        for found in all_spans
        if sum(span.sold for span in found) > 0
    ]
    return median(rates) if rates else 1.0
