"""Alert rules: what is watched, for whom. Crossings of them: `storage.crossings`."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from sqlalchemy import delete, func, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from storage.models import Alert, AlertEvent, AlertNotice, AlertState, Product
from storage.models.alerts import AlertKind, NoticeStatus
from storage.names import name_key


@dataclass(frozen=True, slots=True)
class Scope:
    """What a rule watches: one product, a category, or what words find.

    `product_ids` are the products that the words have found. Nothing: every product.
    """

    product_id: uuid.UUID | None = None
    category: str | None = None
    words: str | None = None
    product_ids: tuple[uuid.UUID, ...] = field(default=(), compare=False)


def rules(
    session: Session, shop_id: uuid.UUID, kind: AlertKind | None = None
) -> list[Alert]:
    """The shop's rules that have not been stopped, the oldest first."""
    query = select(Alert).where(Alert.shop_id == shop_id, Alert.stopped_at.is_(None))
    if kind is not None:
        query = query.where(Alert.type == kind)
    return list(session.scalars(query.order_by(Alert.created_at, Alert.id)))


def shops_with_price_rules(session: Session) -> list[uuid.UUID]:
    """The shops in which somebody wants to hear of prices."""
    query = select(Alert.shop_id).where(
        Alert.type == AlertKind.PRICE_DROP, Alert.stopped_at.is_(None)
    )
    return list(session.scalars(query.distinct()))


def rules_of_chat(
    session: Session, shop_id: uuid.UUID, chat_id: uuid.UUID
) -> list[Alert]:
    """What was asked for in this chat and is not stopped."""
    return [rule for rule in rules(session, shop_id) if rule.chat_id == chat_id]


def minimums_rule(session: Session, shop_id: uuid.UUID) -> Alert:
    """The rule that every shop has: tell of products at their minimum.

    Made on first use; given also when it was stopped.
    """
    made = insert(Alert).values(
        id=uuid.uuid4(), shop_id=shop_id, type=AlertKind.LOW_STOCK
    )
    session.execute(made.on_conflict_do_nothing())
    query = select(Alert).where(Alert.shop_id == shop_id, Alert.chat_id.is_(None))
    return session.scalars(query).one()


def set_rule(
    session: Session,
    shop_id: uuid.UUID,
    scope: Scope,
    *,
    kind: AlertKind,
    threshold: Decimal | None,
    chat_id: uuid.UUID,
    member_id: uuid.UUID,
) -> tuple[Alert, Decimal | None, bool]:
    """Make the chat's rule for this scope, or change its threshold.

    Gives the rule, its threshold before, and whether there was such a rule.
    """
    rule = _same(session, shop_id, scope, kind, chat_id)
    existed = rule is not None and rule.stopped_at is None
    before = rule.threshold if rule is not None and existed else None
    if rule is None:
        rule = Alert(
            shop_id=shop_id,
            type=kind,
            product_id=scope.product_id,
            category=scope.category,
            words=scope.words,
            chat_id=chat_id,
        )
        session.add(rule)
    rule.member_id, rule.stopped_at, rule.threshold = member_id, None, threshold
    rule.product_ids = [str(product_id) for product_id in scope.product_ids]
    session.flush()
    forget(session, [rule.id])
    return rule, before, existed


def stop_rules(session: Session, stopped: Iterable[Alert], now: datetime) -> None:
    """These rules tell nothing any more, not even what is waiting to be told."""
    found = list(stopped)
    for rule in found:
        rule.stopped_at = now
    session.flush()
    forget(session, [rule.id for rule in found])


def forget(session: Session, rule_ids: Sequence[uuid.UUID]) -> None:
    """Forget on which side products are, and take back what nobody was told yet."""
    session.execute(delete(AlertState).where(AlertState.alert_id.in_(rule_ids)))
    waiting = select(AlertEvent.id).where(AlertEvent.alert_id.in_(rule_ids))
    session.execute(
        delete(AlertNotice).where(
            AlertNotice.event_id.in_(waiting),
            AlertNotice.status == NoticeStatus.PENDING,
        )
    )


def mark_sent(session: Session, rule_ids: Iterable[uuid.UUID], now: datetime) -> None:
    """Somebody was told because of these rules."""
    session.execute(
        update(Alert).where(Alert.id.in_(list(rule_ids))).values(last_sent=now)
    )


def categories(session: Session, shop_id: uuid.UUID) -> list[str]:
    """The shop's categories, as they are written."""
    query = select(Product.category).where(Product.shop_id == shop_id).distinct()
    return sorted(name for name in session.scalars(query) if name)


def of_category(session: Session, shop_id: uuid.UUID, category: str) -> list[Product]:
    """The products of a category, by name; capitals do not matter."""
    query = select(Product).where(
        Product.shop_id == shop_id,
        func.lower(Product.category) == category.lower(),
    )
    return list(session.scalars(query.order_by(func.lower(Product.name), Product.id)))


def _same(
    session: Session,
    shop_id: uuid.UUID,
    scope: Scope,
    kind: AlertKind,
    chat_id: uuid.UUID,
) -> Alert | None:
    """The chat's rule of this kind and scope, also a stopped one."""
    query = select(Alert).where(
        Alert.shop_id == shop_id, Alert.chat_id == chat_id, Alert.type == kind
    )
    for rule in session.scalars(query.order_by(Alert.created_at)):
        if _key(Scope(rule.product_id, rule.category, rule.words)) == _key(scope):
            return rule
    return None


def _key(scope: Scope) -> tuple[uuid.UUID | None, str, str]:
    return scope.product_id, name_key(scope.category or ""), name_key(scope.words or "")
