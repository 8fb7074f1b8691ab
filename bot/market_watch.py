"""Asks outside sources for the prices of products that somebody wants to hear of.

`look` runs in the scheduler's sweep and queues the shops that are due; `watch` runs in
chat workers, on the queue of the enquiries and within the same limits. What a product
costs elsewhere joins the history of prices under the name of its source, and alerts
hear of it as of any other price (`storage.crossings`).
"""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta
from decimal import Decimal

import structlog
from sqlalchemy.orm import Session

from bot.actions.alerts import watched_prices
from bot.actions.asks import about_prices, is_fresh, known
from bot.actions.comparing import MarketLine, market_lines
from bot.enquiring import ask_one
from bot.services import Services
from bot.sources import SHOPS, Ask, Sources
from storage import alerts, prices, sources
from storage.models import Product, Shop

log = structlog.get_logger(__name__)

EVERY = timedelta(hours=6)
"""Answers are good for a day, so each source is asked about a product once a day."""
MOST_WATCHED = 200
"""Products of one shop: those that somebody named come first."""


def look(services: Services) -> int:
    """Queue the shops where somebody waits for prices; gives how many."""
    now = services.clock()
    with services.db.transaction() as session:
        due = [
            shop_id
            for shop_id in alerts.shops_with_price_rules(session)
            if sources.is_due(session, f"watch:{shop_id}", now, EVERY)
        ]
    for shop_id in due:
        services.queue.watch_prices(shop_id)
    return len(due)


def watch(services: Services, shop_id: uuid.UUID) -> None:
    """Ask what is not known of today, and note what has come; harmless to repeat."""
    outside = services.sources
    if outside is None:
        return
    wait_until: datetime | None = None
    for batch in outside.batches(_open_asks(services, outside, shop_id)):
        turn = ask_one(services, outside, batch)
        if turn is not None:
            wait_until = min(wait_until or turn, turn)
    with services.db.transaction() as session:
        noted = _note(session, outside, shop_id, services.clock())
    if noted:
        log.info("market_prices_noted", shop_id=str(shop_id), prices=noted)
    if wait_until is not None:
        wait_s = (wait_until - services.clock()).total_seconds()
        services.queue.watch_prices(shop_id, max(wait_s, 1.0))


def _open_asks(services: Services, outside: Sources, shop_id: uuid.UUID) -> list[Ask]:
    """What is not known and was not asked in vain of late."""
    now = services.clock()
    with services.db.transaction() as session:
        shop = session.get(Shop, shop_id)
        if shop is None:
            return []
        products = _watched(session, shop_id)
        asks = [ask for p in products for ask in about_prices(outside, shop, p)]
        kept = sources.answers(session, [ask.question for ask in asks])
    rows = [(ask, kept.get(ask.question)) for ask in dict.fromkeys(asks)]
    return [
        ask
        for ask, row in rows
        if not ask.is_by_name and not is_fresh(ask, row, now)
        if row is None or row.failed_at is None or now - row.failed_at >= EVERY
    ]


def _watched(session: Session, shop_id: uuid.UUID) -> list[Product]:
    return watched_prices(session, shop_id)[:MOST_WATCHED]


def _note(session: Session, outside: Sources, shop_id: uuid.UUID, now: datetime) -> int:
    """Put what has changed into the history of prices; gives how many."""
    shop = session.get(Shop, shop_id)
    if shop is None:
        return 0
    noted = 0
    for product in _watched(session, shop_id):
        told = known(session, about_prices(outside, shop, product), now)
        for line in market_lines(session, shop, product, told, now):
            noted += _note_price(session, shop, product, line, now)
    return noted


def _note_price(
    session: Session, shop: Shop, product: Product, line: MarketLine, now: datetime
) -> bool:
    amount = asked_price(line)
    if amount is None or line.is_old:
        return False
    last = prices.last_known(session, product.id, source=line.source)
    if last is not None and (last.price, last.currency) == (amount, shop.currency):
        return False
    prices.record(
        session,
        shop_id=shop.id,
        product_id=product.id,
        product_name=product.name,
        price=amount,
        currency=shop.currency,
        source=line.source,
        recorded_at=now,
    )
    return True


def asked_price(line: MarketLine) -> Decimal | None:
    """What a source asks: the best offer of an online shop, else the usual price."""
    usual, discounted = line.market.usual, line.market.discounted
    if line.source in SHOPS:
        lows = [spread.low for spread in (usual, discounted) if spread]
        return min(lows, default=None)
    return usual.median if usual else None
