"""What is asked outside: answers kept, how often was asked, and who waits for it."""

from __future__ import annotations

import uuid
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from storage.models.base import Base, CreatedAt, UuidKey


class EnquiryStatus(StrEnum):
    PENDING = "pending"
    DONE = "done"


class SourceAnswer(Base):
    """What a source has said to one question, for all shops; it holds nothing of any.

    `answer` is None where the source does not know. `picture_key` is the blob of the
    product's picture. A failure leaves an answer of before as it was.
    """

    __tablename__ = "source_answers"

    source: Mapped[str] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(primary_key=True)
    answer: Mapped[dict[str, Any] | None]
    picture_key: Mapped[str | None]
    fetched_at: Mapped[datetime | None]
    failed_at: Mapped[datetime | None]
    error: Mapped[str | None]


class SourceUse(Base):
    """The latest calls to one limited part of a source, by all processes together.

    `calls` are times in seconds since 1970; `blocked_until`: the source said to wait.
    """

    __tablename__ = "source_uses"

    name: Mapped[str] = mapped_column(primary_key=True)
    calls: Mapped[list[Any]] = mapped_column(default=list, server_default="[]")
    blocked_until: Mapped[datetime | None]
    failures: Mapped[int] = mapped_column(default=0, server_default="0")


class Enquiry(Base):
    """An answer that waits for what is asked outside.

    `cause` is that of the answer in the outbox, so that each message gets one. `reply`
    is what was said already, `wishes` are what is carried out when the sources have
    answered. The lease works as a chat's.
    """

    __tablename__ = "enquiries"
    __table_args__ = (
        Index(
            "ix_enquiries_open",
            "created_at",
            postgresql_where=text("status = 'pending'"),
        ),
    )

    id: Mapped[UuidKey]
    cause: Mapped[str] = mapped_column(unique=True)
    shop_id: Mapped[uuid.UUID] = mapped_column(
        ForeignKey("shops.id", ondelete="CASCADE"), index=True
    )
    chat_id: Mapped[uuid.UUID] = mapped_column(
        ForeignKey("chats.id", ondelete="CASCADE"), index=True
    )
    scan_id: Mapped[uuid.UUID | None] = mapped_column(
        ForeignKey("scans.id", ondelete="SET NULL")
    )
    sender_id: Mapped[str]
    language: Mapped[str]
    wishes: Mapped[list[Any]]
    reply: Mapped[dict[str, Any]]
    about: Mapped[dict[str, Any]] = mapped_column(default=dict, server_default="{}")
    placeholder: Mapped[str | None]
    status: Mapped[str] = mapped_column(
        default=EnquiryStatus.PENDING, server_default=EnquiryStatus.PENDING
    )
    attempts: Mapped[int] = mapped_column(default=0, server_default="0")
    error: Mapped[str | None]
    not_before: Mapped[datetime | None]
    enqueued_at: Mapped[datetime | None]
    lease_owner: Mapped[str | None]
    lease_until: Mapped[datetime | None]
    created_at: Mapped[CreatedAt]
