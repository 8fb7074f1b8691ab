"""Orders to suppliers: approved and cancelled. Verbs of `bot.actions`.

What is approved goes out once: `bot.ordering` sends it, or the owner forwards its text.
"""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from bot.actions.order_views import OrderView, view
from storage import orders, sendings, suppliers
from storage.models import Order, Shop, StockMovement
from storage.models.orders import OrderStatus
from storage.shops import lock_shop
from storage.stock import Batch

REASON = "order:"
PART = "part of order:"
"""Of bookings: what closed the order, and what was a part of it."""


@dataclass(frozen=True, slots=True)
class OrderList:
    """Drafts and orders that have not come yet."""

    orders: tuple[OrderView, ...]


@dataclass(frozen=True, slots=True)
class OrderApproved:
    """The order is decided. `was_before`: it was already.

    `way` is how it goes to the supplier; None: its text is to be forwarded.
    """

    order: OrderView
    was_before: bool = False
    way: str | None = None


@dataclass(frozen=True, slots=True)
class OrderCancelled:
    """Nobody wants it any more; `may_be_out`: the supplier may have it all the same."""

    order: OrderView
    may_be_out: bool = False


@dataclass(frozen=True, slots=True)
class NoSuchOrder:
    """There is no order like that; `number` where one was said.

    `status` when there is one, but it is over: received or cancelled; or approved, and
    can be changed no more. `of`: whose order was asked for by name.
    """

    number: int | None
    status: OrderStatus | None = None
    of: str | None = None


@dataclass(frozen=True, slots=True)
class WhichOrder:
    """Several may be meant; `status` says for what."""

    orders: tuple[OrderView, ...]
    status: OrderStatus


def list_orders(session: Session, shop: Shop) -> OrderList:
    """Drafts and approved orders, oldest first."""
    found = orders.open_orders(session, shop.id)
    return OrderList(tuple(view(session, order) for order in found))


def drafts(session: Session, shop: Shop) -> list[int]:
    """The numbers of all drafts, oldest first."""
    lock_shop(session, shop.id)
    found = orders.open_orders(session, shop.id)
    return [order.number for order in found if order.status == OrderStatus.DRAFT]


def approve(
    session: Session, shop: Shop, number: int | None, now: datetime
) -> OrderApproved | NoSuchOrder:
    """Decide the order; None: the newest draft. Approving again changes nothing."""
    order = open_order(session, shop, number, (OrderStatus.DRAFT,))
    if isinstance(order, NoSuchOrder):
        return order
    if order.status == OrderStatus.APPROVED:
        return OrderApproved(view(session, order), was_before=True)
    order.status, order.approved_at = OrderStatus.APPROVED, now
    session.flush()
    return OrderApproved(view(session, order))


def cancel(
    session: Session, shop: Shop, number: int | None
) -> OrderCancelled | NoSuchOrder:
    """Drop a draft or an approved order; None: the newest draft, else the newest."""
    order = open_order(session, shop, number, (OrderStatus.DRAFT, OrderStatus.APPROVED))
    if isinstance(order, NoSuchOrder):
        return order
    is_held = sendings.latest(session, order.id) is None
    is_held = sendings.withdraw(session, order.id) or is_held
    order.status = OrderStatus.CANCELLED
    session.flush()
    return OrderCancelled(view(session, order), may_be_out=not is_held)


def have_come(session: Session, rows: Sequence[StockMovement]) -> bool:
    """Whether somebody has booked the order of these movements as received since."""
    found = (_order_of(session, row.reason) for row in rows)
    return any(order and order.status == OrderStatus.RECEIVED for order in found)


def follow_undo(session: Session, batch: Batch, *, is_redo: bool) -> None:
    """After a delivery was taken back, its order is open again; and the other way."""
    for line in batch.lines:
        order = _order_of(session, line.reason)
        if order is None:
            continue
        pieces = {line.product.id: line.after - line.before}
        is_all_there = orders.note_received(session, order, pieces)
        closes = is_all_there or line.reason.startswith(REASON)
        is_over = is_redo and closes
        order.status = OrderStatus.RECEIVED if is_over else OrderStatus.APPROVED


def _order_of(session: Session, reason: str) -> Order | None:
    for prefix in (REASON, PART):
        if reason.startswith(prefix):
            return session.get(Order, uuid.UUID(reason.removeprefix(prefix)))
    return None


def meant(
    session: Session,
    shop: Shop,
    of: str | None,
    product_id: uuid.UUID | None,
    status: OrderStatus,
) -> int | NoSuchOrder | WhichOrder:
    """The number of the order in this state that is meant, where none was said.

    `of`: the supplier's name; `product_id`: the product of that name. None: the only
    one there is.
    """
    lock_shop(session, shop.id)
    found = [o for o in orders.open_orders(session, shop.id) if o.status == status]
    if of is not None:
        found = _of_whom(session, shop, found, of, product_id)
    if len(found) == 1:
        return found[0].number
    if not found:
        return NoSuchOrder(None, of=of)
    return WhichOrder(tuple(view(session, order) for order in found), status)


def _of_whom(
    session: Session,
    shop: Shop,
    found: Sequence[Order],
    of: str,
    product_id: uuid.UUID | None,
) -> list[Order]:
    supplier = suppliers.find(session, shop.id, of)
    if supplier is not None:
        return [order for order in found if order.supplier_id == supplier.id]
    if product_id is None:
        return []
    return [order for order in found if orders.has_line(session, order, product_id)]


def open_order(
    session: Session,
    shop: Shop,
    number: int | None,
    wanted: Sequence[OrderStatus],
) -> Order | NoSuchOrder:
    """The order of that number, else the newest of the first status that has one.

    One that has come or was cancelled is none that anything can be done with.
    """
    lock_shop(session, shop.id)
    if number is not None:
        order = orders.find(session, shop.id, number)
        if order is None:
            return NoSuchOrder(number)
        is_open = order.status in orders.OPEN
        return order if is_open else NoSuchOrder(number, OrderStatus(order.status))
    found = orders.open_orders(session, shop.id)
    for status in wanted:
        of_status = [order for order in found if order.status == status]
        if of_status:
            return of_status[-1]
    return NoSuchOrder(None)
