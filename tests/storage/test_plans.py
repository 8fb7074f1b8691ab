"""Versions of what shelves look like: the newest that stands holds."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from storage import plans, shelves, stock
from storage.db import Database
from storage.models import Scan, Shelf, Shop
from storage.models.plans import PlanSource
from storage.models.stock import MovementKind
from storage.stock import Movement
from storage.undoing import redo_last, undo_last
from tests.factories import SENT_AT, make_product, make_scan, make_shop

PHOTO, TABLE = PlanSource.PHOTO, PlanSource.TABLE


def keep(session: Session, shelf: Shelf, scan: Scan | None, **plan: object) -> None:
    plans.keep(
        session,
        shop_id=shelf.shop_id,
        shelf_id=shelf.id,
        plan=dict(plan),
        source=PHOTO if scan else TABLE,
        made_at=scan.created_at if scan else SENT_AT,
        scan_id=scan.id if scan else None,
    )


def photo(session: Session, shop: Shop, minutes: int) -> Scan:
    at = SENT_AT + timedelta(minutes=minutes)
    return make_scan(session, shop, created_at=at)


def held(
    session: Session, shelf: Shelf, before: datetime | None = None
) -> dict[str, object] | None:
    found = plans.latest(session, shelf.shop_id, PHOTO, before=before)
    return found[shelf.id].plan if shelf.id in found else None


def test_newest_photo_says_what_the_shelf_looks_like(database: Database) -> None:
    with database.transaction() as session:
        shop = make_shop(session)
        shelf, other = (shelves.new_shelf(session, shop.id) for _ in range(2))
        first, second = photo(session, shop, 1), photo(session, shop, 2)
        keep(session, shelf, second, look="second")
        keep(session, shelf, first, look="first")
        keep(session, other, photo(session, shop, 3), look="other")

        assert held(session, shelf) == {"look": "second"}
        assert held(session, other) == {"look": "other"}
        assert held(session, shelf, before=second.created_at) == {"look": "first"}
        assert held(session, shelf, before=first.created_at) is None
        assert plans.latest(session, make_shop(session).id, PHOTO) == {}


def test_photo_makes_one_version_however_often_it_is_kept(database: Database) -> None:
    with database.transaction() as session:
        shop = make_shop(session)
        shelf, scan = shelves.new_shelf(session, shop.id), photo(session, shop, 1)

        keep(session, shelf, scan, look="once")
        keep(session, shelf, scan, look="again")

        assert held(session, shelf) == {"look": "again"}
        assert plans.forget(session, shelf.id) == 1
        assert held(session, shelf) is None


def test_table_and_photos_stand_beside_each_other(database: Database) -> None:
    with database.transaction() as session:
        shop = make_shop(session)
        shelf = shelves.new_shelf(session, shop.id)
        keep(session, shelf, photo(session, shop, 1), look="photo")
        keep(session, shelf, None, look="table")

        assert held(session, shelf) == {"look": "photo"}
        assert plans.latest(session, shop.id, TABLE)[shelf.id].plan["look"] == "table"


def test_only_the_last_versions_are_kept(database: Database) -> None:
    with database.transaction() as session:
        shop = make_shop(session)
        shelf = shelves.new_shelf(session, shop.id)

        for minute in range(plans.MOST_VERSIONS + 5):
            keep(session, shelf, photo(session, shop, minute), look=minute)

        assert held(session, shelf) == {"look": plans.MOST_VERSIONS + 4}
        assert plans.forget(session, shelf.id) == plans.MOST_VERSIONS


def test_plan_of_an_undone_photo_holds_no_more_until_it_is_redone(
    database: Database,
) -> None:
    with database.transaction() as session:
        shop = make_shop(session)
        shelf, coke = shelves.new_shelf(session, shop.id), make_product(session, shop)
        first, second = photo(session, shop, 1), photo(session, shop, 2)
        keep(session, shelf, first, look="first")
        keep(session, shelf, second, look="second")
        counted = Movement(coke.id, MovementKind.SCAN, to=3)
        stock.book(session, shop.id, [counted], scan_id=second.id)

        undone = undo_last(session, shop.id)
        assert undone is not None
        found = plans.scan_of_batch(session, undone.batch_id)
        assert found == (second.id, True)
        plans.withdraw(session, *found)
        assert held(session, shelf) == {"look": "first"}

        redone = redo_last(session, shop.id)
        assert redone is not None
        found = plans.scan_of_batch(session, redone.batch_id)
        assert found == (second.id, False)
        plans.withdraw(session, *found)
        assert held(session, shelf) == {"look": "second"}


def test_batch_that_no_photo_booked_belongs_to_none(database: Database) -> None:
    with database.transaction() as session:
        shop = make_shop(session)
        coke = make_product(session, shop)
        sold = Movement(coke.id, MovementKind.DELIVERY, delta=3)
        batch = stock.book(session, shop.id, [sold])

        assert plans.scan_of_batch(session, batch.batch_id) is None
        assert plans.scan_of_batch(session, uuid.uuid4()) is None


def test_product_gets_another_key_in_all_plans_of_its_shop(database: Database) -> None:
    with database.transaction() as session:
        shop, theirs = make_shop(session), make_shop(session)
        mine = shelves.new_shelf(session, shop.id)
        other = shelves.new_shelf(session, theirs.id)
        keep(session, mine, photo(session, shop, 1), keys=["?a:1", "?a:11"])
        keep(session, other, photo(session, theirs, 1), keys=["?a:1"])

        plans.rename(session, shop.id, "?a:1", "coke")

        assert held(session, mine) == {"keys": ["coke", "?a:11"]}
        assert held(session, other) == {"keys": ["?a:1"]}


def test_shelves_are_numbered_shop_by_shop(database: Database) -> None:
    with database.transaction() as session:
        shop, other = make_shop(session), make_shop(session)

        first = shelves.new_shelf(session, shop.id)
        fridge = shelves.shelf_called(session, shop.id, "Fridge")
        third = shelves.new_shelf(session, shop.id)

        assert [first.number, fridge.number, third.number] == [1, 2, 3]
        assert shelves.new_shelf(session, other.id).number == 1
        assert shelves.shelves(session, shop.id) == [fridge, first, third]


def test_two_shelves_become_one_with_photos_plans_and_depths(
    database: Database,
) -> None:
    with database.transaction() as session:
        shop = make_shop(session)
        coke, fanta = make_product(session, shop), make_product(session, shop)
        old, into = (shelves.new_shelf(session, shop.id) for _ in range(2))
        scan = photo(session, shop, 1)
        scan.shelf_id = old.id
        keep(session, old, scan, look="old")
        shelves.set_depth(session, old.id, coke.id, 2.0)
        shelves.set_depth(session, old.id, fanta.id, 2.0)
        shelves.set_depth(session, into.id, coke.id, 3.0)

        shelves.join(session, old, into)
        session.refresh(scan)

        assert scan.shelf_id == into.id
        assert held(session, into) == {"look": "old"}
        assert shelves.depths(session, into.id) == {coke.id: 3.0, fanta.id: 2.0}
        assert shelves.photos_of(session, into.id) == 1
        assert shelves.shelves(session, shop.id) == [into]


def test_forgotten_plan_holds_no_more_but_is_known(database: Database) -> None:
    with database.transaction() as session:
        shop = make_shop(session)
        shelf = shelves.new_shelf(session, shop.id)
        keep(session, shelf, photo(session, shop, 1), look="first")
        keep(session, shelf, photo(session, shop, 2), look="second")
        keep(session, shelf, None, look="table")

        assert plans.forget(session, shelf.id) == 3

        known = plans.latest(session, shop.id, PlanSource.FORGOTTEN)
        assert known[shelf.id].plan == {"look": "second"}
        assert held(session, shelf) is None
        assert plans.latest(session, shop.id, TABLE) == {}
        assert plans.forget(session, shelf.id) == 0


def test_photo_after_a_forgotten_plan_replaces_what_was_known(
    database: Database,
) -> None:
    with database.transaction() as session:
        shop = make_shop(session)
        shelf = shelves.new_shelf(session, shop.id)
        keep(session, shelf, photo(session, shop, 1), look="first")
        plans.forget(session, shelf.id)
        keep(session, shelf, photo(session, shop, 2), look="second")

        assert held(session, shelf) == {"look": "second"}
        assert plans.forget(session, shelf.id) == 1
        known = plans.latest(session, shop.id, PlanSource.FORGOTTEN)
        assert known[shelf.id].plan == {"look": "second"}
