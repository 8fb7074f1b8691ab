"""A product's price beside what it costs elsewhere, with where each figure is from.

Called by `bot.dialogue.outside` when the sources have been asked, or need not be.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from sqlalchemy.orm import Session

from bot.actions.asks import Known, about_prices, is_local, known
from bot.actions.lookup import full_name
from bot.actions.prices import PastPrice, past_prices
from bot.sources import FACTS, PRICES, SHOPS, Ask, Sources, facts_in, prices_in
from pipeline.enrich.answers import MarketPrice, ProductFacts
from pipeline.insights.prices import (
    Margin,
    Market,
    margin,
    market,
    may_be,
    offers_of,
    other_sizes,
    per_measure,
)
from pipeline.insights.sizes import read_size, without_size
from storage import catalogue, price_pool
from storage.models import Product, Shop

NEIGHBOURS = "neighbours"
MOST_SIZES = 4


@dataclass(frozen=True, slots=True)
class MarketLine:
    """What one source says. `asked_at`: when it did; None where it is as of now."""

    source: str
    market: Market
    asked_at: datetime | None = None
    is_old: bool = False


@dataclass(frozen=True, slots=True)
class Silent:
    """A source that gave no answer now; `reason` is the key of what went wrong."""

    source: str
    reason: str


@dataclass(frozen=True, slots=True)
class OtherSize:
    """The same product in another size, with what one "kg" or "l" of it costs.

    `source` is None for a product of the shop itself.
    """

    name: str
    price: Decimal
    per_measure: Decimal
    source: str | None = None


@dataclass(frozen=True, slots=True)
class Compared:
    """The shop's own price beside others; `past` are other prices than the present one.

    `can_ask`: some source is connected. `asked` are those that were asked about it.
    `measure` is "kg" or "l". `candidate` may be the product, which has no code yet;
    `asks_code`: the question is whether it is.
    """

    name: str
    price: Decimal | None
    cost: Decimal | None
    past: tuple[PastPrice, ...] = ()
    margin: Margin | None = None
    lines: tuple[MarketLine, ...] = ()
    empty: tuple[str, ...] = ()
    silent: tuple[Silent, ...] = ()
    per_measure: Decimal | None = None
    measure: str | None = None
    sizes: tuple[OtherSize, ...] = ()
    can_ask: bool = False
    has_code: bool = False
    candidate: ProductFacts | None = None
    asks_code: bool = False

    @property
    def best(self) -> MarketLine | None:
        """The source with most usual prices: the one to measure one's own by."""
        usual = [line for line in self.lines if line.market.usual]
        return max(usual, key=_count, default=None)


def compare(
    session: Session,
    shop: Shop,
    product: Product,
    now: datetime,
    outside: Sources | None,
) -> Compared:
    """What is known of the product's price here and elsewhere; asks nobody."""
    told = known(session, about_prices(outside, shop, product), now)
    lines = market_lines(session, shop, product, told, now)
    pack = _pack(product, told)
    unit = per_measure(product.price, pack) if product.price else None
    asked = [(ask.source, answer) for ask, answer in told.items() if _is_price(ask)]
    return Compared(
        product.name,
        product.price,
        product.cost,
        past_prices(session, product),
        margin=_margin(product),
        lines=tuple(line for line in lines if not line.market.is_empty),
        empty=tuple(line.source for line in lines if line.market.is_empty),
        silent=tuple(Silent(s, known.error) for s, known in asked if known.error),
        per_measure=unit[0] if unit else None,
        measure=unit[1] if unit else None,
        sizes=_sizes(session, product, pack, told),
        can_ask=outside is not None and bool(outside.accesses),
        has_code=bool(product.gtin),
        candidate=_candidate(product, told),
    )


def market_lines(
    session: Session,
    shop: Shop,
    product: Product,
    told: Mapping[Ask, Known],
    now: datetime,
) -> list[MarketLine]:
    """What each source says, and the shops around that share their prices."""
    lines = _lines(product, shop, told)
    pool = _pooled(session, shop, product, now)
    return [*lines, pool] if pool is not None else lines


def _lines(product: Product, shop: Shop, told: Mapping[Ask, Known]) -> list[MarketLine]:
    lines = []
    for ask, answer in told.items():
        row = answer.row
        if not _is_price(ask) or row is None or row.fetched_at is None:
            continue
        prices: Sequence[MarketPrice] = prices_in(row.answer)
        if ask.source in SHOPS:
            prices = offers_of(product.name, product.gtin, prices)
        summed = market(prices, shop.country)
        is_old = not answer.is_fresh
        lines.append(MarketLine(ask.source, summed, row.fetched_at, is_old))
    return lines


def _pooled(
    session: Session, shop: Shop, product: Product, now: datetime
) -> MarketLine | None:
    rows = price_pool.prices(session, shop, product, now)
    prices = [
        MarketPrice(row.price, shop.currency, row.seen_on, shop.country) for row in rows
    ]
    summed = market(prices, shop.country)
    is_enough = summed.usual and summed.usual.count >= price_pool.LEAST_SHOPS
    return MarketLine(NEIGHBOURS, summed) if is_enough else None


def _pack(product: Product, told: Mapping[Ask, Known]) -> str:
    """Where the size is to be read: the name, or else what is printed on the pack."""
    if read_size(product.name) is not None:
        return product.name
    for ask, answer in told.items():
        if ask.is_by_name or ask.source != FACTS:
            continue
        if answer.row and answer.row.answer:
            facts = ProductFacts.from_json(answer.row.answer)
            return f"{product.name} {facts.size}"
    return product.name


def _sizes(
    session: Session, product: Product, pack: str, told: Mapping[Ask, Known]
) -> tuple[OtherSize, ...]:
    """Other sizes of it, the shop's own first, the cheapest per measure first."""
    own = [
        MarketPrice(other.price, "", other.created_at.date(), name=other.name)
        for other in catalogue.products(session, product.shop_id)
        if other.price
        and other.id != product.id
        and without_size(other.name) == without_size(product.name)
    ]
    found = [
        OtherSize(offer.name, offer.amount, unit)
        for offer, unit, _ in other_sizes(pack, own)
    ]
    for ask, answer in told.items():
        if ask.source in SHOPS and answer.row:
            offers = prices_in(answer.row.answer)
            found += [
                OtherSize(offer.name, offer.amount, unit, ask.source)
                for offer, unit, _ in other_sizes(pack, offers)
            ]
    found.sort(key=lambda size: (size.source is not None, size.per_measure))
    return tuple(found[:MOST_SIZES])


def _candidate(product: Product, told: Mapping[Ask, Known]) -> ProductFacts | None:
    """The only thing found by the product's name that may be it."""
    for ask, answer in told.items():
        if ask.is_by_name and answer.row:
            fitting = [
                facts
                for facts in facts_in(answer.row.answer)
                if may_be(product.name, full_name(facts)) and not is_local(facts.gtin)
            ]
            return fitting[0] if len(fitting) == 1 else None
    return None


def _margin(product: Product) -> Margin | None:
    if product.cost is None or not product.price:
        return None
    return margin(product.price, product.cost)


def _is_price(ask: Ask) -> bool:
    return ask.source == PRICES or ask.source in SHOPS


def _count(line: MarketLine) -> int:
    return line.market.usual.count if line.market.usual else 0
