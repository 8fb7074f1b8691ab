"""Where a shop buys: its suppliers, and the orders that were drafted for them."""

from __future__ import annotations

import uuid
from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, Numeric, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from storage.models.base import Base, CreatedAt, UuidKey


class OrderStatus(StrEnum):
    DRAFT = "draft"
    APPROVED = "approved"
    RECEIVED = "received"
    CANCELLED = "cancelled"


class Supplier(Base):
    """Who brings goods to a shop. `lead_days` pass from the order to the delivery."""

    __tablename__ = "suppliers"
    __table_args__ = (
        Index("uq_suppliers_shop_id_name", "shop_id", text("lower(name)"), unique=True),
    )

    id: Mapped[UuidKey]
    shop_id: Mapped[uuid.UUID] = mapped_column(
        ForeignKey("shops.id", ondelete="CASCADE")
    )
    name: Mapped[str]
    phone: Mapped[str | None]
    lead_days: Mapped[int | None]
    created_at: Mapped[CreatedAt]


class Order(Base):
    """What to buy from one supplier, or from nobody yet; `number` is the shop's own."""

    __tablename__ = "orders"
    __table_args__ = (UniqueConstraint("shop_id", "number"),)

    id: Mapped[UuidKey]
    shop_id: Mapped[uuid.UUID] = mapped_column(
        ForeignKey("shops.id", ondelete="CASCADE")
    )
    number: Mapped[int]
    supplier_id: Mapped[uuid.UUID | None] = mapped_column(
        ForeignKey("suppliers.id", ondelete="SET NULL"), index=True
    )
    status: Mapped[str] = mapped_column(
        default=OrderStatus.DRAFT, server_default=OrderStatus.DRAFT
    )
    member_id: Mapped[uuid.UUID | None] = mapped_column(
        ForeignKey("members.id", ondelete="SET NULL")
    )
    created_at: Mapped[CreatedAt]
    approved_at: Mapped[datetime | None]
    received_at: Mapped[datetime | None]


class OrderLine(Base):
    """So many pieces of one product; `unit_cost` is what one was expected to cost."""

    __tablename__ = "order_lines"
    __table_args__ = (UniqueConstraint("order_id", "product_id"),)

    id: Mapped[UuidKey]
    order_id: Mapped[uuid.UUID] = mapped_column(
        ForeignKey("orders.id", ondelete="CASCADE")
    )
    product_id: Mapped[uuid.UUID] = mapped_column(
        ForeignKey("products.id", ondelete="CASCADE"), index=True
    )
    quantity: Mapped[int]
    pack_size: Mapped[int | None]
    unit_cost: Mapped[Decimal | None] = mapped_column(Numeric(10, 2))
    received: Mapped[int | None]
