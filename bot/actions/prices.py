"""Prices: asked for and set. Verbs like those of `bot.actions.stock`."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy.orm import Session

from bot.actions.catalogue import record_price
from storage import catalogue
from storage.models import Product, Shop


@dataclass(frozen=True, slots=True)
class Priced:
    """A product's price; None when nobody has said it."""

    name: str
    price: Decimal | None


@dataclass(frozen=True, slots=True)
class PriceList:
    """The prices of all products that have one."""

    lines: tuple[Priced, ...]


@dataclass(frozen=True, slots=True)
class PriceSet:
    name: str
    before: Decimal | None
    after: Decimal


def price_of(product: Product) -> Priced:
    return Priced(product.name, product.price)


def list_prices(session: Session, shop: Shop) -> PriceList:
    products = catalogue.products(session, shop.id)
    return PriceList(tuple(price_of(p) for p in products if p.price is not None))


def set_price(
    session: Session, shop: Shop, product: Product, price: Decimal
) -> PriceSet:
    """The product costs this from now on; every change goes into the history."""
    before = product.price
    price = price.quantize(Decimal("0.01"))
    product.price = price
    if before != price:
        record_price(session, shop, product, price)
    session.flush()
    return PriceSet(product.name, before, price)
