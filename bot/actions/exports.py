"""The shop's data as files. Verbs like those of `bot.actions.stock`."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.tables.writing import (
    CSV_TYPE,
    XLSX_TYPE,
    Sheet,
    write_csv,
    write_workbook,
)
from storage import catalogue, ledger, suppliers
from storage.models import PriceRecord, Product, ProductAlias, Shop

MOST_MOVEMENTS = 20_000
PRODUCT_COLUMNS = (
    "name", "aliases", "sku", "gtin", "category", "quantity", "minimum", "price",
    "cost", "pack_size", "unit", "supplier", "shelf_life_days",
)  # fmt: skip
"""As `atlasvision enrol` and a file in a chat take them: what is sent can come back."""


@dataclass(frozen=True, slots=True)
class Exported:
    """A file that is ready to be sent."""

    filename: str
    content_type: str
    data: bytes
    products: int


def export(
    session: Session, shop: Shop, now: datetime, *, file_format: str | None = None
) -> Exported:
    """All products; as XLSX also what was booked, the prices and the suppliers."""
    products = catalogue.products(session, shop.id)
    day = now.astimezone(ZoneInfo(shop.timezone)).date().isoformat()
    sheet = _products(session, shop, products)
    if file_format == "csv":
        data, kind = write_csv(sheet), CSV_TYPE
    else:
        data, kind = (
            write_workbook(
                [
                    sheet,
                    _movements(session, shop),
                    _prices(session, shop),
                    _suppliers(session, shop),
                ]
            ),
            XLSX_TYPE,
        )
    ending = "csv" if file_format == "csv" else "xlsx"
    return Exported(f"stock-{day}.{ending}", kind, data, len(products))


def _products(session: Session, shop: Shop, products: Sequence[Product]) -> Sheet:
    aliases = defaultdict(list)
    pairs = (
        select(ProductAlias.product_id, ProductAlias.alias)
        .join(Product, Product.id == ProductAlias.product_id)
        .where(Product.shop_id == shop.id)
        .order_by(ProductAlias.created_at)
    )
    for product_id, alias in session.execute(pairs):
        aliases[product_id].append(alias)
    sold_by = _supplier_names(session, shop)
    rows = [
        (
            product.name,
            "|".join(aliases[product.id]),
            product.sku,
            product.gtin,
            product.category,
            product.quantity,
            product.minimum,
            product.price,
            product.cost,
            product.pack_size,
            product.unit,
            sold_by.get(product.supplier_id) if product.supplier_id else None,
            product.shelf_life_days,
        )
        for product in products
    ]
    return Sheet("Products", PRODUCT_COLUMNS, rows)


def _movements(session: Session, shop: Shop) -> Sheet:
    zone = ZoneInfo(shop.timezone)
    names = ledger.names_of_products(session, shop.id)
    people = ledger.names_of_members(session, shop.id)
    held = ledger.standing(session, shop.id)[-MOST_MOVEMENTS:]
    rows = [
        (
            row.created_at.astimezone(zone),
            names.get(row.product_id, ""),
            row.kind,
            row.delta,
            row.after,
            people.get(row.member_id, "") if row.member_id else "",
        )
        for row in held
    ]
    return Sheet("Movements", ("when", "product", "what", "change", "left", "by"), rows)


def _prices(session: Session, shop: Shop) -> Sheet:
    zone = ZoneInfo(shop.timezone)
    query = select(PriceRecord).where(PriceRecord.shop_id == shop.id)
    rows = [
        (
            row.recorded_at.astimezone(zone),
            row.product_name,
            row.price,
            row.currency,
            row.source,
        )
        for row in session.scalars(query.order_by(PriceRecord.recorded_at))
    ]
    columns = ("when", "product", "amount", "currency", "source")
    return Sheet("Prices", columns, rows)


def _suppliers(session: Session, shop: Shop) -> Sheet:
    rows = [
        (supplier.name, supplier.phone, supplier.email, supplier.lead_days)
        for supplier in suppliers.suppliers(session, shop.id)
    ]
    return Sheet("Suppliers", ("supplier", "phone", "email", "days"), rows)


def _supplier_names(session: Session, shop: Shop) -> dict[uuid.UUID, str]:
    return {row.id: row.name for row in suppliers.suppliers(session, shop.id)}
