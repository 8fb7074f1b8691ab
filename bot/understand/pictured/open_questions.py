"""Open questions about what is to be seen: "is the door open?", "who stands there?".

Their words are in `scenes/LANGUAGE.txt`: what no reading of a shelf knows of (`scene`),
things that a shop might sell as well (`item`), what only a look can tell (`judge`), and
how things may look (`state`, `damage`). They are kept apart from those of other
questions, for "light" or "fresh" stand in names of products. Called by `asking`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from bot.understand.elements import Clause
from bot.understand.lexicon import LANGUAGES, entries, words_of
from bot.understand.names import NameIndex
from bot.understand.pictured.marks import Mark, unjoined
from bot.understand.pictured.slots import Slots
from bot.understand.words import Token, fold

Phrases = Mapping[tuple[str, ...], str]

_CLOSED = frozenset(
    "count where dearest cheapest cheaper dearer misplaced emptiest fullest compare "
    "gaps left_over most fewest".split()
)
_PERHAPS_CLOSED = ("tag", "facings")
"""Words of questions that are answered from a reading, or not at all."""


@dataclass(frozen=True, slots=True)
class Words:
    """The words of a language: whole phrases, and the beginnings of others."""

    phrases: Phrases
    stems: tuple[tuple[str, str], ...]
    longest: int


@dataclass(frozen=True, slots=True)
class Seen:
    """What is said of a scene; `places` are where its words begin and end."""

    kinds: frozenset[str]
    places: tuple[tuple[int, int], ...]

    def has(self, kind: str) -> bool:
        return kind in self.kinds


@cache
def words(language: str) -> Words:
    """The words of a language, read once."""
    folder = files(__package__).joinpath("scenes")
    text = folder.joinpath(f"{language}.txt").read_text("utf-8")
    phrases: dict[tuple[str, ...], str] = {}
    stems: list[tuple[str, str]] = []
    for kind, meaning, phrase in entries(text):
        if kind == "stem":
            stems.append((fold(phrase), meaning))
            continue
        for spelling in {phrase, phrase.replace("-", " ")}:
            phrases.setdefault(words_of(spelling), kind)
    return Words(phrases, tuple(stems), max(map(len, phrases)))


@cache
def _openings() -> frozenset[str]:
    return frozenset(said[0] for name in LANGUAGES for said in words(name).phrases)


@cache
def _stems() -> tuple[str, ...]:
    return tuple(stem for name in LANGUAGES for stem, _ in words(name).stems)


def may_be_open(found: Sequence[Token]) -> bool:
    """Whether some word is one of a scene, in any language."""
    return any(
        key in _openings() or key.startswith(_stems())
        for token in found
        for key in (token.key, *unjoined(token.key))
    )


def seen_in(found: Sequence[Token], language: str, names: NameIndex | None) -> Seen:
    """What the words say of a scene; words of the shop's names say nothing of it."""
    kinds: set[str] = set()
    places: list[tuple[int, int]] = []
    position = 0
    while position < len(found):
        used, kind = _longest(found, position, language, names)
        if kind is not None:
            kinds.add(kind)
            places.append((found[position].start, found[position + used - 1].end))
        position += used
    return Seen(frozenset(kinds), tuple(places))


def _longest(
    found: Sequence[Token], position: int, language: str, names: NameIndex | None
) -> tuple[int, str | None]:
    """How many words the longest phrase takes, and its kind; one of none."""
    known = words(language)
    first, *rest = (t.key for t in found[position : position + known.longest])
    for used in range(1 + len(rest), 0, -1):
        if used == 1 and names is not None and names.holds(first):
            break
        for spelling in (first, *unjoined(first)):
            kind = known.phrases.get((spelling, *rest[: used - 1]))
            if kind is not None:
                return used, kind
    if names is not None and names.holds(first):
        return 1, None
    return 1, next((k for stem, k in known.stems if first.startswith(stem)), None)


def is_open(
    clause: Clause, seen: Seen, said: Slots, read: Sequence[Mark], of_photo: bool
) -> bool:
    """Whether the clause asks what has to be looked at, and no reading can tell."""
    if not seen.kinds or said.has_number or said.row is not None:
        return False
    if any(_is_closed(clause, mark) for mark in read):
        return False
    if said.relation is not None and said.is_beside_known:
        return False
    others = _others(seen, read)
    products = any(mark.is_known for mark in others)
    looks = seen.has("state") or seen.has("damage") or said.has("looks")
    if seen.has("judge") and not products:
        return True
    if said.has(*_PERHAPS_CLOSED):
        return looks and not products
    if seen.has("trade"):
        return False
    if not (of_photo or is_asking(clause, said)):
        return False
    is_there = said.has("have") and not said.has("stock")
    if seen.has("damage") or (seen.has("scene") and (is_there or not products)):
        return True
    is_wanted = said.has("have", "stock")
    if looks:
        return not (others and is_wanted)
    return seen.has("item") and not is_wanted and not products


def _is_closed(clause: Clause, mark: Mark) -> bool:
    """Whether it is a word of a question that a reading answers.

    A French "ou" inside a sentence is "or", though many type it for "où".
    """
    if _CLOSED.isdisjoint(mark.kinds):
        return False
    is_or = clause.words()[mark.start : mark.end].lower() == "ou" and mark.start > 0
    return not is_or


def is_asking(clause: Clause, said: Slots) -> bool:
    """Whether it is a question, by its mark or its words."""
    return clause.is_question or said.has("ask", "what", "have", "see")


def _others(seen: Seen, read: Sequence[Mark]) -> list[Mark]:
    """What may be products: names, in words that are not of the scene."""
    return [
        mark
        for mark in read
        if mark.name
        and not any(mark.start < end and mark.end > start for start, end in seen.places)
    ]
