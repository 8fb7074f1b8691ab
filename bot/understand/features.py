"""What the classifier sees of a clause: words, parts of words, and concepts.

Used at run time and by the training, so that both see the same. Names and numbers are
masked: a sale is a sale whatever was sold.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from bot.understand.elements import Clause, Element
from bot.understand.lexicon.concepts import MONEY, NUMBER, PRODUCT, WORD
from bot.understand.words import fold

GRAMS = (3, 4)
LONGEST_WORD = 20
_MASKS = {PRODUCT: "<p>", MONEY: "<m>", NUMBER: "<n>"}


def features(clause: Clause) -> frozenset[str]:
    """The names of all features that the clause has."""
    words = [word for element in clause.elements for word in _words(clause, element)]
    found = {f"w {word}" for word in words}
    found.update(f"b {a} {b}" for a, b in pairwise(["^", *words, "$"]))
    for word in words:
        found.update(_grams(word))
    roles = [_role(element) for element in clause.elements]
    found.update(f"r {role}" for role in roles)
    found.update(f"s {a} {b}" for a, b in pairwise(["^", *roles, "$"]))
    found.update(f"c {letter}" for role in roles for letter in role)
    if clause.is_question:
        found.add("?")
    return frozenset(found)


def _words(clause: Clause, element: Element) -> Iterator[str]:
    """The folded words of an element, or the mask of a name or number."""
    for role, mask in _MASKS.items():
        if role in element.roles:
            yield mask
            return
    for word in clause.text[element.start : element.end].split():
        yield fold(word)[:LONGEST_WORD]


def _grams(word: str) -> Iterator[str]:
    if word.startswith("<"):
        return
    bounded = f"^{word}$"
    for size in GRAMS:
        for start in range(len(bounded) - size + 1):
            yield f"g {bounded[start : start + size]}"


def _role(element: Element) -> str:
    """The concepts of an element; a known name counts as one whatever it is."""
    if PRODUCT in element.roles:
        return PRODUCT
    return "".join(sorted(element.roles)) or WORD
