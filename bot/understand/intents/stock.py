"""Wishes about what is in the shop: how many, where, how fast, so many came or went."""

from __future__ import annotations

from dataclasses import dataclass

from bot.understand.intents.parts import Item, Named


@dataclass(frozen=True, slots=True)
class Count:
    """How many are there? No products: those talked about last.

    A guess is a bare name, and no question when the name is unknown.
    """

    products: tuple[Named, ...] = ()
    is_guess: bool = False


@dataclass(frozen=True, slots=True)
class ListStock:
    """What is in stock: all of it, one category, or what stands on one shelf.

    An empty `shelf`: all of it, shelf by shelf.
    """

    category: str | None = None
    shelf: str | None = None


@dataclass(frozen=True, slots=True)
class Missing:
    """What is missing on the shelf? `shelf`: on the one that is called so."""

    shelf: str | None = None


@dataclass(frozen=True, slots=True)
class LowStock:
    """What is at or below its minimum?"""


@dataclass(frozen=True, slots=True)
class WhereIs:
    """On which shelf does it stand? `is_most`: on which does most of it?"""

    product: Named
    is_most: bool = False


@dataclass(frozen=True, slots=True)
class SalesSpeed:
    """How fast does it sell, and how long will it last?"""

    product: Named


@dataclass(frozen=True, slots=True)
class BestSellers:
    """What sells most, or, with `slowest`, hardly or not at all (dead stock)?

    `period` as in History.
    """

    slowest: bool = False
    period: str | None = None


@dataclass(frozen=True, slots=True)
class StockValue:
    """What is the stock worth: all of it, one category or one product?"""

    category: str | None = None
    product: Named | None = None


@dataclass(frozen=True, slots=True)
class Trend:
    """A chart over time, of one product or the whole shop.

    `measure` is stock, sales, price, value or stock_outs where it was said; `period`
    as in History.
    """

    product: Named | None = None
    measure: str | None = None
    period: str | None = None


@dataclass(frozen=True, slots=True)
class Shrink:
    """How much has gone that nobody sold? `period` as in History."""

    product: Named | None = None
    period: str | None = None


@dataclass(frozen=True, slots=True)
class History:
    """What happened, and when last: with one product, or with all.

    `kind` is sale, delivery, loss or correction where only that was asked for.
    `period` is today, yesterday, week, month or year: those that end now; or last_month
    or last_year, which are those of the calendar.
    """

    product: Named | None = None
    kind: str | None = None
    period: str | None = None


@dataclass(frozen=True, slots=True)
class Correct:
    """There are exactly so many.

    `or_price`: nothing but the name and a large number was said, so that it may be
    what one costs. `is_doubtful` as in Move.
    """

    items: tuple[Item, ...]
    is_guess: bool = False
    or_price: bool = False
    is_doubtful: bool = False


@dataclass(frozen=True, slots=True)
class Move:
    """So many came or went: kind is sale, delivery or loss.

    `is_doubtful`: it may not have happened, or not so; asked about before it is booked.
    """

    kind: str
    items: tuple[Item, ...]
    is_doubtful: bool = False


@dataclass(frozen=True, slots=True)
class Also:
    """ "and Fanta?", "and 2 Fanta": the wish before, for these products too."""

    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class Undo:
    """Take the last change back."""


@dataclass(frozen=True, slots=True)
class Redo:
    """Do again what was taken back."""


StockIntent = (
    Also
    | BestSellers
    | Correct
    | Count
    | History
    | ListStock
    | LowStock
    | Missing
    | Move
    | Redo
    | SalesSpeed
    | Shrink
    | StockValue
    | Trend
    | Undo
    | WhereIs
)
