"""What a photo has come to: made by `bot.actions.scans`, said by `bot.replies`."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime

from bot.actions.catalogue import Described
from bot.actions.planograms import ShelfCompliance
from bot.actions.price_tags import TagPrice
from bot.actions.shelf_parts import Part
from bot.actions.shelves import ShelfLabel
from pipeline.types import Problem


@dataclass(frozen=True, slots=True)
class SeenProduct:
    """One known product on the photo: facings seen, and what the books say now.

    `groups` are its numbers on the picture; `depth` is what was assumed to stand
    behind one another. `is_doubtful`: the books were left alone and the person is
    asked; `is_unsure` where that is because it could not be counted well. `elsewhere`
    is what other shelves hold of it, by their last photos.
    """

    product_id: uuid.UUID
    groups: tuple[int, ...]
    name: str
    facings: int
    facings_low: int
    facings_high: int
    before: int
    after: int
    minimum: int | None = None
    is_doubtful: bool = False
    is_unsure: bool = False
    proposed: int | None = None
    depth: float = 1.0
    elsewhere: tuple[Part, ...] = ()

    @property
    def is_low(self) -> bool:
        return self.minimum is not None and self.after <= self.minimum


@dataclass(frozen=True, slots=True)
class UnknownGroup:
    """A number of the picture that is no known product; `guess` is the likeliest."""

    group: int
    facings: int
    guess: str | None = None


@dataclass(frozen=True, slots=True)
class GoneProduct:
    """It stood on this shelf when it was seen last, and does not any more."""

    name: str
    seen_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class MovedProduct:
    """It stands in another row now, or (`aside`) left (-1) or right (1) of before."""

    name: str
    from_row: int
    to_row: int
    aside: int = 0


@dataclass(frozen=True, slots=True)
class EmptyPlaces:
    """Empty places of one product ("" unknown); `since` where an earlier photo showed
    them already."""

    name: str
    places: int
    since: datetime | None = None


@dataclass(frozen=True, slots=True)
class PhotoRead:
    """A shelf photo, read and booked.

    `shelf` is what it is called, where there are several or it has a name. `gone`,
    `new` and `moved` compare with what it looked like before; `shown` is how much of
    that can be seen. `left` are products that are gone and stand on another shelf.
    `compliance` is with the planogram, where one was given. `asks_for_prices`: the
    question is whether to take the tags'.
    """

    facings: int
    facings_low: int
    facings_high: int
    products: tuple[SeenProduct, ...] = ()
    unknown: tuple[UnknownGroup, ...] = ()
    gaps: tuple[EmptyPlaces, ...] = ()
    problems: tuple[Problem, ...] = ()
    odd_prices: tuple[TagPrice, ...] = ()
    shelf: ShelfLabel | None = None
    gone: tuple[GoneProduct, ...] = ()
    new: tuple[str, ...] = ()
    moved: tuple[MovedProduct, ...] = ()
    shown: float = 1.0
    left: tuple[SeenProduct, ...] = ()
    compliance: ShelfCompliance | None = None
    asks_for_prices: bool = False

    @property
    def doubts(self) -> tuple[SeenProduct, ...]:
        known = (*self.products, *self.left)
        return tuple(product for product in known if product.is_doubtful)


@dataclass(frozen=True, slots=True)
class Unreadable:
    """The file is no photo that can be read; `problem` is the pipeline's key."""

    problem: str


@dataclass(frozen=True, slots=True)
class Learned:
    """A product whose look was learned from its own photo.

    `has_others`: the photo shows other products as well.
    """

    described: Described
    has_others: bool = False
