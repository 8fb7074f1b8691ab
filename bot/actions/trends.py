"""How a product or the shop went over time, for a chart. Verbs like those of
`bot.actions.stock`: numbers only; `bot.replies.trend_charts` makes the chart of them.
"""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal

from sqlalchemy.orm import Session

from bot.actions.history import COUNTS
from bot.actions.prices import OWN
from pipeline.insights import trends as series
from pipeline.insights.periods import Window, window
from pipeline.insights.trends import Booking, Bucket, Kind, Span
from storage import catalogue, ledger, prices
from storage.models import Product, Shop, StockMovement

MOST_ROWS = 7
LOOK_BACK = timedelta(days=56)
"""Further back than the chart: what a count found missing began at the one before."""
SHORT = timedelta(hours=1)
"""Out of stock for less than this is the time between a delivery and its booking."""


@dataclass(frozen=True, slots=True)
class StockTrend:
    """How many there were; `out` is when there were none, `seen` when was counted.

    `name` is the product's; None: all products together, of which `out` says nothing.
    """

    name: str | None
    window: Window
    spans: tuple[Span, ...]
    out: tuple[Span, ...]
    seen: tuple[datetime, ...]
    sold: int
    quantity: int


@dataclass(frozen=True, slots=True)
class SalesTrend:
    """What was sold when. `worth` is at today's prices, where all of them are known."""

    name: str | None
    window: Window
    buckets: tuple[Bucket, ...]
    sold: int
    worth: Decimal | None = None

    @property
    def best(self) -> Bucket:
        return max(self.buckets, key=lambda bucket: bucket.sold)


@dataclass(frozen=True, slots=True)
class PriceTrend:
    """What the product cost; `price` is what it costs now."""

    name: str
    window: Window
    spans: tuple[Span, ...]
    price: Decimal

    @property
    def is_flat(self) -> bool:
        return len(self.spans) < 2


@dataclass(frozen=True, slots=True)
class WorthTrend:
    """What the stock was worth, at today's costs or prices; `left_out` have neither."""

    name: str | None
    window: Window
    spans: tuple[Span, ...]
    is_at_cost: bool
    left_out: int


@dataclass(frozen=True, slots=True)
class Outage:
    """When a product was out of stock, and for how many days in all."""

    name: str
    spans: tuple[Span, ...]
    days: float


@dataclass(frozen=True, slots=True)
class OutageTrend:
    """Which products were out of stock, the longest first; `products` were so."""

    window: Window
    rows: tuple[Outage, ...]
    products: int


@dataclass(frozen=True, slots=True)
class NoTrend:
    """Nothing is known that could be drawn."""

    name: str | None
    measure: str


Trend = StockTrend | SalesTrend | PriceTrend | WorthTrend | OutageTrend | NoTrend


@dataclass(frozen=True, slots=True)
class Books:
    """What was booked of some products, and since when each is known."""

    products: Sequence[Product]
    window: Window
    known: dict[uuid.UUID, datetime]
    bookings: dict[uuid.UUID, list[Booking]] = field(default_factory=dict)
    _sales: dict[uuid.UUID, tuple[Bucket, ...]] = field(default_factory=dict)

    def levels(self, product: Product) -> tuple[Span, ...]:
        """What there was of the product."""
        return self._levels(product, timedelta(0))

    def _levels(self, product: Product, before: timedelta) -> tuple[Span, ...]:
        return series.levels(
            self.bookings[product.id],
            product.quantity,
            self.window.begin - before,
            self.window.end,
            known_since=self.known.get(product.id),
        )

    def outages(self, product: Product) -> tuple[Span, ...]:
        """When there was none of it, after there had been some."""
        gone = series.empty(self.levels(product))
        return tuple(span for span in gone if span.end - span.begin >= SHORT)

    def sales(self, product: Product) -> tuple[Bucket, ...]:
        """What was sold of it; made once."""
        if product.id not in self._sales:
            self._sales[product.id] = series.sales(
                self.bookings[product.id],
                self.window.edges,
                known_since=self.known.get(product.id),
                gone=series.empty(self._levels(product, LOOK_BACK)),
            )
        return self._sales[product.id]

    def seen(self) -> tuple[datetime, ...]:
        """When any of it was counted."""
        counted = {
            booking.at
            for bookings in self.bookings.values()
            for booking in bookings
            if booking.kind is Kind.COUNT
        }
        begin, end = self.window.begin, self.window.end
        return tuple(sorted(at for at in counted if begin <= at < end))


def trend(
    session: Session,
    shop: Shop,
    now: datetime,
    *,
    product: Product | None = None,
    measure: str | None = None,
    period: str | None = None,
    with_worth: bool = False,
) -> Trend:
    """What is to be drawn. `measure`: stock, sales, price, value or stock_outs; unless
    said, the stock of a product and the sales of the shop. `period` as in History;
    `with_worth`: whoever asks may know what the sales were worth."""
    measure = measure or ("stock" if product else "sales")
    name = product.name if product else None
    if measure == "price":
        return _price(session, shop, now, product, period)
    books = open_books(session, shop, now, product=product, period=period)
    if books is None:
        return NoTrend(name, measure)
    if measure == "stock_outs":
        return _stock(books, product) if product else _outages(books)
    if measure == "sales":
        return _sales(books, product, with_worth)
    return _worth(books, product) if measure == "value" else _stock(books, product)


def open_books(
    session: Session,
    shop: Shop,
    now: datetime,
    *,
    product: Product | None = None,
    period: str | None = None,
) -> Books | None:
    """The books of one product or all, not from before they begin; None: empty."""
    products, known = _booked(session, shop, product)
    if not known:
        return None
    since = min(known.values())
    over = window(period, now, shop.timezone, known_since=since)
    if since > over.end:
        return None
    bookings = _bookings(session, shop, over, product)
    return Books(products, over, known, bookings)


def books_of(session: Session, shop: Shop, over: Window) -> Books:
    """The books of all products that were ever booked, for a stretch of time."""
    products, known = _booked(session, shop, None)
    return Books(products, over, known, _bookings(session, shop, over, None))


def _booked(
    session: Session, shop: Shop, product: Product | None
) -> tuple[list[Product], dict[uuid.UUID, datetime]]:
    """The products that were ever booked, and since when each was."""
    first = ledger.first_booked(session, shop.id)
    products = [product] if product else catalogue.products(session, shop.id)
    known = {p.id: first[p.id] for p in products if p.id in first}
    return [p for p in products if p.id in known], known


def _bookings(
    session: Session, shop: Shop, over: Window, product: Product | None
) -> dict[uuid.UUID, list[Booking]]:
    """What was booked then and shortly before, by product, oldest first."""
    found: dict[uuid.UUID, list[Booking]] = defaultdict(list)
    only = product.id if product else None
    from_then = over.begin - LOOK_BACK
    rows = ledger.standing(session, shop.id, product_id=only, since=from_then)
    for row in rows:
        found[row.product_id].append(_booking(row))
    return found


def sales_of(books: Books) -> Trend:
    """What was sold of all products together."""
    return _sales(books, None, False)


def _booking(row: StockMovement) -> Booking:
    kind = Kind.COUNT if row.kind in COUNTS else Kind(row.kind)
    return Booking(row.created_at, row.delta, kind)


def _stock(books: Books, product: Product | None) -> StockTrend | NoTrend:
    spans = series.summed((books.levels(p), 1.0) for p in books.products)
    if not spans:
        return NoTrend(product.name if product else None, "stock")
    return StockTrend(
        product.name if product else None,
        books.window,
        spans,
        books.outages(product) if product else (),
        books.seen(),
        pieces(sold_together(books)),
        round(spans[-1].value),
    )


def _sales(
    books: Books, product: Product | None, with_worth: bool
) -> SalesTrend | NoTrend:
    name = product.name if product else None
    buckets = sold_together(books)
    sold = pieces(buckets)
    if sold < 1:
        return NoTrend(name, "sales")
    worth = _taken(books) if with_worth else None
    return SalesTrend(name, books.window, buckets, sold, worth)


def sold_together(books: Books) -> tuple[Bucket, ...]:
    """What was sold of all products, day by day."""
    return series.added([books.sales(product) for product in books.products])


def pieces(buckets: Sequence[Bucket]) -> int:
    """How many were sold in all."""
    return max(0, round(sum(bucket.sold for bucket in buckets)))


def _taken(books: Books) -> Decimal | None:
    """What the sales were worth at today's prices; None where one is not known."""
    total = Decimal(0)
    for product in books.products:
        sold = pieces(books.sales(product))
        if sold and product.price is None:
            return None
        total += sold * (product.price or 0)
    return total


def _worth(books: Books, product: Product | None) -> WorthTrend | NoTrend:
    """At cost where that is known of everything, else at prices."""
    is_at_cost = all(p.cost is not None for p in books.products)
    weights = [(p, p.cost if is_at_cost else p.price) for p in books.products]
    known = [(books.levels(p), float(w)) for p, w in weights if w is not None]
    spans = series.summed(known)
    name = product.name if product else None
    if not spans:
        return NoTrend(name, "value")
    left_out = len(books.products) - len(known)
    return WorthTrend(name, books.window, spans, is_at_cost, left_out)


def _outages(books: Books) -> OutageTrend:
    found = []
    for product in books.products:
        spans = books.outages(product)
        if spans:
            days = sum(span.days for span in spans)
            found.append(Outage(product.name, spans, days))
    found.sort(key=lambda outage: (-outage.days, outage.name))
    return OutageTrend(books.window, tuple(found[:MOST_ROWS]), len(found))


def _price(
    session: Session,
    shop: Shop,
    now: datetime,
    product: Product | None,
    period: str | None,
) -> PriceTrend | NoTrend:
    """From the shop's own prices; those of a while ago hold until they are changed."""
    if product is None:
        return NoTrend(None, "price")
    past = [
        (row.recorded_at, float(row.price))
        for row in reversed(prices.changes(session, product.id, sources=OWN))
    ]
    if not past or product.price is None:
        return NoTrend(product.name, "price")
    over = window(period, now, shop.timezone, known_since=past[0][0])
    spans = series.held(past, over.begin, over.end)
    if not spans:
        return NoTrend(product.name, "price")
    return PriceTrend(product.name, over, spans, product.price)
