"""The words of a sentence that matter to a question about a photo.

`LANGUAGE.txt` in this folder has the format of the lexicon. These words are kept apart
from it: "top", "red" or "left of" are looked for only where a photo may be meant, so
that they change no other sentence. Called by `asking`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import cache
from importlib.resources import files

from bot.understand import numbers
from bot.understand.lexicon import (
    LANGUAGES,
    Concept,
    Lexicon,
    entries,
    lexicon,
    words_of,
)
from bot.understand.money import CURRENCIES
from bot.understand.names import NameIndex
from bot.understand.names.spans import spans
from bot.understand.sentences import stretches
from bot.understand.words import Token

Phrases = Mapping[tuple[str, ...], Mapping[str, str]]
"""Folded words to what they stand for, each with its meaning ("" where it has none)."""

TELLING = frozenset(
    "photo see compare row relation left_over colour which_colour emptiest fullest "
    "facings misplaced label tag dearest cheapest cheaper dearer looks side".split()
)
"""One of these is said in a question about a photo, unless a photo is replied to."""


_JOINED = ("وال", "بال", "لل", "ال", "و", "ب", "ل")
"""What Arabic writes together with the next word: and, with, to, the."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A stretch of the text; `kinds` with their meanings is what it may stand for.

    `name` is what it says where it may be (a part of) a product's name; `is_known` that
    the shop has such a product. `start` and `end` are its place in the text, `text` its
    folded words.
    """

    kinds: Mapping[str, str] = field(default_factory=dict)
    value: Decimal | None = None
    name: str = ""
    is_known: bool = False
    start: int = 0
    end: int = 0
    text: str = ""

    @property
    def is_small(self) -> bool:
        """Whether it tells nothing of what is asked."""
        return self.kinds.keys() <= {"filler", "thing"}


@cache
def phrases(language: str) -> Phrases:
    """The words of a language, read once."""
    text = files(__package__).joinpath(f"{language}.txt").read_text("utf-8")
    known: dict[tuple[str, ...], dict[str, str]] = {}
    for kind, meaning, phrase in entries(text):
        for spelling in {phrase, phrase.replace("-", " ")}:
            known.setdefault(words_of(spelling), {})[kind] = meaning
    return known


@cache
def _openings() -> frozenset[str]:
    """The first words of all that is telling, of all languages."""
    return frozenset(
        words[0]
        for language in LANGUAGES
        for words, kinds in phrases(language).items()
        if not (TELLING | {"shelf"}).isdisjoint(kinds)
    )


@cache
def _longest(language: str) -> int:
    return max(map(len, phrases(language)))


def tokens_of(text: str, names: NameIndex | None) -> list[Token]:
    """The words of a clause, without its stops."""
    return [token for part in stretches(text, names) for token in part.tokens]


def may_ask(found: Sequence[Token]) -> bool:
    """Whether some word is of a question about a photo, in any language."""
    return any(
        key in _openings()
        for token in found
        for key in (token.key, *unjoined(token.key))
    )


def marks(
    text: str, found: Sequence[Token], language: str, names: NameIndex | None
) -> list[Mark]:
    """What the words stand for, in order; the longest phrases, names before words."""
    words = lexicon(language)
    hits = list(_phrases(found, language))
    said = {place for start, end, _ in hits for place in range(start, end)}
    said |= {place for place, token in enumerate(found) if _is_word(token, words)}
    named = spans(found, names, said) if names is not None else {}
    return list(_read(text, found, words, {s: (e, k) for s, e, k in hits}, named))


def _phrases(
    found: Sequence[Token], language: str
) -> Iterator[tuple[int, int, Mapping[str, str]]]:
    known, position = phrases(language), 0
    while position < len(found):
        keys = tuple(t.key for t in found[position : position + _longest(language)])
        for used in range(len(keys), 0, -1):
            if (kinds := _kinds(known, keys[:used])) is not None:
                yield position, position + used, kinds
                position += used
                break
        else:
            position += 1


def _kinds(known: Phrases, keys: tuple[str, ...]) -> Mapping[str, str] | None:
    """What the words stand for; an Arabic one also without what is joined to it."""
    for first in (keys[0], *unjoined(keys[0])):
        if (kinds := known.get((first, *keys[1:]))) is not None:
            return kinds
    return None


def unjoined(key: str) -> list[str]:
    """The Arabic word without article and prepositions: "بالصورة" is "صورة"."""
    bare = [key.removeprefix(p) for p in _JOINED if key.startswith(p)]
    return [word for word in bare if len(word) > 2]


def _read(
    text: str,
    found: Sequence[Token],
    words: Lexicon,
    hits: Mapping[int, tuple[int, Mapping[str, str]]],
    named: Mapping[int, int],
) -> Iterator[Mark]:
    position = 0
    while position < len(found):
        token = found[position]
        if position in named:
            end = named[position]
            name = text[token.start : found[end - 1].end]
            mark = Mark(name=name, is_known=True)
        elif position in hits:
            end, kinds = hits[position]
            end = next((n for n in range(position + 1, end) if n in named), end)
            mark = Mark(kinds, value=_ordinal(token, words))
        else:
            end, mark = _single(text, found, position, words)
        words_said = " ".join(token.key for token in found[position:end])
        yield replace(mark, start=token.start, end=found[end - 1].end, text=words_said)
        position = end


def _single(
    text: str, found: Sequence[Token], position: int, words: Lexicon
) -> tuple[int, Mark]:
    token = found[position]
    if token.kind == "number" or token.key.isdecimal():
        return position + 1, Mark({"number": ""}, numbers.figure(token.key))
    if (ordinal := _ordinal(token, words)) is not None:
        return position + 1, Mark({"ordinal": ""}, ordinal)
    keys = [t.key for t in found[position : position + 8]]
    spelled = numbers.spelled(keys, words.numbers, words.multipliers)
    if spelled is not None:
        return position + spelled[1], Mark({"number": ""}, spelled[0])
    if token.kind not in {"word", "elided"} or _is_word(token, words):
        return position + 1, Mark()
    return position + 1, Mark(name=text[token.start : token.end])


def _ordinal(token: Token, words: Lexicon) -> Decimal | None:
    value = words.ordinals.get(token.key)
    return None if value is None else Decimal(value)


def _is_word(token: Token, words: Lexicon) -> bool:
    """Whether sentences are made of it, so that it is no product's name."""
    entry = words.phrases.get((token.key,))
    if entry is not None:
        return entry.roles != Concept.KIND
    return (
        token.key in words.common or token.key in words.units or token.key in CURRENCIES
    )


__all__ = ["TELLING", "Mark", "marks", "may_ask", "phrases", "tokens_of", "unjoined"]
