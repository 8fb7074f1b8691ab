"""Prices: asked for and set. Verbs like those of `bot.actions.stock`."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from sqlalchemy.orm import Session

from bot.actions.edits import Edit, Edited, set_field
from bot.actions.price_lists import TYPED, asked, set_costs
from storage import catalogue, prices, stock, suppliers
from storage.models import Product, Shop
from storage.models.stock import MovementKind
from storage.shops import lock_shop
from storage.stock import Movement

MOST_PAST = 5
OWN = ("shop", "enrolment", "shelf")
"""Where the shop's own prices in the history come from."""
CENT = Decimal("0.01")
SHOP = "shop"


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
class PastPrice:
    """What a product has cost from some time on."""

    price: Decimal
    currency: str | None
    since: datetime


def price_of(product: Product) -> Priced:
    return Priced(product.name, product.price)


def list_prices(session: Session, shop: Shop) -> PriceList:
    products = catalogue.products(session, shop.id)
    return PriceList(tuple(price_of(p) for p in products if p.price is not None))


def past_prices(session: Session, product: Product) -> tuple[PastPrice, ...]:
    """What it has cost here before, newest first."""
    past = [
        PastPrice(row.price, row.currency, row.recorded_at)
        for row in prices.changes(session, product.id, sources=OWN)
        if row.price != product.price
    ]
    return tuple(past[:MOST_PAST])


def set_price(
    session: Session,
    shop: Shop,
    product: Product,
    price: Decimal,
    *,
    member_id: uuid.UUID | None = None,
    source: str = SHOP,
) -> Edited:
    """The product costs this from now on; every change goes into the history.

    `source`: who says so, the shop's people or the tags on its shelves.
    """
    price = price.quantize(CENT)
    edited = set_field(session, product, "price", price, member_id=member_id)
    if edited.batch_id is not None:
        record_price(session, shop, product, price, source)
    return edited


def set_cost(
    session: Session,
    product: Product,
    cost: Decimal,
    *,
    member_id: uuid.UUID | None = None,
) -> Edited:
    """The shop pays this for one piece from now on.

    Where the product has a supplier, that is what they ask, in the history of costs.
    """
    cost, before = cost.quantize(CENT), product.cost
    supplier = product.supplier_id and suppliers.get(session, product.supplier_id)
    if not supplier:
        return set_field(session, product, "cost", cost, member_id=member_id)
    lock_shop(session, product.shop_id)
    wanted, fields = asked(session, supplier, product, cost, TYPED)
    notes = (
        [Movement(product.id, MovementKind.EDIT, 0, fields=fields)] if fields else []
    )
    batch = stock.book(session, product.shop_id, notes, member_id=member_id)
    set_costs(session, [(product, wanted)])
    return Edited(
        product.id,
        product.name,
        Edit("cost", before, cost),
        product.quantity,
        batch.batch_id if batch.lines else None,
    )


def record_price(
    session: Session,
    shop: Shop,
    product: Product,
    price: Decimal,
    source: str = SHOP,
) -> None:
    """Keep the shop's own price in the price history."""
    prices.record(
        session,
        shop_id=shop.id,
        product_id=product.id,
        product_name=product.name,
        price=price,
        currency=shop.currency,
        source=source,
    )
