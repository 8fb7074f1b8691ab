"""What the shelves of a shop should look like."""

from __future__ import annotations

import uuid
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from storage.models.base import Base, CreatedAt, UuidKey


class PlanSource(StrEnum):
    PHOTO = "photo"
    TABLE = "table"
    FORGOTTEN = "forgotten"  # what the shelf is known by, though it may look otherwise


class ShelfPlan(Base):
    """What a shelf looked like after one photo, or should look like by a table.

    The newest that is not withdrawn holds; `made_at` is when the photo came. A photo
    that is taken back withdraws its plan, so the one before holds again.
    """

    __tablename__ = "shelf_plans"
    __table_args__ = (
        Index("ix_shelf_plans_shop_id_source", "shop_id", "source"),
        Index("ix_shelf_plans_shelf_id_made_at", "shelf_id", "made_at"),
        Index("uq_shelf_plans_scan_id", "scan_id", unique=True),
    )

    id: Mapped[UuidKey]
    shop_id: Mapped[uuid.UUID] = mapped_column(
        ForeignKey("shops.id", ondelete="CASCADE")
    )
    shelf_id: Mapped[uuid.UUID] = mapped_column(
        ForeignKey("shelves.id", ondelete="CASCADE")
    )
    scan_id: Mapped[uuid.UUID | None] = mapped_column(
        ForeignKey("scans.id", ondelete="SET NULL")
    )
    source: Mapped[str]
    plan: Mapped[dict[str, Any]]
    made_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]
    created_at: Mapped[CreatedAt]
