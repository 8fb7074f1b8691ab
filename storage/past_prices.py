"""How the prices of a shop have changed in a stretch of time."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from storage.models import PriceRecord


@dataclass(frozen=True, slots=True)
class PriceChange:
    """A product's price, and the one that was observed before it."""

    product_id: uuid.UUID
    before: Decimal
    after: Decimal


def changes_of_shop(
    session: Session,
    shop_id: uuid.UUID,
    begin: datetime,
    end: datetime,
    *,
    sources: Sequence[str],
) -> Iterator[PriceChange]:
    """Every change of a price from `begin` to `end`, oldest first.

    What a product cost first is no change.
    """
    order = (PriceRecord.recorded_at, PriceRecord.id)
    before = func.lag(PriceRecord.price).over(
        partition_by=PriceRecord.product_id, order_by=order
    )
    steps = (
        select(
            PriceRecord.product_id,
            PriceRecord.recorded_at,
            PriceRecord.price.label("after"),
            before.label("before"),
        )
        .where(
            PriceRecord.shop_id == shop_id,
            PriceRecord.product_id.is_not(None),
            PriceRecord.source.in_(sources),
        )
        .subquery()
    )
    changed = (
        select(steps)
        .where(
            steps.c.recorded_at >= begin,
            steps.c.recorded_at < end,
            steps.c.before != steps.c.after,
        )
        .order_by(steps.c.recorded_at)
    )
    for row in session.execute(changed):
        yield PriceChange(row.product_id, row.before, row.after)
