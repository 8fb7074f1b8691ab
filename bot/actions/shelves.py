"""The shelves of a shop: named by a person, known again by what stands on them."""

from __future__ import annotations

import uuid
from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy.orm import Session

from bot.understand.words import clean, fold
from storage import shelves as rows
from storage.models import Scan, Shelf

SAME_SHELF = 0.5
"""Two photos of one shelf share more than this of what they show together."""
LONGEST_NAME = 60


@dataclass(frozen=True, slots=True)
class ShelfNamed:
    """The shelf of a photo has this name; `is_new` when the shop has it since now."""

    name: str
    is_new: bool


def name_shelf(session: Session, scan: Scan, name: str) -> ShelfNamed | None:
    """Say which shelf a photo shows; None when nothing is left of the name."""
    cleaned = clean(name).replace("\n", " ")[:LONGEST_NAME].strip()
    if not cleaned:
        return None
    known = rows.find(session, scan.shop_id, cleaned)
    shelf = known or rows.shelf_called(session, scan.shop_id, cleaned)
    scan.shelf_id = shelf.id
    session.flush()
    return ShelfNamed(shelf.name, known is None)


def shelf_called(session: Session, shop_id: uuid.UUID, caption: str) -> Shelf | None:
    """The shelf whose name is the whole caption: "drinks fridge"."""
    wanted = fold(caption)
    for shelf in rows.shelves(session, shop_id):
        if wanted and fold(shelf.name) == wanted:
            return shelf
    return None


def known_again(
    session: Session, shop_id: uuid.UUID, products: Collection[uuid.UUID]
) -> Scan | None:
    """The last photo of the shelf that has these products, where one stands out.

    Compares sets of products by Jaccard's index.
    """
    seen = set(products)
    best: tuple[float, Scan] | None = None
    for scan in rows.last_scans(session, shop_id):
        there = set(rows.products_on(scan))
        shared = len(seen & there) / len(seen | there) if seen | there else 0.0
        if shared > SAME_SHELF and (best is None or shared > best[0]):
            best = (shared, scan)
    return best[1] if best else None


def last_of(session: Session, scan: Scan) -> Scan | None:
    """The newest other photo of the shelf that a photo shows."""
    return next(
        (
            other
            for other in rows.last_scans(session, scan.shop_id)
            if other.shelf_id == scan.shelf_id and other.id != scan.id
        ),
        None,
    )
