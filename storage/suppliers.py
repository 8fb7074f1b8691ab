"""Who brings goods to a shop, found by name in any capitals, and what they ask."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.orm import Session

from storage.db import time_of
from storage.models import Supplier, SupplierPrice
from storage.names import clean_name, name_key


def find(session: Session, shop_id: uuid.UUID, name: str) -> Supplier | None:
    """The supplier of exactly this name."""
    query = select(Supplier).where(
        Supplier.shop_id == shop_id, func.lower(Supplier.name) == name_key(name)
    )
    return session.scalars(query).first()


def get(session: Session, supplier_id: uuid.UUID) -> Supplier | None:
    return session.get(Supplier, supplier_id)


def supplier_named(session: Session, shop_id: uuid.UUID, name: str) -> Supplier:
    """The supplier of this name, made when there is none; the shop must be locked."""
    found = find(session, shop_id, name)
    if found is None:
        found = Supplier(id=uuid.uuid4(), shop_id=shop_id, name=clean_name(name))
        session.add(found)
        session.flush()
    return found


def suppliers(session: Session, shop_id: uuid.UUID) -> list[Supplier]:
    """All suppliers of the shop, by name."""
    query = select(Supplier).where(Supplier.shop_id == shop_id)
    return list(session.scalars(query.order_by(func.lower(Supplier.name))))


def note_price(
    session: Session,
    supplier_id: uuid.UUID,
    product_id: uuid.UUID,
    cost: Decimal | None,
    source: str,
) -> list[Any] | None:
    """Add what the supplier asks for one piece now; None: they ask the same as before.

    Gives the price before and after, as JSON, for the books: see `price_again`.
    """
    before = price_of(session, supplier_id, product_id)
    if before == cost:
        return None
    row = SupplierPrice(
        supplier_id=supplier_id, product_id=product_id, cost=cost, source=source
    )
    now = time_of(session)
    if now is not None:
        row.recorded_at = now
    session.add(row)
    session.flush()
    return [_noted(supplier_id, before), _noted(supplier_id, cost)]


def price_again(
    session: Session, product_id: uuid.UUID, noted: Mapping[str, Any]
) -> None:
    """The supplier asks what stands in the books, after an undo or redo.

    The history is only added to.
    """
    supplier_id = uuid.UUID(noted["supplier"])
    if get(session, supplier_id) is not None:
        cost = noted["cost"]
        known = None if cost is None else Decimal(cost)
        note_price(session, supplier_id, product_id, known, "undo")


def price_of(
    session: Session, supplier_id: uuid.UUID, product_id: uuid.UUID
) -> Decimal | None:
    """What the supplier asks for one piece of the product now, if that is known."""
    query = select(SupplierPrice.cost).where(
        SupplierPrice.supplier_id == supplier_id,
        SupplierPrice.product_id == product_id,
    )
    return session.scalar(query.order_by(SupplierPrice.seq.desc()).limit(1))


def prices_of(session: Session, supplier_id: uuid.UUID) -> dict[uuid.UUID, Decimal]:
    """The supplier's price list: what one piece of each product costs there now."""
    newest = session.execute(
        select(SupplierPrice.product_id, SupplierPrice.cost)
        .ext(distinct_on(SupplierPrice.product_id))
        .where(SupplierPrice.supplier_id == supplier_id)
        .order_by(SupplierPrice.product_id, SupplierPrice.seq.desc())
    )
    return {product_id: cost for product_id, cost in newest if cost is not None}


def _noted(supplier_id: uuid.UUID, cost: Decimal | None) -> dict[str, Any]:
    return {
        "supplier": str(supplier_id),
        "cost": None if cost is None else f"{cost:.2f}",
    }
