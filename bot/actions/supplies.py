"""Who brings each product, and when it may come. Used by verbs of `bot.actions`."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from storage import suppliers
from storage.models import Product, Shop, Supplier


@dataclass(frozen=True, slots=True)
class Supply:
    """Who brings a product, and when it may come at the earliest."""

    supplier: Supplier | None
    wait: int
    comes_on: date | None


def supplies_of(
    session: Session, shop: Shop, products: Sequence[Product], now: datetime
) -> dict[uuid.UUID, Supply]:
    """Of each product, as from today."""
    today = now.astimezone(ZoneInfo(shop.timezone)).date()
    known = {s.id: s for s in suppliers.suppliers(session, shop.id)}
    supplies: dict[uuid.UUID, Supply] = {}
    for product in products:
        supplier = known.get(product.supplier_id) if product.supplier_id else None
        comes_on = next_delivery(supplier, today) if supplier else None
        wait = (comes_on - today).days if comes_on else 0
        supplies[product.id] = Supply(supplier, wait, comes_on)
    return supplies


def next_delivery(supplier: Supplier, today: date) -> date | None:
    """The first day on which what is ordered today may come; None: nothing is known."""
    days = supplier.delivery_days
    if supplier.lead_days is None and not days:
        return None
    first = today + timedelta(days=supplier.lead_days or (1 if days else 0))
    if not days:
        return first
    week = [first + timedelta(days=n) for n in range(7)]
    return next((day for day in week if day.weekday() in days), first)
