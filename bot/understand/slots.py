"""What a clause holds, whatever its order: names, numbers, money, days, people.

Called by the builders of wishes, for clauses that no pattern describes as a whole.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from decimal import Decimal

from bot.understand.elements import Clause, Element
from bot.understand.intents import Item, Named
from bot.understand.items import read_items, whole
from bot.understand.lexicon import Concept, lexicon
from bot.understand.lexicon.concepts import MONEY, NUMBER, PRODUCT, UNIT
from bot.understand.words import fold, tidy_name

MINUTES = {"minute": 1, "hour": 60, "day": 1440, "week": 10_080, "month": 43_200}


def runs(clause: Clause, *, with_numbers: bool = False) -> list[Clause]:
    """The stretches that are names; where some are known products, only those near.

    `with_numbers`: a number right after a known product belongs to it, "coke 50".
    """
    found: list[list[int]] = []
    for position, element in enumerate(clause.elements):
        if element.is_name:
            joined = found and _touches(clause, found[-1][-1], position)
            if joined:
                found[-1].extend(range(found[-1][-1] + 1, position + 1))
            else:
                found.append([position])
        elif with_numbers and found and found[-1][-1] == position - 1:
            is_product = PRODUCT in clause.elements[position - 1].roles
            if is_product and NUMBER in element.roles and element.unit is None:
                found[-1].append(position)
    return [clause.part(run[0], run[-1] + 1) for run in found]


def _touches(clause: Clause, last: int, position: int) -> bool:
    """ "bar of soap" is one name; so are words side by side."""
    if position == last + 1:
        return True
    if position != last + 2 or Concept.OF not in clause.elements[last + 1].roles:
        return False
    ends = (clause.elements[last], clause.elements[position])
    return not any(PRODUCT in end.roles for end in ends)


def is_product(run: Clause) -> bool:
    """Whether the run is a product that the shop knows, and nothing else."""
    return all(PRODUCT in e.roles or NUMBER in e.roles for e in run.elements)


def phrase(run: Clause) -> str:
    return tidy_name(run.words())


def products(clause: Clause, *, with_numbers: bool = True) -> tuple[Named, ...]:
    """The products that are named, in order; `with_numbers` as for `runs`.

    Where some are known, other words are noise, unless "and" makes them one of a list.
    """
    found = runs(clause, with_numbers=with_numbers)
    known = [run for run in found if is_product(run) or _is_listed(clause, run)]
    if not any(is_product(run) for run in known):
        known = found
    return tuple(Named(phrase(run)) for run in known if phrase(run))


def _is_listed(clause: Clause, run: Clause) -> bool:
    """Whether an "and" stands before or after the run."""
    first, last = run.elements[0].start, run.elements[-1].end
    before = [e for e in clause.elements if e.end <= first][-1:]
    following = [e for e in clause.elements if e.start >= last][:1]
    return any(Concept.AND in e.roles for e in (*before, *following))


def product(clause: Clause) -> Named:
    """The one product that is named; "it" where none is."""
    named = products(clause)
    return named[0] if named else Named("")


def product_if_any(clause: Clause) -> Named | None:
    """The product that is named, or meant by "it"."""
    named = products(clause)
    if named:
        return named[0]
    return Named("") if has(clause, Concept.IT) else None


def items(clause: Clause) -> tuple[Item, ...]:
    """Products with their numbers, in the order that they were said."""
    bare = clause.only(_part_of_list(clause))
    found = read_items(bare)
    if found:
        return found
    number = next((e for e in bare.elements if NUMBER in e.roles), None)
    named = products(clause)
    if number is None:
        return tuple(Item(one) for one in named)
    listed = read_items(clause.only(lambda e: e is number or PRODUCT in e.roles))
    if listed:
        return listed
    quantity = whole(number.value or Decimal(0))
    if quantity is None:
        return ()
    return (Item(named[0] if named else Named(""), quantity, bundle(clause)),)


def _part_of_list(clause: Clause) -> Callable[[Element], bool]:
    """Tells numbers, units and names from words that a known product makes noise."""
    has_known = PRODUCT in clause.letters
    counted: set[int] = set()
    is_open = False
    for element in clause.elements:
        if element.is_name and PRODUCT not in element.roles:
            counted |= {element.start} if is_open else set()
            continue
        is_open = (
            NUMBER in element.roles
            or Concept.AND in element.roles
            or (is_open and (UNIT in element.roles or Concept.OF in element.roles))
        )

    def is_part(element: Element) -> bool:
        if element.is_name:
            known = PRODUCT in element.roles or not has_known
            return known or element.start in counted
        letters = (NUMBER, UNIT, Concept.AND, Concept.IT)
        return any(letter in element.roles for letter in letters)

    return is_part


def bundle(clause: Clause) -> str | None:
    """The carton or crate that is spoken of."""
    units = [e.unit for e in clause.elements if e.unit and MONEY not in e.roles]
    bundles = [unit for unit in units if unit != "piece"]
    return bundles[0] if bundles else None


def has(clause: Clause, *concepts: Concept) -> bool:
    """Whether one of the concepts occurs."""
    letters = clause.letters
    return any(concept.value in letters for concept in concepts)


def numbered_shelf(clause: Clause) -> str | None:
    """ "shelf 2", "sur l'étagère 2": the shelf with this number."""
    for position, after in enumerate(clause.elements[1:]):
        if NUMBER not in after.roles or after.unit or after.value is None:
            continue
        before = clause.elements[position]
        last = re.split(r"[\s'’]", clause.text[before.start : before.end])[-1]
        entry = lexicon(clause.language).phrases.get((fold(last),))
        number = whole(after.value)
        if entry and Concept.SHELF in entry.roles and number is not None:
            return f"{last} {number}"
    return None


def meaning(clause: Clause, concept: Concept) -> str | None:
    """What the first word of this concept stands for."""
    for element in clause.elements:
        if concept.value in element.meanings:
            return element.meanings[concept.value]
    return None


def day(clause: Clause) -> str | None:
    """The day that was said, alone or inside a phrase: "remind me tomorrow"."""
    said = meaning(clause, Concept.DAY)
    if said is not None:
        return said
    phrases = lexicon(clause.language).phrases
    for word in fold(clause.words()).split():
        entry = phrases.get((word,))
        if entry is not None and Concept.DAY.value in entry.meanings:
            return entry.meanings[Concept.DAY.value]
    return None


def days(clause: Clause) -> list[str]:
    """Every day that was said: "on Tuesday and Friday"."""
    said = [e.meanings.get(Concept.DAY.value) for e in clause.elements]
    return [day for day in said if day is not None]


def numbers(clause: Clause) -> Iterator[tuple[int, Element]]:
    """Every number that is no amount of time, with its place."""
    for position, element in enumerate(clause.elements):
        counts_time = Concept.TIME in element.roles or _counts_time(clause, position)
        if NUMBER in element.roles and not counts_time:
            yield position, element


def number(clause: Clause) -> Decimal | None:
    """The first number or amount of money."""
    for _, element in numbers(clause):
        return element.value
    return money(clause)


def money(clause: Clause) -> Decimal | None:
    """The amount that was said with its currency, else any number."""
    for element in clause.elements:
        if MONEY in element.roles:
            return element.value
    return next((element.value for _, element in numbers(clause)), None)


def currency(clause: Clause) -> str | None:
    """The currency that was said, where its word means only one."""
    codes = [e.unit for e in clause.elements if MONEY in e.roles]
    return next((code for code in codes if code), None)


def minutes(clause: Clause) -> int | None:
    """An amount of time: "3 days", "an hour"."""
    for position, element in enumerate(clause.elements):
        unit = element.meanings.get(Concept.TIME.value)
        if unit is None:
            continue
        before = clause.elements[position - 1] if position else None
        following = clause.elements[position + 1 : position + 2]
        value = element.value or (before.value if before is not None else None)
        value = value or (following[0].value if following else None)
        return int((value or Decimal(1)) * MINUTES[unit])
    return None


def _counts_time(clause: Clause, position: int) -> bool:
    beside = [*clause.elements[position + 1 : position + 2]]
    if clause.language == "sw" and position:
        beside.append(clause.elements[position - 1])
    return any(Concept.TIME.value in e.roles for e in beside)


def after(clause: Clause, *concepts: Concept) -> Clause:
    """What follows the last word of these concepts."""
    last = -1
    for position, element in enumerate(clause.elements):
        if any(concept.value in element.roles for concept in concepts):
            last = position
    return clause.part(last + 1, len(clause.elements))


def without_small(clause: Clause) -> Clause:
    """Without small words at both ends."""
    first, last = 0, len(clause.elements)
    while first < last and _is_small(clause.elements[first]):
        first += 1
    while last > first and _is_small(clause.elements[last - 1]):
        last -= 1
    return clause.part(first, last)


_SMALL = frozenset(
    {
        Concept.FILLER, Concept.OF, Concept.IS, Concept.TO, Concept.AND, Concept.ONE,
        Concept.ALSO, Concept.LEFT, Concept.THIS_IS, Concept.SHOW,
    }
)  # fmt: skip


def _is_small(element: Element) -> bool:
    return element.value is None and any(role in _SMALL for role in element.roles)
