"""Which chats are told how a shop's week was, without asking."""

from __future__ import annotations

import uuid
from datetime import date, datetime

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from storage.models.base import Base, CreatedAt, UuidKey


class SummaryPlan(Base):
    """The chat gets the summary of the shop's week every week, on that day (Monday is
    0), as long as the member may see it.

    `due_at` is when the next is to be made; `held_at` is when one last had to wait.
    `told_for` is the day for which the last was made, `outbox_id` carries it, `tries`
    tells one that is made anew from the one that was taken back before.
    """

    __tablename__ = "summary_plans"
    __table_args__ = (UniqueConstraint("chat_id", "shop_id"),)

    id: Mapped[UuidKey]
    chat_id: Mapped[uuid.UUID] = mapped_column(
        ForeignKey("chats.id", ondelete="CASCADE")
    )
    shop_id: Mapped[uuid.UUID] = mapped_column(
        ForeignKey("shops.id", ondelete="CASCADE"), index=True
    )
    member_id: Mapped[uuid.UUID] = mapped_column(
        ForeignKey("members.id", ondelete="CASCADE"), index=True
    )
    weekday: Mapped[int]
    due_at: Mapped[datetime] = mapped_column(index=True)
    queued_at: Mapped[datetime | None]
    held_at: Mapped[datetime | None]
    told_for: Mapped[date | None]
    outbox_id: Mapped[uuid.UUID | None] = mapped_column(
        ForeignKey("outbox.id", ondelete="SET NULL"), index=True
    )
    tries: Mapped[int] = mapped_column(default=0, server_default="0")
    created_at: Mapped[CreatedAt]
