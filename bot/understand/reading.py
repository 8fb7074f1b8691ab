"""Tokens to elements: the words of a clause by the lexicon of one language.

Called by the grammar once per language, with the stretches that are known names.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from bot.understand import numbers
from bot.understand.elements import Clause, Element
from bot.understand.lexicon import Concept, Lexicon, lexicon
from bot.understand.lexicon.concepts import (
    MINUS,
    MONEY,
    NUMBER,
    ORDINAL,
    PLUS,
    PRODUCT,
    UNIT,
    WORD,
)
from bot.understand.money import CURRENCIES
from bot.understand.slips import meant
from bot.understand.words import Token

_COUNTED = re.compile(r"(\d+(?:[.,]\d+)*)([^\W\d_]+)")
_TIMES = re.compile(r"[x×](\d{1,5})")  # "x4" behind a name
_IGNORED = frozenset('"“”«»()[]{}<>|*~^…•?!;,./\\')
_NAMED_LIKE_A_NUMBER = "zero"
_MEASURES = frozenset({"kg", "g", "l"})

Spans = Mapping[int, int]
"""First token of a known name to the token after it."""


def read_clause(
    text: str,
    found: Sequence[Token],
    language: str,
    *,
    is_question: bool = False,
    names: Spans | None = None,
    is_loose: bool = False,
) -> Clause:
    """The tokens of a clause as elements.

    `names` are the stretches that are products of the shop. `is_loose`: words with a
    slip of the finger are taken for what they were meant to be.
    """
    words = lexicon(language)
    names = names or {}
    elements: list[Element] = []
    hits = position = 0
    while position < len(found):
        element, used, is_hit = _next(found, position, words, names, is_loose)
        if position not in names and _ends_a_name(found[position], elements):
            token = found[position]
            element, used = Element(WORD, token.start, token.end, key=token.key), 1
            is_hit = False
        typed = sum(1 for token in found[position : position + used] if token.text)
        hits += typed if is_hit else 0
        position += used
        if element is not None:
            elements.append(element)
    merged = _without_sizes(_with_money(_grouped(text, elements)))
    return Clause(text, tuple(merged), language, is_question, hits)


def _ends_a_name(token: Token, before: Sequence[Element]) -> bool:
    """Whether a "zero" is the drink and no number: after a name, or after a number.

    "coke is zero" and "zero coke" count; "2 coke zero" and "3 zero sugar" do not.
    """
    if token.key != _NAMED_LIKE_A_NUMBER or not before:
        return False
    return before[-1].is_name or before[-1].value is not None


def _next(
    found: Sequence[Token],
    position: int,
    words: Lexicon,
    names: Spans,
    is_loose: bool,
) -> tuple[Element | None, int, bool]:
    """The element that starts at a token, how many tokens it takes, known or not."""
    if position in names:
        last = names[position]
        roles = WORD + PRODUCT
        return _joined(found, position, last - position, roles), last - position, False
    number = _number(found, position, words)
    phrase = _phrase(found, position, words, names)
    if number is not None and (phrase is None or phrase[0] <= number[1]):
        element, used, is_word = number
        if phrase is not None:
            roles = element.roles + phrase[1].roles
            element = replace(element, roles=roles, meanings=phrase[1].meanings)
        return element, used, is_word
    if phrase is not None:
        return phrase[1], phrase[0], True
    token = found[position]
    if token.key in words.ordinals:
        value = Decimal(words.ordinals[token.key])
        element = Element(ORDINAL, token.start, token.end, value, None, token.key)
        return element, 1, True
    if token.key in words.common:
        filler = Concept.FILLER.value
        return Element(filler, token.start, token.end, key=token.key), 1, False
    if is_loose and token.kind == "word":
        intended = meant(token.key, words.language)
        if intended is not None:
            return _next([replace(token, key=intended)], 0, words, {}, False)
    return _symbol_or_word(found, position), 1, False


def _phrase(
    found: Sequence[Token], position: int, words: Lexicon, names: Spans
) -> tuple[int, Element] | None:
    """The longest phrase that starts here and runs into no name, as an element."""
    room = min(words.longest, len(found) - position)
    if _counts_bundles(found, position, words):
        room = 1
    for ahead in range(1, room):
        if position + ahead in names:
            room = ahead
            break
    keys = tuple(token.key for token in found[position : position + room])
    unit = words.units.get(keys[0])
    for used in range(room, 0, -1):
        entry = words.phrases.get(keys[:used])
        if entry is not None:
            roles = entry.roles + (UNIT if unit and used == 1 else "")
            element = _joined(found, position, used, roles)
            given = unit if used == 1 else None
            return used, replace(element, unit=given, meanings=entry.meanings)
    if unit is None:
        return None
    return 1, replace(_joined(found, position, 1, UNIT), unit=unit)


def _counts_bundles(found: Sequence[Token], position: int, words: Lexicon) -> bool:
    """ "reçu 1 carton de riz": with one number alone, it is no size of the carton."""
    if position == 0 or found[position].key not in words.units:
        return False
    counts = [token.kind == "number" for token in found]
    return counts[position - 1] and sum(counts[position:]) == 0


def _number(
    found: Sequence[Token], position: int, words: Lexicon
) -> tuple[Element, int, bool] | None:
    token = found[position]
    if token.kind == "number" or token.key.isdecimal():
        value = numbers.figure(token.key)
        if value is None:
            value = numbers.MOST
        if _is_thousand(found, position + 1, words):  # "8 mil"
            end = found[position + 1].end
            return Element(NUMBER, token.start, end, value * 1000), 2, True
        return Element(NUMBER, token.start, token.end, value), 1, False
    if (times := _TIMES.fullmatch(token.key)) is not None:
        value = numbers.figure(times[1])
        return Element(NUMBER, token.start, token.end, value), 1, False
    counted = _COUNTED.fullmatch(token.key)
    if counted is not None:
        element = _counted(token, counted, words)
        return None if element is None else (element, 1, False)
    keys = [t.key for t in found[position : position + 8]]
    spelled = numbers.spelled(keys, words.numbers, words.multipliers)
    if spelled is None:
        return None
    value, used = spelled
    end = found[position + used - 1].end
    unit = words.units.get(token.key) if used == 1 else None  # a dual: two cartons
    return Element(NUMBER, token.start, end, value, unit), used, True


def _is_thousand(found: Sequence[Token], position: int, words: Lexicon) -> bool:
    if position >= len(found):
        return False
    return words.numbers.get(found[position].key) == numbers.THOUSAND


def _counted(token: Token, counted: re.Match[str], words: Lexicon) -> Element | None:
    """ "3x", "5kg", "8k", "500bob": a number with what it counts."""
    value = numbers.figure(counted[1]) or Decimal(0)
    suffix = counted[2]
    if suffix in words.units:
        unit = words.units[suffix]
        return Element(NUMBER, token.start, token.end, value, unit, token.key)
    if suffix == "k":
        return Element(NUMBER, token.start, token.end, value * 1000)
    if suffix in CURRENCIES:
        return Element(MONEY, token.start, token.end, value, CURRENCIES[suffix])
    return None


def _joined(found: Sequence[Token], position: int, used: int, roles: str) -> Element:
    first, last = found[position], found[position + used - 1]
    return Element(roles, first.start, last.end, key=first.key)


def _symbol_or_word(found: Sequence[Token], position: int) -> Element | None:
    token = found[position]
    if token.kind == "word" and not any(map(str.isalnum, token.key)):
        return None  # an emoji that means nothing
    if token.kind in {"word", "elided"} or token.key in CURRENCIES:
        return Element(WORD, token.start, token.end, key=token.key)
    if token.key in _IGNORED:
        return None
    if token.key in {"+", "-", "–", "—"}:
        return Element(_sign(found, position), token.start, token.end, key=token.key)
    if token.key in {"=", ":"}:
        return Element(Concept.IS.value, token.start, token.end, key=token.key)
    return None


def _sign(found: Sequence[Token], position: int) -> str:
    """A sign that touches its number, else a dash that means "is"."""
    token = found[position]
    following = found[position + 1] if position + 1 < len(found) else None
    if token.key == "+":
        return PLUS
    touches = following is not None and following.kind == "number"
    if touches and following is not None and following.start == token.end:
        before = found[position - 1] if position else None
        if before is None or before.end < token.start:
            return MINUS
    return Concept.IS.value


def _grouped(text: str, elements: Sequence[Element]) -> list[Element]:
    """ "8 000" is eight thousand: a blank may group digits in threes."""
    merged: list[Element] = []
    for element in elements:
        before = merged[-1] if merged else None
        if before is not None and _is_group(text, before, element):
            value = (before.value or Decimal(0)) * 1000 + (element.value or Decimal(0))
            merged[-1] = replace(before, end=element.end, value=value)
        else:
            merged.append(element)
    return merged


def _is_group(text: str, before: Element, element: Element) -> bool:
    if before.roles != NUMBER or element.roles != NUMBER or before.unit:
        return False
    if element.start != before.end + 1 or element.unit:
        return False
    left, right = text[before.start : before.end], text[element.start : element.end]
    is_short = len(left.split()[0]) <= 3
    return (
        is_short
        and left.replace(" ", "").isdecimal()
        and (len(right) == 3 and right.isdecimal())
    )


def _with_money(elements: Sequence[Element]) -> list[Element]:
    """A number beside a currency becomes an amount of money; `unit` is the currency."""
    merged: list[Element] = []
    for element in elements:
        before = merged[-1] if merged else None
        pair = None
        if before is not None and _is_plain_number(before):
            pair = _currency(element), before.value
        if before is not None and _is_plain_number(element) and not (pair and pair[0]):
            if (code := _currency(before)) is not None:
                pair = code, element.value
        if before is not None and pair is not None and pair[0] is not None:
            money = Element(MONEY, before.start, element.end, pair[1], pair[0])
            merged[-1] = money
        else:
            merged.append(element)
    return merged


def _currency(element: Element) -> str | None:
    return CURRENCIES.get(element.key) if element.value is None else None


def _is_plain_number(element: Element) -> bool:
    return NUMBER in element.roles and element.unit is None


def _without_sizes(elements: Sequence[Element]) -> list[Element]:
    """ "sold 3 rice 5kg": the measure after a counted name is a part of it."""
    kept: list[Element] = []
    is_counted = False
    for element in elements:
        is_measure = element.unit in _MEASURES and element.value is not None
        if is_measure and kept and kept[-1].is_name and is_counted:
            element = Element(WORD, element.start, element.end, key=element.key)
        elif NUMBER in element.roles:
            is_counted = True
        elif not element.is_name and UNIT not in element.roles:
            is_counted = is_counted and Concept.OF in element.roles
        kept.append(element)
    return kept
