"""Looks of things that are no products: "6 x" teaches one, and it is left out after.

To the recogniser they are products without a name, so that it tells them from real
ones as it tells those from each other.
"""

from __future__ import annotations

import uuid
from collections.abc import Sequence

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from pipeline.types import CatalogueProduct, Reference
from storage.models import SkippedLook

MOST = 30
_PREFIX = "skipped:"


def add(
    session: Session, shop_id: uuid.UUID, embedding: Sequence[float], *, model: str
) -> uuid.UUID:
    """Keep a look; of more than thirty of a shop, the oldest go."""
    look = SkippedLook(
        shop_id=shop_id,
        embedding=list(embedding),
        model=model,
        created_at=func.clock_timestamp(),
    )
    session.add(look)
    session.flush()
    newest_first = (
        select(SkippedLook.id)
        .where(SkippedLook.shop_id == shop_id, SkippedLook.model == model)
        .order_by(SkippedLook.created_at.desc())
    )
    surplus = newest_first.offset(MOST)
    session.execute(delete(SkippedLook).where(SkippedLook.id.in_(surplus)))
    return look.id


def forget(session: Session, look_id: uuid.UUID) -> None:
    """It is a product after all; forgetting it again does nothing."""
    session.execute(delete(SkippedLook).where(SkippedLook.id == look_id))


def ids(session: Session, shop_id: uuid.UUID, *, model: str) -> list[uuid.UUID]:
    """The looks that are kept, oldest first."""
    query = (
        select(SkippedLook.id)
        .where(SkippedLook.shop_id == shop_id, SkippedLook.model == model)
        .order_by(SkippedLook.created_at, SkippedLook.id)
    )
    return list(session.scalars(query))


def as_products(
    session: Session, shop_id: uuid.UUID, *, model: str
) -> list[CatalogueProduct]:
    """What the shop has said is no product, as the recogniser needs it."""
    query = (
        select(SkippedLook)
        .where(SkippedLook.shop_id == shop_id, SkippedLook.model == model)
        .order_by(SkippedLook.created_at)
    )
    return [
        CatalogueProduct(
            f"{_PREFIX}{look.id}",
            "",
            references=(Reference(tuple(float(value) for value in look.embedding)),),
        )
        for look in session.scalars(query)
    ]


def look_id_of(product_id: str | None) -> uuid.UUID | None:
    """The look that the recogniser has met under this id; None for products."""
    if product_id is None or not product_id.startswith(_PREFIX):
        return None
    return uuid.UUID(product_id.removeprefix(_PREFIX))
