"""Alert rules as people speak of them: set, changed, stopped, listed.

Verbs like those of `bot.actions.stock`. Snoozes, quiet hours and "stop" are in
`bot.actions.alert_pauses`, addresses in `bot.actions.alert_addresses`.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, time
from decimal import Decimal

from sqlalchemy.orm import Session

from bot.actions.alert_news import LowLine, scope_name
from storage import addresses, alerts, catalogue, crossings, pauses
from storage.alerts import Scope
from storage.models import Alert, Chat, Member, Product, Shop
from storage.models.alerts import AlertKind
from storage.models.shops import Role

LEADERS = frozenset({Role.OWNER, Role.MANAGER})
FOR_EVER = datetime(9999, 1, 1)


@dataclass(frozen=True, slots=True)
class AlertRule:
    """A rule in words: of one product, of a group, or of everything (neither)."""

    kind: str
    name: str | None
    group: str | None
    threshold: Decimal | None
    minimum: int | None = None


@dataclass(frozen=True, slots=True)
class AlertSet:
    """A rule that holds from now on.

    `before` is the threshold that it replaces; `names` are the products of a group,
    `low` those that are below already: they are told here, and not once more.
    `is_assumed`: no number was said and there is no minimum, so it is told when sold
    out. `looks_elsewhere`: other sources are asked for the price, too.
    """

    rule: AlertRule
    was_set: bool
    before: Decimal | None
    names: tuple[str, ...]
    low: tuple[LowLine, ...]
    is_assumed: bool = False
    looks_elsewhere: bool = False


@dataclass(frozen=True, slots=True)
class AlertsStopped:
    """These rules tell nothing any more; `name` where one thing was meant.

    No rules: there was none.
    """

    rules: tuple[AlertRule, ...]
    name: str | None


@dataclass(frozen=True, slots=True)
class AlertList:
    """All that decides what this chat is told of its own accord."""

    rules: tuple[AlertRule, ...]
    tells_minimums: bool
    quiet_from: time | None
    quiet_to: time | None
    paused_until: datetime | None
    paused: tuple[str, ...]
    addresses: tuple[str, ...]
    is_stopped: bool


def set_alert(
    session: Session,
    chat: Chat,
    member: Member,
    scope: Scope,
    kind: AlertKind,
    threshold: Decimal | None,
) -> AlertSet:
    """Tell this chat from now on; the same scope again changes its threshold."""
    product = scope.product_id and catalogue.get(session, scope.product_id)
    if kind is AlertKind.LOW_STOCK and threshold is not None:
        threshold = max(threshold, Decimal(1))  # "when it is 0": below 1
    needs_number = kind is AlertKind.LOW_STOCK and threshold is None
    is_assumed = bool(product and needs_number and product.minimum is None)
    if is_assumed:
        threshold = Decimal(1)
    rule, before, was_set = alerts.set_rule(
        session,
        member.shop_id,
        scope,
        kind=kind,
        threshold=threshold,
        chat_id=chat.id,
        member_id=member.id,
    )
    covered = _covered(session, rule)
    for each in covered if scope != Scope() else ():
        pauses.end(session, chat.id, each.id)
    names = tuple(each.name for each in covered) if scope_name(rule) else ()
    return AlertSet(
        _in_words(session, rule),
        was_set,
        before,
        names,
        _low(rule, covered),
        is_assumed,
    )


def stop_alerts(
    session: Session,
    chat: Chat,
    member: Member,
    product: Product | None,
    kind: AlertKind | None,
    now: datetime,
) -> AlertsStopped:
    """No more alerts for the product; None: for nothing at all.

    A product that a rule for several watches is silenced for this chat alone.
    """
    rules = _of_kind(alerts.rules_of_chat(session, member.shop_id, chat.id), kind)
    if product is None:
        if member.role in LEADERS and kind is not AlertKind.PRICE_DROP:
            rules.append(alerts.minimums_rule(session, member.shop_id))
        return _stop(session, [r for r in rules if r.stopped_at is None], None, now)
    own = [rule for rule in rules if rule.product_id == product.id]
    stopped = _stop(session, own, product.name, now)
    others = [rule for rule in rules if rule.product_id is None]
    is_told_otherwise = any(_covers(session, rule, product) for rule in others)
    if is_told_otherwise or (member.role in LEADERS and product.minimum is not None):
        pauses.pause(session, chat.id, product.id, FOR_EVER.replace(tzinfo=now.tzinfo))
        rule = AlertRule(AlertKind.LOW_STOCK, product.name, None, None)
        return AlertsStopped(stopped.rules or (rule,), product.name)
    return stopped


def stop_group(
    session: Session,
    chat: Chat,
    member: Member,
    group: str,
    kind: AlertKind | None,
    now: datetime,
) -> AlertsStopped | None:
    """No more alerts for a category or what is called so; None: there is no rule."""
    rules = _of_kind(alerts.rules_of_chat(session, member.shop_id, chat.id), kind)
    found = [r for r in rules if (scope_name(r) or "").casefold() == group.casefold()]
    return _stop(session, found, group, now) if found else None


def list_alerts(
    session: Session, shop: Shop, chat: Chat, member: Member, now: datetime
) -> AlertList:
    """What this chat is told of its own accord, when not, and where else it goes."""
    rules = alerts.rules_of_chat(session, shop.id, chat.id)
    paused = pauses.of_chat(session, chat.id, now)
    names = [
        product.name
        for product_id in paused
        if product_id and (product := catalogue.get(session, product_id))
    ]
    minimums = alerts.minimums_rule(session, shop.id)
    return AlertList(
        tuple(_in_words(session, rule) for rule in rules),
        member.role in LEADERS and minimums.stopped_at is None,
        shop.quiet_from,
        shop.quiet_to,
        paused.get(None),
        tuple(sorted(names)),
        tuple(row.label for row in addresses.seen_by(session, member)),
        chat.stopped_at is not None,
    )


def watched_prices(session: Session, shop_id: uuid.UUID) -> list[Product]:
    """The products whose prices somebody wants to hear of, those named first."""
    rules = alerts.rules(session, shop_id, AlertKind.PRICE_DROP)
    rules.sort(key=lambda rule: rule.product_id is None)
    found = [product for rule in rules for product in _covered(session, rule)]
    return list({product.id: product for product in found}.values())


def scope_called(session: Session, shop_id: uuid.UUID, group: str) -> Scope | None:
    """The category of this name; None when there is none."""
    for category in alerts.categories(session, shop_id):
        if category.strip().casefold() == group.strip().casefold():
            return Scope(category=category)
    return None


def _of_kind(rules: Iterable[Alert], kind: AlertKind | None) -> list[Alert]:
    return [rule for rule in rules if kind is None or rule.type == kind]


def _stop(
    session: Session, rules: Sequence[Alert], name: str | None, now: datetime
) -> AlertsStopped:
    in_words = tuple(_in_words(session, rule) for rule in rules)
    alerts.stop_rules(session, rules, now)
    return AlertsStopped(in_words, name)


def _covers(session: Session, rule: Alert, product: Product) -> bool:
    return product.id in {each.id for each in _covered(session, rule)}


def _covered(session: Session, rule: Alert) -> list[Product]:
    """The products that the rule watches today."""
    if rule.product_id is not None:
        product = catalogue.get(session, rule.product_id)
        return [product] if product else []
    if rule.category is not None:
        return alerts.of_category(session, rule.shop_id, rule.category)
    products = catalogue.products(session, rule.shop_id)
    return [each for each in products if crossings.covers(rule, each, [each.name])]


def _low(rule: Alert, covered: Iterable[Product]) -> tuple[LowLine, ...]:
    """What is below the threshold at this moment, the emptiest first."""
    lines = []
    for product in covered if rule.type == AlertKind.LOW_STOCK else ():
        threshold = crossings.threshold_of(rule, product)
        if threshold is not None and product.quantity < threshold:
            minimum = product.minimum if rule.threshold is None else None
            lines.append(
                LowLine(product.id, product.name, product.quantity, threshold, minimum)
            )
    return tuple(sorted(lines, key=lambda line: line.quantity))


def _in_words(session: Session, rule: Alert) -> AlertRule:
    product = rule.product_id and catalogue.get(session, rule.product_id)
    return AlertRule(
        rule.type,
        product.name if product else None,
        scope_name(rule),
        rule.threshold,
        product.minimum if product and rule.threshold is None else None,
    )
