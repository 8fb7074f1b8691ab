"""A message cut into clauses: at stops, then at "and" where another wish begins.

Called by the grammar. Every stretch is read in the language that knows most of its
words, with the shop's own names set apart first.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache

from bot.understand.elements import Clause, Element
from bot.understand.lexicon import LANGUAGES, Concept, lexicon, lexicons
from bot.understand.lexicon.concepts import NUMBER
from bot.understand.names import NameIndex
from bot.understand.names.sounds import is_arabic
from bot.understand.names.spans import spans
from bot.understand.names.words import SOUND, is_dual
from bot.understand.reading import read_clause
from bot.understand.words import Token, tokens

_STOPS = frozenset({"\n", ",", ";", ".", "?", "!", "؟", "،", "؛", "…"})
_QUESTION = frozenset({"?", "؟"})
_OPENERS = (
    Concept.COUNT,
    Concept.HOW_MUCH,
    Concept.HAVE,
    Concept.SALE,
    Concept.DELIVERY,
    Concept.LOSS,
    Concept.UNDO,
    Concept.SET,
    Concept.SHOW,
    Concept.PRICE,
    Concept.ADD,
    Concept.REMOVE,
    Concept.ALERT,
    Concept.WHERE,
    Concept.MINIMUM,
    Concept.ORDER,
    Concept.EXPORT,
    Concept.BUY,
    Concept.SPEED,
    Concept.MISSING,
    Concept.LOW,
)
_ASKING = {
    "en": frozenset({"is", "are", "was", "were", "did", "does", "do", "am"}),
    "fr": frozenset({"est-ce"}),
    "sw": frozenset({"je"}),
    "ar": frozenset({"هل"}),
    "es": frozenset[str](),
}
"""First words of a question, which people type without its mark."""
_INVERTED = re.compile(r"\w+-(?:t-)?(?:il|elle|ils|elles|on)")
_AND = "و"
_IN, _IN_THE = "في", "فال"  # as Morocco writes it
_ARABIC_PREFIXES = ("و", "ب", "ل", "ف")


@dataclass(frozen=True, slots=True)
class Stretch:
    """The tokens between two stops; `ends_line` where a new line follows."""

    tokens: tuple[Token, ...]
    is_question: bool


def stretches(text: str, names: NameIndex | None) -> Iterator[Stretch]:
    """The message cut at line ends and punctuation."""
    current: list[Token] = []
    for token in tokens(text):
        if token.key not in _STOPS and token.kind != "newline":
            for part in _without_clitics(token, names):
                current.extend(_with_dual(part, names))
        elif current:
            yield Stretch(_without_one(current), token.key in _QUESTION)
            current = []
    if current:
        yield Stretch(_without_one(current), is_question=False)


def _without_one(found: list[Token]) -> tuple[Token, ...]:
    """ "the lemon one" is lemon: that "one" counts nothing."""
    points = any(token.key in {"the", "that", "this"} for token in found[:2])
    if len(found) > 2 and points and found[-1].key in {"one", "ones"}:
        return tuple(found[:-1])
    return tuple(found)


def _without_clitics(token: Token, names: NameIndex | None) -> list[Token]:
    """The Arabic "and" is written with the next word, "with" and "to" with a number."""
    key = token.key
    if token.kind != "word" or len(key) < 2 or not is_arabic(key[0]):
        return [token]
    if key[0] not in _ARABIC_PREFIXES or key in _single_words("ar"):
        return [token]
    rest = key[1:]
    is_number = rest.isdecimal()
    if names is not None and names.knows(key) and not _is_joined(key, names):
        return [token]
    is_named = len(rest) > 2 and names is not None and names.knows_well(rest)
    is_and = key[0] == _AND and len(rest) > 1
    is_in = key.startswith(_IN_THE) and len(rest) > 3
    is_word = (is_and or is_in) and rest in _single_words("ar")
    if not (is_number or is_named or is_word):
        return [token]
    middle = token.start + 1
    kind = "number" if is_number else "word"
    return [
        Token(token.text[:1], _IN if is_in else key[0], "word", token.start, middle),
        Token(token.text[1:], rest, kind, middle, token.end),
    ]


def _is_joined(key: str, names: NameIndex) -> bool:
    """ "وسبرايت" only sounds like Sprite, and "سبرايت" does so as well."""
    if key[0] != _AND or len(key) < 5 or not names.knows_well(key[1:]):
        return False
    return names.surely(key[1:]) >= names.surely(key)


def _with_dual(token: Token, names: NameIndex | None) -> list[Token]:
    """ "بيضتين" is two eggs: the Arabic dual counts without a number."""
    if names is None or not is_dual(token.key) or token.key in _single_words("ar"):
        return [token]
    if any(token.key in known.goods for known in lexicons()):
        return [token]
    if not names.knows_well(token.key) or names.holds(token.key):
        return [token]
    return [token, Token("", "2", "number", token.end, token.end)]


@cache
def _single_words(language: str) -> frozenset[str]:
    """All words that are phrases, numbers or units of a language alone."""
    known = lexicon(language)
    single = {phrase[0] for phrase in known.phrases if len(phrase) == 1}
    return frozenset(single | known.units.keys() | known.numbers.keys())


def read(
    text: str, stretch: Stretch, preferred: str, names: NameIndex | None
) -> Clause:
    """The stretch in the language that knows most of its words.

    Where several know as many: not English for words with accents ("résumé"), then the
    one with a wish in it ("sold 3 sprite svp"), then the one spoken last, then English.
    """
    order = [preferred, *(name for name in LANGUAGES if name != preferred)]
    readings = [_reading(text, stretch, language) for language in order]
    is_accented = any(map(_has_accent, stretch.tokens))
    best = max(
        readings,
        key=lambda clause: (
            clause.hits,
            not (is_accented and clause.language == "en"),
            _telling(clause),
        ),
    )
    if names is None:
        return best
    return _reading(text, stretch, best.language, names)


def _has_accent(token: Token) -> bool:
    """ "résumé": a Latin word that English has not as it is."""
    text = token.text.lower()
    return token.key != text and not text.isascii() and token.key.isascii()


def _telling(clause: Clause) -> int:
    """How many words are of something that is wanted."""
    return sum(
        any(opener in element.roles for opener in _OPENERS)
        for element in clause.elements
    )


def read_loosely(
    text: str, stretch: Stretch, language: str, names: NameIndex | None
) -> Clause:
    """The same with slips of the finger forgiven."""
    return _reading(text, stretch, language, names, is_loose=True)


def _reading(
    text: str,
    stretch: Stretch,
    language: str,
    names: NameIndex | None = None,
    *,
    is_loose: bool = False,
) -> Clause:
    found = spelled_out(stretch.tokens, language, names)
    known = None
    if names is not None:
        plain = read_clause(text, found, language)
        known = spans(found, names, _common(found, plain))
    return read_clause(
        text,
        found,
        language,
        is_question=stretch.is_question or _asks(found, language),
        names=known,
        is_loose=is_loose,
    )


def is_asked(text: str, language: str) -> bool:
    """Whether a message is a question, by its mark or its words."""
    return any(
        stretch.is_question or _asks(stretch.tokens, language)
        for stretch in stretches(text, None)
    )


def _asks(found: Sequence[Token], language: str) -> bool:
    """Whether it begins as a question, or turns verb and subject as French does."""
    if found[0].key in _ASKING[language]:
        return True
    return language == "fr" and any(_INVERTED.fullmatch(t.key) for t in found)


def spelled_out(
    found: Sequence[Token], language: str, names: NameIndex | None
) -> Sequence[Token]:
    """The tokens with shorthand as the words that it stands for: "cb" is combien.

    Called for questions about a photo as well.
    """
    if language == "fr" and names is not None:
        found = [part for token in found for part in _without_elision(token, names)]
    shorthand = lexicon(language).shorthand
    if not any(token.key in shorthand for token in found):
        return found
    spelled: list[Token] = []
    for before, token in zip([None, *found], found, strict=False):
        words = shorthand.get(token.key, ())
        is_unit = before is not None and before.kind == "number"  # "500 g"
        if (
            not words
            or is_unit
            or token.kind == "elided"
            or _is_named(token.key, names)
        ):
            spelled.append(token)
            continue
        first, *rest = words
        spelled.append(replace(token, key=first, kind="word"))
        spelled += [Token("", word, "word", token.end, token.end) for word in rest]
    return spelled


def _is_named(key: str, names: NameIndex | None) -> bool:
    """Whether a name holds the word; "jen" only sounds a little like Juhayna."""
    return names is not None and names.surely(key) > SOUND


def _without_elision(token: Token, names: NameIndex) -> list[Token]:
    """ "dindomie", "lomo": the article is typed without its apostrophe."""
    key = token.key
    is_joined = token.kind == "word" and len(key) > 3 and key[0] in "dl"
    if not is_joined or key in _single_words("fr") or names.knows(key):
        return [token]
    if not names.holds(key[1:]):
        return [token]
    middle = token.start + 1
    return [
        Token(token.text[:1], key[0], "elided", token.start, middle),
        Token(token.text[1:], key[1:], "word", middle, token.end),
    ]


def _common(found: Sequence[Token], plain: Clause) -> set[int]:
    """The places of tokens that are known as something else than a name."""
    taken = [(e.start, e.end) for e in plain.elements if not e.is_name]
    return {
        place
        for place, token in enumerate(found)
        if token.kind != "number"
        and any(first <= token.start and token.end <= last for first, last in taken)
    }


def wishes(clause: Clause) -> Iterator[Clause]:
    """The clause cut where another wish begins: "… and how many …", "3 a and 2 b"."""
    start = 0
    elements = clause.elements
    for position in range(1, len(elements)):
        if position > start and _opens_wish(clause, start, position):
            end = position
            joined = Concept.AND in elements[position - 1].roles
            part = clause.part(start, end - 1 if joined else end)
            yield replace(part, is_question=False) if joined else part
            start = position
    yield clause.part(start, len(elements))


def _opens_wish(clause: Clause, start: int, position: int) -> bool:
    element, before = clause.elements[position], clause.elements[position - 1]
    if Concept.AND in before.roles and position - 1 > start:
        if any(opener in element.roles for opener in _OPENERS):
            return True
        left = clause.elements[start : position - 1]
        right = clause.elements[position:]
        return _has_number(left) and _has_number(right) and not _is_group_list(clause)
    opens = Concept.COUNT in element.roles
    return opens and _has_number(clause.elements[start:position])


def _has_number(elements: Sequence[Element]) -> bool:
    return any(NUMBER in element.roles for element in elements)


def _is_group_list(clause: Clause) -> bool:
    """ "5 and 6 are coke": the numbers stand side by side."""
    numbers = [NUMBER in e.roles for e in clause.elements[:3]]
    return len(numbers) == 3 and numbers[0] and not numbers[1] and numbers[2]
