"""Prices as they were observed: from tables, shelf labels, corrections and sources."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import datetime, timedelta
from decimal import Decimal

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.orm import Session

from storage import crossings
from storage.db import time_of
from storage.models import PriceRecord, Product, Shop

NOTED_EVERY = timedelta(days=1)


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


def confirm(
    session: Session,
    shop: Shop,
    products: Sequence[Product],
    *,
    source: str,
    now: datetime,
) -> None:
    """The present prices were seen again: noted at most once a day, and no news."""
    by_id: dict[uuid.UUID | None, Product] = {p.id: p for p in products}
    latest = session.execute(
        select(PriceRecord.product_id, PriceRecord.price, PriceRecord.recorded_at)
        .ext(distinct_on(PriceRecord.product_id))
        .where(PriceRecord.product_id.in_(by_id), PriceRecord.source == source)
        .order_by(PriceRecord.product_id, PriceRecord.recorded_at.desc())
    )
    for product_id, price, recorded_at in latest:
        if now - recorded_at < NOTED_EVERY and price == by_id[product_id].price:
            del by_id[product_id]
    session.add_all(
        PriceRecord(
            id=uuid.uuid4(),
            shop_id=shop.id,
            product_id=product.id,
            product_name=product.name,
            price=product.price,
            currency=shop.currency,
            source=source,
            recorded_at=now,
        )
        for product in by_id.values()
        if product.price is not None
    )


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
