"""Orders: drafted per supplier, approved, received or cancelled; the shop is locked."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from storage.models import Order, OrderLine, Product
from storage.models.orders import OrderStatus

Pair = list[Any]
"""A line of an order before and after, as JSON."""
OPEN = (OrderStatus.DRAFT, OrderStatus.APPROVED)


@dataclass(frozen=True, slots=True)
class Wanted:
    """So many pieces of one product."""

    product_id: uuid.UUID
    quantity: int
    pack_size: int | None = None
    unit_cost: Decimal | None = None


def draft_for(
    session: Session,
    shop_id: uuid.UUID,
    supplier_id: uuid.UUID | None,
    *,
    member_id: uuid.UUID | None,
    now: datetime,
) -> Order:
    """The open draft for this supplier, made when there is none; the shop is locked."""
    query = select(Order).where(
        Order.shop_id == shop_id,
        Order.supplier_id == supplier_id
        if supplier_id
        else Order.supplier_id.is_(None),
        Order.status == OrderStatus.DRAFT,
    )
    found = session.scalars(query.order_by(Order.number.desc()).limit(1)).first()
    if found is not None:
        return found
    highest = session.scalar(
        select(func.max(Order.number)).where(Order.shop_id == shop_id)
    )
    order = Order(
        id=uuid.uuid4(),
        shop_id=shop_id,
        number=(highest or 0) + 1,
        supplier_id=supplier_id,
        status=OrderStatus.DRAFT,
        member_id=member_id,
        created_at=now,
    )
    session.add(order)
    session.flush()
    return order


def put(
    session: Session, order: Order, wanted: Iterable[Wanted], *, is_all: bool = False
) -> dict[uuid.UUID, Pair]:
    """Set the lines of these products; 0 takes a line out, others stay unless `is_all`.

    Gives what has changed by product, for the books: see `set_line`.
    """
    lines = {line.product_id: line for line in lines_of(session, order)}
    wishes = {want.product_id: want for want in wanted}
    if is_all:
        wishes = {gone: Wanted(gone, 0) for gone in lines} | wishes
    changed: dict[uuid.UUID, Pair] = {}
    for product_id, want in wishes.items():
        before = _noted(order, lines.get(product_id))
        after = _noted(order, want)
        if before != after:
            _write(session, lines.get(product_id), product_id, after)
            changed[product_id] = [before, after]
    return changed


def set_line(
    session: Session, product_id: uuid.UUID, pair: Pair, *, only_if_unchanged: bool
) -> bool:
    """Bring a line of a draft from the first to the second, as it stands in the books.

    A draft that was left without lines is one again. False where the order is decided,
    or where the line is no longer as it was left.
    """
    before, after = pair
    order = session.get(Order, uuid.UUID(after["order"]))
    if order is None or not can_change(session, order):
        return False
    lines = lines_of(session, order)
    line = next((one for one in lines if one.product_id == product_id), None)
    if only_if_unchanged and _noted(order, line) != before:
        return False
    _write(session, line, product_id, after)
    is_empty = not lines_of(session, order)
    order.status = OrderStatus.CANCELLED if is_empty else OrderStatus.DRAFT
    session.flush()
    return True


def can_change(session: Session, order: Order) -> bool:
    """Whether its lines may be edited: a draft, or one that was dropped as empty."""
    if order.status == OrderStatus.CANCELLED:
        return not lines_of(session, order)
    return order.status == OrderStatus.DRAFT


def _noted(order: Order, line: OrderLine | Wanted | None) -> dict[str, Any]:
    """A line as JSON; none, and none of it, are the same."""
    nothing = {"order": str(order.id), "number": order.number, "quantity": 0}
    if line is None or line.quantity < 1:
        return nothing
    cost = None if line.unit_cost is None else f"{line.unit_cost:.2f}"
    return {
        **nothing,
        "quantity": line.quantity,
        "pack_size": line.pack_size,
        "unit_cost": cost,
    }


def _write(
    session: Session,
    line: OrderLine | None,
    product_id: uuid.UUID,
    noted: dict[str, Any],
) -> None:
    if noted["quantity"] < 1:
        if line is not None:
            session.delete(line)
        session.flush()
        return
    if line is None:
        line = OrderLine(order_id=uuid.UUID(noted["order"]), product_id=product_id)
        session.add(line)
    cost = noted["unit_cost"]
    line.quantity, line.pack_size = noted["quantity"], noted["pack_size"]
    line.unit_cost = None if cost is None else Decimal(cost)
    session.flush()


def lines_of(session: Session, order: Order) -> list[OrderLine]:
    """The order's lines, by the product's name."""
    query = (
        select(OrderLine)
        .join(Product, Product.id == OrderLine.product_id)
        .where(OrderLine.order_id == order.id)
        .order_by(func.lower(Product.name))
    )
    return list(session.scalars(query))


def has_line(session: Session, order: Order, product_id: uuid.UUID) -> bool:
    """Whether the product is in the order."""
    return any(line.product_id == product_id for line in lines_of(session, order))


def note_received(
    session: Session, order: Order, pieces: Mapping[uuid.UUID, int]
) -> bool:
    """So many more of each product have come; whether all of the order has.

    Fewer where a delivery is taken back.
    """
    lines = lines_of(session, order)
    for line in lines:
        if line.product_id in pieces:
            line.received = max(0, (line.received or 0) + pieces[line.product_id])
    session.flush()
    return all((line.received or 0) >= line.quantity for line in lines)


def outstanding(line: OrderLine) -> int:
    """How many of the line have not come yet."""
    return max(0, line.quantity - (line.received or 0))


def open_orders(session: Session, shop_id: uuid.UUID) -> list[Order]:
    """Drafts and approved orders, oldest first; as they are now."""
    query = select(Order).where(Order.shop_id == shop_id, Order.status.in_(OPEN))
    query = query.order_by(Order.number)
    return list(session.scalars(query.execution_options(populate_existing=True)))


def find(session: Session, shop_id: uuid.UUID, number: int) -> Order | None:
    """The order with the shop's number, as it is now.

    Whoever has locked the shop sees what somebody else has decided meanwhile.
    """
    query = select(Order).where(Order.shop_id == shop_id, Order.number == number)
    return session.scalars(query.execution_options(populate_existing=True)).first()


def on_order(session: Session, shop_id: uuid.UUID) -> dict[uuid.UUID, int]:
    """Pieces of each product that were ordered and have not come."""
    to_come = OrderLine.quantity - func.coalesce(OrderLine.received, 0)
    query = (
        select(OrderLine.product_id, func.sum(func.greatest(to_come, 0)))
        .join(Order, Order.id == OrderLine.order_id)
        .where(Order.shop_id == shop_id, Order.status == OrderStatus.APPROVED)
        .group_by(OrderLine.product_id)
    )
    return {product_id: int(pieces) for product_id, pieces in session.execute(query)}
