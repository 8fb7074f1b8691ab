"""Two names that turned out to be one product, made one."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from sqlalchemy.orm import Session

from storage import merging
from storage.models import Product, Shop


@dataclass(frozen=True, slots=True)
class Merged:
    """The first product is a part of the second now; both stocks are added up."""

    name: str
    into: str
    product_id: uuid.UUID
    quantity: int
    parts: tuple[int, int]


@dataclass(frozen=True, slots=True)
class SameProduct:
    """Both names are of one product already."""

    name: str


def merge_products(
    session: Session, shop: Shop, product: Product, into: Product
) -> Merged | SameProduct:
    """Make `product` a part of `into`. It cannot be undone: ask before.

    Its names, looks, prices, orders and all that was booked stay, under one name.
    """
    if product.id == into.id:
        return SameProduct(into.name)
    name, into_name = product.name, into.name
    parts = merging.merge(session, product, into)
    return Merged(name, into_name, into.id, sum(parts), parts)
