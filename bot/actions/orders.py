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
from storage import orders, sendings
from storage.models import Order, Shop, StockMovement
from storage.models.orders import OrderStatus
from storage.shops import lock_shop
from storage.stock import Batch

REASON = "order:"


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
    can be changed no more.
    """

    number: int | None
    status: OrderStatus | None = None


def list_orders(session: Session, shop: Shop) -> OrderList:
    """Drafts and approved orders, oldest first."""
    found = orders.open_orders(session, shop.id)
    return OrderList(tuple(view(session, order) for order in found))


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
        if order is not None:
            order.status = OrderStatus.RECEIVED if is_redo else OrderStatus.APPROVED


def _order_of(session: Session, reason: str) -> Order | None:
    if not reason.startswith(REASON):
        return None
    return session.get(Order, uuid.UUID(reason.removeprefix(REASON)))


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
