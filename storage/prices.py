"""Prices as they were observed: from tables, shelf labels, corrections and sources."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from storage import crossings
from storage.db import time_of
from storage.models import PriceRecord


def record(
    session: Session,
    *,
    shop_id: uuid.UUID | None,
    product_name: str,
    price: Decimal,
    currency: str | None,
    source: str,
    product_id: uuid.UUID | None = None,
    recorded_at: datetime | None = None,
) -> PriceRecord:
    """Add one observation. `shop_id` is None for prices of no shop of ours.

    Alerts hear of it when it is the latest of its source and product.
    """
    before = product_id and last_known(session, product_id, source=source)
    row = PriceRecord(
        id=uuid.uuid4(),
        shop_id=shop_id,
        product_id=product_id,
        product_name=product_name,
        price=price,
        currency=currency,
        source=source,
    )
    at = recorded_at or time_of(session)
    if at is not None:
        row.recorded_at = at
    session.add(row)
    if not before or recorded_at is None or recorded_at >= before.recorded_at:
        crossings.note_price(session, row, before or None)
    return row


def last_known(
    session: Session, product_id: uuid.UUID, *, source: str | None = None
) -> PriceRecord | None:
    """The latest observation of a product's price, from one source or any."""
    query = select(PriceRecord).where(PriceRecord.product_id == product_id)
    if source is not None:
        query = query.where(PriceRecord.source == source)
    latest = query.order_by(PriceRecord.recorded_at.desc(), PriceRecord.id)
    return session.scalars(latest.limit(1)).first()


def changes(
    session: Session, product_id: uuid.UUID, *, sources: Sequence[str]
) -> list[PriceRecord]:
    """When the price became another one, newest first."""
    query = (
        select(PriceRecord)
        .where(
            PriceRecord.product_id == product_id,
            PriceRecord.source.in_(sources),
        )
        .order_by(PriceRecord.recorded_at, PriceRecord.id)
    )
    changed: list[PriceRecord] = []
    for row in session.scalars(query):
        if not changed or changed[-1].price != row.price:
            changed.append(row)
    return changed[::-1]
