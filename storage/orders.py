"""Orders: drafted per supplier, approved, received or cancelled; the shop is locked."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from storage.models import Order, OrderLine, Product
from storage.models.orders import OrderStatus

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


def put(session: Session, order: Order, wanted: Iterable[Wanted]) -> None:
    """Set the lines of these products, others stay; 0 takes a line out."""
    lines = {line.product_id: line for line in lines_of(session, order)}
    for want in wanted:
        line = lines.get(want.product_id)
        if want.quantity < 1:
            if line is not None:
                session.delete(line)
            continue
        if line is None:
            line = OrderLine(order_id=order.id, product_id=want.product_id)
            session.add(line)
        line.quantity, line.pack_size = want.quantity, want.pack_size
        line.unit_cost = want.unit_cost
    session.flush()


def clear(session: Session, order: Order) -> None:
    """Take out all lines."""
    for line in lines_of(session, order):
        session.delete(line)
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


def open_orders(session: Session, shop_id: uuid.UUID) -> list[Order]:
    """Drafts and approved orders, oldest first."""
    query = select(Order).where(Order.shop_id == shop_id, Order.status.in_(OPEN))
    return list(session.scalars(query.order_by(Order.number)))


def find(session: Session, shop_id: uuid.UUID, number: int) -> Order | None:
    """The order with the shop's number."""
    query = select(Order).where(Order.shop_id == shop_id, Order.number == number)
    return session.scalars(query).first()


def on_order(session: Session, shop_id: uuid.UUID) -> dict[uuid.UUID, int]:
    """Pieces of each product that were ordered and have not come."""
    query = (
        select(OrderLine.product_id, func.sum(OrderLine.quantity))
        .join(Order, Order.id == OrderLine.order_id)
        .where(Order.shop_id == shop_id, Order.status == OrderStatus.APPROVED)
        .group_by(OrderLine.product_id)
    )
    return {product_id: int(pieces) for product_id, pieces in session.execute(query)}
