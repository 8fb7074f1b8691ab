"""What is gone and was not sold, for the owner. Verb of `bot.actions`."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from bot.actions.forecasts import event_of
from bot.actions.history import bounds
from pipeline.insights.shrink import Counted, Shrinkage, shrinkage
from storage import catalogue, ledger
from storage.models import Product, Shop, StockMovement
from storage.models.stock import MovementKind

USUAL_PERIOD = "month"
MOST_LINES = 10


@dataclass(frozen=True, slots=True)
class ShrinkLine:
    """So many of a product are missing; `value` is what they cost, where known."""

    name: str
    shrinkage: Shrinkage
    value: Decimal | None


@dataclass(frozen=True, slots=True)
class ShrinkList:
    """What is missing for sure, the most valuable first.

    `blurred`: differences that wrong counts explain. `unsaid`: products whose sales
    nobody said, or that were not counted twice, so that nothing can be told. `until`
    is set for a time that is over.
    """

    since: datetime
    lines: tuple[ShrinkLine, ...]
    blurred: tuple[ShrinkLine, ...]
    unsaid: int
    name: str | None = None
    until: datetime | None = None

    @property
    def value(self) -> Decimal:
        return sum((line.value or Decimal(0) for line in self.lines), Decimal(0))


def shrink(
    session: Session,
    shop: Shop,
    now: datetime,
    *,
    product: Product | None = None,
    period: str | None = None,
) -> ShrinkList:
    """Of one product or of all, in the period as in History (else a month)."""
    zone = ZoneInfo(shop.timezone)
    since, until = bounds(period or USUAL_PERIOD, zone, now)
    assert since is not None, "every period begins"
    products = [product] if product else catalogue.products(session, shop.id)
    only = product.id if product else None
    rows: dict[uuid.UUID, list[StockMovement]] = defaultdict(list)
    for row in ledger.standing(session, shop.id, product_id=only, since=since):
        if until is None or row.created_at < until:
            rows[row.product_id].append(row)
    lines = [line for p in products if (line := _line(p, rows[p.id])) is not None]
    lines.sort(key=lambda line: (-(line.value or 0), -line.shrinkage.missing))
    return ShrinkList(
        since,
        tuple(line for line in lines if line.shrinkage.is_sure),
        tuple(line for line in lines if not line.shrinkage.is_sure),
        len(products) - len(lines),
        product.name if product else None,
        until,
    )


def _line(product: Product, rows: Sequence[StockMovement]) -> ShrinkLine | None:
    entries = [
        Counted(event_of(row), row.after, row.kind == MovementKind.SCAN) for row in rows
    ]
    found = shrinkage(entries)
    if found is None:
        return None
    cost = product.price if product.cost is None else product.cost
    value = cost * max(0, found.missing) if cost is not None else None
    return ShrinkLine(product.name, found, value)
