"""Goods that have come: booked once, with what differs from the order. Verbs."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy.orm import Session

from bot.actions.order_views import OrderView, view
from bot.actions.orders import REASON, NoSuchOrder, open_order
from bot.actions.price_lists import NotedPrice, asked, may_set_costs, set_costs
from bot.actions.stock import Moved, moved
from storage import catalogue, orders, stock, suppliers
from storage.fields import Fields, difference
from storage.models import Member, Order, OrderLine, Product, Shop
from storage.models.orders import OrderStatus
from storage.models.stock import MovementKind
from storage.shops import lock_shop
from storage.stock import Movement


@dataclass(frozen=True, slots=True)
class Came:
    """So many pieces of a product, at this cost for one where a paper says it."""

    product_id: uuid.UUID
    quantity: int
    cost: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Difference:
    """Another number came than was ordered; 0 ordered: nobody has ordered it."""

    name: str
    ordered: int
    came: int


@dataclass(frozen=True, slots=True)
class OrderReceived:
    """The goods are booked; `order` is None for goods without an order."""

    order: OrderView | None
    moved: Moved
    differences: tuple[Difference, ...] = ()
    prices: tuple[NotedPrice, ...] = ()


def receive(
    session: Session,
    shop: Shop,
    member: Member,
    number: int | None,
    now: datetime,
    *,
    came: Sequence[Came] | None = None,
) -> OrderReceived | NoSuchOrder:
    """Book what came of the order as one delivery, once; None: all of it.

    `number` None: the newest approved order.
    """
    order = open_order(session, shop, number, (OrderStatus.APPROVED, OrderStatus.DRAFT))
    if isinstance(order, NoSuchOrder):
        return order
    lines = orders.lines_of(session, order)
    if came is None:
        came = [Came(line.product_id, line.quantity) for line in lines]
    result = _book(session, shop, member, order, came)
    _note_received(lines, came)
    order.status, order.received_at = OrderStatus.RECEIVED, now
    session.flush()
    differences = _differences(session, lines, came)
    return replace(result, order=view(session, order), differences=differences)


def receive_goods(
    session: Session, shop: Shop, member: Member, came: Sequence[Came]
) -> OrderReceived:
    """Book a delivery that nobody has ordered here."""
    lock_shop(session, shop.id)
    return _book(session, shop, member, None, came)


def _book(
    session: Session,
    shop: Shop,
    member: Member,
    order: Order | None,
    came: Sequence[Came],
) -> OrderReceived:
    """One batch: the pieces, and the costs where they have changed."""
    movements, costs, changed = [], [], []
    for goods in came:
        product = catalogue.get(session, goods.product_id)
        if product is None or product.shop_id != shop.id:
            continue
        before = product.cost
        wanted, fields = _costs(session, member, order, product, goods.cost)
        reason = f"{REASON}{order.id}" if order else ""
        movement = Movement(
            product.id, MovementKind.DELIVERY, goods.quantity, None, reason, fields
        )
        if goods.quantity or fields:
            movements.append(movement)
        costs.append((product, wanted))
        if goods.cost is not None and before is not None and before != goods.cost:
            changed.append(NotedPrice(product.name, before, goods.cost))
    batch = stock.book(session, shop.id, movements, member_id=member.id)
    set_costs(session, costs)
    booked = moved(MovementKind.DELIVERY, batch)
    numbers = tuple(line.after - line.before for line in booked.lines)
    shown = replace(booked, asked=numbers)
    return OrderReceived(None, shown, prices=tuple(changed))


def _costs(
    session: Session,
    member: Member,
    order: Order | None,
    product: Product,
    cost: Decimal | None,
) -> tuple[dict[str, Any], Fields]:
    """What a paper says about the cost; only who may set prices changes it."""
    if cost is None or not may_set_costs(member):
        return {}, {}
    supplier = (
        suppliers.get(session, order.supplier_id)
        if order and order.supplier_id
        else None
    )
    if supplier is not None:
        return asked(session, supplier, product, cost, "delivery")
    wanted = {"cost": cost}
    return wanted, difference(product, wanted)


def _note_received(lines: Sequence[OrderLine], came: Sequence[Came]) -> None:
    pieces = {goods.product_id: goods.quantity for goods in came}
    for line in lines:
        line.received = pieces.get(line.product_id, 0)


def _differences(
    session: Session, lines: Sequence[OrderLine], came: Sequence[Came]
) -> tuple[Difference, ...]:
    ordered = {line.product_id: line.quantity for line in lines}
    pieces = dict.fromkeys(ordered, 0) | {g.product_id: g.quantity for g in came}
    found = []
    for product_id, quantity in pieces.items():
        wanted = ordered.get(product_id, 0)
        product = catalogue.get(session, product_id)
        if quantity != wanted and product is not None:
            found.append(Difference(product.name, wanted, quantity))
    return tuple(found)
