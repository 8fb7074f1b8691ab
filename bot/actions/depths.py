"""How many units stand behind one another: learned from corrections, per shelf.

A photo shows facings. "Coke is 14" after seven were seen means two deep, on that shelf
if it has a name, and wherever nothing else is known. The newest correction holds.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import replace

from sqlalchemy.orm import Session

from pipeline.types import StockLevel
from storage import catalogue, shelves
from storage.models import Product, Shelf

DEEPEST = 10.0
_SAME = 0.005
LEARNED = "depth:"
"""The reason of a correction from which a depth was learned begins so."""


def levels_on(
    session: Session, levels: Mapping[str, StockLevel], shelf_id: uuid.UUID | None
) -> dict[str, StockLevel]:
    """The books with the depths that products have on this shelf."""
    known = shelves.depths(session, shelf_id) if shelf_id else {}
    there = {str(product_id): depth for product_id, depth in known.items()}
    return {
        product_id: replace(level, depth=there.get(product_id, level.depth))
        for product_id, level in levels.items()
    }


def depth_on(session: Session, product: Product, shelf_id: uuid.UUID | None) -> float:
    """How deep a product stands on a shelf, as far as is known."""
    known = shelves.depths(session, shelf_id) if shelf_id else {}
    return known.get(product.id, product.depth)


def learn(
    session: Session, product_id: uuid.UUID, shelf_id: uuid.UUID | None, depth: float
) -> tuple[float, str] | None:
    """Keep a depth; gives it as kept, with the reason from which it is unlearned.

    None when it was known so already, or the product is gone.
    """
    product = catalogue.get(session, product_id)
    learned = round(min(max(depth, 1.0), DEEPEST), 2)
    if product is None or abs(depth_on(session, product, shelf_id) - learned) < _SAME:
        return None
    reason = f"{LEARNED}{product.depth}"
    if shelf_id is not None:
        before = shelves.depths(session, shelf_id).get(product_id, "")
        reason += f"@{shelf_id}={before}"
        shelves.set_depth(session, shelf_id, product_id, learned)
    product.depth = learned
    return learned, reason


def unlearn(session: Session, product: Product, reason: str) -> None:
    """Take back what `learn` gave this reason for; other reasons do nothing."""
    if not reason.startswith(LEARNED):
        return
    before, _, on_shelf = reason.removeprefix(LEARNED).partition("@")
    product.depth = float(before)
    shelf_id, _, there = on_shelf.partition("=")
    if shelf_id and session.get(Shelf, uuid.UUID(shelf_id)) is not None:
        depth = float(there) if there else None
        shelves.set_depth(session, uuid.UUID(shelf_id), product.id, depth)
