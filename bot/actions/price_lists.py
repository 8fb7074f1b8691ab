"""What suppliers ask: typed, from a table, or read off an invoice. Verbs.

Whatever is noted joins the history of costs; a product that comes from the supplier, or
from nobody yet, costs that much from now on. All of it is one change, undone together.
"""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sqlalchemy.orm import Session

from bot.actions.roles import Verb, may
from bot.tables.products import ProductTable
from storage import catalogue, stock, suppliers
from storage.fields import SUPPLIER_PRICE, Fields, difference
from storage.models import Member, Product, Shop, Supplier
from storage.models.stock import MovementKind
from storage.shops import lock_shop
from storage.stock import Movement

CENT = Decimal("0.01")
TYPED = "typed"
"""The source of a price that somebody has said."""


@dataclass(frozen=True, slots=True)
class NotedPrice:
    """What one piece costs at the supplier; `before`: what it cost there, if known."""

    name: str
    before: Decimal | None
    cost: Decimal


@dataclass(frozen=True, slots=True)
class PricesNoted:
    """Prices of a supplier: changed ones, how many stayed, and what is no product."""

    supplier: str
    changed: tuple[NotedPrice, ...]
    unchanged: int = 0
    unknown: tuple[str, ...] = ()
    batch_id: uuid.UUID | None = None


@dataclass(frozen=True, slots=True)
class WhosePrices:
    """A price list without a supplier; `known` are those there are."""

    known: tuple[str, ...]


def note_prices(
    session: Session,
    shop: Shop,
    member: Member,
    supplier: Supplier,
    offers: Sequence[tuple[Product, Decimal]],
    source: str,
    *,
    unknown: Sequence[str] = (),
) -> PricesNoted:
    """The supplier asks these prices for one piece each."""
    lock_shop(session, shop.id)
    changed, movements = [], []
    costs: list[tuple[Product, dict[str, Any]]] = []
    known = suppliers.prices_of(session, supplier.id)
    for product, offered in offers:
        cost = offered.quantize(CENT)
        wanted, fields = asked(session, supplier, product, cost, source)
        if not fields:
            continue
        movements.append(Movement(product.id, MovementKind.EDIT, 0, fields=fields))
        costs.append((product, wanted))
        changed.append(NotedPrice(product.name, known.get(product.id), cost))
        known[product.id] = cost
    batch = stock.book(session, shop.id, movements, member_id=member.id)
    set_costs(session, costs)
    return PricesNoted(
        supplier.name,
        tuple(changed),
        len(offers) - len(changed),
        tuple(unknown),
        batch.batch_id if batch.lines else None,
    )


def asked(
    session: Session, supplier: Supplier, product: Product, cost: Decimal, source: str
) -> tuple[dict[str, Any], Fields]:
    """Note the price in the history; gives the columns to set, and what to book.

    There is nothing to book where all of it was known.
    """
    wanted: dict[str, Any] = {}
    if product.supplier_id in (None, supplier.id):
        wanted = {"cost": cost, "supplier_id": supplier.id}
    fields = difference(product, wanted)
    pair = suppliers.note_price(session, supplier.id, product.id, cost, source)
    if pair is not None:
        fields[SUPPLIER_PRICE] = pair
    return wanted, fields


def set_costs(
    session: Session, costs: Sequence[tuple[Product, dict[str, Any]]]
) -> None:
    """Set what `asked` gave, once it is booked."""
    for product, wanted in costs:
        for column, value in wanted.items():
            setattr(product, column, value)
    session.flush()


def supplier_of_list(
    session: Session, shop: Shop, name: str | None
) -> Supplier | WhosePrices:
    """Who sent the list: as named, else the only supplier there is."""
    lock_shop(session, shop.id)
    if name:
        return suppliers.supplier_named(session, shop.id, name)
    known = suppliers.suppliers(session, shop.id)
    if len(known) == 1:
        return known[0]
    return WhosePrices(tuple(supplier.name for supplier in known))


def note_table(
    session: Session, shop: Shop, member: Member, name: str | None, table: ProductTable
) -> PricesNoted | WhosePrices:
    """A table of names and prices as a supplier's list; selling prices stay."""
    supplier = supplier_of_list(session, shop, name)
    if isinstance(supplier, WhosePrices):
        return supplier
    offers, unknown = [], []
    for row in table.rows:
        wanted = row.product
        cost = wanted.price if wanted.cost is None else wanted.cost
        product = catalogue.find_by_name(session, shop.id, wanted.name)
        if product is None and wanted.gtin:
            product = catalogue.find_by_gtin(session, shop.id, wanted.gtin)
        if product is None or not cost:
            unknown.append(wanted.name)
        else:
            offers.append((product, cost))
    return note_prices(
        session, shop, member, supplier, offers, "table", unknown=unknown
    )


def may_set_costs(member: Member) -> bool:
    """Whether what is read off a paper may change what products cost."""
    return may(member, Verb.SET_PRICE)
