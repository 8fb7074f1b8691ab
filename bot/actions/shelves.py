"""The shelves of a shop: found on photos, and named by a person."""

from __future__ import annotations

import uuid
from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy.orm import Session

from bot.shelf_names import is_place
from bot.understand.words import clean, fold
from storage import plans
from storage import shelves as rows
from storage.models import Scan, Shelf

SAME_SHELF = 0.5
"""Two photos of one shelf share more than this of what they show together."""
LONGEST_NAME = 60


@dataclass(frozen=True, slots=True)
class ShelfLabel:
    """What a shelf is called: by its name, else by its number."""

    name: str | None
    number: int = 0


@dataclass(frozen=True, slots=True)
class ShelfNamed:
    """The shelf of a photo has this name; `is_new` when the shop has it since now.

    `before` is what the same shelf was called until now.
    """

    name: str
    is_new: bool
    before: ShelfLabel | None = None


def label_of(shelf: Shelf) -> ShelfLabel:
    """Its name and number."""
    return ShelfLabel(shelf.name, shelf.number)


def name_shelf(session: Session, scan: Scan, name: str) -> ShelfNamed | None:
    """Say which shelf a photo shows; None when nothing is left of the name.

    A shelf that had no name gets this one, with all its photos. Where another has the
    name already, both are one. A photo of a shelf with a name is put where it belongs,
    unless that shelf was made by this very photo: then its name was a slip.
    """
    cleaned = clean(name).replace("\n", " ")[:LONGEST_NAME].strip()
    if not cleaned:
        return None
    known = called(session, scan.shop_id, cleaned)
    now = session.get(Shelf, scan.shelf_id) if scan.shelf_id else None
    if now is None or (known is not None and now.id == known.id):
        shelf = known or rows.shelf_called(session, scan.shop_id, cleaned)
        scan.shelf_id = shelf.id
        session.flush()
        return ShelfNamed(shelf.name or cleaned, known is None)
    return _named_otherwise(session, scan, now, known, cleaned)


def _named_otherwise(
    session: Session, scan: Scan, now: Shelf, known: Shelf | None, name: str
) -> ShelfNamed:
    before = label_of(now)
    is_free = now.name is None or rows.photos_of(session, now.id) == 1
    if known is None and is_free:
        now.name = name
        session.flush()
        return ShelfNamed(name, True, before)
    shelf = known or rows.shelf_called(session, scan.shop_id, name)
    if is_free:
        rows.join(session, now, shelf)
    plans.drop(session, scan.id)
    scan.shelf_id = shelf.id
    session.flush()
    return ShelfNamed(shelf.name or name, known is None)


def called(session: Session, shop_id: uuid.UUID, name: str) -> Shelf | None:
    """The shelf of this name, or with this number: "shelf 2"."""
    found = rows.find(session, shop_id, name)
    *words, number = fold(name).split() or [""]
    if found is not None or not number.isdecimal() or len(words) > 1:
        return found
    if words and not is_place(words[0]):
        return None
    numbered = (s for s in rows.shelves(session, shop_id) if s.number == int(number))
    return next((shelf for shelf in numbered if shelf.name is None), None)


def shelf_called(session: Session, shop_id: uuid.UUID, caption: str) -> Shelf | None:
    """The shelf whose name is the whole caption: "drinks fridge"."""
    wanted = fold(caption)
    for shelf in rows.shelves(session, shop_id):
        if wanted and shelf.name and fold(shelf.name) == wanted:
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
