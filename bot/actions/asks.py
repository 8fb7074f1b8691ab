"""What outside sources are to be asked about a product, and whether they have been."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from bot.sources import FACTS, PRICES, Ask, Sources
from pipeline.insights.sizes import read_size, without_size
from storage import sources
from storage.models import Product, Shop, SourceAnswer
from storage.sources import Question

JUST_NOW = timedelta(minutes=1)
"""A source that has failed is not asked again before."""
LOCAL_13 = frozenset({"02", "04", *(str(number) for number in range(20, 30))})
LOCAL_8 = frozenset("02")


@dataclass(frozen=True, slots=True)
class Known:
    """What a source has said to one ask: `is_fresh`, or of before, or nothing.

    `error` is the key of what went wrong since, where the answer is not fresh.
    """

    row: SourceAnswer | None
    is_fresh: bool

    @property
    def is_answered(self) -> bool:
        return self.row is not None and self.row.fetched_at is not None

    @property
    def error(self) -> str | None:
        if self.is_fresh:
            return None
        return (self.row.error if self.row else None) or "not_asked"


def is_local(gtin: str) -> bool:
    """Whether a shop gives such numbers itself: others mean other things by them."""
    digits = gtin.lstrip("0")
    if len(digits) <= 8:
        return gtin[-8:][0] in LOCAL_8
    return gtin[0] == "0" and gtin[1:3] in LOCAL_13


def about_facts(outside: Sources | None, gtin: str) -> list[Ask]:
    """What is printed on the product of a code."""
    if outside is None or not outside.has(FACTS) or is_local(gtin):
        return []
    return [Ask(FACTS, gtin)]


def about_prices(outside: Sources | None, shop: Shop, product: Product) -> list[Ask]:
    """What a product costs elsewhere; and its size, where its name does not tell.

    Of one without a code, what code it may have.
    """
    if outside is None:
        return []
    asks = []
    gtin = product.gtin if product.gtin and not is_local(product.gtin) else None
    if gtin and outside.has(PRICES):
        asks.append(Ask(PRICES, gtin, shop.currency))
    words = without_size(product.name)
    if words and not product.gtin and outside.has(FACTS) and outside.has(PRICES):
        asks.append(Ask(FACTS, words))
    if gtin and read_size(product.name) is None:
        asks += about_facts(outside, gtin)
    return asks + [
        Ask(name, product.name, shop.currency, shop.country or "")
        for name in outside.shops
    ]


def known(session: Session, asks: Sequence[Ask], now: datetime) -> Mapping[Ask, Known]:
    """What is kept of each."""
    kept = sources.answers(session, [ask.question for ask in asks])
    return {ask: _known(ask, kept, now) for ask in asks}


def must_be_asked(session: Session, asks: Sequence[Ask], now: datetime) -> bool:
    """Whether asking could tell more than what is kept."""
    kept = sources.answers(session, [ask.question for ask in asks])
    rows = [(ask, kept.get(ask.question)) for ask in asks]
    return any(
        not is_fresh(ask, row, now) and not _failed_just_now(row, now)
        for ask, row in rows
    )


def is_fresh(ask: Ask, row: SourceAnswer | None, now: datetime) -> bool:
    """Whether the answer need not be asked for again yet."""
    if row is None or row.fetched_at is None:
        return False
    return now - row.fetched_at < ask.is_fresh_for(row.answer is not None)


def _known(ask: Ask, kept: Mapping[Question, SourceAnswer], now: datetime) -> Known:
    row = kept.get(ask.question)
    return Known(row, is_fresh(ask, row, now))


def _failed_just_now(row: SourceAnswer | None, now: datetime) -> bool:
    return (
        row is not None and row.failed_at is not None and now - row.failed_at < JUST_NOW
    )
