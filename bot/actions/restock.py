"""What to buy, from demand, stock, packs, costs and who brings it. Verbs."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from bot.actions.forecasts import Outlook, outlooks
from bot.actions.notices import Notices, notices_of
from bot.actions.supplies import Supply, supplies_of
from pipeline.insights.restock import (
    Need,
    Plan,
    Purchase,
    packs_for,
    plan,
    service_for,
)
from storage import catalogue, orders, suppliers
from storage.models import Product, Shop, Supplier

USUAL_DAYS = 7
LONGEST_DAYS = 366
WEEKDAYS = (
    "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday",
)  # fmt: skip
SUNDAY = 6
NO_NOTICES = Notices()


@dataclass(frozen=True, slots=True)
class BuyLine:
    """Buy so many pieces of a product, and what that rests on.

    `per_day` says how fast it sells; None: only its minimum is known. `comes_on` is
    when its supplier may bring it, where that is known. `wanted` is more than
    `quantity` where the budget ends. `at_price`: its cost is not known, and it is
    reckoned at what it sells for. `protects` is how many more are sold with it.
    `for_minimum`: without its minimum less would be bought.
    """

    product_id: uuid.UUID
    name: str
    quantity: int
    wanted: int
    pack_size: int
    in_stock: int
    on_order: int
    minimum: int | None
    per_day: float | None
    unit_cost: Decimal | None
    at_price: bool
    supplier: str | None
    supplier_id: uuid.UUID | None
    comes_on: date | None = None
    comes_in: int = 0
    protects: float = 0.0
    for_minimum: bool = False

    @property
    def cost(self) -> Decimal | None:
        return None if self.unit_cost is None else self.unit_cost * self.quantity


@dataclass(frozen=True, slots=True)
class BelowMinimum:
    """What is bought from a supplier comes to less than they bring for."""

    supplier: str
    total: Decimal
    minimum: Decimal


@dataclass(frozen=True, slots=True)
class BuyList:
    """What to buy to last `days`, most urgent first, and what was left out, by name.

    `total` leaves out what has no cost and no price; in a list without a budget those
    products are on the list all the same (`uncosted`). `protects` is the margin that
    would be lost without it, on average; None where margins are not known.
    """

    lines: tuple[BuyLine, ...]
    days: int
    budget: Decimal | None
    total: Decimal
    over_budget: tuple[str, ...] = ()
    without_cost: tuple[str, ...] = ()
    without_basis: tuple[str, ...] = ()
    products: int = 0
    protects: Decimal | None = None
    below_minimum: tuple[BelowMinimum, ...] = ()
    notices: Notices = NO_NOTICES

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
    supplier: str | None = None,
) -> BuyList:
    """Whole packs of what will run out, within the budget where there is one.

    `supplier`: only what they bring; of a name that nobody has, of all.
    """
    products = catalogue.products(session, shop.id)
    chosen = suppliers.find(session, shop.id, supplier) if supplier else None
    if chosen is not None:
        products = [p for p in products if p.supplier_id == chosen.id]
    known = outlooks(session, shop, products, now)
    supplies = supplies_of(session, shop, products, now)
    ordered = orders.on_order(session, shop.id)
    needs = [
        need_of(p, known[p.id], ordered.get(p.id, 0), days, supplies[p.id].wait)
        for p in products
    ]
    service = service_for(days)
    found = plan(needs, budget, service=service)
    by_id = {str(product.id): product for product in products}
    lines = tuple(
        _line(purchase, by_id[purchase.need.product_id], known, supplies, service)
        for purchase in found.purchases
    )
    return BuyList(
        lines,
        days,
        budget,
        found.total,
        *_left_out(found, by_id),
        protects=_protected(found),
        below_minimum=_below_minimum(lines, supplies),
        notices=notices_of(products, known),
    )


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


def need_of(
    product: Product, outlook: Outlook, on_order: int, days: int, wait: int
) -> Need:
    """What the plan must know: goods that come after `wait` days must last `days`."""
    keeps = product.shelf_life_days
    gone, gone_variance = outlook.gone_since(product.quantity)
    return Need(
        str(product.id),
        product.quantity,
        on_order,
        product.minimum,
        outlook.demand(days + wait),
        outlook.demand(keeps + wait) if keeps else None,
        gone,
        product.pack_size or 1,
        unit_cost=product.price if product.cost is None else product.cost,
        price=product.price,
        is_retired=product.removed_at is not None,
        gone_variance=gone_variance,
    )


def _line(
    purchase: Purchase,
    product: Product,
    known: dict[uuid.UUID, Outlook],
    supplies: dict[uuid.UUID, Supply],
    service: float,
) -> BuyLine:
    need, supply = purchase.need, supplies[product.id]
    forecast, supplier = known[product.id].forecast, supply.supplier
    return BuyLine(
        product.id,
        product.name,
        purchase.quantity,
        purchase.wanted,
        need.pack_size,
        need.quantity,
        need.on_order,
        need.minimum,
        forecast.per_day if forecast and forecast.sold else None,
        need.unit_cost,
        product.cost is None and need.unit_cost is not None,
        supplier.name if supplier else None,
        product.supplier_id,
        supply.comes_on,
        supply.wait,
        purchase.protects,
        need.minimum is not None
        and packs_for(replace(need, minimum=None), service) < purchase.packs,
    )


def _protected(found: Plan) -> Decimal | None:
    """The margin that the purchases protect, where each has a price above its cost."""
    needs = [purchase.need for purchase in found.purchases]
    is_known = all(n.price and n.unit_cost and n.price > n.unit_cost for n in needs)
    return Decimal(round(found.protects)) if needs and is_known else None


def _below_minimum(
    lines: Sequence[BuyLine], supplies: dict[uuid.UUID, Supply]
) -> tuple[BelowMinimum, ...]:
    totals: dict[uuid.UUID, Decimal] = {}
    known: dict[uuid.UUID, Supplier] = {}
    for line in lines:
        supplier = supplies[line.product_id].supplier
        if supplier is not None and supplier.minimum_order:
            known[supplier.id] = supplier
            cost = line.cost or Decimal(0)
            totals[supplier.id] = totals.get(supplier.id, Decimal(0)) + cost
    return tuple(
        BelowMinimum(known[key].name, total, known[key].minimum_order or Decimal(0))
        for key, total in totals.items()
        if total < (known[key].minimum_order or 0)
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
