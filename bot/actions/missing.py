"""What is missing: empty places on the last picture, and products with none left."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from storage import catalogue
from storage.models import Scan


@dataclass(frozen=True, slots=True)
class MissingList:
    """Gaps of the last picture by likely product ("" unknown), and sold-out products.

    `seen_at` is when that picture came; None where there is none.
    """

    gaps: tuple[tuple[str, int], ...]
    sold_out: tuple[str, ...]
    seen_at: datetime | None
    products: int


def missing(session: Session, shop_id: uuid.UUID, scan: Scan | None) -> MissingList:
    """Gaps and sold-out products of the shop."""
    products = catalogue.products(session, shop_id)
    sold_out = tuple(product.name for product in products if product.quantity <= 0)
    known = {str(product.id): product.name for product in products}
    likely = [
        gap.get("likely_product_id")
        for gap in ((scan.meta.get("reading") or {}).get("gaps", ()) if scan else ())
    ]
    gaps = gaps_by_name(likely, known)
    return MissingList(gaps, sold_out, scan.created_at if scan else None, len(products))


def gaps_by_name(
    likely: list[str | None], known: dict[str, str]
) -> tuple[tuple[str, int], ...]:
    """How many gaps belong to which product, named ones first."""
    counted: dict[str, int] = {}
    for product_id in likely:
        name = known.get(product_id or "", "")
        counted[name] = counted.get(name, 0) + 1
    return tuple(sorted(counted.items(), key=lambda pair: (not pair[0], pair[0])))
