"""What a product costs elsewhere: outliers dropped, low, median and high, per measure.

Pure numbers. Called by `bot.actions.comparing` with what the sources have answered.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from statistics import median

from rapidfuzz import fuzz

from pipeline.enrich.answers import MarketPrice
from pipeline.insights.sizes import is_same_size, read_size, without_size

LEAST_FOR_OUTLIERS = 3
FARTHEST = 3
"""Prices over three times the median, or under a third of it, are mistakes."""
LEAST_ALIKE = 90
CENT = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Spread:
    """So many prices of one kind, between `oldest` and `newest`."""

    low: Decimal
    median: Decimal
    high: Decimal
    count: int
    oldest: date
    newest: date


@dataclass(frozen=True, slots=True)
class Market:
    """The prices of one source: usual ones, special offers, and per kilogram apart.

    `is_near`: all of them are from the asked country.
    """

    usual: Spread | None
    discounted: Spread | None
    per_kg: Spread | None
    is_near: bool

    @property
    def is_empty(self) -> bool:
        return not (self.usual or self.discounted or self.per_kg)


@dataclass(frozen=True, slots=True)
class Margin:
    """What is left of a price, in money and as a share of the price."""

    amount: Decimal
    share: Decimal


def market(prices: Sequence[MarketPrice], country: str | None) -> Market:
    """The prices summed up: those of this country, or all where it has none."""
    near = [price for price in prices if country and price.country == country]
    chosen = near or list(prices)
    packs = [price for price in chosen if price.per is None]
    return Market(
        usual=spread(p for p in packs if not p.is_discounted),
        discounted=spread(p for p in packs if p.is_discounted),
        per_kg=spread(p for p in chosen if p.per == "kg" and not p.is_discounted),
        is_near=bool(near),
    )


def spread(prices: Iterable[MarketPrice]) -> Spread | None:
    """Low, median and high without mistakes; None of nothing."""
    kept = _without_outliers(list(prices))
    if not kept:
        return None
    amounts = [price.amount for price in kept]
    days = [price.seen_on for price in kept]
    middle = _cents(median(amounts))
    return Spread(min(amounts), middle, max(amounts), len(kept), min(days), max(days))


def margin(price: Decimal, cost: Decimal) -> Margin:
    """Raises ValueError for a price that is not above 0."""
    if price <= 0:
        raise ValueError("no share of a price of nothing")
    return Margin(price - cost, (price - cost) / price)


def per_measure(price: Decimal, pack: str) -> tuple[Decimal, str] | None:
    """The price of one "kg" or "l", by the size in the pack's name; None without."""
    size = read_size(pack)
    if size is None:
        return None
    return _cents(price / size.amount), size.measure


def offers_of(
    name: str, gtin: str | None, offers: Iterable[MarketPrice]
) -> list[MarketPrice]:
    """Those that are this product: by code, else by a name alike and the same size."""
    return [
        offer
        for offer in offers
        if (offer.gtin == gtin if gtin and offer.gtin else _is_called(name, offer.name))
        and is_same_size(read_size(name), read_size(offer.name))
    ]


def other_sizes(
    name: str, offers: Iterable[MarketPrice]
) -> list[tuple[MarketPrice, Decimal, str]]:
    """The same product in other sizes, each with its price of one "kg" or "l"."""
    size = read_size(name)
    found = []
    for offer in offers:
        unit = per_measure(offer.amount, offer.name)
        is_other = not is_same_size(size, read_size(offer.name))
        if size and unit and is_other and _is_called(name, offer.name):
            if unit[1] == size.measure:
                found.append((offer, *unit))
    return found


def may_be(name: str, other: str) -> bool:
    """Whether two names can be those of one product: alike, and of the same size."""
    return _is_called(name, other) and is_same_size(read_size(name), read_size(other))


def _is_called(name: str, offer: str) -> bool:
    """Whether all words of the name are in the offer's, slips of spelling aside."""
    wanted, said = without_size(name), without_size(offer)
    return (
        bool(wanted)
        and fuzz.token_set_ratio(wanted, said) >= LEAST_ALIKE
        and all(
            fuzz.partial_ratio(word, said) >= LEAST_ALIKE for word in wanted.split()
        )
    )


def _without_outliers(prices: list[MarketPrice]) -> list[MarketPrice]:
    if len(prices) < LEAST_FOR_OUTLIERS:
        return prices
    middle = median(price.amount for price in prices)
    return [
        price
        for price in prices
        if middle <= price.amount * FARTHEST and price.amount <= middle * FARTHEST
    ]


def _cents(amount: Decimal) -> Decimal:
    return amount.quantize(CENT, rounding=ROUND_HALF_UP)
