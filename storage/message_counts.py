"""What the messages of a provider cost: counted by shop, month and price class."""

from __future__ import annotations

import uuid

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from storage.models import MessageCount


def count(
    session: Session, shop_id: uuid.UUID, channel: str, month: str, category: str
) -> None:
    """One more message; in the transaction that keeps the provider's id of it."""
    one = insert(MessageCount).values(
        shop_id=shop_id, channel=channel, month=month, category=category, sent=1
    )
    session.execute(
        one.on_conflict_do_update(
            index_elements=["shop_id", "channel", "month", "category"],
            set_={"sent": MessageCount.sent + 1},
        )
    )


def of_month(
    session: Session, shop_id: uuid.UUID, channel: str, month: str
) -> dict[str, int]:
    """How many of each price class the shop was sent."""
    query = select(MessageCount.category, MessageCount.sent).where(
        MessageCount.shop_id == shop_id,
        MessageCount.channel == channel,
        MessageCount.month == month,
    )
    return {category: sent for category, sent in session.execute(query)}


def of_number(session: Session, channel: str, month: str, category: str) -> int:
    """How many all shops of the installation were sent: they share one number."""
    query = select(func.coalesce(func.sum(MessageCount.sent), 0)).where(
        MessageCount.channel == channel,
        MessageCount.month == month,
        MessageCount.category == category,
    )
    return int(session.scalar(query) or 0)
