"""Where a shop buys: its suppliers, what they ask, and the orders that go to them."""

from __future__ import annotations

import uuid
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    BigInteger,
    ForeignKey,
    Identity,
    Index,
    Numeric,
    UniqueConstraint,
    func,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from storage.models.base import Base, CreatedAt, UuidKey


class OrderStatus(StrEnum):
    DRAFT = "draft"
    APPROVED = "approved"
    RECEIVED = "received"
    CANCELLED = "cancelled"


class SendingStatus(StrEnum):
    """What is known of an order that is on its way to its supplier.

    Only `in_doubt` is asked about: it may have arrived or not. `arrived` is what a
    person said then, `repeated` that it was sent once more.
    """

    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"
    IN_DOUBT = "in_doubt"
    WITHDRAWN = "withdrawn"
    ARRIVED = "arrived"
    REPEATED = "repeated"


class Supplier(Base):
    """Who brings goods to a shop. `lead_days` pass from the order to the delivery.

    `delivery_days` are numbers of weekdays, Monday is 0; None where any day may be one.
    """

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
    email: Mapped[str | None]
    lead_days: Mapped[int | None]
    delivery_days: Mapped[list[Any] | None]
    minimum_order: Mapped[Decimal | None] = mapped_column(Numeric(12, 2))
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


class SupplierPrice(Base):
    """What a supplier asked for one piece at some time; never changed afterwards.

    The newest row of a supplier and product is their price list, all rows the history
    of costs. Without a cost: it is not known any more.
    """

    __tablename__ = "supplier_prices"
    __table_args__ = (
        Index("ix_supplier_prices_supplier_id_product_id", "supplier_id", "product_id"),
    )

    id: Mapped[UuidKey]
    seq: Mapped[int] = mapped_column(BigInteger, Identity(), unique=True)
    supplier_id: Mapped[uuid.UUID] = mapped_column(
        ForeignKey("suppliers.id", ondelete="CASCADE")
    )
    product_id: Mapped[uuid.UUID] = mapped_column(
        ForeignKey("products.id", ondelete="CASCADE"), index=True
    )
    cost: Mapped[Decimal | None] = mapped_column(Numeric(10, 2))
    source: Mapped[str]
    recorded_at: Mapped[CreatedAt]


class OrderSending(Base):
    """One message with an order to its supplier: where to, and what became of it.

    `address` is the phone number or e-mail of that time, whatever is noted later.
    `chat_id` and `sender_id` are who approved it, to be told of trouble.
    """

    __tablename__ = "order_sendings"
    __table_args__ = (UniqueConstraint("order_id", "attempt"),)

    id: Mapped[UuidKey]
    order_id: Mapped[uuid.UUID] = mapped_column(
        ForeignKey("orders.id", ondelete="CASCADE")
    )
    attempt: Mapped[int]
    way: Mapped[str]
    address: Mapped[str]
    status: Mapped[str] = mapped_column(
        default=SendingStatus.SENDING, server_default=SendingStatus.SENDING
    )
    error: Mapped[str | None]
    outbox_id: Mapped[uuid.UUID | None] = mapped_column(
        ForeignKey("outbox.id", ondelete="SET NULL"), index=True
    )
    chat_id: Mapped[uuid.UUID | None] = mapped_column(
        ForeignKey("chats.id", ondelete="SET NULL"), index=True
    )
    sender_id: Mapped[str]
    created_at: Mapped[datetime] = mapped_column(server_default=func.now(), index=True)
