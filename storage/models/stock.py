"""Scans of shelves and the append-only list of stock movements."""

from __future__ import annotations

import uuid
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    BigInteger,
    ForeignKey,
    Identity,
    Index,
    UniqueConstraint,
    func,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from storage.models.base import Base, CreatedAt, UuidKey


class ScanStatus(StrEnum):
    PENDING = "pending"
    PROCESSING = "processing"
    DONE = "done"
    FAILED = "failed"


class ScanPurpose(StrEnum):
    COUNT = "count"
    ENROL = "enrol"
    PAPER = "paper"
    LOOK_UP = "look_up"


class MovementKind(StrEnum):
    SCAN = "scan"
    CORRECTION = "correction"
    SALE = "sale"
    DELIVERY = "delivery"
    LOSS = "loss"
    ENROLMENT = "enrolment"
    UNDO = "undo"
    REDO = "redo"
    EDIT = "edit"  # not of the quantity: of what is known about the product


class Shelf(Base):
    """A place in the shop, found on photos; "drinks fridge" when a person named it.

    `number` counts the shelves of the shop from 1, for those without a name.
    """

    __tablename__ = "shelves"
    __table_args__ = (
        Index("uq_shelves_shop_id_name", "shop_id", text("lower(name)"), unique=True),
    )

    id: Mapped[UuidKey]
    shop_id: Mapped[uuid.UUID] = mapped_column(
        ForeignKey("shops.id", ondelete="CASCADE")
    )
    name: Mapped[str | None]
    number: Mapped[int] = mapped_column(default=0, server_default="0")
    created_at: Mapped[CreatedAt]


class ShelfDepth(Base):
    """How many units of a product stand behind one another on one shelf.

    Where this is not known, the depth of the product itself is assumed.
    """

    __tablename__ = "shelf_depths"

    shelf_id: Mapped[uuid.UUID] = mapped_column(
        ForeignKey("shelves.id", ondelete="CASCADE"), primary_key=True
    )
    product_id: Mapped[uuid.UUID] = mapped_column(
        ForeignKey("products.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    depth: Mapped[float]
    updated_at: Mapped[datetime] = mapped_column(
        server_default=func.now(), onupdate=func.now()
    )


class Scan(Base):
    """One reading job: a photo, or the photos of one album, of one chat.

    `meta` is what the models gave, `normalized` the reading as inventory. It may be
    read from `ready_at` on (an album may still be arriving before). The lease works as
    a chat's. `placeholder` is the provider's id of a message that the answer replaces.
    """

    __tablename__ = "scans"
    __table_args__ = (
        Index(
            "ix_scans_open",
            "ready_at",
            postgresql_where=text("status IN ('pending', 'processing')"),
        ),
        Index("ix_scans_shop_id_fingerprint", "shop_id", "fingerprint"),
        Index("ix_scans_shelf_id_created_at", "shelf_id", "created_at"),
    )

    id: Mapped[UuidKey]
    shop_id: Mapped[uuid.UUID] = mapped_column(
        ForeignKey("shops.id", ondelete="CASCADE")
    )
    chat_id: Mapped[uuid.UUID | None] = mapped_column(
        ForeignKey("chats.id", ondelete="CASCADE"), index=True
    )
    shelf_id: Mapped[uuid.UUID | None] = mapped_column(
        ForeignKey("shelves.id", ondelete="SET NULL")
    )
    image_url: Mapped[str | None]  # blob key of the annotated picture
    status: Mapped[str] = mapped_column(
        default=ScanStatus.PENDING, server_default=ScanStatus.PENDING
    )
    meta: Mapped[dict[str, Any]] = mapped_column(default=dict, server_default="{}")
    normalized: Mapped[dict[str, Any]] = mapped_column(
        default=dict, server_default="{}"
    )
    purpose: Mapped[str] = mapped_column(
        default=ScanPurpose.COUNT, server_default=ScanPurpose.COUNT
    )
    sender_id: Mapped[str] = mapped_column(default="", server_default="")
    placeholder: Mapped[str | None]
    fingerprint: Mapped[str | None]  # of all that decides the reading
    album: Mapped[str | None]
    caption: Mapped[str] = mapped_column(default="", server_default="")
    reply_to: Mapped[str | None]  # provider id of the (first) photo message
    ready_at: Mapped[datetime]
    enqueued_at: Mapped[datetime | None]
    attempts: Mapped[int] = mapped_column(default=0, server_default="0")
    lease_owner: Mapped[str | None]
    lease_until: Mapped[datetime | None]
    error: Mapped[str | None]
    finished_at: Mapped[datetime | None]
    created_at: Mapped[CreatedAt]


class ScanPhoto(Base):
    """One photo of a scan; the same message never adds it twice."""

    __tablename__ = "scan_photos"
    __table_args__ = (UniqueConstraint("inbox_id", "position"),)

    id: Mapped[UuidKey]
    scan_id: Mapped[uuid.UUID] = mapped_column(
        ForeignKey("scans.id", ondelete="CASCADE"), index=True
    )
    inbox_id: Mapped[uuid.UUID] = mapped_column(
        ForeignKey("inbox.id", ondelete="CASCADE")
    )
    position: Mapped[int] = mapped_column(default=0, server_default="0")
    blob_key: Mapped[str]
    created_at: Mapped[CreatedAt]


class StockMovement(Base):
    """One change of one product's quantity; rows are only ever added.

    Movements of one action share a batch; an undo is a batch that names the undone one.
    `fields` is what else changed: `{"price": ["500.00", "550.00"]}`, before and after.
    """

    __tablename__ = "stock_movements"
    __table_args__ = (
        Index("ix_stock_movements_shop_id_seq", "shop_id", "seq"),
        Index("ix_stock_movements_product_id_seq", "product_id", "seq"),
        # One scan books one batch, whatever is repeated.
        Index(
            "uq_stock_movements_scan_id_product_id",
            "scan_id",
            "product_id",
            unique=True,
            postgresql_where=text("kind = 'scan'"),
        ),
        # A batch is undone once.
        Index(
            "uq_stock_movements_undoes_batch_id_product_id",
            "undoes_batch_id",
            "product_id",
            unique=True,
            postgresql_where=text("undoes_batch_id IS NOT NULL"),
        ),
    )

    id: Mapped[UuidKey]
    seq: Mapped[int] = mapped_column(BigInteger, Identity(), unique=True)
    shop_id: Mapped[uuid.UUID] = mapped_column(
        ForeignKey("shops.id", ondelete="CASCADE")
    )
    product_id: Mapped[uuid.UUID] = mapped_column(
        ForeignKey("products.id", ondelete="CASCADE")
    )
    batch_id: Mapped[uuid.UUID] = mapped_column(index=True)
    undoes_batch_id: Mapped[uuid.UUID | None]
    kind: Mapped[str]
    delta: Mapped[int]
    before: Mapped[int]
    after: Mapped[int]
    reason: Mapped[str] = mapped_column(default="", server_default="")
    fields: Mapped[dict[str, Any] | None]
    scan_id: Mapped[uuid.UUID | None] = mapped_column(
        ForeignKey("scans.id", ondelete="SET NULL")
    )
    member_id: Mapped[uuid.UUID | None] = mapped_column(
        ForeignKey("members.id", ondelete="SET NULL")
    )
    created_at: Mapped[CreatedAt]
