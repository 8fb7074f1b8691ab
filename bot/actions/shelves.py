"""The shelves of a shop: found on photos, and named by a person."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

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


@dataclass(frozen=True, slots=True)
class ShelfFound:
    """A photo shows a shelf that was on none before."""

    shelf: ShelfLabel


@dataclass(frozen=True, slots=True)
class ShelvesAlike:
    """A photo may show any of these shelves: they look too much alike."""

    shelves: tuple[ShelfLabel, ...]


@dataclass(frozen=True, slots=True)
class KnownShelf:
    """A shelf with what is known of it; `seen_at` is when its last photo came."""

    shelf: ShelfLabel
    photos: int
    products: int
    seen_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class ShelfList:
    """All shelves of the shop."""

    shelves: tuple[KnownShelf, ...]


@dataclass(frozen=True, slots=True)
class NoShelf:
    """No shelf is called so; `known` are those there are."""

    name: str
    known: tuple[ShelfLabel, ...]


def list_shelves(session: Session, shop_id: uuid.UUID) -> ShelfList:
    """Every shelf with how often it was seen, and when last."""
    last = {scan.shelf_id: scan for scan in rows.last_scans(session, shop_id)}
    return ShelfList(
        tuple(
            KnownShelf(
                label_of(shelf),
                rows.photos_of(session, shelf.id),
                len(rows.products_on(last[shelf.id])) if shelf.id in last else 0,
                last[shelf.id].created_at if shelf.id in last else None,
            )
            for shelf in rows.shelves(session, shop_id)
        )
    )


def no_shelf(session: Session, shop_id: uuid.UUID, name: str) -> NoShelf:
    """What to answer where a name is no shelf's."""
    return NoShelf(name, tuple(map(label_of, rows.shelves(session, shop_id))))


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
    known = rows.find(session, scan.shop_id, cleaned) or _numbered(
        session, scan.shop_id, cleaned
    )
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
    """The shelf of this name, or with this number: "shelf 2".

    A part of the name will do where it is that of one shelf alone: "drinks".
    """
    found = rows.find(session, shop_id, name)
    if found is not None:
        return found
    known = rows.shelves(session, shop_id)
    words = fold(name).split()
    bare = _without_places(words)
    if len(bare) == 1 and bare[0].isdecimal():
        return _numbered(session, shop_id, name)
    spelled = {shelf.id: fold(shelf.name or "").split() for shelf in known}
    alike = [s for s in known if words and set(words) <= set(spelled[s.id])] or [
        s for s in known if bare and bare == _without_places(spelled[s.id])
    ]
    return alike[0] if len(alike) == 1 else None


def _numbered(session: Session, shop_id: uuid.UUID, name: str) -> Shelf | None:
    """The shelf without a name that "shelf 2" means."""
    bare = _without_places(fold(name).split())
    if len(bare) != 1 or not bare[0].isdecimal():
        return None
    known = (s for s in rows.shelves(session, shop_id) if s.number == int(bare[0]))
    return next((shelf for shelf in known if shelf.name is None), None)


def _without_places(words: Sequence[str]) -> list[str]:
    return [word for word in words if not is_place(word)]


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
