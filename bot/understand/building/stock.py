"""Wishes about stock, prices and products, from what a clause holds."""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal

from bot.understand import intents as want
from bot.understand import slots
from bot.understand.elements import Clause
from bot.understand.intents import Intent, Item, Named
from bot.understand.items import whole
from bot.understand.lexicon import Concept
from bot.understand.words import fold

Build = Callable[[Clause], Intent | None]
LARGEST_PRICE = 99_999_999
_KINDS = (
    ("sale", Concept.SALE),
    ("delivery", Concept.DELIVERY),
    ("loss", Concept.LOSS),
)


def count(clause: Clause) -> Intent:
    """How many of what was named."""
    return want.Count(slots.products(clause))


def list_stock(clause: Clause) -> Intent:
    """What is in stock: of a category, on a shelf, or of the products named."""
    runs = slots.runs(clause)
    numbered = slots.numbered_shelf(clause)
    if not runs and numbered is not None:
        return want.ListStock(shelf=numbered)
    if not runs:
        by_shelf = slots.has(clause, Concept.SHELF)
        return want.ListStock(shelf="" if by_shelf else None)
    if slots.is_product(runs[0]):
        return want.Count(slots.products(clause))
    if slots.has(clause, Concept.SHELF):
        return want.ListStock(shelf=slots.phrase(runs[0]))
    return want.ListStock(category=slots.phrase(runs[0]))


_MOST = frozenset("more most plus mas nyingi zaidi اكتر اكثر".split())


def where_is(clause: Clause) -> Intent:
    """On which shelf, or on which the most of it stands."""
    words = map(fold, re.split(r"[\s?؟]", clause.words()))
    return want.WhereIs(slots.product(clause), is_most=not _MOST.isdisjoint(words))


def stock_value(clause: Clause) -> Intent:
    """What it is worth: a product, a category, or all."""
    runs = slots.runs(clause)
    if not runs:
        of_it = slots.has(clause, Concept.IT) and not slots.has(clause, Concept.STOCK)
        return want.StockValue(product=Named("") if of_it else None)
    if slots.is_product(runs[0]):
        return want.StockValue(product=Named(slots.phrase(runs[0])))
    return want.StockValue(category=slots.phrase(runs[0]))


def sellers(slowest: bool) -> Build:
    """Best or worst sellers of a period."""

    def sellers(clause: Clause) -> Intent:
        return want.BestSellers(slowest, slots.meaning(clause, Concept.PERIOD))

    return sellers


def history(clause: Clause) -> Intent:
    """What happened, by kind and period where they were said."""
    said = [kind for kind, concept in _KINDS if slots.has(clause, concept)]
    period = slots.meaning(clause, Concept.PERIOD)
    kind = said[0] if said else None
    return want.History(slots.product_if_any(clause), kind, period)


def move(kind: str) -> Build:
    """Products with their numbers that came or went."""

    def move(clause: Clause) -> Intent | None:
        items = slots.items(clause)
        if not items:
            return want.TooLarge() if slots.number(clause) is not None else None
        return want.Move(kind, items)

    return move


def correct(clause: Clause) -> Intent | None:
    """Products with the numbers that are right."""
    items = slots.items(clause)
    if not items or any(item.quantity is None for item in items):
        return None
    return want.Correct(items)


def finished(clause: Clause) -> Intent | None:
    """It is finished; as a question, how many there are."""
    named = slots.products(clause)
    if not named and not slots.has(clause, Concept.IT):
        return want.Missing()
    if clause.is_question:
        return want.Count(named)
    return want.Correct(tuple(Item(one, 0) for one in named or (Named(""),)))


def also(clause: Clause) -> Intent | None:
    """The wish before, for what was named."""
    items = slots.items(clause)
    return want.Also(items) if items else None


def priced(kind: Callable[[Named, Decimal], Intent]) -> Build:
    """A wish of a product and an amount of money."""

    def priced(clause: Clause) -> Intent | None:
        amount = slots.money(clause)
        if amount is None:
            return None
        if amount > LARGEST_PRICE:
            return want.TooLarge()
        return kind(slots.product(clause), amount)

    return priced


def counted(kind: Callable[[Named, int], Intent]) -> Build:
    """A wish of a product and a whole number."""

    def counted(clause: Clause) -> Intent | None:
        value = slots.number(clause)
        if value is None:
            return None
        number = whole(value)
        if number is None:
            return want.TooLarge()
        return kind(slots.product(clause), number)

    return counted


def pack_size(clause: Clause) -> Intent | None:
    """How many pieces a carton holds: the last number above one."""
    values = [int(e.value or 0) for _, e in slots.numbers(clause)]
    sizes = [value for value in values if value > 1]
    if not sizes:
        return None
    return want.SetPackSize(slots.product(clause), sizes[-1], slots.bundle(clause))


def pair(kind: Callable[[Named, str], Intent]) -> Build:
    """Wishes of a product and another name: the first two names, in their order."""

    def pair(clause: Clause) -> Intent | None:
        runs = slots.runs(clause)
        if len(runs) == 2:
            return kind(Named(slots.phrase(runs[0])), slots.phrase(runs[1]))
        if len(runs) == 1 and slots.has(clause, Concept.IT):
            return kind(Named(""), slots.phrase(runs[0]))
        return None

    return pair


def merge(clause: Clause) -> Intent | None:
    """Both of two names."""
    named = [Named(slots.phrase(run)) for run in slots.runs(clause)]
    if len(named) == 2:
        return want.MergeProducts(named[0], named[1])
    return want.MergeProducts(Named(""), Named("")) if not named else None


def new_product(clause: Clause) -> Intent | None:
    """The name of what is new; without one, how to teach it."""
    runs = slots.runs(clause)
    return want.NewProduct(slots.phrase(runs[0])) if runs else want.HowToEnrol()
