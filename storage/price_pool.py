"""The neighbour pool: tag prices of the shops of this installation that agreed to it.

Nothing is copied anywhere: the pool is what the agreeing shops' histories say at the
moment, so a shop that withdraws is out of it at once.
"""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import Session, aliased

from storage.models import Member, PriceRecord, Product, Shop
from storage.models.shops import Role

SOURCE = "shelf"
"""Of the history only what stood on a shelf's tag is shared."""
RECENT = timedelta(days=60)
LEAST_SHOPS = 3
"""From fewer other shops one could tell whose price it is."""


@dataclass(frozen=True, slots=True)
class PooledPrice:
    """What one shop's tag says; nobody is told which shop."""

    price: Decimal
    seen_on: date


def set_sharing(shop: Shop, since: datetime | None) -> bool:
    """Agree from now on, or withdraw; gives whether that is news."""
    is_news = (shop.shares_prices_since is None) != (since is None)
    if is_news:
        shop.shares_prices_since = since
    return is_news


def neighbours(session: Session, shop: Shop) -> int:
    """How many other shops share prices in this money."""
    return len(_others(session, shop))


def prices(
    session: Session, shop: Shop, product: Product, now: datetime
) -> Sequence[PooledPrice]:
    """One price of each other shop for the same product; none from too few shops.

    Only a shop that shares sees them. Shops with a person in common with this one, or
    of one owner, count once or not at all: nobody can fill the pool alone.
    """
    if shop.shares_prices_since is None:
        return ()
    others = _others(session, shop)
    rows = session.execute(
        select(PriceRecord.shop_id, PriceRecord.price, PriceRecord.recorded_at)
        .join(Product, Product.id == PriceRecord.product_id)
        .where(
            PriceRecord.shop_id.in_(others),
            PriceRecord.source == SOURCE,
            PriceRecord.currency == shop.currency,
            PriceRecord.recorded_at > now - RECENT,
            _is_same(product),
        )
        .order_by(PriceRecord.recorded_at, PriceRecord.id)
    )
    latest: dict[str, PooledPrice] = {}
    for shop_id, price, recorded_at in rows:
        assert shop_id is not None, "it is one of the others"
        latest[others[shop_id]] = PooledPrice(price, recorded_at.date())
    return tuple(latest.values()) if len(latest) >= LEAST_SHOPS else ()


def _is_same(product: Product) -> ColumnElement[bool]:
    """The same code; where one of the two has none, the same name."""
    is_called = func.lower(Product.name) == func.lower(product.name)
    if not product.gtin:
        return is_called
    return or_(Product.gtin == product.gtin, and_(Product.gtin.is_(None), is_called))


def _others(session: Session, shop: Shop) -> dict[uuid.UUID, str]:
    """Sharing shops of other people, each with who owns it."""
    mine, theirs = aliased(Member), aliased(Member)
    related = (
        select(theirs.shop_id)
        .join(
            mine,
            and_(
                mine.channel == theirs.channel, mine.external_id == theirs.external_id
            ),
        )
        .where(mine.shop_id == shop.id)
    )
    rows = session.execute(
        select(Shop.id, func.min(Member.channel + ":" + Member.external_id))
        .outerjoin(
            Member,
            and_(
                Member.shop_id == Shop.id,
                Member.role == Role.OWNER,
                Member.removed_at.is_(None),
            ),
        )
        .where(
            Shop.id != shop.id,
            Shop.shares_prices_since.is_not(None),
            Shop.currency == shop.currency,
            Shop.country.is_not_distinct_from(shop.country),
            Shop.id.not_in(related),
        )
        .group_by(Shop.id)
    )
    return {shop_id: owner or str(shop_id) for shop_id, owner in rows}
