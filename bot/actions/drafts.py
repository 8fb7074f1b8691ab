"""Drafts of orders, one for each supplier, and edits of them that can be undone.

Verbs of `bot.actions`. Drafting again changes the open draft.
"""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal

from sqlalchemy.orm import Session

from bot.actions.order_views import LineOfOrder, OrderView, view
from bot.actions.orders import NoSuchOrder
from bot.actions.restock import BuyLine, BuyList
from storage import orders, stock, suppliers
from storage.fields import ORDER
from storage.models import Member, Order, Product, Shop, StockMovement
from storage.models.orders import OrderStatus
from storage.models.stock import MovementKind
from storage.orders import Wanted
from storage.shops import lock_shop
from storage.stock import Movement


@dataclass(frozen=True, slots=True)
class OrdersDrafted:
    """The drafts that were made or changed; none: nothing is needed.

    `additions` are what would bring a draft, by its number, to the supplier's minimum.
    """

    orders: tuple[OrderView, ...]
    based_on: BuyList | None = None
    batch_id: uuid.UUID | None = None
    additions: tuple[tuple[int, tuple[LineOfOrder, ...]], ...] = ()


@dataclass(frozen=True, slots=True)
class NotInDraft:
    """No draft has the product, so that nothing can be left out of one."""

    name: str


def draft_items(
    session: Session,
    shop: Shop,
    member: Member,
    items: Sequence[tuple[Product, int]],
    now: datetime,
    *,
    supplier: str | None = None,
) -> OrdersDrafted:
    """Put these pieces into the drafts of the products' suppliers, or of the one said.

    What stands there of these products is replaced; 0 takes a product out.
    """
    lock_shop(session, shop.id)
    chosen = suppliers.supplier_named(session, shop.id, supplier) if supplier else None
    by_supplier: dict[uuid.UUID | None, list[tuple[Product, int]]] = defaultdict(list)
    for product, quantity in items:
        of = chosen.id if chosen else product.supplier_id
        by_supplier[of].append((product, quantity))
    wanted = {of: _wanted(session, of, part) for of, part in by_supplier.items()}
    return _put(session, shop, member, wanted, now)


def draft_needed(
    session: Session,
    shop: Shop,
    member: Member,
    buy: BuyList,
    now: datetime,
    *,
    supplier: str | None = None,
) -> OrdersDrafted:
    """Drafts for all that should be bought, or for what comes from one supplier."""
    lock_shop(session, shop.id)
    chosen = suppliers.find(session, shop.id, supplier) if supplier else None
    by_supplier: dict[uuid.UUID | None, list[BuyLine]] = defaultdict(list)
    for line in buy.lines:
        if supplier is None or (chosen and line.supplier_id == chosen.id):
            by_supplier[line.supplier_id].append(line)
    wanted = {of: _needed(session, of, lines) for of, lines in by_supplier.items()}
    drafted = _put(session, shop, member, wanted, now, is_all=True)
    return replace(drafted, based_on=buy)


def edit_line(
    session: Session,
    shop: Shop,
    member: Member,
    product: Product,
    quantity: int,
    now: datetime,
    *,
    supplier: str | None = None,
) -> OrdersDrafted | NoSuchOrder | NotInDraft:
    """Set the product's line in the draft that has it; 0 takes it out.

    Where no draft has it: the draft of its supplier, or of the one said; and there is
    nothing to take out.
    """
    lock_shop(session, shop.id)
    open_now = orders.open_orders(session, shop.id)
    having = [o for o in open_now if orders.has_line(session, o, product.id)]
    if supplier is not None:
        chosen = suppliers.find(session, shop.id, supplier)
        having = [o for o in having if chosen and o.supplier_id == chosen.id]
    drafts = [order for order in having if order.status == OrderStatus.DRAFT]
    if not drafts and quantity < 1:
        if not having and any(o.status == OrderStatus.DRAFT for o in open_now):
            return NotInDraft(product.name)
        return NoSuchOrder(having[-1].number if having else None, _status(having))
    if not drafts:
        items = [(product, quantity)]
        return draft_items(session, shop, member, items, now, supplier=supplier)
    order = drafts[-1]
    wanted = _wanted(session, order.supplier_id, [(product, quantity)])
    return _put(session, shop, member, {order.supplier_id: wanted}, now)


def drafted(session: Session, shop: Shop, product: Product) -> int:
    """How many of the product stand in drafts."""
    open_now = orders.open_orders(session, shop.id)
    lines = [
        line
        for order in open_now
        if order.status == OrderStatus.DRAFT
        for line in orders.lines_of(session, order)
        if line.product_id == product.id
    ]
    return sum(line.quantity for line in lines)


def _status(having: Sequence[Order]) -> OrderStatus | None:
    return OrderStatus(having[-1].status) if having else None


def is_decided(session: Session, rows: Sequence[StockMovement]) -> bool:
    """Whether all that these rows did was to drafts that are none any more."""
    for row in rows:
        fields = row.fields or {}
        if set(fields) != {ORDER} or row.delta:
            return False
        order = session.get(Order, uuid.UUID(fields[ORDER][1]["order"]))
        if order is not None and orders.can_change(session, order):
            return False
    return bool(rows)


def _needed(
    session: Session, supplier_id: uuid.UUID | None, lines: Sequence[BuyLine]
) -> list[Wanted]:
    asked = _asked(session, supplier_id)
    return [
        Wanted(
            line.product_id,
            line.quantity,
            line.pack_size if line.pack_size > 1 else None,
            asked.get(line.product_id, line.unit_cost),
        )
        for line in lines
    ]


def _wanted(
    session: Session,
    supplier_id: uuid.UUID | None,
    items: Sequence[tuple[Product, int]],
) -> list[Wanted]:
    costs = asked_costs(session, supplier_id, [product for product, _ in items])
    return [
        Wanted(product.id, quantity, product.pack_size, costs[product.id])
        for product, quantity in items
    ]


def asked_costs(
    session: Session, supplier_id: uuid.UUID | None, products: Sequence[Product]
) -> dict[uuid.UUID, Decimal | None]:
    """What one piece costs: by the supplier's list, else as known, else its price."""
    asked = _asked(session, supplier_id)
    return {
        product.id: asked.get(
            product.id, product.price if product.cost is None else product.cost
        )
        for product in products
    }


def _asked(session: Session, supplier_id: uuid.UUID | None) -> dict[uuid.UUID, Decimal]:
    """What the supplier asks for one piece of each product, by their price list."""
    return suppliers.prices_of(session, supplier_id) if supplier_id else {}


def _put(
    session: Session,
    shop: Shop,
    member: Member,
    by_supplier: dict[uuid.UUID | None, list[Wanted]],
    now: datetime,
    *,
    is_all: bool = False,
) -> OrdersDrafted:
    """Write the lines, note them in the books so that undo works, show the drafts."""
    drafts, notes = [], []
    for supplier_id, wanted in by_supplier.items():
        order = orders.draft_for(
            session, shop.id, supplier_id, member_id=member.id, now=now
        )
        changed = orders.put(session, order, wanted, is_all=is_all)
        notes += [
            Movement(product_id, MovementKind.EDIT, delta=0, fields={ORDER: pair})
            for product_id, pair in changed.items()
        ]
        if not orders.lines_of(session, order):
            order.status = OrderStatus.CANCELLED
        drafts.append(view(session, order))
    batch = stock.book(session, shop.id, notes, member_id=member.id)
    shown = tuple(sorted(drafts, key=lambda draft: draft.number))
    return OrdersDrafted(shown, batch_id=batch.batch_id if batch.lines else None)
