"""Rules about numbers in stock: how many, it is so many, sold, received, lost."""

from __future__ import annotations

from dataclasses import replace

from bot.understand.elements import Clause, Element
from bot.understand.intents import (
    Also,
    Correct,
    Count,
    Intent,
    Item,
    ListStock,
    Move,
    Named,
    NotUnderstood,
    PriceOf,
    TooLarge,
)
from bot.understand.items import quantity_of, whole
from bot.understand.lexicon.concepts import MONEY, NUMBER, Concept
from bot.understand.patterns import Build, Found, Rule, rule
from bot.understand.words import tidy_name

SALE, DELIVERY, LOSS = "sale", "delivery", "loss"
LEAST_PRICE = 200
_BARE = frozenset(NUMBER + Concept.IS + Concept.TO + Concept.FILLER + Concept.GREETING)


def _moved(kind: str, *, counted: bool = False) -> Build:
    """A movement of the captured items; `counted`: only when each has a number."""

    def build(found: Found) -> Intent | None:
        if _has_odd_number(found):
            return TooLarge()
        items = found.items()
        if not items or (counted and any(item.quantity is None for item in items)):
            return None
        return Move(kind, items)

    return build


def _moved_it(kind: str) -> Build:
    """ "3 expired": so many of what was talked about."""

    def build(found: Found) -> Intent:
        quantity = whole(found.number())
        if quantity is None:
            return TooLarge()
        return Move(kind, (Item(Named(""), quantity),))

    return build


def _has_odd_number(found: Found) -> bool:
    """Whether the items hold a number that is no quantity: 1.5, a billion."""
    elements = found.part("items").elements
    for position, element in enumerate(elements):
        if NUMBER not in element.roles or element.value is None:
            continue
        following = elements[position + 1] if position + 1 < len(elements) else element
        unit = element.unit or following.unit
        if quantity_of(element.value, unit) is None:
            return True
    return False


def _corrected(found: Found) -> Intent | None:
    quantity = whole(found.number())
    if quantity is None:
        return TooLarge()
    named = found.named()
    if found.clause.is_question:
        return Count((named,))
    return Correct((Item(named, quantity, _bundle(found)),))


def _bundle(found: Found) -> str | None:
    units = [e.unit for e in found.clause.elements if e.unit]
    return units[0] if units and units[0] != "piece" else None


def perhaps_price(intent: Intent, clause: Clause) -> Intent:
    """ "milo now 2500" does not say whether so many are there or one costs that."""
    if not isinstance(intent, Correct) or len(intent.items) != 1:
        return intent
    item = intent.items[0]
    is_bare = all(
        element.is_name
        or Concept.FILLER in element.roles
        or set(element.roles) <= _BARE
        for element in clause.elements
    )
    is_large = item.quantity is not None and item.quantity >= LEAST_PRICE
    if not is_bare or not is_large or item.unit or not item.product.phrase:
        return intent
    return replace(intent, or_price=True)


def _corrected_it(found: Found) -> Intent:
    quantity = whole(found.number())
    return TooLarge() if quantity is None else Correct((Item(Named(""), quantity),))


def _finished(found: Found) -> Intent | None:
    """None of it; "plus de 5 pains" are more than five."""
    named = found.part("name")
    if any(NUMBER in e.roles for e in named.elements):
        return None
    if found.clause.is_question:
        return Count((found.named(),))
    return Correct((Item(found.named(), 0),))


def _denied(found: Found) -> Intent:
    """ "coke is not 14" does not say what it is."""
    return NotUnderstood(found.clause.words())


def denied(clause: Clause) -> Named | None:
    """The product of "coke is not 14", where "it is 12" may follow."""
    if _DENIED_IT.pattern.match(clause.code) is not None:
        return Named("")
    match = _DENIED.pattern.match(clause.code)
    return None if match is None else Found(clause, match).named()


def _guessed(found: Found) -> Intent | None:
    """Numbers and names without a verb: "coke 14", "14 coke", "coke 14 fanta 3"."""
    part = found.part("items")
    if any(MONEY in element.roles for element in part.elements):
        return None
    if _has_odd_number(found):
        return None
    items = found.items()
    if not items or any(item.quantity is None for item in items):
        return None
    if found.clause.is_question:
        return Count(tuple(item.product for item in items))
    return Correct(items, is_guess=True)


def _counted(found: Found) -> Intent | None:
    return Count(_names(found))


def _asked_price(found: Found) -> Intent:
    """ "coke how much" asks for the price, "how much coke" how many there are."""
    return PriceOf(found.named())


def _had(found: Found) -> Intent | None:
    """In Spanish "tengo pan" asks; "tengo 14 panes" and "ya no hay pan" tell."""
    first = found.part("name").elements[0]
    says_gone = any(Concept.MISSING in e.roles for e in found.clause.elements)
    tells = first.value is not None or says_gone
    if tells and not found.clause.is_question:
        return None
    return _counted(found)


def _maybe_counted(found: Found) -> Intent | None:
    return Count(_names(found), is_guess=True)


def _also(found: Found) -> Intent | None:
    """ "and fanta?", "and 2 fanta": as with the wish before."""
    if MONEY in found.clause.letters:
        return None
    items = found.items()
    return Also(items) if items and not _has_odd_number(found) else None


def _also_named(found: Found) -> Intent:
    return Also((Item(found.named()),))


def _names(found: Found) -> tuple[Named, ...]:
    """The phrase as a whole; the dialogue splits it where it is no product."""
    part = found.part("name")
    if all(Concept.IT in element.roles for element in part.elements):
        return ()
    phrases: list[str] = []
    first = 0
    for position, element in enumerate(part.elements):
        if Concept.AND in element.roles and 0 < position < len(part.elements) - 1:
            phrases.append(part.part(first, position).words())
            first = position + 1
    phrases.append(part.part(first, len(part.elements)).words())
    if _is_idle(part.elements[0]) and len(phrases) > 1:
        phrases.pop(0)  # "hey, and how many …"
    return tuple(Named(tidy_name(phrase)) for phrase in phrases if tidy_name(phrase))


def _is_idle(element: Element) -> bool:
    return element.roles == Concept.FILLER.value


VERBS = (
    (SALE, Concept.SALE),
    (DELIVERY, Concept.DELIVERY),
    (LOSS, Concept.LOSS),
)

MOVEMENTS: tuple[Rule, ...] = (
    rule("lead {ADD}+ name {BY} n {UNIT}?", lambda f: _signed(f, DELIVERY)),
    rule("lead {REMOVE}+ name {BY} n {UNIT}?", lambda f: _signed(f, LOSS)),
    *(
        rule(
            f"lead {{{verb.name}}}+ {{FILLER|IS|OF|ADD|LOSS}}* items "
            f"{{{verb.name}|IT}}*",
            _moved(kind),
        )
        for kind, verb in VERBS
    ),
    *(
        rule(
            f"lead items {{IS|FILLER|LEFT|THERE_ARE}}* {{{verb.name}}}+ "
            f"{{FILLER|IT|AND|{verb.name}}}*",
            _moved(kind, counted=True),
        )
        for kind, verb in VERBS
    ),
    *(
        rule(
            f"lead n {{OF|IT|IS|FILLER}}* {{{verb.name}}}+ {{FILLER}}*", _moved_it(kind)
        )
        for kind, verb in VERBS
    ),
    rule(
        "lead {ADD|PLUS}+ {FILLER}* items {TO|STOCK|LEFT|FILLER}*",
        _moved(DELIVERY, counted=True),
    ),
    rule(
        "lead {REMOVE|MINUS}+ {FILLER}* items {FILLER|STOCK|LEFT}*",
        _moved(LOSS, counted=True),
    ),
    rule(
        "lead name {PLUS} n {UNIT}?",
        lambda f: _signed(f, DELIVERY),
    ),
    rule("lead name {IS}+ {MINUS} n {UNIT}?", lambda _: TooLarge()),
    rule("lead name {MINUS} n {UNIT}?", lambda f: _signed(f, SALE)),
)


def _signed(found: Found, kind: str) -> Intent:
    quantity = whole(found.number())
    if quantity is None:
        return TooLarge()
    return Move(kind, (Item(found.named(), quantity, _bundle(found)),))


COUNTS: tuple[Rule, ...] = (
    rule("{FILLER|SHOW}* {LEFT}+ {FILLER}*", lambda _: ListStock()),
    rule(
        "lead {COUNT|HOW_MUCH} {STOCK|OF|FILLER|LEFT|HAVE|THERE_ARE|IT|IS}*",
        lambda _: Count(),
    ),
    rule(
        "lead {COUNT|HOW_MUCH} {OF|FILLER|ONE|HAVE|COUNT}* ({UNIT} {OF}*)? "
        "name {UNIT}? tail",
        _counted,
    ),
    rule("lead {HAVE} {OF|FILLER|ONE|LEFT}* name {UNIT}? tail", _had),
    rule("lead name {IS|FILLER}* {HOW_MUCH} {FILLER}*", _asked_price),
    rule("lead name {IS|FILLER}* {COUNT|HOW_MUCH} tail", _counted),
)

_DENIED = rule("lead name {IS|THERE_ARE}? {NOT} any+", _denied)
_DENIED_IT = rule(
    "{IT|FILLER|NO}* {NOT}+ {IS|FILLER}* {NUMBER} {UNIT|FILLER}*", _denied
)
RECOUNTS: tuple[Rule, ...] = (
    rule(
        "{IT|THIS_IS|FILLER}* {NOT|NO}+ {IS|FILLER|THERE_ARE}* {NUMBER} {UNIT}? "
        "{IS|FILLER|AND|IT|THIS_IS|THERE_ARE}* n {UNIT}? {OF}* name tail",
        _corrected,
    ),
    rule(
        "{NO|FILLER|AND}* {IT|THIS_IS|THERE_ARE}* {IS|THERE_ARE|FILLER}* n {UNIT}? "
        "{FILLER|AND}* {NOT|NO}+ {IS|FILLER}* {NUMBER} {UNIT}? {FILLER}*",
        _corrected_it,
    ),
    rule(
        "{IT|THIS_IS}* {NOT|NO}+ {IS|FILLER|THERE_ARE}* {NUMBER} {UNIT}? "
        "{IS|FILLER|AND|IT|THIS_IS|SET|TO|THERE_ARE}* n {UNIT}? {FILLER}*",
        _corrected_it,
    ),
    rule(
        "lead name {IS|THERE_ARE|HAVE}* {FILLER}* n {UNIT}? {AND|FILLER}* {NOT|NO}+ "
        "{IS|FILLER}* {NUMBER} {UNIT}? {FILLER}*",
        _corrected,
    ),
    rule(
        "lead {THERE_ARE|HAVE|IS|FILLER}* n {UNIT}? {OF}* name {AND|FILLER}* "
        "{NOT|NO}+ {IS|FILLER}* {NUMBER} {UNIT}? {FILLER}*",
        _corrected,
    ),
    rule(
        "lead name {NOT|NO}+ {IS|FILLER|THERE_ARE|TO}* {NUMBER} {UNIT}? "
        "{IS|FILLER|AND|IT|THIS_IS|SET|TO}+ n {UNIT}? {FILLER}*",
        _corrected,
    ),
)
"""Two numbers, one of them denied: tried before the numbers of the picture."""

CORRECTIONS: tuple[Rule, ...] = (
    _DENIED_IT,
    _DENIED,
    rule("lead {SET}+ {IT|FILLER}* {TO|IS}* n {UNIT}? {LEFT}*", _corrected_it),
    rule(
        "lead {SET} {FILLER|COUNT|STOCK|OF}* name {IS|TO|FILLER|COUNT}+ n {UNIT}? tail",
        _corrected,
    ),
    rule("lead {SET} {FILLER|COUNT|STOCK|OF}* name n {UNIT}? tail", _corrected),
    rule("lead (?P<it>{IT})? {IS}+ {FILLER|NOT}* n {UNIT}? tail", _corrected_it),
    rule("lead n {UNIT}? {LEFT|IT}+", _corrected_it),
    rule("lead {THERE_ARE} {FILLER|IS}* n {UNIT}? {OF|FILLER}* name tail", _corrected),
    rule("lead n {UNIT}? {OF}* name {LEFT}+ {FILLER}*", _corrected),
    rule(
        "lead name {IS|LEFT|HAVE|THERE_ARE|FILLER|ALSO}* {IS|LEFT|HAVE|THERE_ARE} "
        "{FILLER}* n {UNIT}? tail",
        _corrected,
    ),
    rule("lead name {IS|FILLER}* {MISSING} {FILLER}*", _finished),
    rule("lead {MISSING} {FILLER|OF}* name {FILLER|LEFT}*", _finished),
    rule("{FILLER|SHOW|AND}* name {LEFT}+", _counted),
)

GUESSES: tuple[Rule, ...] = (
    rule("{ABOUT|AND}+ {FILLER|OF|TO|ONE}* items {FILLER|ALSO}*", _also),
    rule("{FILLER}* name {ALSO}+ {FILLER}*", _also_named),
    rule("{AND|FILLER}* items {FILLER|LEFT}*", _guessed),
    rule("{AND|FILLER|SHOW|OF|THERE_ARE|HAVE}* name {FILLER}*", _maybe_counted),
)
