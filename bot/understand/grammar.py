"""Text to intents: `understand`, called by the conversation for every text.

A message is cut at stops, every part is read in the language that knows most of its
words, cut again at "and" where a new wish begins, and matched against the rules in
order. What no rule knows is NotUnderstood and changes nothing.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from bot.understand import rules_catalogue, rules_stock, rules_talk
from bot.understand.commands import spelled_out
from bot.understand.details import read_new
from bot.understand.elements import Clause, Element
from bot.understand.intents import (
    Correct,
    Count,
    Greeting,
    Intent,
    Item,
    Move,
    Named,
    NotUnderstood,
    SetPrice,
    Thanks,
)
from bot.understand.items import whole
from bot.understand.lexicon import LANGUAGES
from bot.understand.lexicon.concepts import NUMBER, WORD, Concept
from bot.understand.reading import read_clause
from bot.understand.words import Token, clean, tidy_name, tokens

LONGEST_TEXT = 4000
LONGEST_CLAUSE = 24
MOST_CLAUSES = 200

_RULES = (
    *rules_talk.RULES,
    *rules_catalogue.RULES,
    *rules_talk.NUMBERS,
    *rules_stock.MOVEMENTS,
    *rules_catalogue.WITHOUT_NUMBER,
    *rules_stock.COUNTS,
    *rules_stock.CORRECTIONS,
)
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
)
_SLASH_EQUALS = re.compile(r"(\d)/[=-]")  # 50/= is fifty shillings
_NAIRA = re.compile(r"(?<!\w)[Nn](?=(?:\d{3,}|\d{1,3}(?:,\d{3})+)(?:\.\d+)?(?!\w))")


@dataclass(frozen=True, slots=True)
class Understood:
    """The wishes of a message in order, and their language where it is clear."""

    intents: tuple[Intent, ...]
    language: str | None = None


def understand(
    text: str,
    *,
    language: str = "en",
    knows: Callable[[str], bool] = lambda phrase: False,
) -> Understood:
    """What a text means; never raises, whatever the text.

    `language` is the one spoken last. `knows` tells whether the shop has a product of
    exactly this name, so that "7 up" and "Peak 400" are not taken for numbers.
    """
    text = _NAIRA.sub("₦", _SLASH_EQUALS.sub(r"\1", spelled_out(clean(text))))
    if len(text) > LONGEST_TEXT or text.startswith("/"):
        return Understood((NotUnderstood(""),))
    introduced = read_new(text)
    if introduced is not None:
        return Understood((introduced,))
    intents: list[Intent] = []
    spoken: str | None = None
    carried: Intent | None = None
    for position, stretch in enumerate(_stretches(text)):
        if position >= MOST_CLAUSES:
            return Understood((NotUnderstood(""),))
        clause = _in_best_language(text, stretch, spoken or language)
        if clause.hits:
            spoken = clause.language
        for part in _wishes(clause):
            if (verb := _verb_alone(part)) is not None:
                carried = verb
                continue
            found = _read(part, carried, knows)
            carried = _carry(found, carried)
            intents.extend(found)
    return Understood(_tidied(intents), spoken)


@dataclass(frozen=True, slots=True)
class _Stretch:
    tokens: tuple[Token, ...]
    is_question: bool


def _stretches(text: str) -> Iterator[_Stretch]:
    """The message cut at line ends and punctuation."""
    current: list[Token] = []
    for token in tokens(text):
        if token.key not in _STOPS and token.kind != "newline":
            current.append(token)
        elif current:
            yield _Stretch(_without_one(current), token.key in _QUESTION)
            current = []
    if current:
        yield _Stretch(_without_one(current), is_question=False)


def _without_one(found: list[Token]) -> tuple[Token, ...]:
    """ "the lemon one" is lemon: that "one" counts nothing."""
    points = found[0].key in {"the", "that", "this"}
    if len(found) > 2 and points and found[-1].key in {"one", "ones"}:
        return tuple(found[:-1])
    return tuple(found)


def _in_best_language(text: str, stretch: _Stretch, preferred: str) -> Clause:
    """The stretch in the language that knows most of its words.

    Where several know as many: the one spoken last, then English.
    """
    order = [preferred, *(name for name in LANGUAGES if name != preferred)]
    readings = [
        read_clause(text, stretch.tokens, name, is_question=stretch.is_question)
        for name in order
    ]
    return max(readings, key=lambda clause: clause.hits)


def _wishes(clause: Clause) -> Iterator[Clause]:
    """The clause cut where another wish begins: "… and how many …", "3 a and 2 b"."""
    start = 0
    elements = clause.elements
    for position in range(1, len(elements)):
        if position > start and _opens_wish(clause, start, position):
            end = position
            joined = Concept.AND in elements[position - 1].roles
            yield clause.part(start, end - 1 if joined else end)
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


def _read(
    clause: Clause, carried: Intent | None, knows: Callable[[str], bool]
) -> list[Intent]:
    if not clause.elements:
        return []
    words = clause.words()
    if len(clause.elements) > LONGEST_CLAUSE:
        return [NotUnderstood(words)]
    if _is_name(clause) and knows(words):
        return [Count((Named(tidy_name(words)),), is_guess=True)]
    if (counted := _known_and_number(clause, knows)) is not None:
        return [_continued(counted, carried)]
    for rule in _RULES:
        if (found := rule.apply(clause)) is not None:
            return found
    for guess in rules_stock.GUESSES:
        if (found := guess.apply(clause)) is not None:
            return [_continued(intent, carried) for intent in found]
    return [NotUnderstood(words)]


def _is_name(clause: Clause) -> bool:
    """Whether some word of it belongs to no phrase: it may be a product's name."""
    return any(WORD in element.roles for element in clause.elements)


def _known_and_number(clause: Clause, knows: Callable[[str], bool]) -> Correct | None:
    """ "7 up 12": a known name that holds a number, then how many there are."""
    *name, last = clause.elements
    if not name or NUMBER not in last.roles or last.unit is not None:
        return None
    if not any(NUMBER in element.roles for element in name):
        return None
    words = clause.part(0, len(name)).words()
    quantity = whole(last.value or Decimal(0))
    if quantity is None or not knows(words):
        return None
    return Correct((Item(Named(tidy_name(words)), quantity),), is_guess=True)


def _verb_alone(clause: Clause) -> Move | None:
    """ "sold" as the heading of the lines that follow."""
    for kind, verb in rules_stock.VERBS:
        if clause.elements and all(verb in e.roles for e in clause.elements):
            return Move(kind, ())
    return None


def _carry(found: list[Intent], carried: Intent | None) -> Intent | None:
    """The verb that holds for the next "2 fanta"."""
    if found and isinstance(found[-1], Move | SetPrice):
        return found[-1]
    is_noise = not found or isinstance(found[-1], NotUnderstood)
    return carried if is_noise else None


def _continued(intent: Intent, carried: Intent | None) -> Intent:
    """A list goes on: "sold 3 coke, 2 fanta", "price of coke is 500, fanta 450"."""
    if not isinstance(intent, Correct) or not intent.is_guess:
        return intent
    if isinstance(carried, Move):
        return Move(carried.kind, intent.items)
    if isinstance(carried, SetPrice) and len(intent.items) == 1:
        item = intent.items[0]
        return SetPrice(item.product, Decimal(item.quantity or 0))
    return intent


def _tidied(intents: list[Intent]) -> tuple[Intent, ...]:
    """Movements of one kind joined; small talk and noise beside a wish left out."""
    joined: list[Intent] = []
    for intent in intents:
        before = joined[-1] if joined else None
        if isinstance(intent, Move) and isinstance(before, Move):
            if intent.kind == before.kind:
                joined[-1] = Move(intent.kind, before.items + intent.items)
                continue
        if isinstance(intent, Correct) and isinstance(before, Correct):
            both = before.is_guess and intent.is_guess
            joined[-1] = Correct(before.items + intent.items, both)
            continue
        if intent == Count() and isinstance(before, Count):
            joined[-1] = Count(before.products)
            continue
        if intent not in joined:
            joined.append(intent)
    talk = (Greeting, Thanks)
    wishes = [intent for intent in joined if not isinstance(intent, talk)]
    return tuple(wishes or joined[:1] or [NotUnderstood("")])
