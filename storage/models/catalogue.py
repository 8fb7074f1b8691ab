"""What a shop sells: products, their names, looks and prices."""

from __future__ import annotations

import uuid
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

from pgvector.sqlalchemy import Vector
from sqlalchemy import ForeignKey, Index, Numeric, UniqueConstraint, func, text
from sqlalchemy.orm import Mapped, mapped_column

from storage.models.base import Base, CreatedAt, UuidKey


class Product(Base):
    """A product of one shop. `quantity` is the balance of its stock movements.

    A removed one is kept for undo; no query of a session finds it (`storage.db`).
    """

    __tablename__ = "products"
    __table_args__ = (
        Index(
            "uq_products_shop_id_name",
            "shop_id",
            text("lower(name)"),
            unique=True,
            postgresql_where=text("removed_at IS NULL"),
        ),
        Index("ix_products_shop_id_gtin", "shop_id", "gtin"),
    )

    id: Mapped[UuidKey]
    shop_id: Mapped[uuid.UUID] = mapped_column(
        ForeignKey("shops.id", ondelete="CASCADE")
    )
    name: Mapped[str]
    sku: Mapped[str | None]
    gtin: Mapped[str | None]
    category: Mapped[str | None]
    quantity: Mapped[int] = mapped_column(default=0, server_default="0")
    minimum: Mapped[int | None]
    price: Mapped[Decimal | None] = mapped_column(Numeric(10, 2))
    cost: Mapped[Decimal | None] = mapped_column(Numeric(10, 2))  # paid for one piece
    pack_size: Mapped[int | None]
    shelf_life_days: Mapped[int | None]  # how long it keeps from delivery on
    unit: Mapped[str | None]
    supplier_id: Mapped[uuid.UUID | None] = mapped_column(
        ForeignKey("suppliers.id", ondelete="SET NULL"), index=True
    )
    depth: Mapped[float] = mapped_column(default=1.0, server_default="1")
    last_seen: Mapped[datetime | None]
    removed_at: Mapped[datetime | None]
    external_meta: Mapped[dict[str, Any]] = mapped_column(
        default=dict, server_default="{}"
    )
    created_at: Mapped[CreatedAt]
    updated_at: Mapped[datetime] = mapped_column(
        server_default=func.now(), onupdate=func.now()
    )


class ProductAlias(Base):
    """Another name of a product, in any language."""

    __tablename__ = "product_aliases"
    __table_args__ = (UniqueConstraint("product_id", "alias"),)

    id: Mapped[UuidKey]
    product_id: Mapped[uuid.UUID] = mapped_column(
        ForeignKey("products.id", ondelete="CASCADE"), index=True
    )
    alias: Mapped[str]
    created_at: Mapped[CreatedAt]


class ProductReference(Base):
    """How a product looks: one embedding per reference crop, with the pack's print.

    The vector has no fixed size in the type: `model` says which model made it, and only
    references of the running model are compared.
    """

    __tablename__ = "product_references"

    id: Mapped[UuidKey]
    product_id: Mapped[uuid.UUID] = mapped_column(
        ForeignKey("products.id", ondelete="CASCADE"), index=True
    )
    embedding: Mapped[list[float]] = mapped_column(Vector())
    model: Mapped[str]
    text: Mapped[str] = mapped_column(default="", server_default="")
    source: Mapped[str] = mapped_column(default="crop", server_default="crop")
    shape: Mapped[float | None]  # the pack's width through its height
    image_key: Mapped[str | None]
    created_at: Mapped[CreatedAt]


class SkippedLook(Base):
    """How something looks that stands on the shelves and is no product of the shop."""

    __tablename__ = "skipped_looks"

    id: Mapped[UuidKey]
    shop_id: Mapped[uuid.UUID] = mapped_column(
        ForeignKey("shops.id", ondelete="CASCADE"), index=True
    )
    embedding: Mapped[list[float]] = mapped_column(Vector())
    model: Mapped[str]
    created_at: Mapped[CreatedAt]


class TuningStatus(StrEnum):
    IN_USE = "in use"
    REFUSED = "refused"  # no better on what was held back
    REPLACED = "replaced"  # by a later one, which comes first in a rollback
    ROLLED_BACK = "rolled back"


class RecogniserTuning(Base):
    """What a shop's own corrections have taught the recogniser, or another model
    (`task`), and how it did on those that were held back (`figures`).

    `directions` are 32-bit floats, row by row, of a square matrix that looks made by
    `model` are multiplied with; empty: none. Of other tasks `adapter` is what is added
    to `model`, and `weights` says how it was made.
    """

    __tablename__ = "recogniser_tunings"
    __table_args__ = (UniqueConstraint("shop_id", "number"),)

    id: Mapped[UuidKey]
    shop_id: Mapped[uuid.UUID] = mapped_column(
        ForeignKey("shops.id", ondelete="CASCADE")
    )
    number: Mapped[int]
    task: Mapped[str] = mapped_column(default="names", server_default="names")
    model: Mapped[str]
    weights: Mapped[dict[str, Any]]
    directions: Mapped[bytes]
    adapter: Mapped[bytes | None] = mapped_column(deferred=True)
    figures: Mapped[dict[str, Any]]
    status: Mapped[str]
    replaced_id: Mapped[uuid.UUID | None]  # the one that was in use before
    created_at: Mapped[CreatedAt]


class PriceRecord(Base):
    """One observed price; never changed afterwards."""

    __tablename__ = "price_history"

    id: Mapped[UuidKey]
    product_name: Mapped[str]
    product_id: Mapped[uuid.UUID | None] = mapped_column(
        ForeignKey("products.id", ondelete="SET NULL"), index=True
    )
    shop_id: Mapped[uuid.UUID | None] = mapped_column(
        ForeignKey("shops.id", ondelete="CASCADE"), index=True
    )
    price: Mapped[Decimal] = mapped_column(Numeric(10, 2))
    currency: Mapped[str | None]
    source: Mapped[str]
    recorded_at: Mapped[datetime] = mapped_column(server_default=func.now())
