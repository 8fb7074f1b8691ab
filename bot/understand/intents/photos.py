"""Wishes to know what a photo shows: answered from its reading, or by looking at it."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from bot.understand.intents.parts import Named

MIDDLE = 0
"""The row of AskPhoto that has as many above it as below."""

OF_PRODUCTS = frozenset("count presence where colour label tag".split())
"""What can be asked of one product after another."""


@dataclass(frozen=True, slots=True)
class AskPhoto:
    """What does the photo show: how many, where, on which shelf, beside what?

    `what`: count, presence, where, contents, colour, products, shelves, gaps, emptiest,
    fullest, most, fewest, out_of_place, label, tag, dearest, cheapest, dearer_than,
    cheaper_than or compare. `row` is a shelf: 1 is the top one, -1 the bottom one, 0
    the middle one. `side`: left, middle or right. `relation` to `beside`: left_of,
    right_of, next_to, above or below. `since`: the photo to compare with, yesterday or
    last. `group` is a number drawn on the photo. `shelf`: on the last photo of the
    shelf that is called so.

    `goes_on`: it is asked once more, for another product, of the same photo.
    `or_books`: it may be about the shop's books instead, where nobody talks of a photo.
    """

    what: str
    products: tuple[Named, ...] = ()
    colours: tuple[str, ...] = ()
    row: int | None = None
    side: str | None = None
    relation: str | None = None
    beside: Named | None = None
    amount: Decimal | None = None
    group: int | None = None
    since: str | None = None
    shelf: str | None = None
    is_unnamed: bool = False
    or_books: bool = False
    goes_on: bool = False


@dataclass(frozen=True, slots=True)
class AskPicture:
    """An open question about what is to be seen, such as "is the fridge clean?"

    Never one whose answer is a number of products, a price or a place. `text` is the
    question as it was asked.
    """

    text: str


PhotoIntent = AskPhoto | AskPicture
