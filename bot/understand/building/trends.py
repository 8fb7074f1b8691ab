"""Wishes about what time shows, look-ups and drafts, from what a clause holds."""

from __future__ import annotations

from bot.understand import intents as want
from bot.understand import slots
from bot.understand.elements import Clause
from bot.understand.intents import Intent, Named
from bot.understand.lexicon import Concept

_MEASURES = (
    ("stock_outs", Concept.STOCK_OUTS),
    ("sales", Concept.SALE),
    ("price", Concept.PRICE),
    ("value", Concept.VALUE),
    ("stock", Concept.STOCK),
    ("stock", Concept.COUNT),
)
_STOPS = (Concept.STOP, Concept.REMOVE, Concept.CANCEL, Concept.NO, Concept.NOT)
WEEKDAYS = frozenset("monday tuesday wednesday thursday friday saturday sunday".split())


def trend(clause: Clause) -> Intent:
    """Of what, measured how, and since when."""
    measures = [name for name, said in _MEASURES if slots.has(clause, said)]
    period = slots.meaning(clause, Concept.PERIOD)
    product = slots.product_if_any(clause)
    return want.Trend(product, measures[0] if measures else None, period)


def shrink(clause: Clause) -> Intent:
    """Of a product where one was named, since when."""
    period = slots.meaning(clause, Concept.PERIOD)
    return want.Shrink(slots.product_if_any(clause), period)


def summary_day(clause: Clause) -> Intent:
    """On the weekday that was said; a week is no such day, and "stop" is none."""
    days = [day for day in slots.days(clause) if day in WEEKDAYS]
    if days:
        return want.SetSummaryDay(days[0])
    return want.SetSummaryDay() if slots.has(clause, *_STOPS) else want.WeeklySummary()


def look_up(clause: Clause) -> Intent:
    """Of the photo; a barcode that was typed is read before any sentence."""
    return want.LookUp()


def shelf_life(clause: Clause) -> Intent | None:
    """So many whole days."""
    minutes = slots.minutes(clause)
    if minutes is None or minutes < 1440:
        return None
    named = slots.products(clause, with_numbers=False) or (Named(""),)
    return want.SetShelfLife(named[0], minutes // 1440)


def explain_restock(clause: Clause) -> Intent:
    """Of a product where one was named."""
    return want.ExplainRestock(slots.product_if_any(clause))


def edit_order(clause: Clause) -> Intent | None:
    """So many of a product in the draft, or none of it."""
    items = slots.items(clause)
    if len(items) != 1:
        return None
    item = items[0]
    if item.quantity is None and not slots.has(clause, *_STOPS):
        return None
    return want.EditOrder(item.product, item.quantity, item.unit)
