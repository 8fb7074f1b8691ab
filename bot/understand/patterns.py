"""A small pattern language over clauses: `{COUNT} {OF}* name {LEFT}*`.

`{ROLE}` or `{ROLE|OTHER}` is one element that may play the role; `name`, `n`, `money`
and `items` are captured, `any` is any element and `known` any that is no name; the
rest is a regular expression.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from bot.understand.elements import Clause, Element
from bot.understand.intents import Intent, Item, Named
from bot.understand.items import read_items
from bot.understand.lexicon.concepts import (
    MINUS,
    MONEY,
    NUMBER,
    ORDINAL,
    PLUS,
    PRODUCT,
    UNIT,
    Concept,
)
from bot.understand.words import tidy_name

_LETTERS = {
    **{concept.name: concept.value for concept in Concept},
    "NUMBER": NUMBER,
    "MONEY": MONEY,
    "UNIT": UNIT,
    "PLUS": PLUS,
    "MINUS": MINUS,
    "ORDINAL": ORDINAL,
    "PRODUCT": PRODUCT,
}
_ANY = r"(?:<[^<>]+>)"
_WORDS = {
    "lead": "{FILLER|THERE_ARE|SHOW|AND|ALSO|HAVE|THIS_IS}*",
    "tail": "{FILLER|ONE|LEFT|HAVE|THERE_ARE|IS|IT|OF|AND}*",
    "name": f"(?P<name>{_ANY}+?)",
    "other": f"(?P<other>{_ANY}+?)",
    "items": f"(?P<items>{_ANY}+?)",
    "any": _ANY,
    "known": "(?:<[^<>w]+>)",
    "n": "(?P<n>{NUMBER})",
    "money": "(?P<n>{NUMBER|MONEY})",
}


def compiled(pattern: str) -> re.Pattern[str]:
    """The regular expression over `Clause.code`, matched as a whole."""
    spelled = re.sub(
        r"(?<![\w{|?<])(lead|tail|name|other|items|any|known|n|money)(?![\w}|>])",
        lambda word: _WORDS[word[1]],
        pattern,
    )
    coded = re.sub(r"\{([A-Z_|]+)\}", _one_of, spelled)
    return re.compile(rf"^{coded.replace(' ', '')}$")


def _one_of(roles: re.Match[str]) -> str:
    letters = "".join(_LETTERS[role] for role in roles[1].split("|"))
    return rf"(?:<[^<>]*[{letters}][^<>]*>)"


@dataclass(frozen=True, slots=True)
class Found:
    """A pattern that matched a clause, with what it captured."""

    clause: Clause
    match: re.Match[str]

    def part(self, group: str) -> Clause:
        """The captured elements; none where the group took no part."""
        start, end = self.match.span(group)
        if start < 0:
            return self.clause.part(0, 0)
        code = self.clause.code
        return self.clause.part(code.count("<", 0, start), code.count("<", 0, end))

    def named(self, group: str = "name") -> Named:
        """The captured product phrase; empty when it is a word like "it"."""
        part = self.part(group)
        if all(Concept.IT in element.roles for element in part.elements):
            return Named("")
        return Named(tidy_name(part.words()))

    def verbatim(self, group: str) -> str:
        return tidy_name(self.part(group).words())

    def number(self) -> Decimal:
        """The captured number or amount."""
        value = self._number_element().value
        assert value is not None, "n captures elements that have a value"
        return value

    def unit(self) -> str | None:
        return self._number_element().unit

    def items(self) -> tuple[Item, ...]:
        return read_items(self.part("items"))

    def _number_element(self) -> Element:
        return self.part("n").elements[0]


Build = Callable[[Found], Intent | list[Intent] | None]


@dataclass(frozen=True, slots=True)
class Rule:
    """When a clause has this shape, it means that; None from `build` means no.

    `needed`: one letter of each of these sets is in every clause that fits.
    """

    pattern: re.Pattern[str]
    build: Build
    needed: tuple[frozenset[str], ...] = ()

    def apply(self, clause: Clause) -> list[Intent] | None:
        letters = clause.letters
        if any(letters.isdisjoint(needed) for needed in self.needed):
            return None
        match = self.pattern.match(clause.code)
        if match is None:
            return None
        built = self.build(Found(clause, match))
        if built is None:
            return None
        return built if isinstance(built, list) else [built]


def rule(pattern: str, build: Build) -> Rule:
    """One line of the grammar."""
    return Rule(compiled(pattern), build, tuple(_needed(pattern)))


def _needed(pattern: str) -> Iterator[frozenset[str]]:
    """The roles that a pattern asks for outside brackets and without a choice."""
    depth = 0
    for part in re.finditer(r"[()]|\{([A-Z_|]+)\}([*?]?)", pattern):
        if part[0] in "()":
            depth += 1 if part[0] == "(" else -1
        elif depth == 0 and not part[2]:
            yield frozenset(_LETTERS[role] for role in part[1].split("|"))
