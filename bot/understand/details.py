"""What is said about a new product: "Peak Milk 400g, min 6, price 550, 12 pieces".

Called for the captions of photos that show one product, and for "new product …".
"""

from __future__ import annotations

import re
from decimal import Decimal

from bot.understand.elements import Clause
from bot.understand.intents import NewProduct
from bot.understand.items import whole
from bot.understand.lexicon import LANGUAGES
from bot.understand.lexicon.concepts import MONEY, NUMBER, Concept
from bot.understand.patterns import Found, compiled
from bot.understand.reading import read_clause
from bot.understand.words import clean, tokens

_PART = re.compile(r"[,;\n،؛]+(?!\d{3}\b)|[.](?=\s|$)")
_THIS_IS = compiled("{FILLER}* {THIS_IS}+ {FILLER|IS|ONE}* name")
_NEW = compiled("lead {NEW}+ {FILLER|IS|ONE}* name")
_MINIMUM = compiled("{FILLER|AND|SET}* {MINIMUM}+ {IS|TO|OF|FILLER}* n {UNIT}?")
_PRICE = compiled("{FILLER|AND|SET}* {PRICE}+ {IS|TO|OF|FILLER}* money {EACH}?")
_MONEY = compiled("{FILLER|AND|TO}* (?P<n>{MONEY}) {EACH}?")
_EACH = compiled("(?P<n>{NUMBER}) {EACH}")
_AT = compiled("{TO}+ n {EACH}?")
_QUANTITY = compiled(
    "({FILLER|AND|SET|THERE_ARE|HAVE|STOCK|COUNT|LEFT})* {IS}? n {UNIT}? {LEFT|FILLER}*"
)
_SOLD_AT = compiled("(?P<head>any+?) {TO|IS|FILLER}* (?P<rest>{MONEY} {EACH}?)")
_SOLD_AT_EACH = compiled("(?P<head>any+?) (?P<rest>{TO}+ {NUMBER} {EACH}?)")
_EACH_SOLD = compiled("(?P<head>any+?) (?P<rest>{NUMBER} {EACH})")
_INLINE = compiled("(?P<head>any+?) (?P<rest>{MINIMUM|PRICE}+ any+)")


def read_caption(caption: str) -> NewProduct | None:
    """The product that a photo's caption introduces; None when it introduces none."""
    return _introduced(caption, _THIS_IS)


def read_new(text: str) -> NewProduct | None:
    """The product after words like "new product"; None for any other message."""
    return _introduced(text, _NEW)


def _introduced(text: str, opening: re.Pattern[str]) -> NewProduct | None:
    if len(text) > 500:
        return None
    for language in LANGUAGES:
        first, *others = _split(clean(text), language)
        match = opening.match(first.code)
        if match is None or first.is_question:
            continue
        name = Found(first, match).verbatim("name")
        if name and not name.isdecimal():
            return _described(name, others)
    return None


def _split(text: str, language: str) -> list[Clause]:
    """The parts between commas, and before an inline "min 6" or "price 550"."""
    clauses = []
    for part in _PART.split(text):
        if not part.strip():
            continue
        is_question = part.rstrip().endswith(("?", "؟"))
        clause = read_clause(part, tokens(part), language, is_question=is_question)
        clauses.extend(_inline(clause))
    return clauses or [read_clause("", [], language, is_question=False)]


def _inline(clause: Clause) -> list[Clause]:
    match = _INLINE.match(clause.code)
    if match is None:
        return _sold_at(clause)
    found = Found(clause, match)
    rest = found.part("rest")
    if not any(NUMBER in e.roles or MONEY in e.roles for e in rest.elements):
        return [clause]
    parts = [found.part("head")]
    start = 0
    for position, element in enumerate(rest.elements):
        opens = Concept.MINIMUM in element.roles or Concept.PRICE in element.roles
        if opens and position > start and rest.elements[position - 1].value is not None:
            parts.append(rest.part(start, position))
            start = position
    return [*parts, rest.part(start, len(rest.elements))]


def _sold_at(clause: Clause) -> list[Clause]:
    """The name and the price in "Coke at 500", "Coke for ₦500 each"."""
    for shape in (_SOLD_AT, _SOLD_AT_EACH, _EACH_SOLD):
        if (match := shape.match(clause.code)) is not None:
            found = Found(clause, match)
            return [found.part("head"), found.part("rest")]
    return [clause]


def _described(name: str, others: list[Clause]) -> NewProduct:
    minimum = quantity = None
    price: Decimal | None = None
    for clause in others:
        if (value := _value(_MINIMUM, clause)) is not None:
            minimum = whole(value)
        elif (value := _value(_PRICE, clause)) is not None:
            price = value
        elif (value := _value(_MONEY, clause)) is not None:
            price = value
        elif (value := _value(_EACH, clause)) is not None:
            price = value
        elif (value := _value(_AT, clause)) is not None:
            price = value
        elif (value := _value(_QUANTITY, clause)) is not None:
            quantity = whole(value)
    if price is not None and price > 99_999_999:
        price = None
    return NewProduct(name, minimum, price, quantity)


def _value(pattern: re.Pattern[str], clause: Clause) -> Decimal | None:
    match = pattern.match(clause.code)
    return None if match is None else Found(clause, match).number()
