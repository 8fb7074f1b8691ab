"""Messages in, replies out, and what a conversation remembers."""

from __future__ import annotations

import uuid
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, Identity, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from storage.models.base import Base, CreatedAt, UuidKey


class InboxStatus(StrEnum):
    RECEIVED = "received"
    DONE = "done"
    QUARANTINED = "quarantined"


class OutboxStatus(StrEnum):
    PENDING = "pending"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"


class InboxMessage(Base):
    """One accepted message; the unique key makes a second delivery harmless.

    `seq` is the order of arrival, in which the messages of a chat are handled.
    """

    __tablename__ = "inbox"
    __table_args__ = (
        UniqueConstraint("chat_id", "external_id"),
        Index(
            "ix_inbox_open",
            "chat_id",
            "seq",
            postgresql_where=text("status = 'received'"),
        ),
    )

    id: Mapped[UuidKey]
    seq: Mapped[int] = mapped_column(BigInteger, Identity(), unique=True)
    chat_id: Mapped[uuid.UUID] = mapped_column(
        ForeignKey("chats.id", ondelete="CASCADE")
    )
    external_id: Mapped[str]
    message: Mapped[dict[str, Any]]
    raw: Mapped[dict[str, Any]] = mapped_column(default=dict, server_default="{}")
    status: Mapped[str] = mapped_column(
        default=InboxStatus.RECEIVED, server_default=InboxStatus.RECEIVED
    )
    attempts: Mapped[int] = mapped_column(default=0, server_default="0")
    error: Mapped[str | None]
    enqueued_at: Mapped[datetime | None]
    not_before: Mapped[datetime | None]
    received_at: Mapped[CreatedAt]
    done_at: Mapped[datetime | None]


class OutboxMessage(Base):
    """One reply to deliver; written in the transaction that decided it.

    `cause` is unique where set: "inbox:ID" or "scan:ID" gets one answer, whatever is
    repeated. `provider_ids` are the provider's ids of the parts sent so far.
    `edit_of` is the provider's id of a placeholder to replace instead of sending anew.
    `about` is what "it" and "that" mean to somebody who replies to this message.
    `is_push`: nobody asked for it just now, so quiet hours and "stop" hold it back.
    `is_once`: where it is not known whether it went out, it is not sent again.
    """

    __tablename__ = "outbox"
    __table_args__ = (
        Index(
            "ix_outbox_open",
            "seq",
            postgresql_where=text("status IN ('pending', 'sending')"),
        ),
        # A provider reports on a message by its own id.
        Index("ix_outbox_provider_ids", "provider_ids", postgresql_using="gin"),
    )

    id: Mapped[UuidKey]
    seq: Mapped[int] = mapped_column(BigInteger, Identity(), unique=True)
    chat_id: Mapped[uuid.UUID] = mapped_column(
        ForeignKey("chats.id", ondelete="CASCADE"), index=True
    )
    cause: Mapped[str | None] = mapped_column(unique=True)
    reply: Mapped[dict[str, Any]]
    about: Mapped[dict[str, Any]] = mapped_column(default=dict, server_default="{}")
    status: Mapped[str] = mapped_column(
        default=OutboxStatus.PENDING, server_default=OutboxStatus.PENDING
    )
    attempts: Mapped[int] = mapped_column(default=0, server_default="0")
    parts_sent: Mapped[int] = mapped_column(default=0, server_default="0")
    provider_ids: Mapped[list[Any]] = mapped_column(default=list, server_default="[]")
    edit_of: Mapped[str | None]
    is_push: Mapped[bool] = mapped_column(default=False, server_default="false")
    is_once: Mapped[bool] = mapped_column(default=False, server_default="false")
    error: Mapped[str | None]
    enqueued_at: Mapped[datetime | None]
    not_before: Mapped[datetime | None]
    lease_owner: Mapped[str | None]
    lease_until: Mapped[datetime | None]
    sending_since: Mapped[datetime | None]
    created_at: Mapped[CreatedAt]
    sent_at: Mapped[datetime | None]


class DeliveryReport(Base):
    """The furthest state a provider has reported of a message that it took from us.

    Reports come repeated, out of order, and sometimes before the outbox knows the id.
    """

    __tablename__ = "delivery_reports"

    provider_id: Mapped[str] = mapped_column(primary_key=True)
    status: Mapped[str]  # in the provider's words: queued, sent, delivered, failed …
    error_code: Mapped[str | None]
    reported_at: Mapped[datetime]


class DiscardedBlob(Base):
    """A file whose shop was deleted; it is deleted too, unless another shop has it."""

    __tablename__ = "discarded_blobs"

    key: Mapped[str] = mapped_column(primary_key=True)
    created_at: Mapped[CreatedAt]


class Conversation(Base):
    """What one person in one chat is talking about.

    `context` holds the last scan, products and numbered groups; `question` the open
    question, answered before `question_expires_at` or forgotten.
    """

    __tablename__ = "conversations"
    __table_args__ = (UniqueConstraint("chat_id", "sender_id"),)

    id: Mapped[UuidKey]
    chat_id: Mapped[uuid.UUID] = mapped_column(
        ForeignKey("chats.id", ondelete="CASCADE")
    )
    sender_id: Mapped[str]
    context: Mapped[dict[str, Any]] = mapped_column(default=dict, server_default="{}")
    question: Mapped[dict[str, Any] | None]
    question_expires_at: Mapped[datetime | None]
    updated_at: Mapped[CreatedAt]
