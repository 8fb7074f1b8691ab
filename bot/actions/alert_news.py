"""News for one chat, and why it was told: results of crossings for `bot.replies`."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from storage import notices
from storage.models import Alert, Member, Product, StockMovement
from storage.models.alerts import AlertKind
from storage.notices import Pending


@dataclass(frozen=True, slots=True)
class LowLine:
    """A product below a threshold; `minimum` where its own minimum is what counts."""

    product_id: uuid.UUID
    name: str
    quantity: int
    threshold: Decimal | None
    minimum: int | None = None


@dataclass(frozen=True, slots=True)
class DropLine:
    """A price that fell; `before` None: nobody had seen one. `own` is the shop's."""

    product_id: uuid.UUID
    name: str
    before: Decimal | None
    after: Decimal
    source: str
    own: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Digest:
    """All news of one shop for one chat; `shop` where the chat has to be told whose."""

    low: tuple[LowLine, ...]
    drops: tuple[DropLine, ...]
    shop: str | None = None

    @property
    def is_urgent(self) -> bool:
        """Whether something is sold out: that does not wait."""
        return any(line.quantity == 0 for line in self.low)


@dataclass(frozen=True, slots=True)
class Reason:
    """Why one product was told: the rule, the change, and what there is now.

    `kind` is the movement's kind, or the source of a price; `delta`, `when` and `who`
    are None where the change is not in the books any more.
    """

    name: str
    type: str
    threshold: Decimal | None
    minimum: int | None
    scope: str | None
    before: Decimal | None
    after: Decimal
    now: Decimal | None
    kind: str
    delta: int | None
    when: datetime | None
    who: str | None


@dataclass(frozen=True, slots=True)
class Reasons:
    """The news of the last digest, explained. None: nothing was told yet."""

    lines: tuple[Reason, ...]
    name: str | None = None


def is_still_true(news: Pending) -> bool:
    """Whether the news would be right if they were told now."""
    event, product = news.event, news.product
    if event.type == AlertKind.LOW_STOCK:
        return event.threshold is None or product.quantity < event.threshold
    if event.source != "shop" or product.price is None:
        return True
    limit = event.threshold if event.before is None else event.before
    return limit is None or product.price < limit


def digest_of(news: Sequence[Pending], shop: str | None = None) -> Digest:
    """One line for each product, with its present balance."""
    low: dict[uuid.UUID, LowLine] = {}
    drops: dict[uuid.UUID, DropLine] = {}
    for item in sorted(news, key=_breadth):
        product, event = item.product, item.event
        if event.type == AlertKind.LOW_STOCK:
            is_own = item.rule.threshold is None
            minimum = product.minimum if is_own else None
            line = LowLine(
                product.id, product.name, product.quantity, event.threshold, minimum
            )
            low.setdefault(product.id, line)
        else:
            drops[product.id] = DropLine(
                product.id,
                product.name,
                event.before,
                event.after,
                event.source,
                product.price,
            )
    emptiest_first = sorted(low.values(), key=lambda line: line.quantity)
    return Digest(tuple(emptiest_first), tuple(drops.values()), shop)


def _breadth(item: Pending) -> int:
    """What was asked for this very product says more than what holds for many."""
    rule = item.rule
    if rule.product_id is not None:
        return 0
    if rule.threshold is None:
        return 3
    return 1 if scope_name(rule) else 2


def why(
    session: Session,
    chat_id: uuid.UUID,
    shop_ids: Collection[uuid.UUID],
    product: Product | None,
) -> Reasons:
    """Explain the chat's last digest, or the last that told of this product."""
    product_id = product.id if product else None
    told = notices.last_told(session, chat_id, shop_ids, product_id)
    seen: dict[uuid.UUID, Reason] = {}
    for item in told:
        seen.setdefault(item.event.product_id, _reason(session, item))
    return Reasons(tuple(seen.values()), product.name if product else None)


def _reason(session: Session, item: Pending) -> Reason:
    event, product = item.event, item.product
    is_low = event.type == AlertKind.LOW_STOCK
    movement = _movement(session, event.cause)
    member = movement and movement.member_id and session.get(Member, movement.member_id)
    now = Decimal(product.quantity) if is_low else product.price
    return Reason(
        name=product.name,
        type=event.type,
        threshold=event.threshold,
        minimum=product.minimum if is_low and item.rule.threshold is None else None,
        scope=scope_name(item.rule),
        before=event.before,
        after=event.after,
        now=now,
        kind=event.source,
        delta=movement.delta if movement else None,
        when=event.created_at,
        who=member.name or None if member else None,
    )


def scope_name(rule: Alert) -> str | None:
    """What a rule for several products is called."""
    return rule.category or rule.words


def _movement(session: Session, cause: str) -> StockMovement | None:
    kind, _, row_id = cause.partition(":")
    if kind != "movement":
        return None
    query = select(StockMovement).where(StockMovement.id == uuid.UUID(row_id))
    return session.scalars(query).first()
