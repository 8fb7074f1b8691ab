"""The week of a shop in a few figures. Verbs like those of `bot.actions.stock`.

What empty shelves have cost is an estimate: how fast a product sells while it is there
(`bot.actions.selling`), times the days on which it was not, at its price.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from bot.actions import selling, trends
from bot.actions.forecasts import outlooks
from bot.actions.prices import OWN
from bot.actions.trends import Books, SalesTrend
from pipeline.insights.periods import Window, week_before, window
from pipeline.insights.trends import Kind
from storage import ledger, past_prices
from storage.models import Product, Shop

MOST_NAMED = 3
LEAST_LOST = 0.5
"""Fewer pieces than this may well have found no customer anyway."""


@dataclass(frozen=True, slots=True)
class Part:
    """So many pieces of a product, and what they come to where that is known.

    `days`: for how long it was out of stock.
    """

    name: str
    pieces: int
    money: Decimal | None = None
    days: float = 0.0


@dataclass(frozen=True, slots=True)
class Parts:
    """All pieces and all money of some products, and the `named` ones of them.

    `money` leaves out products without a price; None where none has one. `profit` is
    what of it is above their cost; None where one is not known.
    """

    pieces: int = 0
    money: Decimal | None = None
    profit: Decimal | None = None
    named: tuple[Part, ...] = ()


@dataclass(frozen=True, slots=True)
class NewPrice:
    name: str
    before: Decimal
    after: Decimal


@dataclass(frozen=True, slots=True)
class WeekSummary:
    """Seven days, the last of which may not be over.

    `shop_name` where the chat is not simply that shop's; `sold_before` in the seven
    days before, None where they are not known; `is_by_itself`: it comes every week.
    """

    shop_name: str | None
    first: date
    last: date
    sold: Parts
    sold_before: int | None
    missed: Parts
    lost: Parts
    prices: tuple[NewPrice, ...]
    more_prices: int
    is_by_itself: bool
    chart: SalesTrend | None = None

    @property
    def is_empty(self) -> bool:
        figures = (self.sold, self.missed, self.lost)
        return not (self.prices or any(part.pieces for part in figures))


def week(
    session: Session,
    shop: Shop,
    now: datetime,
    *,
    day: date | None = None,
    shop_name: str | None = None,
    is_by_itself: bool = False,
) -> WeekSummary:
    """The seven days before the day, or those that end now."""
    zone = ZoneInfo(shop.timezone)
    if day is None:
        over = window("week", now, shop.timezone)
    else:
        over = week_before(day, shop.timezone)
    books = trends.books_of(session, shop, over)
    changed = _new_prices(session, shop, over)
    chart = trends.sales_of(books)
    first = over.begin.astimezone(zone).date()
    return WeekSummary(
        shop_name,
        first,
        over.edges[-2].astimezone(zone).date(),
        _sold(books),
        _sold_before(session, shop, first, books),
        _missed(session, shop, books, now),
        _lost(books),
        changed[:MOST_NAMED],
        max(0, len(changed) - MOST_NAMED),
        is_by_itself,
        chart if isinstance(chart, SalesTrend) else None,
    )


def _sold(books: Books) -> Parts:
    """Best sellers first."""
    parts = [
        _part(product, trends.pieces(books.sales(product)), product.price)
        for product in books.products
    ]
    found = _parts(parts, lambda part: Decimal(part.pieces))
    # Each product's are rounded: the sum is to be that of the chart.
    return replace(found, pieces=trends.pieces(trends.sold_together(books)))


def _sold_before(session: Session, shop: Shop, first: date, books: Books) -> int | None:
    over = week_before(first, shop.timezone)
    if not books.known or min(books.known.values()) > over.begin:
        return None
    before = trends.books_of(session, shop, over)
    return trends.pieces(trends.sold_together(before))


def _missed(session: Session, shop: Shop, books: Books, now: datetime) -> Parts:
    """What would have been sold while there was none, the dearest first."""
    out = {p.id: sum(span.days for span in books.outages(p)) for p in books.products}
    gone = [product for product in books.products if out[product.id]]
    known = outlooks(session, shop, books.products, now) if gone else {}
    rates = selling.rates_of(session, shop, gone, now) if gone else {}
    parts, profit = [], Decimal(0)
    for product in gone:
        forecast = known[product.id].forecast
        per_day = forecast.per_day if forecast else rates[product.id].per_day
        wanted = (per_day or 0.0) * out[product.id]
        if wanted >= LEAST_LOST:
            pieces = max(1, round(wanted))
            parts.append(_part(product, pieces, product.price, out[product.id]))
            if product.price is not None and product.cost is not None:
                profit += (product.price - product.cost) * pieces
    found = _parts(parts, lambda part: part.money or Decimal(0))
    all_known = all(p.price is not None and p.cost is not None for p in gone)
    return replace(found, profit=profit if all_known else None)


def _lost(books: Books) -> Parts:
    """What broke, spoiled or was stolen, as it was said; at cost where known."""
    begin, end = books.window.begin, books.window.end
    parts = []
    for product in books.products:
        pieces = -sum(
            booking.delta
            for booking in books.bookings[product.id]
            if booking.kind is Kind.LOSS and begin <= booking.at < end
        )
        parts.append(_part(product, pieces, product.cost or product.price))
    return _parts(parts, lambda part: part.money or Decimal(0))


def _part(
    product: Product, pieces: int, price: Decimal | None, days: float = 0.0
) -> Part:
    money = None if price is None else price * pieces
    return Part(product.name, pieces, money, days)


def _parts(parts: Iterable[Part], weight: Callable[[Part], Decimal]) -> Parts:
    found = [part for part in parts if part.pieces > 0]
    found.sort(key=lambda part: (-weight(part), -part.pieces, part.name))
    known = [part.money for part in found if part.money is not None]
    return Parts(
        sum(part.pieces for part in found),
        sum(known, Decimal(0)) if known else None,
        named=tuple(found[:MOST_NAMED]),
    )


def _new_prices(session: Session, shop: Shop, over: Window) -> tuple[NewPrice, ...]:
    """Of products whose price is another one now, the largest change first."""
    names = ledger.names_of_products(session, shop.id)
    first: dict[uuid.UUID, Decimal] = {}
    last: dict[uuid.UUID, Decimal] = {}
    for change in past_prices.changes_of_shop(
        session, shop.id, over.begin, over.end, sources=OWN
    ):
        first.setdefault(change.product_id, change.before)
        last[change.product_id] = change.after
    changed = [
        NewPrice(names[product_id], first[product_id], after)
        for product_id, after in last.items()
        if product_id in names and first[product_id] != after
    ]
    return tuple(sorted(changed, key=lambda c: (-_share(c), c.name)))


def _share(change: NewPrice) -> Decimal:
    if not change.before:
        return Decimal(1)
    return abs(change.after - change.before) / change.before
