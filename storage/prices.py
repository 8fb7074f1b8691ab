"""Prices as they were observed: from tables, shelf labels, corrections and sources."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from storage import crossings
from storage.db import time_of
from storage.models import PriceRecord, Product


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


def record_own(
    session: Session,
    shop_id: uuid.UUID,
    products: Sequence[Product],
    *,
    currency: str,
    source: str,
) -> None:
    """Add the present price of each product, in one go where nobody watches prices."""
    is_watched = crossings.are_prices_watched(session, shop_id)
    before = {
        product.id: last_known(session, product.id, source=source)
        for product in (products if is_watched else ())
    }
    rows = [
        PriceRecord(
            id=uuid.uuid4(),
            shop_id=shop_id,
            product_id=product.id,
            product_name=product.name,
            price=product.price,
            currency=currency,
            source=source,
            recorded_at=time_of(session) or func.now(),
        )
        for product in products
        if product.price is not None
    ]
    session.add_all(rows)
    session.flush()
    for row in rows if is_watched else ():
        assert row.product_id is not None, "it is the row of a product"
        crossings.note_price(session, row, before[row.product_id])


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
