"""What the stock is worth. Verbs like those of `bot.actions.stock`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy.orm import Session

from bot.actions.categories import in_category
from storage import catalogue
from storage.models import Product, Shop


@dataclass(frozen=True, slots=True)
class StockWorth:
    """What is there at selling prices, and at what was paid where that is known.

    `at_cost` counts only products whose cost is known (`with_cost` of `products`);
    `unpriced` are those in stock without a price, which `at_price` leaves out.
    """

    name: str | None  # the product or category asked about; None: everything
    at_price: Decimal
    at_cost: Decimal
    products: int
    with_cost: int
    unpriced: tuple[str, ...] = ()


def stock_worth(
    session: Session,
    shop: Shop,
    *,
    category: str | None = None,
    product: Product | None = None,
) -> StockWorth:
    """The worth of one product, one category or everything in stock."""
    if product is not None:
        return _worth(product.name, [product])
    products = catalogue.products(session, shop.id)
    if category is not None:
        return _worth(category, in_category(products, category))
    return _worth(None, products)


def _worth(name: str | None, products: Sequence[Product]) -> StockWorth:
    held = [product for product in products if product.quantity > 0]
    nothing = Decimal(0)
    return StockWorth(
        name,
        sum((p.price * p.quantity for p in held if p.price is not None), nothing),
        sum((p.cost * p.quantity for p in held if p.cost is not None), nothing),
        len(held),
        sum(p.cost is not None for p in held),
        tuple(p.name for p in held if p.price is None),
    )
