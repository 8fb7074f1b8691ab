"""What to buy, from minimum, stock, sales, packs and costs. Verbs of `bot.actions`."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from bot.actions.selling import rates_of
from pipeline.insights.restock import Need, Plan, Purchase, plan
from pipeline.insights.sales import SalesRate
from storage import catalogue, orders, suppliers
from storage.models import Product, Shop, Supplier

USUAL_DAYS = 7
LONGEST_DAYS = 366
WEEKDAYS = (
    "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday",
)  # fmt: skip
SUNDAY = 6


@dataclass(frozen=True, slots=True)
class BuyLine:
    """Buy so many pieces of a product, and what that rests on.

    `rate` says how fast it sells; None: only its minimum is known. `wanted` is more
    than `quantity` where the budget ends. `at_price`: its cost is not known, and it is
    reckoned at what it sells for.
    """

    product_id: uuid.UUID
    name: str
    quantity: int
    wanted: int
    pack_size: int
    in_stock: int
    on_order: int
    minimum: int | None
    rate: SalesRate | None
    unit_cost: Decimal | None
    at_price: bool
    supplier: str | None
    supplier_id: uuid.UUID | None

    @property
    def cost(self) -> Decimal | None:
        return None if self.unit_cost is None else self.unit_cost * self.quantity


@dataclass(frozen=True, slots=True)
class BuyList:
    """What to buy to last `days`, most urgent first, and what was left out, by name.

    `total` leaves out what has no cost and no price; in a list without a budget those
    products are on the list all the same (`uncosted`).
    """

    lines: tuple[BuyLine, ...]
    days: int
    budget: Decimal | None
    total: Decimal
    over_budget: tuple[str, ...] = ()
    without_cost: tuple[str, ...] = ()
    without_basis: tuple[str, ...] = ()
    products: int = 0

    @property
    def uncosted(self) -> tuple[str, ...]:
        return tuple(line.name for line in self.lines if line.unit_cost is None)


def what_to_buy(
    session: Session,
    shop: Shop,
    now: datetime,
    *,
    budget: Decimal | None = None,
    days: int = USUAL_DAYS,
) -> BuyList:
    """Whole packs of what will run out, within the budget where there is one."""
    products = catalogue.products(session, shop.id)
    rates = rates_of(session, shop, products, now)
    known = {s.id: s for s in suppliers.suppliers(session, shop.id)}
    ordered = orders.on_order(session, shop.id)
    needs = [_need(p, rates[p.id], ordered.get(p.id, 0), known) for p in products]
    found = plan(needs, days, budget)
    by_id = {str(product.id): product for product in products}
    lines = tuple(
        _line(purchase, by_id[purchase.need.product_id], rates, known)
        for purchase in found.purchases
    )
    return BuyList(lines, days, budget, found.total, *_left_out(found, by_id))


def days_until(day: str | None, shop: Shop, now: datetime) -> int:
    """How many days the goods must last: through that day, or that weekend, …"""
    today = now.astimezone(ZoneInfo(shop.timezone))
    if day in WEEKDAYS:
        return (WEEKDAYS.index(day or "") - today.weekday()) % 7 or 7
    ahead = {
        "today": 1,
        "tomorrow": 2,
        "weekend": (SUNDAY - today.weekday()) % 7 + 1,
        "month": 30,
    }
    return ahead.get(day or "", USUAL_DAYS)


def _need(
    product: Product,
    rate: SalesRate,
    on_order: int,
    known: dict[uuid.UUID, Supplier],
) -> Need:
    supplier = known.get(product.supplier_id) if product.supplier_id else None
    return Need(
        str(product.id),
        product.quantity,
        on_order,
        product.minimum,
        rate.per_day,
        product.pack_size or 1,
        product.price if product.cost is None else product.cost,
        (supplier.lead_days or 0) if supplier else 0,
    )


def _line(
    purchase: Purchase,
    product: Product,
    rates: dict[uuid.UUID, SalesRate],
    known: dict[uuid.UUID, Supplier],
) -> BuyLine:
    need, rate = purchase.need, rates[product.id]
    supplier = known.get(product.supplier_id) if product.supplier_id else None
    return BuyLine(
        product.id,
        product.name,
        purchase.quantity,
        purchase.wanted,
        need.pack_size,
        need.quantity,
        need.on_order,
        need.minimum,
        rate if rate.per_day else None,
        need.unit_cost,
        product.cost is None and need.unit_cost is not None,
        supplier.name if supplier else None,
        product.supplier_id,
    )


def _left_out(
    found: Plan, by_id: dict[str, Product]
) -> tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...], int]:
    def names(needs: Sequence[Need]) -> tuple[str, ...]:
        return tuple(by_id[need.product_id].name for need in needs)

    return (
        names(found.over_budget),
        names(found.without_cost),
        names(found.without_basis),
        len(by_id),
    )


def horizon(days: int | None, day: str | None, shop: Shop, now: datetime) -> int:
    """The days that were said, or those until the day that was said."""
    if days is not None:
        return min(max(days, 1), LONGEST_DAYS)
    return days_until(day, shop, now)
