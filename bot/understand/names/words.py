"""The words of names: cut, sizes made alike, and the other forms a word may take."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from decimal import Decimal
from functools import cache, lru_cache

from bot.understand.lexicon import lexicons
from bot.understand.numbers import figure
from bot.understand.words import tokens

EXACT, PLURAL, NICKNAME, PREFIX, TYPO = 1.0, 0.98, 0.97, 0.9, 0.85
SOUND = 0.93  # written in another script

_IGNORED = frozenset(
    "the a an of de du des da la le les l d del los las el un une ya za wa".split()
)
_SMALL: dict[str, tuple[int | Decimal, str]] = {
    "g": (1, "g"), "kg": (1000, "g"), "mg": (Decimal("0.001"), "g"),
    "ml": (1, "ml"), "cl": (10, "ml"), "l": (1000, "ml"),
}  # fmt: skip
SPELLED_UNITS = {
    "g": "g", "kg": "kg", "ml": "ml", "cl": "cl", "l": "l", "mg": "mg",
    "gr": "g", "gm": "g", "gms": "g", "grs": "g", "gram": "g", "grams": "g",
    "gramme": "g", "grammes": "g", "gramos": "g", "gramo": "g", "gramu": "g",
    "جرام": "g", "غرام": "g", "جم": "g", "kilo": "kg", "kilos": "kg", "kgs": "kg",
    "كيلو": "kg", "كجم": "kg", "kilogram": "kg", "kilograms": "kg", "lt": "l",
    "ltr": "l", "ltrs": "l", "litre": "l", "litres": "l", "liter": "l", "liters": "l",
    "litro": "l", "litros": "l", "lita": "l", "لتر": "l", "ليتر": "l", "مل": "ml",
    "mls": "ml", "cls": "cl", "سل": "cl", "oz": "oz", "lb": "lb", "pcs": "pcs",
}  # fmt: skip
_MEASURE = re.compile(r"(\d+(?:[.,]\d+)*)([^\W\d_]+)")
_NICKNAMES: dict[str, tuple[str, ...]] = {
    "coke": ("cocacola", "coca"),
    "coca": ("coke",),
    "cocacola": ("coke",),
    "cocacolas": ("coke",),
    "cokes": ("cocacola", "coca"),
    "soda": ("soft",),
}


@lru_cache(maxsize=100_000)
def split(name: str) -> tuple[str, ...]:
    """The folded words of a name, without articles unless there is nothing else.

    Sizes are one word in grams or millilitres: "50 cl" and "0.5 L" are "500ml".
    """
    words = [
        part
        for token in tokens(name)
        if token.kind != "symbol"
        for part in re.split(r"[-'&/]+|\.(?!\d)", token.key)
        if part
    ]
    words = _with_sizes([_without_article(word) for word in words])
    kept = tuple(word for word in words if word not in _IGNORED)
    return kept or tuple(words)


def is_size_of(word: str) -> bool:
    """Whether the word says that a size follows: "Pampers taille 4"."""
    return any(variant == "size" for variant, _ in variants(word))


def is_article(word: str) -> bool:
    """Whether the word means nothing in a name."""
    return word in _IGNORED


def size_of(word: str) -> str | None:
    """The size in grams or millilitres: "500ml" of "50cl"; None for other words."""
    match = _MEASURE.fullmatch(word)
    if match is None:
        return None
    unit = SPELLED_UNITS.get(match[2], match[2])
    if unit not in _SMALL:
        return None
    factor, base = _SMALL[unit]
    value = (figure(match[1]) or Decimal(0)) * factor
    return f"{value.normalize():f}{base}"


def _with_sizes(words: Sequence[str]) -> list[str]:
    """ "50 cl" is one word, as "50cl" is."""
    joined: list[str] = []
    for word in words:
        unit = SPELLED_UNITS.get(word, word)
        is_unit = unit in _SMALL or word in SPELLED_UNITS
        if joined and is_unit and re.fullmatch(r"\d+(?:[.,]\d+)*", joined[-1]):
            joined[-1] += word
        else:
            joined.append(word)
    return [size_of(word) or word for word in joined]


def _without_article(word: str) -> str:
    """The Arabic article and short prepositions are written with their word."""
    for prefix in ("بال", "لل", "ال"):
        least = 1 if prefix == "ال" else 2  # letters: "الرز" is rice
        if word.startswith(prefix) and len(word) > len(prefix) + least:
            return word[len(prefix) :]
    return word


def is_dual(word: str) -> bool:
    """Whether an Arabic word may be two of something."""
    return len(word) > 4 and word.endswith(("ين", "ان")) and word[0] >= "\u0600"


def _arabic_forms(word: str) -> list[str]:
    """One of it, where the word is two or several: "بيضتين", "بيضات"."""
    forms = []
    if is_dual(word):
        stem = word[:-2]
        forms += [stem, stem[:-1] + "ه"] if stem.endswith("ت") else [stem]
    if len(word) > 4 and word.endswith("ات"):
        forms += [word[:-2], word[:-2] + "ه"]
    return forms


@lru_cache(maxsize=20_000)
def variants(word: str) -> tuple[tuple[str, float], ...]:
    """The word as it may be written in a name, with how sure that is."""
    found = {word: EXACT}
    for other in _singular_or_plural(word):
        found.setdefault(other, PLURAL)
    for _ in range(2):  # an Arabic "coca" leads to Coca-Cola, which leads to Coke
        for base in list(found):
            for nickname in (*_NICKNAMES.get(base, ()), *_goods().get(base, ())):
                found.setdefault(nickname, NICKNAME)
                for other in _singular_or_plural(nickname):
                    found.setdefault(other, NICKNAME)
    return tuple(found.items())


def _singular_or_plural(word: str) -> tuple[str, ...]:
    if len(word) < 3 or not word.isalpha():
        return ()
    if word[0] >= "\u0600":
        return tuple(_arabic_forms(word))
    forms = [word + "s", word + "es"]
    if word.endswith("s"):
        forms.append(word[:-1])
    if word.endswith("es"):
        forms.append(word[:-2])
    if word.endswith("ies"):
        forms.append(word[:-3] + "y")
    if word.endswith("y"):
        forms.append(word[:-1] + "ies")
    return tuple(form for form in forms if len(form) > 2)


@cache
def _goods() -> dict[str, tuple[str, ...]]:
    """Words of everyday goods in one language to those of all others."""
    groups: dict[str, set[str]] = defaultdict(set)
    for known in lexicons():
        for word, english in known.goods.items():
            groups[english].update({"".join(split(word)), "".join(split(english))})
    others: dict[str, set[str]] = defaultdict(set)
    for group in groups.values():
        for word in group:
            others[word].update(group - {word})
    return {word: tuple(sorted(group)) for word, group in others.items()}
