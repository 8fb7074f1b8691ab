"""What the shop sells: new products, their names, minimum and pack size.

Verbs like those of `bot.actions.stock`.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from sqlalchemy import delete
from sqlalchemy.orm import Session

from storage import catalogue, prices, stock
from storage.models import Product, ProductAlias, Shop
from storage.models.stock import MovementKind
from storage.saving import NameTaken, Outcome, ProductInput
from storage.stock import Movement


class Problem(StrEnum):
    """Why a product was not changed."""

    NAME_TAKEN = "name_taken"
    NAME_EMPTY = "name_empty"


@dataclass(frozen=True, slots=True)
class Described:
    """A product as it is after something was said about it."""

    product_id: uuid.UUID
    name: str
    outcome: Outcome
    minimum: int | None = None
    price: Decimal | None = None
    quantity: int | None = None
    learned_look: bool = False
    batch_id: uuid.UUID | None = None


@dataclass(frozen=True, slots=True)
class Renamed:
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Aliased:
    name: str
    alias: str


@dataclass(frozen=True, slots=True)
class Removed:
    name: str


@dataclass(frozen=True, slots=True)
class MinimumSet:
    name: str
    minimum: int
    quantity: int


@dataclass(frozen=True, slots=True)
class PackSizeSet:
    name: str
    size: int


@dataclass(frozen=True, slots=True)
class Refused:
    """Nothing was changed; `name` is what stood in the way."""

    problem: Problem
    name: str


def describe(
    session: Session,
    shop: Shop,
    wanted: ProductInput,
    *,
    member_id: uuid.UUID | None = None,
) -> Described | Refused:
    """Create the product or fill in what is said; its quantity is booked."""
    if not catalogue.find_by_name(session, shop.id, wanted.name) and not wanted.name:
        return Refused(Problem.NAME_EMPTY, "")
    try:
        saved = catalogue.save_product(session, shop.id, wanted)
    except NameTaken as taken:
        return Refused(Problem.NAME_TAKEN, taken.name)
    product = saved.product
    if wanted.price is not None:
        record_price(session, shop, product, wanted.price)
    batch_id = None
    if wanted.quantity is not None:
        batch = stock.book(
            session,
            shop.id,
            [Movement(product.id, MovementKind.ENROLMENT, to=wanted.quantity)],
            member_id=member_id,
        )
        batch_id = batch.batch_id if batch.lines else None
    return Described(
        product.id,
        product.name,
        saved.outcome,
        minimum=wanted.minimum,
        price=wanted.price,
        quantity=wanted.quantity,
        batch_id=batch_id,
    )


def record_price(
    session: Session, shop: Shop, product: Product, price: Decimal
) -> None:
    """Keep the shop's own price in the price history."""
    prices.record(
        session,
        shop_id=shop.id,
        product_id=product.id,
        product_name=product.name,
        price=price,
        currency=shop.currency,
        source="shop",
    )


def rename(
    session: Session, shop_id: uuid.UUID, product: Product, name: str
) -> Renamed | Refused:
    """Give the product another name; it is still found by the old one."""
    holder = catalogue.find_by_name(session, shop_id, name)
    if holder is not None and holder.id != product.id:
        return Refused(Problem.NAME_TAKEN, holder.name)
    before = product.name
    forget_alias(session, product.id, name)
    product.name = name
    session.flush()
    if before.casefold() != name.casefold():
        catalogue.add_alias(session, product.id, before)
    return Renamed(before, name)


def forget_alias(session: Session, product_id: uuid.UUID, alias: str) -> None:
    """The name is no alias any more."""
    session.execute(
        delete(ProductAlias).where(
            ProductAlias.product_id == product_id, ProductAlias.alias == alias
        )
    )


def add_alias(
    session: Session, shop_id: uuid.UUID, product: Product, alias: str
) -> Aliased | Refused:
    """Let the product be found by another name as well."""
    holder = catalogue.find_by_name(session, shop_id, alias)
    if holder is not None and holder.id != product.id:
        return Refused(Problem.NAME_TAKEN, holder.name)
    catalogue.add_alias(session, product.id, alias)
    return Aliased(product.name, alias)


def remove(session: Session, product: Product) -> Removed:
    """Take the product out of the catalogue, with its looks and movements."""
    name = product.name
    session.delete(product)
    session.flush()
    return Removed(name)


def set_minimum(session: Session, product: Product, minimum: int) -> MinimumSet:
    """From this number on, the product is low."""
    product.minimum = minimum
    session.flush()
    return MinimumSet(product.name, minimum, product.quantity)


def set_pack_size(session: Session, product: Product, size: int) -> PackSizeSet:
    """How many pieces a carton holds."""
    product.pack_size = size
    session.flush()
    return PackSizeSet(product.name, size)
