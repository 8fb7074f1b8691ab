"""Alerts: rules, on which side of them products are, what was crossed, who is told."""

from __future__ import annotations

import uuid
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    Index,
    Numeric,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from storage.models.base import Base, CreatedAt, UuidKey


class AlertKind(StrEnum):
    LOW_STOCK = "low_stock"
    PRICE_DROP = "price_drop"


class NoticeStatus(StrEnum):
    """Pending, handed to the outbox, told, or settled without telling."""

    PENDING = "pending"
    HANDED = "handed"
    TOLD = "told"
    RECOVERED = "recovered"
    EXPIRED = "expired"
    FAILED = "failed"


class Alert(Base):
    """A rule that tells somebody something by itself.

    It watches one product, a category, all products whose names hold the `words` (and
    those of `product_ids`, which were found by them), or without any of these all.
    Low stock: told below `threshold`; without one, at each product's own minimum.
    Price: told below `threshold`; without one, of any drop. `chat_id` is where it was
    asked for; the one rule without a chat is that of the minimums, of which the shop's
    owners and managers are told.
    """

    __tablename__ = "alerts"
    __table_args__ = (
        Index(
            "uq_alerts_minimums",
            "shop_id",
            unique=True,
            postgresql_where=text("chat_id IS NULL"),
        ),
        CheckConstraint("type IN ('low_stock', 'price_drop')", name="type"),
    )

    id: Mapped[UuidKey]
    shop_id: Mapped[uuid.UUID] = mapped_column(
        ForeignKey("shops.id", ondelete="CASCADE"), index=True
    )
    product_id: Mapped[uuid.UUID | None] = mapped_column(
        ForeignKey("products.id", ondelete="CASCADE"), index=True
    )
    category: Mapped[str | None]
    words: Mapped[str | None]
    product_ids: Mapped[list[Any]] = mapped_column(default=list, server_default="[]")
    type: Mapped[str]
    threshold: Mapped[Decimal | None] = mapped_column(Numeric(12, 2))
    chat_id: Mapped[uuid.UUID | None] = mapped_column(
        ForeignKey("chats.id", ondelete="CASCADE"), index=True
    )
    member_id: Mapped[uuid.UUID | None] = mapped_column(
        ForeignKey("members.id", ondelete="CASCADE"), index=True
    )
    stopped_at: Mapped[datetime | None]
    last_sent: Mapped[datetime | None]
    created_at: Mapped[CreatedAt]


class AlertState(Base):
    """On which side of a rule's threshold a product is, as far as people were told."""

    __tablename__ = "alert_states"

    alert_id: Mapped[uuid.UUID] = mapped_column(
        ForeignKey("alerts.id", ondelete="CASCADE"), primary_key=True
    )
    product_id: Mapped[uuid.UUID] = mapped_column(
        ForeignKey("products.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    threshold: Mapped[Decimal] = mapped_column(Numeric(12, 2))
    is_below: Mapped[bool]
    updated_at: Mapped[CreatedAt]


class AlertEvent(Base):
    """One crossing, noted in the transaction that changed the stock or the price.

    `cause` names the movement or the price record; a rule notes each once.
    """

    __tablename__ = "alert_events"
    __table_args__ = (UniqueConstraint("alert_id", "cause"),)

    id: Mapped[UuidKey]
    shop_id: Mapped[uuid.UUID] = mapped_column(
        ForeignKey("shops.id", ondelete="CASCADE"), index=True
    )
    alert_id: Mapped[uuid.UUID] = mapped_column(
        ForeignKey("alerts.id", ondelete="CASCADE")
    )
    product_id: Mapped[uuid.UUID] = mapped_column(
        ForeignKey("products.id", ondelete="CASCADE"), index=True
    )
    type: Mapped[str]
    cause: Mapped[str]
    threshold: Mapped[Decimal | None] = mapped_column(Numeric(12, 2))
    before: Mapped[Decimal | None] = mapped_column(Numeric(12, 2))
    after: Mapped[Decimal] = mapped_column(Numeric(12, 2))
    source: Mapped[str] = mapped_column(default="", server_default="")
    created_at: Mapped[CreatedAt]


class AlertNotice(Base):
    """That a chat is to be told of a crossing: once.

    `due_at`: not before (none yet for a fresh one); `held_at` and `hold`: when and why
    it last had to wait.
    `outbox_id` is the digest that carries it, `tries` how many have been made for it.
    """

    __tablename__ = "alert_notices"
    __table_args__ = (
        UniqueConstraint("event_id", "chat_id"),
        Index(
            "ix_alert_notices_open",
            "chat_id",
            "due_at",
            postgresql_where=text("status IN ('pending', 'handed')"),
        ),
    )

    id: Mapped[UuidKey]
    event_id: Mapped[uuid.UUID] = mapped_column(
        ForeignKey("alert_events.id", ondelete="CASCADE")
    )
    chat_id: Mapped[uuid.UUID] = mapped_column(
        ForeignKey("chats.id", ondelete="CASCADE")
    )
    status: Mapped[str] = mapped_column(
        default=NoticeStatus.PENDING, server_default=NoticeStatus.PENDING
    )
    due_at: Mapped[datetime | None]
    held_at: Mapped[datetime | None]
    hold: Mapped[str | None]
    outbox_id: Mapped[uuid.UUID | None] = mapped_column(
        ForeignKey("outbox.id", ondelete="SET NULL"), index=True
    )
    handed_at: Mapped[datetime | None]
    tries: Mapped[int] = mapped_column(default=0, server_default="0")
    created_at: Mapped[CreatedAt]


class AlertPause(Base):
    """A snooze: nothing about this product (None: about anything) until then."""

    __tablename__ = "alert_pauses"
    __table_args__ = (
        UniqueConstraint("chat_id", "product_id", postgresql_nulls_not_distinct=True),
    )

    id: Mapped[UuidKey]
    chat_id: Mapped[uuid.UUID] = mapped_column(
        ForeignKey("chats.id", ondelete="CASCADE")
    )
    product_id: Mapped[uuid.UUID | None] = mapped_column(
        ForeignKey("products.id", ondelete="CASCADE"), index=True
    )
    until: Mapped[datetime]
    created_at: Mapped[CreatedAt]


class AlertAddress(Base):
    """Where alerts go besides a chat: an Apprise URL, which is a secret.

    It is reached as the chat of channel "apprise" with this row's id. Of an owner's or
    manager's address the whole shop's alerts are told, of another's only their own.
    """

    __tablename__ = "alert_addresses"

    id: Mapped[UuidKey]
    shop_id: Mapped[uuid.UUID] = mapped_column(
        ForeignKey("shops.id", ondelete="CASCADE"), index=True
    )
    member_id: Mapped[uuid.UUID | None] = mapped_column(
        ForeignKey("members.id", ondelete="CASCADE"), index=True
    )
    is_for_shop: Mapped[bool]
    url: Mapped[str]
    label: Mapped[str]  # what may be shown of it
    created_at: Mapped[CreatedAt]


class MessageCount(Base):
    """How many messages a shop was sent in a month of its calendar, by price class."""

    __tablename__ = "message_counts"

    shop_id: Mapped[uuid.UUID] = mapped_column(
        ForeignKey("shops.id", ondelete="CASCADE"), primary_key=True
    )
    channel: Mapped[str] = mapped_column(primary_key=True)
    month: Mapped[str] = mapped_column(primary_key=True)  # 2026-03
    category: Mapped[str] = mapped_column(primary_key=True)
    sent: Mapped[int] = mapped_column(default=0, server_default="0")


class WorkerBeat(Base):
    """A sign of life of a worker that is ready to work."""

    __tablename__ = "worker_beats"

    name: Mapped[str] = mapped_column(primary_key=True)
    kind: Mapped[str]
    version: Mapped[str]
    beat_at: Mapped[CreatedAt]
