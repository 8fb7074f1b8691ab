"""Words per language as data; the grammar is the same for all of them.

`LANGUAGE.txt` holds a line `concept: phrase, phrase` per concept, with a meaning where
it needs one (`unit.carton: carton, ctn`); lines that are indented go on. `[a|b|]` in a
phrase stands for each of its choices. Words are written as people type them; folding
is done here. To add a language, write its file and name it in `LANGUAGES`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cache
from importlib.resources import files
from itertools import product

from bot.understand.lexicon.concepts import Concept
from bot.understand.words import fold, tokens

LANGUAGES = ("en", "fr", "sw", "ar", "es")
_ENTRY = re.compile(r"^([a-z_]+)(?:\.([^:\s]+))?:(.*)$")
_LETTERS = {concept.name.lower(): concept.value for concept in Concept}
_PLAIN = re.compile(r"[^\W\d_]+(?: [^\W\d_]+)*")
_CHOICE = re.compile(r"\[([^\[\]]*)\]")


@dataclass(slots=True)
class Entry:
    """What a phrase may stand for: letters of concepts, and meanings of some."""

    roles: str = ""
    meanings: dict[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class Lexicon:
    """One language. Phrases are tuples of folded words; `longest` in words.

    `units` maps a word for a bundle to its canonical unit (carton, dozen, …); a piece
    is "piece". `goods` maps a word for an everyday product to its English name, and
    `sizes` an adjective to big, small or medium.
    `common` are further words that sentences are made of, taken from the training.
    `shorthand` is how people write a word or two in fewer letters: "cb", "3andi".
    `multipliers` are words like the Swahili "mia", hundred, said before their number.
    """

    language: str
    phrases: dict[tuple[str, ...], Entry] = field(default_factory=dict)
    numbers: dict[str, Decimal] = field(default_factory=dict)
    multipliers: dict[str, int] = field(default_factory=dict)
    units: dict[str, str] = field(default_factory=dict)
    ordinals: dict[str, int] = field(default_factory=dict)
    goods: dict[str, str] = field(default_factory=dict)
    sizes: dict[str, str] = field(default_factory=dict)
    shorthand: dict[str, tuple[str, ...]] = field(default_factory=dict)
    common: frozenset[str] = frozenset()
    longest: int = 1


@cache
def lexicon(language: str) -> Lexicon:
    """The words of a language, read once."""
    known = Lexicon(language)
    text = files(__name__).joinpath(f"{language}.txt").read_text("utf-8")
    for key, meaning, phrase in entries(text):
        _put(known, key, meaning, phrase)
    if language == "ar":
        _put_duals(known)
    known.common = _common().get(language, frozenset()) - known.goods.keys()
    known.longest = max(len(phrase) for phrase in known.phrases)
    return known


def _put_duals(known: Lexicon) -> None:
    """ "كرتونين", "صندوقان", "شهرين": two of a unit, or of an amount of time."""
    single = {
        phrase[0]: entry.meanings[Concept.TIME]
        for phrase, entry in known.phrases.items()
        if len(phrase) == 1 and Concept.TIME in entry.meanings
    }
    for word, unit in list(known.units.items()):
        for dual in duals(word):
            if not _is_known(known, dual):
                known.units[dual] = unit
                known.numbers[dual] = Decimal(2)
    for word, span in single.items():
        for dual in duals(word):
            if not _is_known(known, dual):
                known.numbers[dual] = Decimal(2)
                _put_phrase(known, Concept.TIME, span, dual)


def _is_known(known: Lexicon, word: str) -> bool:
    return (word,) in known.phrases or word in known.numbers or word in known.units


def duals(word: str) -> tuple[str, ...]:
    """Two of what an Arabic noun names."""
    if len(word) < 3 or not word[0] >= "\u0600":
        return ()
    stem = word[:-1] + "ت" if word.endswith("ه") else word
    return stem + "ين", stem + "ان"


@cache
def _common() -> dict[str, frozenset[str]]:
    """`common.txt`, which the training writes: lines of "LANGUAGE: word word …"."""
    lines = files(__name__).joinpath("common.txt").read_text("utf-8").splitlines()
    pairs = (line.split(": ", 1) for line in lines)
    return {language: frozenset(words.split()) for language, words in pairs}


def lexicons() -> list[Lexicon]:
    """All languages."""
    return [lexicon(language) for language in LANGUAGES]


def choices(pattern: str) -> Iterator[str]:
    """Every phrase that a pattern with `[a|b|]` stands for."""
    parts = [_different(part) for part in _CHOICE.split(pattern)]
    for chosen in product(*parts):
        yield " ".join("".join(chosen).split()).replace(" -", "-")


def _different(part: str) -> list[str]:
    """What may stand there, without choices that differ only in accents."""
    if "|" not in part:
        return [part]
    return list({fold(choice): choice for choice in part.split("|")}.values())


def entries(text: str) -> Iterator[tuple[str, str, str]]:
    """Concept, meaning and phrase of each phrase in a file."""
    key = meaning = ""
    pending = ""
    for line in [*text.splitlines(), "end:"]:
        if not line.strip() or line.startswith("#"):
            continue
        match = None if line.startswith(" ") else _ENTRY.match(line)
        if match is None:
            pending += " " + line
            continue
        for pattern in pending.split(","):
            for phrase in choices(pattern):
                if phrase:
                    yield key, meaning, phrase
        key, meaning, pending = match[1], match[2] or "", match[3]


def _put(known: Lexicon, key: str, meaning: str, phrase: str) -> None:
    if key == "number":
        known.numbers[fold(phrase)] = Decimal(meaning)
    elif key == "multiplier":
        known.multipliers[fold(phrase)] = int(meaning)
    elif key == "unit":
        known.units[fold(phrase)] = meaning
    elif key == "ordinal":
        known.ordinals[fold(phrase)] = int(meaning)
    elif key == "good":
        known.goods[fold(phrase)] = meaning.replace("_", " ")
    elif key == "short":
        known.shorthand[fold(phrase)] = words_of(meaning.replace("_", " "))
    elif key == "size":
        known.sizes[fold(phrase)] = meaning
    else:
        _put_phrase(known, _LETTERS[key], meaning, phrase)


def _put_phrase(known: Lexicon, letter: str, meaning: str, phrase: str) -> None:
    """The phrase, and as it is typed without hyphens: "dis moi" is "dis-moi"."""
    for spelling in {phrase, phrase.replace("-", " ")}:
        entry = known.phrases.setdefault(words_of(spelling), Entry())
        if letter not in entry.roles:
            entry.roles += letter
        if meaning:
            entry.meanings[letter] = meaning


def words_of(phrase: str) -> tuple[str, ...]:
    """The folded words of a phrase, as they are cut in a message."""
    if _PLAIN.fullmatch(phrase):
        return tuple(map(fold, phrase.split(" ")))
    return tuple(token.key for token in tokens(phrase))


__all__ = [
    "LANGUAGES",
    "Concept",
    "Entry",
    "Lexicon",
    "choices",
    "entries",
    "lexicon",
    "lexicons",
    "words_of",
]
