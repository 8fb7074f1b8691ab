"""Rules about prices, what the shop pays, and who brings goods."""

from __future__ import annotations

import re

from bot.understand import slots
from bot.understand.building.trends import WEEKDAYS
from bot.understand.elements import Element
from bot.understand.intents import (
    DescribeSupplier,
    Intent,
    Item,
    ListPrices,
    Move,
    Named,
    PriceOf,
    SetCost,
    SetPrice,
    SetSupplier,
    TooLarge,
)
from bot.understand.lexicon.concepts import NUMBER, Concept
from bot.understand.patterns import Found, Rule, rule
from bot.understand.slots import MINUTES

LARGEST_PRICE = 99_999_999
_MOVES = frozenset({Concept.SALE.value, Concept.DELIVERY.value, Concept.LOSS.value})

_OWNER = re.compile(r"['’]s$")  # "Karim's phone is …"


def _price_of_it(found: Found) -> Intent:
    amount = found.number()
    return TooLarge() if amount > LARGEST_PRICE else SetPrice(Named(""), amount)


def _set_price(found: Found) -> Intent:
    amount = found.number()
    if amount > LARGEST_PRICE:
        return TooLarge()
    return SetPrice(found.named(), amount)


def _bought_at(found: Found) -> Intent | None:
    """ "bought the oil at 1800": what one costs, and not 1800 pieces."""
    name = found.part("name")
    if any(NUMBER in element.roles for element in name.elements):
        return None
    return _set_cost(found)


def _sold_at(found: Found) -> Intent | None:
    """ "sold milk at 500" does not say how many, and never five hundred."""
    name = found.part("name")
    if any(NUMBER in element.roles for element in name.elements):
        return None
    return Move("sale", (Item(found.named()),))


def _one_sold_at(found: Found) -> Intent | None:
    """ "one egg I sell 400"."""
    return _set_price(found) if found.part("one").elements[0].value == 1 else None


def _sold_by(found: Found) -> Intent | None:
    """The Arabic "by 250" is the price; other languages say "at"."""
    is_moved = not _MOVES.isdisjoint(found.part("name").letters)
    return _set_price(found) if found.clause.language == "ar" and not is_moved else None


def _prices(found: Found) -> Intent:
    """ "price?" of what was talked about, "list prices" of everything."""
    roles = "".join(element.roles for element in found.clause.elements)
    if Concept.SHOW in roles or Concept.STOCK in roles:
        return ListPrices()
    return PriceOf(Named(""))


def _set_cost(found: Found) -> Intent:
    amount = found.number()
    return TooLarge() if amount > LARGEST_PRICE else SetCost(found.named(), amount)


def _supplied(found: Found) -> Intent | None:
    """But "NBC delivers Tuesday and Friday" tells when a supplier comes."""
    said = found.part("other")
    if said.elements and all(_is_day(element) for element in said.elements):
        days = [day for day in slots.days(said) if day in WEEKDAYS]
        return DescribeSupplier(found.verbatim("name"), weekdays=tuple(days))
    supplier = found.verbatim("other")
    return SetSupplier(found.named(), supplier) if supplier else None


def _is_day(element: Element) -> bool:
    return Concept.AND in element.roles or Concept.DAY.value in element.meanings


def _lead_time(found: Found) -> Intent | None:
    minutes = slots.minutes(found.clause)
    if minutes is None or minutes < MINUTES["day"]:
        return None
    supplier = found.verbatim("name")
    return DescribeSupplier(supplier, lead_days=minutes // MINUTES["day"])


def _phone(found: Found) -> Intent | None:
    number = found.part("n").words()
    supplier = _OWNER.sub("", found.verbatim("name"))
    return DescribeSupplier(supplier, phone=number) if len(number) > 6 else None


def _delivery_days(found: Found) -> Intent | None:
    """ "Bottlers comes on Tuesday and Friday"."""
    days = [day for day in slots.days(found.part("days")) if day in WEEKDAYS]
    if not days:
        return None
    return DescribeSupplier(found.verbatim("name"), weekdays=tuple(days))


def _least_order(found: Found) -> Intent:
    amount = found.number()
    if amount > LARGEST_PRICE:
        return TooLarge()
    return DescribeSupplier(found.verbatim("name"), minimum_order=amount)


RULES: tuple[Rule, ...] = (
    rule("lead {COST}+ {OF|FILLER}* name {TO|IS|FILLER}* money {EACH}?", _set_cost),
    rule(
        "lead {DELIVERY|COST}+ {OF|FILLER}* name ({FROM} any)? {FILLER|EACH}* {TO} "
        "money {EACH|FILLER}*",
        _bought_at,
    ),
    rule("lead {DELIVERY|COST}+ {OF|FILLER}* name money {EACH}", _bought_at),
    rule("lead name {IS|NEW|FILLER}* {BY} money {EACH|FILLER}*", _sold_by),
    rule("lead {SET}* {PRICE}+ {IS|TO|FILLER}* money {EACH}?", _price_of_it),
    rule(
        "lead {SET}* {PRICE}+ {OF|FILLER}* name {IS|TO|FILLER}* money {EACH}?",
        _set_price,
    ),
    rule("lead {SET}* name {IS}? {PRICE}+ {IS|TO|FILLER}* money {EACH}?", _set_price),
    rule(
        "lead {SET|PRICE|SALE|SELLS|NEW}* name {IS|TO|FILLER}* (?P<n>{MONEY}) {EACH}?",
        _set_price,
    ),
    rule(
        "lead {SET|PRICE|SALE|SELLS|NEW}+ name {TO|IS|FILLER}* money {EACH}", _set_price
    ),
    rule("lead {PRICE|SELLS|NEW}+ name {TO|IS}+ money", _set_price),
    rule("lead {SALE}+ {OF|FILLER}* name {TO} money {FILLER}*", _sold_at),
    rule(
        "lead name (?P<one>{NUMBER}) {SELLS|PRICE}+ {IS|TO|FILLER}* money {EACH}?",
        _one_sold_at,
    ),
    rule("lead name {COST}+ {TO|IS|FILLER}* money {EACH}?", _set_cost),
    rule("lead {SUPPLIER}+ {OF|FILLER}* name {IS|TO}+ other", _supplied),
    rule("lead {SET}* other {TO|IS}* {SUPPLIER}+ {OF|TO|FILLER}+ name", _supplied),
    rule(
        "lead {COST|DELIVERY}* name {IS|FILLER}* {SUPPLIER}+ {IS|OF|FILLER}* other",
        _supplied,
    ),
    rule("lead {SUPPLIER}? name {LEAD_TIME}+ n {TIME}", _lead_time),
    rule(
        "lead {SUPPLIER}? name {DELIVERS|LEAD_TIME|DELIVERY|IS}+ {TO|ANY|FILLER|IS}* "
        "(?P<days>{DAY} ({AND|TO|ANY|FILLER}* {DAY})*)",
        _delivery_days,
    ),
    rule(
        "lead {DELIVERS|DELIVERY}+ {OF|SUPPLIER|FILLER}* name {IS|TO}+ {FILLER}* "
        "(?P<days>{DAY} ({AND|TO|ANY|FILLER}* {DAY})*)",
        _delivery_days,
    ),
    rule("lead {LEAST_ORDER}+ {OF|SUPPLIER|FILLER}* name {IS|TO}* money", _least_order),
    rule("lead {SUPPLIER}? name {LEAST_ORDER}+ {IS|TO}* money", _least_order),
    rule("lead {PHONE}+ {OF|SUPPLIER|FILLER}* name {IS|TO}+ n", _phone),
    rule("lead {SUPPLIER}? name {PHONE}+ {IS|TO}* n", _phone),
    rule("{FILLER|SHOW|STOCK|OF}* {PRICE} {OF|FILLER|STOCK}*", _prices),
    rule(
        "{FILLER|SHOW|IS|HOW_MUCH}* {PRICE}+ {OF|FILLER}* name {PRICE|FILLER}*",
        lambda f: PriceOf(f.named()),
    ),
    rule(
        "{FILLER|SHOW|AND}* name {IS}? {PRICE}+ {FILLER}*",
        lambda f: PriceOf(f.named()),
    ),
    rule(
        "{FILLER|SHOW}* {HOW_MUCH} {IS|FILLER|OF}* name {PRICE}+",
        lambda f: PriceOf(f.named()),
    ),
)
