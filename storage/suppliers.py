"""Who brings goods to a shop; found by name, whatever its capitals."""

from __future__ import annotations

import uuid

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from storage.models import Supplier
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
