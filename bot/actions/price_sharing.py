"""The consent to the neighbour pool: given and withdrawn by the owner alone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from storage import price_pool
from storage.models import Shop


@dataclass(frozen=True, slots=True)
class Sharing:
    """Whether the shop shares its tag prices now; `shops` are the others that do."""

    is_on: bool
    is_news: bool
    shops: int = 0


def share_prices(session: Session, shop: Shop, is_on: bool, now: datetime) -> Sharing:
    """Agree or withdraw; whoever withdraws is out of the pool with this transaction."""
    is_news = price_pool.set_sharing(shop, now if is_on else None)
    session.flush()
    shops = price_pool.neighbours(session, shop) if is_on else 0
    return Sharing(is_on, is_news, shops)
