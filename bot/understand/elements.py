"""A clause as a string of roles: what the patterns of the grammar are matched on.

"how many coke do i have" becomes <C><w><V>: every element is written as its roles
between angle brackets, so that one word may play several. Made by `reading`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal

from bot.understand.lexicon.concepts import PRODUCT, WORD, Concept

_BRACKETS = (("(", ")"), ("[", "]"), ("{", "}"), ("<", ">"))


@dataclass(frozen=True, slots=True)
class Element:
    """One or more tokens with the roles they may play; `start`, `end` in the text.

    `meanings` says by role what the word stands for: the day, the role of a person.
    """

    roles: str
    start: int
    end: int
    value: Decimal | None = None
    unit: str | None = None
    key: str = ""
    meanings: Mapping[str, str] = field(default_factory=dict)

    @property
    def is_name(self) -> bool:
        """Whether it can only be (a part of) a name."""
        return PRODUCT in self.roles or self.roles in (WORD, Concept.KIND)


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

    @property
    def letters(self) -> frozenset[str]:
        """All roles that are played in it."""
        return frozenset("".join(element.roles for element in self.elements))

    def part(self, first: int, last: int) -> Clause:
        """The elements from `first` up to, not including, `last`."""
        return replace(self, elements=self.elements[first:last], hits=0)

    def only(self, wanted: Callable[[Element], bool]) -> Clause:
        """The elements that are wanted; what stood between them is left out."""
        kept = tuple(element for element in self.elements if wanted(element))
        return replace(self, elements=kept, hits=0)

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
