"""Where products stand, as the last photos show it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.actions.shelves import ShelfLabel, called, label_of
from bot.actions.stock import StockLine, stock_line
from storage import catalogue, shelves
from storage.models import Product, Scan, Shelf, Shop
from storage.models.stock import ScanPurpose, ScanStatus

PHOTOS_BACK = 20


@dataclass(frozen=True, slots=True)
class Spot:
    """Facings side by side: row 1 is the top one, position 1 the leftmost facing."""

    row: int
    first: int
    last: int
    facings: int


@dataclass(frozen=True, slots=True)
class Located:
    """Where a product was seen last; no `seen_at`: on no photo yet.

    `rows` is how many rows that photo shows, `shelf` its name where it has one.
    """

    name: str
    quantity: int
    seen_at: datetime | None = None
    shelf: str | None = None
    rows: int = 0
    spots: tuple[Spot, ...] = ()


@dataclass(frozen=True, slots=True)
class OnShelves:
    """How many of a product the last photo of each shelf shows, the most first."""

    name: str
    shelves: tuple[tuple[ShelfLabel, int], ...]


@dataclass(frozen=True, slots=True)
class ShelfStock:
    """What stands on one shelf with what the books say.

    `is_known` is False when no shelf has this name; `known` are those there are.
    """

    shelf: ShelfLabel
    is_known: bool
    seen_at: datetime | None = None
    lines: tuple[StockLine, ...] = ()
    known: tuple[ShelfLabel, ...] = ()


@dataclass(frozen=True, slots=True)
class StockByShelf:
    """All shelves with what stands there, and the products seen on none of them."""

    shelves: tuple[ShelfStock, ...]
    others: tuple[StockLine, ...]


def locate(session: Session, shop: Shop, product: Product) -> Located:
    """Shelf, row and position of the product on the last photo that shows it."""
    scan = _last_photo_of(session, product)
    if scan is None:
        return Located(product.name, product.quantity)
    rows = _rows(scan)
    shelf = session.get(Shelf, scan.shelf_id) if scan.shelf_id else None
    return Located(
        product.name,
        product.quantity,
        scan.created_at,
        shelf.name if shelf else None,
        len(rows),
        tuple(_spots(rows, str(product.id))),
    )


def on_shelves(session: Session, shop: Shop, product: Product) -> OnShelves:
    """Every shelf on whose last photo the product is."""
    found = [
        (label_of(shelf), shown)
        for scan in shelves.last_scans(session, shop.id)
        if (shown := shelves.products_on(scan).get(product.id))
        and (shelf := session.get(Shelf, scan.shelf_id)) is not None
    ]
    by_most = sorted(found, key=lambda one: -one[1])
    return OnShelves(product.name, tuple(by_most))


def list_shelf(session: Session, shop: Shop, name: str) -> ShelfStock:
    """The products that the last photo of the shelf shows."""
    shelf = called(session, shop.id, name)
    if shelf is None:
        known = tuple(map(label_of, shelves.shelves(session, shop.id)))
        return ShelfStock(ShelfLabel(name), False, known=known)
    return _stock_on(session, shelf, shelves.last_scans(session, shop.id))


def _stock_on(session: Session, shelf: Shelf, scans: Iterable[Scan]) -> ShelfStock:
    scan = next((scan for scan in scans if scan.shelf_id == shelf.id), None)
    seen = shelves.products_on(scan) if scan else {}
    found = (catalogue.get(session, product_id) for product_id in seen)
    lines = sorted(map(stock_line, filter(None, found)), key=lambda line: line.name)
    seen_at = scan.created_at if scan else None
    return ShelfStock(label_of(shelf), True, seen_at, tuple(lines))


def list_by_shelf(session: Session, shop: Shop) -> StockByShelf:
    """Every shelf, and what stands on none of them."""
    scans = shelves.last_scans(session, shop.id)
    shelved = [
        _stock_on(session, shelf, scans) for shelf in shelves.shelves(session, shop.id)
    ]
    placed = {line.product_id for shelf in shelved for line in shelf.lines}
    others = [
        stock_line(product)
        for product in catalogue.products(session, shop.id)
        if product.id not in placed
    ]
    return StockByShelf(tuple(shelved), tuple(others))


def _last_photo_of(session: Session, product: Product) -> Scan | None:
    """The newest photo that shows it: the one noted on the product, unless renamed."""
    if product.last_seen is None:
        return None
    query = (
        select(Scan)
        .where(
            Scan.shop_id == product.shop_id,
            Scan.status == ScanStatus.DONE,
            Scan.purpose == ScanPurpose.COUNT,
            Scan.created_at <= product.last_seen,
        )
        .order_by(Scan.created_at.desc())
        .limit(PHOTOS_BACK)
    )
    for scan in session.scalars(query):
        if product.id in shelves.products_on(scan):
            return scan
    return None


def _rows(scan: Scan) -> list[list[tuple[float, str | None]]]:
    """Each row's facings from left to right: their place and product, top row first.

    The rows of further photos of an album come after those of the first.
    """
    named = {g["group"]: g.get("product_id") for g in scan.meta.get("groups", ())}
    rows: dict[tuple[int, int], list[tuple[float, str | None]]] = {}
    items: Iterable[dict[str, Any]] = (scan.meta.get("reading") or {}).get("items", ())
    for item in items:
        for facing in item.get("facings", ()):
            key = (facing.get("photo", 0), facing.get("row", 0))
            place = (float(facing["box"]["left"]), named.get(item["group"]))
            rows.setdefault(key, []).append(place)
    return [sorted(rows[key], key=lambda place: place[0]) for key in sorted(rows)]


def _spots(
    rows: list[list[tuple[float, str | None]]], product_id: str
) -> Iterable[Spot]:
    for number, row in enumerate(rows, start=1):
        places = [n for n, (_, held) in enumerate(row, start=1) if held == product_id]
        if places:
            yield Spot(number, places[0], places[-1], len(places))
