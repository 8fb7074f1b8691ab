"""What people have said of the boxes on a photo."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from storage.models.base import Base, CreatedAt, UuidKey


class BoxCorrection(Base):
    """One change of the boxes on a photo, by one person; it goes with the photo.

    `drawn` is what was posted, `before` and `after` are the reading and the numbers of
    the picture (`{"reading": …, "groups": […]}`); `after` is filled in by who can see
    the photo. It holds from `applied_at` until `undone_at`. `batch_id` is what it has
    booked. `client_id` is unique for a photo, so that a repeat changes nothing.
    """

    __tablename__ = "box_corrections"
    __table_args__ = (UniqueConstraint("scan_id", "client_id"),)

    id: Mapped[UuidKey]
    shop_id: Mapped[uuid.UUID] = mapped_column(
        ForeignKey("shops.id", ondelete="CASCADE"), index=True
    )
    scan_id: Mapped[uuid.UUID] = mapped_column(
        ForeignKey("scans.id", ondelete="CASCADE")
    )
    member_id: Mapped[uuid.UUID | None] = mapped_column(
        ForeignKey("members.id", ondelete="SET NULL")
    )
    client_id: Mapped[str]
    drawn: Mapped[dict[str, Any]] = mapped_column(default=dict, server_default="{}")
    before: Mapped[dict[str, Any]] = mapped_column(default=dict, server_default="{}")
    after: Mapped[dict[str, Any]] = mapped_column(default=dict, server_default="{}")
    image_before: Mapped[str | None]  # blob keys of the annotated pictures
    image_after: Mapped[str | None]
    batch_id: Mapped[uuid.UUID | None] = mapped_column(index=True)
    applied_at: Mapped[datetime | None]
    undone_at: Mapped[datetime | None]
    created_at: Mapped[CreatedAt]
