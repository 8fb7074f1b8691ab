"""Shelves: named, and known again by what stands on them."""

from __future__ import annotations

import uuid

from sqlalchemy.orm import Session

from bot.actions import shelves
from bot.actions.shelves import ShelfNamed
from storage.db import Database
from storage.models import Scan, Shop
from storage.models.stock import ScanStatus
from tests.factories import make_scan, make_shop

A, B, C, D = (uuid.uuid4() for _ in range(4))


def photo(session: Session, shop: Shop, *products: uuid.UUID) -> Scan:
    """A photo that was read, and shows two facings of each product."""
    groups = [
        {"group": n, "count": 2, "product_id": str(product), "is_skipped": False}
        for n, product in enumerate(products, 1)
    ]
    return make_scan(session, shop, status=ScanStatus.DONE, meta={"groups": groups})


def test_shelf_is_named_once_whatever_the_capitals(database: Database) -> None:
    with database.transaction() as session:
        shop = make_shop(session)
        first, second = photo(session, shop, A), photo(session, shop, A)

        named = shelves.name_shelf(session, first, "Drinks fridge")
        again = shelves.name_shelf(session, second, "  drinks\nFRIDGE ")

        assert named == ShelfNamed("Drinks fridge", is_new=True)
        assert again == ShelfNamed("Drinks fridge", is_new=False)
        assert first.shelf_id == second.shelf_id


def test_name_of_nothing_names_nothing(database: Database) -> None:
    with database.transaction() as session:
        scan = photo(session, make_shop(session), A)

        assert shelves.name_shelf(session, scan, " \u202e ") is None
        assert scan.shelf_id is None


def test_shelf_is_known_again_by_most_of_its_products(database: Database) -> None:
    with database.transaction() as session:
        shop = make_shop(session)
        fridge, counter = photo(session, shop, A, B, C), photo(session, shop, D)
        shelves.name_shelf(session, fridge, "Fridge")
        shelves.name_shelf(session, counter, "Counter")

        assert shelves.known_again(session, shop.id, [A, B]) is fridge
        assert shelves.known_again(session, shop.id, [D]) is counter
        assert shelves.known_again(session, shop.id, [A, D]) is None
        assert shelves.known_again(session, shop.id, []) is None


def test_shelf_of_another_shop_is_not_known(database: Database) -> None:
    with database.transaction() as session:
        theirs = photo(session, make_shop(session), A, B)
        shelves.name_shelf(session, theirs, "Fridge")
        shop = make_shop(session)

        assert shelves.known_again(session, shop.id, [A, B]) is None
        assert shelves.shelf_called(session, shop.id, "Fridge") is None


def test_whole_caption_may_be_the_name_of_a_shelf(database: Database) -> None:
    with database.transaction() as session:
        shop = make_shop(session)
        shelves.name_shelf(session, photo(session, shop, A), "Étagère 2")

        found = shelves.shelf_called(session, shop.id, "etagere 2")
        assert found is not None and found.name == "Étagère 2"
        assert shelves.shelf_called(session, shop.id, "etagere") is None
        assert shelves.shelf_called(session, shop.id, "") is None
