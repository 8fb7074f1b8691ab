"""Why so much of a product should be bought, or nothing. Verb of `bot.actions`."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from bot.actions.forecasts import Outlook, outlooks
from bot.actions.restock import USUAL_DAYS, BuyLine, what_to_buy
from storage.models import Product, Shop


@dataclass(frozen=True, slots=True)
class Explained:
    """What the advice about one product rests on.

    `line` is what to buy; None: nothing. In `days` (until goods come after those that
    would be ordered now) `low` to `high` are asked for, in 9 of 10 cases. `gone` were
    probably sold since anybody looked. `best_day` is the weekday on which most is sold,
    where the week matters. Known from `sold` in `stocked_days`, from `since` on.
    """

    product_id: uuid.UUID
    name: str
    in_stock: int
    line: BuyLine | None
    is_known: bool
    days: int
    per_day: float | None = None
    low: int | None = None
    high: int | None = None
    gone: int = 0
    best_day: int | None = None
    keeps: int | None = None
    sold: float = 0.0
    stocked_days: float = 0.0
    since: datetime | None = None


def explain(
    session: Session, shop: Shop, products: Sequence[Product], now: datetime
) -> list[Explained]:
    """As in the list of what to buy, which is made once for all of the products."""
    lines = {line.product_id: line for line in what_to_buy(session, shop, now).lines}
    return [
        _explained(
            product,
            lines.get(product.id),
            outlooks(session, shop, [product], now)[product.id],
            now,
        )
        for product in products
    ]


def _explained(
    product: Product, line: BuyLine | None, outlook: Outlook, now: datetime
) -> Explained:
    days = USUAL_DAYS + (line.comes_in if line else 0)
    is_known = outlook.forecast is not None or product.minimum is not None
    known, demand = outlook.forecast, outlook.demand(days)
    if known is None or demand is None:
        name, there = product.name, product.quantity
        return Explained(product.id, name, there, line, is_known, days)
    low, high = demand.interval() if known.sold else (None, None)
    best = max(range(7), key=lambda day: known.week[day]) if known.is_weekly else None
    return Explained(
        product.id,
        product.name,
        product.quantity,
        line,
        is_known,
        days,
        known.per_day if known.sold else 0.0,
        low,
        high,
        round(outlook.gone(product.quantity)),
        best,
        product.shelf_life_days,
        known.sold,
        known.days,
        now - timedelta(days=outlook.today - known.since),
    )
