"""Shelves: named, and known again by what stands on them."""

from __future__ import annotations

import uuid

from sqlalchemy.orm import Session

from bot.actions import shelves
from bot.actions.shelves import ShelfLabel, ShelfNamed
from storage.db import Database
from storage.models import Scan, Shop
from storage.models.stock import ScanStatus
from storage.shelves import find, new_shelf
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


def test_shelf_without_a_name_gets_it_with_all_its_photos(database: Database) -> None:
    with database.transaction() as session:
        shop = make_shop(session)
        found = new_shelf(session, shop.id)
        first, second = photo(session, shop, A), photo(session, shop, A)
        first.shelf_id = second.shelf_id = found.id

        named = shelves.name_shelf(session, second, "Fridge")

        assert named == ShelfNamed("Fridge", True, ShelfLabel(None, 1))
        assert first.shelf_id == second.shelf_id == found.id
        assert found.name == "Fridge"


def test_shelf_without_a_name_becomes_the_one_that_has_it(database: Database) -> None:
    with database.transaction() as session:
        shop = make_shop(session)
        shelves.name_shelf(session, photo(session, shop, A), "Fridge")
        found = new_shelf(session, shop.id)
        scans = [photo(session, shop, B) for _ in range(3)]
        for scan in scans:
            scan.shelf_id = found.id

        named = shelves.name_shelf(session, scans[-1], "fridge")
        listed = shelves.list_shelves(session, shop.id)

        assert named == ShelfNamed("Fridge", False)
        assert [(item.shelf.name, item.photos) for item in listed.shelves] == [
            ("Fridge", 4)
        ]


def test_photo_of_a_named_shelf_may_show_another_one(database: Database) -> None:
    with database.transaction() as session:
        shop = make_shop(session)
        scans = [photo(session, shop, A) for _ in range(3)]
        for scan in scans:
            shelves.name_shelf(session, scan, "Fridge")

        shelves.name_shelf(session, scans[-1], "Counter")
        listed = shelves.list_shelves(session, shop.id)

        assert [(item.shelf.name, item.photos) for item in listed.shelves] == [
            ("Counter", 1),
            ("Fridge", 2),
        ]


def test_slip_in_the_name_of_a_new_shelf_is_set_right(database: Database) -> None:
    with database.transaction() as session:
        shop = make_shop(session)
        scan = photo(session, shop, A)
        shelves.name_shelf(session, scan, "Frigde")

        shelves.name_shelf(session, scan, "Fridge")
        listed = shelves.list_shelves(session, shop.id)

        assert [item.shelf.name for item in listed.shelves] == ["Fridge"]


def test_shelf_is_meant_by_its_number_or_a_part_of_its_name(database: Database) -> None:
    with database.transaction() as session:
        shop = make_shop(session)
        first = new_shelf(session, shop.id)
        shelves.name_shelf(session, photo(session, shop, A), "Drinks fridge")
        fridge = find(session, shop.id, "drinks fridge")

        assert shelves.called(session, shop.id, "shelf 1") is first
        assert shelves.called(session, shop.id, "1") is first
        assert shelves.called(session, shop.id, "shelf 2") is None  # it has a name
        assert shelves.called(session, shop.id, "drinks") is fridge
        assert shelves.called(session, shop.id, "fridge") is fridge
        assert shelves.called(session, shop.id, "drinks shelf") is fridge
        assert shelves.called(session, shop.id, "milk shelf") is None
