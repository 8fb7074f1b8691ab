"""A clause as a string of roles: what the patterns of the grammar are matched on.

"how many coke do i have" becomes <C><w><V>: every element is written as its roles
between angle brackets, so that one word may play several.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache

from bot.understand import numbers
from bot.understand.lexicon import LEXICONS, Lexicon
from bot.understand.lexicon.concepts import (
    MINUS,
    MONEY,
    NUMBER,
    ORDINAL,
    PLUS,
    UNIT,
    WORD,
    Concept,
)
from bot.understand.money import CURRENCIES
from bot.understand.words import Token, fold, tokens

_COUNTED = re.compile(r"(\d+)([^\W\d_]+)")
_IGNORED = frozenset('"“”«»()[]{}<>|*~^…•?!;,.')
_BRACKETS = (("(", ")"), ("[", "]"), ("{", "}"), ("<", ">"))
_LONGEST_PHRASE = 8
_NAMED_LIKE_A_NUMBER = "zero"


@dataclass(frozen=True, slots=True)
class Element:
    """One or more tokens with the roles they may play; `start`, `end` in the text."""

    roles: str
    start: int
    end: int
    value: Decimal | None = None
    unit: str | None = None
    key: str = ""


@dataclass(frozen=True, slots=True)
class Clause:
    """A stretch of a message between two stops, read in one language."""

    text: str
    elements: tuple[Element, ...]
    language: str
    is_question: bool = False
    hits: int = 0

    @property
    def code(self) -> str:
        return "".join(f"<{element.roles}>" for element in self.elements)

    def part(self, first: int, last: int) -> Clause:
        """The elements from `first` up to, not including, `last`."""
        return Clause(
            self.text, self.elements[first:last], self.language, self.is_question
        )

    def words(self) -> str:
        """The text as typed, from the first element to the last."""
        if not self.elements:
            return ""
        return bracketed(self.text, self.elements[0].start, self.elements[-1].end)


def bracketed(text: str, start: int, end: int) -> str:
    """The stretch with the brackets at its edges that belong to it: "Milk (1L)"."""
    for opening, closing in _BRACKETS:
        inside = text[start:end]
        if inside.count(opening) > inside.count(closing):
            end += text[end : end + 1] == closing
        elif start and inside.count(closing) > inside.count(opening):
            start -= text[start - 1] == opening
    return text[start:end]


@dataclass(frozen=True, slots=True)
class _Vocabulary:
    phrases: Mapping[str, Mapping[tuple[str, ...], str]]
    numbers: Mapping[str, int]
    units: Mapping[str, str]
    ordinals: Mapping[str, int]


@cache
def _vocabulary(language: str) -> _Vocabulary:
    """The folded words of a lexicon; phrases by their first word, longest first."""
    lexicon: Lexicon = LEXICONS[language]
    roles: dict[tuple[str, ...], str] = {}
    for concept, phrases in lexicon.phrases.items():
        for phrase in phrases:
            key = tuple(token.key for token in tokens(phrase))
            roles[key] = roles.get(key, "") + concept.value
    by_first: dict[str, dict[tuple[str, ...], str]] = {}
    for key in sorted(roles, key=len, reverse=True):
        by_first.setdefault(key[0], {})[key] = roles[key]
    return _Vocabulary(
        by_first,
        {fold(word): value for word, value in lexicon.numbers.items()},
        {fold(word): unit for word, unit in lexicon.units.items()},
        {fold(word): value for word, value in lexicon.ordinals.items()},
    )


def read_clause(
    text: str, found: Sequence[Token], language: str, *, is_question: bool
) -> Clause:
    """The tokens of a clause as elements, by the lexicon of one language."""
    vocabulary = _vocabulary(language)
    elements: list[Element] = []
    hits = position = 0
    while position < len(found):
        element, used, is_hit = _element(found, position, vocabulary)
        if _ends_a_name(found[position], elements):
            token = found[position]
            element = Element(WORD, token.start, token.end, key=token.key)
            is_hit = False
        hits += used if is_hit else 0
        position += used
        if element is not None:
            elements.append(element)
    merged = tuple(_with_money(elements))
    return Clause(text, merged, language, is_question, hits)


def _ends_a_name(token: Token, before: Sequence[Element]) -> bool:
    """Whether a "zero" is the drink and no number: after a name, or after a number.

    "coke is zero" and "zero coke" count; "2 coke zero" and "3 zero sugar" do not.
    """
    if token.key != _NAMED_LIKE_A_NUMBER or not before:
        return False
    return before[-1].roles == WORD or before[-1].value is not None


def _element(
    found: Sequence[Token], position: int, vocabulary: _Vocabulary
) -> tuple[Element | None, int, bool]:
    """The element that starts at a token, how many tokens it takes, known or not."""
    token = found[position]
    phrase = _phrase(found, position, vocabulary)
    number = _number(found, position, vocabulary)
    if number is not None and (phrase is None or phrase[1] <= number[1]):
        element, used, is_word = number
        if phrase is not None:
            element = _joined(found, position, used, element.roles + phrase[0], element)
        return element, used, is_word
    if phrase is not None:
        roles, used = phrase
        unit = vocabulary.units.get(token.key) if used == 1 else None
        roles += UNIT if unit else ""
        return _joined(found, position, used, roles, None, unit), used, True
    if token.key in vocabulary.units:
        unit = vocabulary.units[token.key]
        return _joined(found, position, 1, UNIT, None, unit), 1, True
    if token.key in vocabulary.ordinals:
        value = Decimal(vocabulary.ordinals[token.key])
        element = Element(ORDINAL, token.start, token.end, value, None, token.key)
        return element, 1, True
    return _symbol_or_word(found, position), 1, False


def _phrase(
    found: Sequence[Token], position: int, vocabulary: _Vocabulary
) -> tuple[str, int] | None:
    candidates = vocabulary.phrases.get(found[position].key)
    if candidates is None:
        return None
    ahead = tuple(t.key for t in found[position : position + _LONGEST_PHRASE])
    for phrase, roles in candidates.items():
        if ahead[: len(phrase)] == phrase:
            return roles, len(phrase)
    return None


def _number(
    found: Sequence[Token], position: int, vocabulary: _Vocabulary
) -> tuple[Element, int, bool] | None:
    token = found[position]
    if token.kind == "number" or token.key.isdecimal():
        value = numbers.figure(token.key)
        if value is None:
            value = numbers.MOST
        return Element(NUMBER, token.start, token.end, value), 1, False
    counted = _COUNTED.fullmatch(token.key)
    if counted and counted[2] in vocabulary.units:
        value = numbers.figure(counted[1]) or Decimal(0)
        unit = vocabulary.units[counted[2]]
        return Element(NUMBER, token.start, token.end, value, unit), 1, False
    keys = [t.key for t in found[position : position + 8]]
    spelled = numbers.spelled(keys, vocabulary.numbers)
    if spelled is None:
        return None
    value, used = Decimal(spelled[0]), spelled[1]
    end = found[position + used - 1].end
    return Element(NUMBER, token.start, end, value), used, True


def _joined(
    found: Sequence[Token],
    position: int,
    used: int,
    roles: str,
    number: Element | None,
    unit: str | None = None,
) -> Element:
    first, last = found[position], found[position + used - 1]
    value = number.value if number is not None else None
    unit = number.unit if number is not None else unit
    return Element(roles, first.start, last.end, value, unit, first.key)


def _symbol_or_word(found: Sequence[Token], position: int) -> Element | None:
    token = found[position]
    if token.kind in {"word", "elided"} or token.key in CURRENCIES:
        return Element(WORD, token.start, token.end, key=token.key)
    if token.key in _IGNORED or token.key in {"/", "\\"}:
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


def _with_money(elements: Sequence[Element]) -> list[Element]:
    """A number beside a currency becomes an amount of money; `unit` is the currency."""
    merged: list[Element] = []
    for element in elements:
        before = merged[-1] if merged else None
        if (
            before is not None
            and _is_plain_number(before)
            and _currency(element) is not None
        ):
            merged[-1] = Element(
                MONEY, before.start, element.end, before.value, _currency(element)
            )
        elif (
            before is not None
            and _is_plain_number(element)
            and _currency(before) is not None
        ):
            merged[-1] = Element(
                MONEY, before.start, element.end, element.value, _currency(before)
            )
        else:
            merged.append(element)
    return merged


def _currency(element: Element) -> str | None:
    return CURRENCIES.get(element.key) if element.value is None else None


def _is_plain_number(element: Element) -> bool:
    return NUMBER in element.roles and element.unit is None
