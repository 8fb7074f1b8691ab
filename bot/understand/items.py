"""Lists of things with numbers: "3 coke and 2 cartons of fanta", "coke 3 fanta 2".

Called by the rules of the grammar for deliveries, sales, losses and corrections.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from bot.understand.elements import Clause, Element, bracketed
from bot.understand.intents import Item, Named, Quantity
from bot.understand.lexicon.concepts import NUMBER, PRODUCT, UNIT, Concept
from bot.understand.words import tidy_name

LARGEST = Decimal(100_000)
_EDGES = frozenset(
    {Concept.FILLER, Concept.OF, Concept.AND, Concept.IS, Concept.ALSO, Concept.ONE}
)


def read_items(part: Clause) -> tuple[Item, ...]:
    """The items in a stretch of a clause; empty when it is no clean list.

    A stretch without numbers is one item whose quantity has to be asked for, unless
    it starts with "a".
    """
    elements = _without_edges(_ones_counted(part.elements))
    elements = _numbers_before_units(elements)
    if not elements:
        return ()
    if not any(_is_number(element) for element in elements):
        return _uncounted(part, elements)
    if _is_number(elements[0]):
        return _numbers_first(part, elements)
    return _names_first(part, elements)


def _ones_counted(elements: Sequence[Element]) -> Sequence[Element]:
    """ "deux laits et un pain": the article behind "and" counts where others do."""
    if not any(_is_number(element) for element in elements):
        return elements
    counted = list(elements)
    for place in range(1, len(counted)):
        before, element = counted[place - 1 : place + 1]
        if _is_one_bundle(counted, place):
            counted[place] = replace(element, roles=NUMBER, value=Decimal(1))
        if Concept.ONE in element.roles and (
            Concept.AND in before.roles or _stands_between_products(counted, place)
        ):
            counted[place] = replace(element, roles=NUMBER, value=Decimal(1))
    return counted


def _stands_between_products(elements: Sequence[Element], place: int) -> bool:
    """ "deux fanta un pepsi et trois pains"."""
    beside = (elements[place - 1], *elements[place + 1 : place + 2])
    return len(beside) == 2 and all(PRODUCT in e.roles for e in beside)


def _is_one_bundle(elements: Sequence[Element], place: int) -> bool:
    """ "كرتونتين اندومي وكرتونة مكرونة": a unit without a number begins the next."""
    unit, after = elements[place], elements[place + 1 : place + 2]
    return (
        UNIT in unit.roles
        and not _is_number(unit)
        and Concept.AND in elements[place - 1].roles
        and bool(after)
        and not _is_number(after[0])
    )


def _numbers_before_units(elements: Sequence[Element]) -> Sequence[Element]:
    """ "katoni 2 za sukari" in the order of "2 cartons of sugar"."""
    ordered = list(elements)
    for place in range(len(ordered) - 1):
        unit, number = ordered[place : place + 2]
        is_free = place == 0 or not _is_number(ordered[place - 1])
        if unit.unit not in (None, "piece") and is_free and not _is_number(unit):
            if _is_number(number) and number.unit is None:
                ordered[place : place + 2] = [number, unit]
    return ordered


def quantity_of(value: Decimal, unit: str | None) -> Quantity | None:
    """The number of pieces, or a part of a carton or kilo; None when it is neither."""
    pieces = whole(value)
    if pieces is not None or unit is None or unit == "piece" or value > LARGEST:
        return pieces
    return value


def whole(value: Decimal) -> int | None:
    """The number as a quantity; None when it is not whole or absurdly large."""
    if value != value.to_integral_value() or value > LARGEST:
        return None
    return int(value)


def _uncounted(part: Clause, elements: Sequence[Element]) -> tuple[Item, ...]:
    starts_with_one = any(
        Concept.ONE in element.roles and element.start < elements[0].start
        for element in part.elements
    )
    item = _item(part, None, elements)
    if item is None:
        return ()
    if starts_with_one or item.unit is not None:
        return (Item(item.product, 1, item.unit),)
    return (item,)


def _numbers_first(part: Clause, elements: Sequence[Element]) -> tuple[Item, ...]:
    items: list[Item] = []
    position = 0
    while position < len(elements):
        number = elements[position]
        end = position + 1
        while end < len(elements) and (
            not _is_number(elements[end]) or end == position + 1
        ):
            end += 1
        item = _item(part, number, elements[position + 1 : end])
        if item is None:
            return ()
        items.append(item)
        position = end
    return tuple(items)


def _names_first(part: Clause, elements: Sequence[Element]) -> tuple[Item, ...]:
    items: list[Item] = []
    name: list[Element] = []
    position = 0
    while position < len(elements):
        element = elements[position]
        position += 1
        if not _is_number(element):
            name.append(element)
            continue
        unit: Sequence[Element] = ()
        if position < len(elements) and UNIT in elements[position].roles:
            unit = elements[position : position + 1]
            position += 1
        item = _item(part, element, name, unit)
        if item is None:
            return ()
        items.append(item)
        name = []
    return tuple(items) if not _without_edges(name) else ()


def _item(
    part: Clause,
    number: Element | None,
    elements: Sequence[Element],
    unit_after: Sequence[Element] = (),
) -> Item | None:
    """One item; None when it has no name or its number is no quantity."""
    unit = number.unit if number is not None else None
    name = list(_without_edges(elements))
    if name and UNIT in name[0].roles and len(name) > 1:
        unit = name[0].unit
        name = list(_without_edges(name[1:]))
    for element in unit_after:
        unit = element.unit
    quantity = None
    if number is not None:
        quantity = quantity_of(number.value or Decimal(0), unit)
        if quantity is None:
            return None
    if not name:
        return None
    unit = None if unit == "piece" else unit
    if all(Concept.IT in element.roles for element in name):
        return Item(Named(""), quantity, unit)
    phrase = tidy_name(bracketed(part.text, name[0].start, name[-1].end))
    return Item(Named(phrase), quantity, unit) if phrase else None


def _is_number(element: Element) -> bool:
    return NUMBER in element.roles


def _without_edges(elements: Sequence[Element]) -> Sequence[Element]:
    """Without small words at both ends, unless nothing else is there."""
    first, last = 0, len(elements)
    while first < last and _is_edge(elements[first]):
        first += 1
    while last > first and _is_edge(elements[last - 1]):
        last -= 1
    return elements[first:last]


def _is_edge(element: Element) -> bool:
    if element.value is not None:
        return False
    return (
        any(role in _EDGES for role in element.roles)
        and Concept.IT not in element.roles
    )
