"""Crossings: noted in the very transaction that changes a stock or a price.

Called by `storage.stock` and `storage.prices` after each change. A crossing is an edge:
noted when a product falls below a rule's threshold, and not again before it has risen
clearly above. For everybody who is to be told, a notice is left for `bot.alerting`.
"""

from __future__ import annotations

import math
import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from storage import alerts
from storage.models import (
    Alert,
    AlertEvent,
    AlertNotice,
    AlertState,
    PriceRecord,
    Product,
    ProductAlias,
    StockMovement,
)
from storage.models.alerts import AlertKind
from storage.models.stock import MovementKind
from storage.names import name_key
from storage.recipients import recipients

OWN_PRICES = frozenset({"shop", "shelf", "enrolment"})
"""Sources that say what the shop itself asks; all others tell of other shops."""
LEAST_FALL = Decimal("0.05")
"""What others ask wavers by less than this share."""
MARGIN = 0.2
"""So far above its threshold a product is restocked: counts of photos waver."""
SURE = frozenset({MovementKind.DELIVERY, MovementKind.UNDO, MovementKind.REDO})
"""Movements that are no estimate: reaching the threshold by them is enough."""


@dataclass(frozen=True, slots=True)
class Side:
    """Where a product stands after a change; `is_crossing` when it just fell below."""

    is_below: bool
    is_crossing: bool


def side_after(
    before: int,
    after: int,
    threshold: Decimal,
    *,
    was_below: bool | None,
    is_sure: bool,
) -> Side:
    """The edge with hysteresis. `was_below` None: nothing is known but `before`."""
    if was_below is None:
        was_below = before < threshold
    if was_below:
        margin = 0 if is_sure else max(1, math.ceil(float(threshold) * MARGIN))
        return Side(after < threshold + margin, is_crossing=False)
    return Side(after < threshold, is_crossing=after < threshold)


def note_movements(
    session: Session,
    rows: Sequence[StockMovement],
    products: Mapping[uuid.UUID, Product],
) -> None:
    """Note what these movements of one shop have crossed; the shop is locked.

    Repeating it for the same movements notes nothing twice.
    """
    changed = [row for row in rows if row.before != row.after]
    if not changed:
        return
    shop_id = changed[0].shop_id
    if any(products[row.product_id].minimum is not None for row in changed):
        alerts.minimums_rule(session, shop_id)
    rules = alerts.rules(session, shop_id, AlertKind.LOW_STOCK)
    if not rules:
        return
    states = _states(session, rules, [row.product_id for row in changed])
    for rule, row in _watched(session, rules, changed, products):
        threshold = threshold_of(rule, products[row.product_id])
        if threshold is not None:
            _note_movement(session, rule, row, threshold, states)


def threshold_of(rule: Alert, product: Product) -> Decimal | None:
    """Low is what is below this; a minimum itself is low already."""
    if rule.threshold is not None:
        return rule.threshold
    return None if product.minimum is None else Decimal(product.minimum + 1)


def are_prices_watched(session: Session, shop_id: uuid.UUID) -> bool:
    """Whether anybody wants to hear of prices at all."""
    return bool(alerts.rules(session, shop_id, AlertKind.PRICE_DROP))


def note_price(
    session: Session, record: PriceRecord, before: PriceRecord | None
) -> None:
    """Note what an observed price has crossed, compared with the one before it of the
    same source and currency. Nothing is noted twice of the same record."""
    product = record.product_id and session.get(Product, record.product_id)
    if not product:
        return
    is_same_money = before is not None and before.currency == record.currency
    was = before.price if before is not None and is_same_money else None
    names: list[str] | None = None
    for rule in alerts.rules(session, product.shop_id, AlertKind.PRICE_DROP):
        names = names or _names(session, product)
        if covers(rule, product, names) and _is_news(rule, product, record, was):
            event = {
                "threshold": rule.threshold,
                "before": was,
                "after": record.price,
                "source": record.source,
                "cause": f"price:{record.id}",
            }
            _note(session, rule, product.id, event, actor=None)


def covers(rule: Alert, product: Product, names: Iterable[str]) -> bool:
    """Whether the rule watches the product, which is called by these names."""
    if rule.product_id is not None:
        return rule.product_id == product.id
    if rule.category is not None:
        return name_key(product.category or "") == name_key(rule.category)
    if rule.words is not None:
        if str(product.id) in rule.product_ids:
            return True
        words = set(name_key(rule.words).split())
        return any(words <= set(name_key(name).split()) for name in names)
    return True


def _watched(
    session: Session,
    rules: Sequence[Alert],
    rows: Sequence[StockMovement],
    products: Mapping[uuid.UUID, Product],
) -> list[tuple[Alert, StockMovement]]:
    """Each rule with the movements of the products that it watches."""
    pairs = []
    for row in rows:
        product = products[row.product_id]
        names: list[str] = [product.name]
        if any(rule.words is not None for rule in rules):
            names = _names(session, product)
        pairs += [(rule, row) for rule in rules if covers(rule, product, names)]
    return pairs


def _names(session: Session, product: Product) -> list[str]:
    aliases = select(ProductAlias.alias).where(ProductAlias.product_id == product.id)
    return [product.name, *session.scalars(aliases)]


def _states(
    session: Session, rules: Sequence[Alert], product_ids: Sequence[uuid.UUID]
) -> dict[tuple[uuid.UUID, uuid.UUID], AlertState]:
    query = select(AlertState).where(
        AlertState.alert_id.in_([rule.id for rule in rules]),
        AlertState.product_id.in_(product_ids),
    )
    fresh = query.execution_options(populate_existing=True)
    return {(row.alert_id, row.product_id): row for row in session.scalars(fresh)}


def _note_movement(
    session: Session,
    rule: Alert,
    row: StockMovement,
    threshold: Decimal,
    states: Mapping[tuple[uuid.UUID, uuid.UUID], AlertState],
) -> None:
    state = states.get((rule.id, row.product_id))
    is_known = state is not None and state.threshold == threshold
    side = side_after(
        row.before,
        row.after,
        threshold,
        was_below=state.is_below if state is not None and is_known else None,
        is_sure=row.kind in SURE,
    )
    keep_state(session, rule.id, row.product_id, threshold, side.is_below)
    if side.is_crossing:
        event = {
            "threshold": threshold,
            "before": Decimal(row.before),
            "after": Decimal(row.after),
            "source": row.kind,
            "cause": f"movement:{row.id}",
        }
        _note(session, rule, row.product_id, event, actor=row.member_id)


def keep_state(
    session: Session,
    rule_id: uuid.UUID,
    product_id: uuid.UUID,
    threshold: Decimal,
    is_below: bool,
) -> None:
    """Remember on which side of the rule's threshold the product is."""
    values = {"threshold": threshold, "is_below": is_below, "updated_at": func.now()}
    query = insert(AlertState).values(alert_id=rule_id, product_id=product_id, **values)
    session.execute(
        query.on_conflict_do_update(
            index_elements=["alert_id", "product_id"], set_=values
        )
    )


def _is_news(
    rule: Alert, product: Product, record: PriceRecord, was: Decimal | None
) -> bool:
    """Of others, without a threshold: a clear fall, or less than the shop's own price
    where they asked more before, or nothing was known."""
    if record.source in OWN_PRICES or rule.threshold is not None:
        return _dropped(rule.threshold, was, record.price)
    if was is not None and record.price <= was * (1 - LEAST_FALL):
        return True
    own = product.price
    return own is not None and record.price < own and (was is None or was >= own)


def _dropped(threshold: Decimal | None, before: Decimal | None, after: Decimal) -> bool:
    if threshold is None:
        return before is not None and after < before
    return after < threshold and (before is None or before >= threshold)


def _note(
    session: Session,
    rule: Alert,
    product_id: uuid.UUID,
    event: Mapping[str, Any],
    *,
    actor: uuid.UUID | None,
) -> None:
    """Add the event unless it is noted already, and a notice for each who is told."""
    added = insert(AlertEvent).values(
        id=uuid.uuid4(),
        shop_id=rule.shop_id,
        alert_id=rule.id,
        product_id=product_id,
        type=rule.type,
        **event,
    )
    once = added.on_conflict_do_nothing(index_elements=["alert_id", "cause"])
    event_id = session.scalar(once.returning(AlertEvent.id))
    if event_id is None:
        return
    for chat_id in recipients(session, rule, actor=actor):
        session.add(AlertNotice(event_id=event_id, chat_id=chat_id))
    session.flush()
