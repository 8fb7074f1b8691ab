"""Goods that have come: booked once, with what differs from the order. Verbs."""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy.orm import Session

from bot.actions.order_views import OrderView, view
from bot.actions.orders import PART, REASON, NoSuchOrder, open_order
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
    """The goods are booked; `order` is None for goods without an order.

    `to_come`: what is still to come of the order, by name; only then it stays open.
    """

    order: OrderView | None
    moved: Moved
    differences: tuple[Difference, ...] = ()
    prices: tuple[NotedPrice, ...] = ()
    to_come: tuple[tuple[str, int], ...] = ()


def receive(
    session: Session,
    shop: Shop,
    member: Member,
    number: int | None,
    now: datetime,
    *,
    came: Sequence[Came] | None = None,
    but: Mapping[uuid.UUID, int] | None = None,
) -> OrderReceived | NoSuchOrder:
    """Book what came of the order as one delivery and close it, once.

    `came` None: all that has not come yet, `but` so many of these. `number` None: the
    newest approved order.
    """
    order = open_order(session, shop, number, (OrderStatus.APPROVED, OrderStatus.DRAFT))
    if isinstance(order, NoSuchOrder):
        return order
    lines = orders.lines_of(session, order)
    if came is None:
        rest = {line.product_id: orders.outstanding(line) for line in lines}
        pieces = rest | dict(but or {})
        came = [Came(product_id, quantity) for product_id, quantity in pieces.items()]
    result = _book(session, shop, member, order, came, f"{REASON}{order.id}")
    orders.note_received(session, order, _pieces(came))
    order.status, order.received_at = OrderStatus.RECEIVED, now
    session.flush()
    differences = _differences(session, lines, came)
    return replace(result, order=view(session, order), differences=differences)


def receive_part(
    session: Session,
    shop: Shop,
    member: Member,
    ready: Sequence[tuple[uuid.UUID, int]],
    now: datetime,
) -> OrderReceived | None:
    """Book goods that were said to have come, if they are of one order on its way.

    None, and nothing is booked, where it is not clear of which. The order is closed
    once all of it has come, so that nothing comes twice.
    """
    lock_shop(session, shop.id)
    pieces: Counter[uuid.UUID] = Counter()
    for product_id, quantity in ready:
        pieces[product_id] += quantity
    fitting = [
        order
        for order in orders.open_orders(session, shop.id)
        if order.status == OrderStatus.APPROVED and _is_of(session, order, pieces)
    ]
    if len(fitting) != 1:
        return None
    order = fitting[0]
    came = [Came(product_id, quantity) for product_id, quantity in pieces.items()]
    result = _book(session, shop, member, order, came, f"{PART}{order.id}")
    if orders.note_received(session, order, _pieces(came)):
        order.status, order.received_at = OrderStatus.RECEIVED, now
    session.flush()
    to_come = [
        (product.name, orders.outstanding(line))
        for line in orders.lines_of(session, order)
        if orders.outstanding(line)
        and (product := catalogue.get(session, line.product_id)) is not None
    ]
    return replace(result, order=view(session, order), to_come=tuple(to_come))


def _is_of(session: Session, order: Order, pieces: Mapping[uuid.UUID, int]) -> bool:
    rest = {
        line.product_id: orders.outstanding(line)
        for line in orders.lines_of(session, order)
    }
    return all(0 < number <= rest.get(key, 0) for key, number in pieces.items())


def _pieces(came: Sequence[Came]) -> dict[uuid.UUID, int]:
    return {goods.product_id: goods.quantity for goods in came}


def receive_goods(
    session: Session, shop: Shop, member: Member, came: Sequence[Came]
) -> OrderReceived:
    """Book a delivery that nobody has ordered here."""
    lock_shop(session, shop.id)
    return _book(session, shop, member, None, came, "")


def _book(
    session: Session,
    shop: Shop,
    member: Member,
    order: Order | None,
    came: Sequence[Came],
    reason: str,
) -> OrderReceived:
    """One batch: the pieces, and the costs where they have changed."""
    movements, costs, changed = [], [], []
    for goods in came:
        product = catalogue.get(session, goods.product_id)
        if product is None or product.shop_id != shop.id:
            continue
        before = product.cost
        wanted, fields = _costs(session, member, order, product, goods.cost)
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


def _differences(
    session: Session, lines: Sequence[OrderLine], came: Sequence[Came]
) -> tuple[Difference, ...]:
    ordered = {line.product_id: line.quantity for line in lines}
    there = {line.product_id: line.received or 0 for line in lines}
    pieces = _pieces(came) | there
    found = []
    for product_id, quantity in pieces.items():
        wanted = ordered.get(product_id, 0)
        product = catalogue.get(session, product_id)
        if quantity != wanted and product is not None:
            found.append(Difference(product.name, wanted, quantity))
    return tuple(found)
