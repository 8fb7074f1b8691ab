"""Orders under their supplier's minimum: what would fill them up, and doing that."""

from __future__ import annotations

import math
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal

from sqlalchemy.orm import Session

from bot.actions.drafts import OrdersDrafted, asked_costs, draft_items
from bot.actions.forecasts import outlooks
from bot.actions.order_views import LineOfOrder, OrderView, view
from bot.actions.orders import NoSuchOrder, open_order
from bot.actions.restock import need_of
from bot.actions.supplies import supplies_of
from pipeline.insights.filling import fill
from pipeline.insights.restock import Need
from storage import catalogue, orders
from storage.models import Member, Order, Product, Shop
from storage.models.orders import OrderStatus

DAYS = 28
"""What is added should be sold in that time."""


@dataclass(frozen=True, slots=True)
class CannotFill:
    """Nothing to add: the order is `short` of nothing, or nothing sells enough."""

    order: OrderView
    short: Decimal


def additions(
    session: Session, shop: Shop, number: int, now: datetime
) -> tuple[LineOfOrder, ...]:
    """What would bring the draft to its supplier's minimum; none where nothing can.

    Quantities are those to be added. Where no sales are known, it is more of the
    product that the order spends most on, as much as the order comes to at most.
    """
    order = orders.find(session, shop.id, number)
    if order is None or order.supplier_id is None:
        return ()
    shown = view(session, order)
    if not shown.missing or not shown.is_total_whole or not shown.lines:
        return ()
    needs = _needs(session, shop, order, shown, now)
    products = {p.id: p for p in catalogue.products(session, shop.id)}
    found = [
        _line(products[uuid.UUID(added.need.product_id)], added.need, added.quantity)
        for added in fill(needs, shown.missing)
    ]
    return tuple(found) or _more_of_the_same(needs, shown, products)


def fill_up(
    session: Session, shop: Shop, member: Member, number: int | None, now: datetime
) -> OrdersDrafted | NoSuchOrder | CannotFill:
    """Add it to the draft; None: the newest draft."""
    order = open_order(session, shop, number, (OrderStatus.DRAFT,))
    if isinstance(order, NoSuchOrder):
        return order
    if order.status != OrderStatus.DRAFT:
        return NoSuchOrder(order.number, OrderStatus(order.status))
    shown = view(session, order)
    added = additions(session, shop, order.number, now)
    if not added:
        return CannotFill(shown, shown.missing)
    there = {line.product_id: line.quantity for line in shown.lines}
    items = [
        (
            session.get_one(Product, line.product_id),
            line.quantity + there.get(line.product_id, 0),
        )
        for line in added
    ]
    return draft_items(session, shop, member, items, now, supplier=shown.supplier)


def _needs(
    session: Session, shop: Shop, order: Order, shown: OrderView, now: datetime
) -> list[Need]:
    """Of what the supplier brings, at what they ask, with the order on its way."""
    drafted = {line.product_id: line.quantity for line in shown.lines}
    products = [
        product
        for product in catalogue.products(session, shop.id)
        if product.supplier_id == order.supplier_id or product.id in drafted
    ]
    known = outlooks(session, shop, products, now)
    waits = supplies_of(session, shop, products, now)
    ordered = orders.on_order(session, shop.id)
    costs = asked_costs(session, order.supplier_id, products)
    return [
        replace(
            need_of(
                product,
                known[product.id],
                ordered.get(product.id, 0) + drafted.get(product.id, 0),
                DAYS,
                waits[product.id].wait,
            ),
            unit_cost=costs[product.id],
        )
        for product in products
    ]


def _line(product: Product, need: Need, quantity: int) -> LineOfOrder:
    return LineOfOrder(
        product.id, product.name, quantity, product.pack_size, need.unit_cost
    )


def _more_of_the_same(
    needs: Sequence[Need], shown: OrderView, products: Mapping[uuid.UUID, Product]
) -> tuple[LineOfOrder, ...]:
    """Of an order of which no sales are known: as much again at most."""
    dearest = max(shown.lines, key=lambda line: line.quantity * (line.unit_cost or 0))
    need = next(n for n in needs if n.product_id == str(dearest.product_id))
    is_known = any(one.demand is not None for one in needs)
    if is_known or not dearest.unit_cost or shown.missing > shown.total:
        return ()
    packs = math.ceil(shown.missing / (dearest.unit_cost * need.pack_size))
    product = products[dearest.product_id]
    return (_line(product, need, packs * need.pack_size),)
