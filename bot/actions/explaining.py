"""Why so much of a product should be bought, or nothing. Verb of `bot.actions`."""

from __future__ import annotations

import uuid
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


def explain(session: Session, shop: Shop, product: Product, now: datetime) -> Explained:
    """As in the list of what to buy, for one product."""
    buy = what_to_buy(session, shop, now)
    line = next((line for line in buy.lines if line.product_id == product.id), None)
    outlook = outlooks(session, shop, [product], now)[product.id]
    days = USUAL_DAYS + (line.comes_in if line else 0)
    is_known = outlook.forecast is not None or product.minimum is not None
    return _explained(product, line, is_known, days, outlook, now)


def _explained(
    product: Product,
    line: BuyLine | None,
    is_known: bool,
    days: int,
    outlook: Outlook,
    now: datetime,
) -> Explained:
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
