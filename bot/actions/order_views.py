"""An order as it is shown: with names, packs and what it comes to."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal

from sqlalchemy.orm import Session

from storage import catalogue, orders, sendings, suppliers
from storage.models import Order
from storage.models.orders import OrderStatus, SendingStatus


@dataclass(frozen=True, slots=True)
class LineOfOrder:
    """So many pieces of a product; `packs` where they make whole packs."""

    product_id: uuid.UUID
    name: str
    quantity: int
    pack_size: int | None
    unit_cost: Decimal | None

    @property
    def packs(self) -> int | None:
        size = self.pack_size or 0
        return self.quantity // size if size > 1 and not self.quantity % size else None


@dataclass(frozen=True, slots=True)
class OrderView:
    """One order as it is now; `total` leaves out lines whose cost is not known.

    `sending` is what is known of its way to the supplier, once it was put out.
    """

    id: uuid.UUID
    number: int
    status: OrderStatus
    supplier: str | None
    phone: str | None
    lines: tuple[LineOfOrder, ...]
    created_at: datetime
    email: str | None = None
    delivery_days: tuple[int, ...] = ()
    minimum_order: Decimal | None = None
    sending: SendingStatus | None = None

    @property
    def total(self) -> Decimal:
        costs = (
            line.unit_cost * line.quantity
            for line in self.lines
            if line.unit_cost is not None
        )
        return sum(costs, Decimal(0))

    @property
    def is_total_whole(self) -> bool:
        return all(line.unit_cost is not None for line in self.lines)

    @property
    def missing(self) -> Decimal:
        """What the order is short of the supplier's minimum, as far as is known."""
        return max((self.minimum_order or Decimal(0)) - self.total, Decimal(0))


def view(session: Session, order: Order) -> OrderView:
    """The order with its lines and names."""
    supplier = suppliers.get(session, order.supplier_id) if order.supplier_id else None
    sending = sendings.latest(session, order.id)
    shown = OrderView(
        order.id,
        order.number,
        OrderStatus(order.status),
        supplier.name if supplier else None,
        supplier.phone if supplier else None,
        tuple(_lines(session, order)),
        order.created_at,
        sending=SendingStatus(sending.status) if sending else None,
    )
    if supplier is None:
        return shown
    return replace(
        shown,
        email=supplier.email,
        delivery_days=tuple(supplier.delivery_days or ()),
        minimum_order=supplier.minimum_order,
    )


def _lines(session: Session, order: Order) -> Iterable[LineOfOrder]:
    for line in orders.lines_of(session, order):
        product = catalogue.get(session, line.product_id)
        assert product is not None, "lines go with their product"
        yield LineOfOrder(
            product.id, product.name, line.quantity, line.pack_size, line.unit_cost
        )
