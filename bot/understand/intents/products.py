"""Wishes about products themselves: names, prices, packs, suppliers."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from bot.understand.intents.parts import Named


@dataclass(frozen=True, slots=True)
class PriceOf:
    """What does it cost?"""

    product: Named


@dataclass(frozen=True, slots=True)
class ListPrices:
    """What does everything cost?"""


@dataclass(frozen=True, slots=True)
class ComparePrices:
    """What does it cost elsewhere? No products: those talked about last, else all."""

    products: tuple[Named, ...] = ()


@dataclass(frozen=True, slots=True)
class AcceptPrices:
    """The prices that were read from the tags are right."""


@dataclass(frozen=True, slots=True)
class SharePrices:
    """May other shops nearby see my prices in their comparisons, without my name?"""

    is_on: bool = True


@dataclass(frozen=True, slots=True)
class SetPrice:
    """It costs so much from now on."""

    product: Named
    amount: Decimal
    is_guess: bool = False


@dataclass(frozen=True, slots=True)
class SetCost:
    """The shop pays so much for one of it; at this supplier, where one was said."""

    product: Named
    amount: Decimal
    supplier: str | None = None


@dataclass(frozen=True, slots=True)
class NewProduct:
    """The shop sells this; what was said about it beside the name."""

    name: str
    minimum: int | None = None
    price: Decimal | None = None
    quantity: int | None = None


@dataclass(frozen=True, slots=True)
class Rename:
    """It has another name from now on."""

    product: Named
    name: str


@dataclass(frozen=True, slots=True)
class AddAlias:
    """It is also called so."""

    product: Named
    alias: str


@dataclass(frozen=True, slots=True)
class MergeProducts:
    """Both are the same: `product` becomes a part of `into`."""

    product: Named
    into: Named


@dataclass(frozen=True, slots=True)
class Remove:
    """The shop does not sell it any more."""

    product: Named


@dataclass(frozen=True, slots=True)
class SetMinimum:
    """There should always be so many."""

    product: Named
    minimum: int


@dataclass(frozen=True, slots=True)
class SetShelfLife:
    """It keeps for so many days."""

    product: Named
    days: int


@dataclass(frozen=True, slots=True)
class SetPackSize:
    """So many pieces are in one; `unit` is carton, crate, pack, … where said."""

    product: Named
    size: int
    unit: str | None = None


@dataclass(frozen=True, slots=True)
class SetSupplier:
    """It comes from this supplier."""

    product: Named
    supplier: str


@dataclass(frozen=True, slots=True)
class SetCategory:
    """It belongs to this category."""

    product: Named
    category: str


ProductIntent = (
    AcceptPrices
    | AddAlias
    | ComparePrices
    | ListPrices
    | MergeProducts
    | NewProduct
    | PriceOf
    | Remove
    | Rename
    | SetCategory
    | SetCost
    | SetMinimum
    | SetPackSize
    | SetPrice
    | SetShelfLife
    | SetSupplier
    | SharePrices
)
