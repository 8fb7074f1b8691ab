"""Wishes about alerts and orders, from what a clause holds."""

from __future__ import annotations

from collections.abc import Callable

from bot.understand import intents as want
from bot.understand import slots
from bot.understand.early.times import names_later
from bot.understand.elements import Clause
from bot.understand.intents import Intent, Named
from bot.understand.items import whole
from bot.understand.lexicon import Concept
from bot.understand.lexicon.concepts import MONEY, NUMBER, PRODUCT
from bot.understand.words import fold

Build = Callable[[Clause], Intent | None]
LEAST_BUDGET = 10
"""Money without its currency; fewer coins buy nothing anywhere."""


def alert(clause: Clause) -> Intent | None:
    """Below which number; of money, it is about the price."""
    if MONEY in clause.letters:
        return price_alert(clause)
    limit = slots.number(clause)
    runs = slots.runs(clause)
    if not runs:
        of_it = slots.has(clause, Concept.IT) or limit is not None
        return want.SetAlert(Named("") if of_it else None, threshold=limit)
    any_of = slots.has(clause, Concept.ANY, Concept.CATEGORY)
    if any_of and len(runs) == 1:
        return want.SetAlert(category=slots.phrase(runs[0]), threshold=limit)
    named = slots.products(clause, with_numbers=limit is None)
    return want.SetAlert(named[0], threshold=limit)


def price_alert(clause: Clause) -> Intent | None:
    """Below which price, if any was said."""
    limit = slots.money(clause)
    named = slots.products(clause, with_numbers=limit is None)
    it = Named("") if slots.has(clause, Concept.IT) else None
    return want.SetAlert(named[0] if named else it, kind="price", threshold=limit)


def stop_messages(clause: Clause) -> Intent:
    """All of them; about a product that is named, its alerts alone."""
    if PRODUCT in clause.letters:
        return stop_alert(clause)
    return want.StopMessages()


def stop_alert(clause: Clause) -> Intent:
    """Of a product, a category, or all."""
    runs = slots.runs(clause)
    kind = "price" if slots.has(clause, Concept.PRICE, Concept.DROPS) else None
    if not runs:
        named = Named("") if slots.has(clause, Concept.IT) else None
        return want.StopAlert(named, kind=kind)
    if slots.has(clause, Concept.ANY, Concept.CATEGORY) and len(runs) == 1:
        return want.StopAlert(category=slots.phrase(runs[0]), kind=kind)
    return want.StopAlert(slots.products(clause)[0], kind=kind)


def snooze(clause: Clause) -> Intent:
    """Until a day, or for some time."""
    named = slots.products(clause, with_numbers=False)
    day = slots.day(clause)
    minutes = None if day else slots.minutes(clause)
    return want.Snooze(named[0] if named else None, minutes, day)


def why(clause: Clause) -> Intent:
    """Of a product where one was named."""
    named = slots.products(clause)
    return want.Why(named[0] if named else None)


def quiet(clause: Clause) -> Intent:
    """No quiet hours any more, or which ones there are."""
    if slots.has(clause, Concept.STOP, Concept.REMOVE, Concept.NOT):
        return want.SetQuietHours()
    return want.SetQuietHours(is_asked=True)


def buy(clause: Clause) -> Intent:
    """With which money and until when."""
    minutes = slots.minutes(clause)
    day = slots.meaning(clause, Concept.DAY) or bought_for(clause)
    budget = slots.money(clause)
    if budget is not None and MONEY not in clause.letters:
        said = [e.value for _, e in slots.numbers(clause) if e.value is not None]
        budget = max([budget, *said])  # "a list for 1500" is not for one
        if budget < LEAST_BUDGET and day is not None:
            budget = None  # "4 the weekend"
    days = minutes // 1440 if minutes and minutes >= 1440 and day is None else None
    return want.WhatToBuy(budget, slots.currency(clause), days, day)


def bought_for(clause: Clause) -> str | None:
    """ "for today", "this week", "for the month" are days to buy for as well."""
    period = slots.meaning(clause, Concept.PERIOD)
    return period if period in {"today", "week", "month"} else None


def order(clause: Clause) -> Intent:
    """What is ordered, and from whom."""
    ordered, supplier = from_supplier(clause)
    items = tuple(i for i in slots.items(ordered) if i.product.phrase != supplier)
    return want.DraftOrder(items, supplier)


def from_supplier(clause: Clause) -> tuple[Clause, str | None]:
    """What stands before "from", and who stands behind it."""
    for position, element in enumerate(clause.elements):
        if not any(c in element.roles for c in (Concept.FROM, Concept.SUPPLIER)):
            continue
        before = clause.part(0, position)
        behind = slots.runs(clause.part(position + 1, len(clause.elements)))
        is_split = slots.runs(before) or Concept.FROM not in element.roles
        if behind and is_split:
            return before, slots.phrase(behind[0])
    return clause, None


def received(clause: Clause) -> Intent | None:
    """An order has come; asked whether it has, the open ones are told."""
    if clause.is_question and NUMBER not in clause.letters:
        return want.ListOrders()
    return order_number(want.ReceiveOrder)(clause)


def approval(clause: Clause) -> Intent | None:
    """Of an order by its number; at another time than now, of none."""
    if slots.meaning(clause, Concept.DAY) not in (None, "today") or names_later(
        fold(clause.words())
    ):
        return want.SendAtTime()
    return order_number(want.ApproveOrder)(clause)


def order_number(kind: Callable[[int | None], Intent]) -> Build:
    """A wish about an order, by its number where it was said."""

    def numbered(clause: Clause) -> Intent:
        value = slots.number(clause)
        return kind(None if value is None else whole(value))

    return numbered
