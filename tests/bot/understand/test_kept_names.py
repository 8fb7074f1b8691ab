"""Name indexes are made when names change, and for each shop."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from decimal import Decimal
from itertools import pairwise

import pytest
from sqlalchemy.orm import Session

from bot.actions import catalogue as edits
from bot.actions.merging import merge_products
from bot.understand.names import NameIndex
from bot.understand.names.index import MOST_REMEMBERED
from bot.understand.names.kept import KeptIndexes
from storage import catalogue
from storage.catalogue import ProductInput
from storage.db import Database
from storage.models import Product, Shop
from storage.undoing import undo_last
from tests.factories import make_shop

ONE, OTHER = uuid.uuid4(), uuid.uuid4()


def names(*said: str) -> Callable[[], list[tuple[object, str]]]:
    return lambda: [(name, name) for name in said]


def unread() -> list[tuple[object, str]]:
    raise AssertionError("the names are read again")


def test_index_is_used_again_while_the_names_are_the_same() -> None:
    kept = KeptIndexes()

    first = kept.of(ONE, 1, names("Coke"))

    assert kept.of(ONE, 1, unread) is first
    assert kept.of(ONE, 2, names("Fanta")).find("fanta").only == "Fanta"


def test_shops_do_not_see_each_others_names() -> None:
    kept = KeptIndexes()
    kept.of(ONE, 1, names("Coke"))

    assert kept.of(OTHER, 1, names("Fanta")).find("coke").found == ()


def test_shop_not_talked_about_for_long_is_let_go() -> None:
    kept = KeptIndexes(most_names=3)
    first = kept.of(ONE, 1, names("Coke", "Fanta"))

    other = kept.of(OTHER, 1, names("Milk", "Rice"))

    assert kept.of(OTHER, 1, unread) is other
    assert kept.of(ONE, 1, names("Coke", "Fanta")) is not first


def test_shop_of_very_many_names_is_kept_while_it_is_the_last() -> None:
    kept = KeptIndexes(most_names=1)

    first = kept.of(ONE, 1, names("Coke", "Fanta"))

    assert kept.of(ONE, 1, unread) is first


def test_words_that_were_said_are_not_remembered_for_ever() -> None:
    index = NameIndex.of([("coke", "Coke")])

    for number in range(MOST_REMEMBERED + 10):
        index.knows(f"word{number}")

    assert len(index._known) <= MOST_REMEMBERED
    assert index.knows("coke")


def test_several_threads_get_an_index_each() -> None:
    kept = KeptIndexes(most_names=4)
    shops = [uuid.uuid4() for _ in range(5)]

    def look(turn: int) -> bool:
        number = turn % len(shops)
        index = kept.of(shops[number], 1, names(f"Coke {number}", "Fanta"))
        return index.find(f"coke {number}").only == f"Coke {number}"

    with ThreadPoolExecutor(8) as threads:
        assert all(threads.map(look, range(400)))


@pytest.fixture
def shop(database: Database) -> Shop:
    with database.transaction() as session:
        return make_shop(session)


def version(database: Database, shop: Shop) -> tuple[int, int]:
    """What another process reads."""
    with database.transaction() as session:
        return catalogue.names_version(session, shop.id)


def test_shop_without_products_has_a_version_too(
    database: Database, shop: Shop
) -> None:
    assert version(database, shop) == (0, 0)


def test_version_is_another_after_each_change_of_a_name(
    database: Database, shop: Shop
) -> None:
    versions = [version(database, shop)]

    for change in (save_coke, rename, alias, save_fanta, merge, remove):
        with database.transaction() as session:
            change(session, shop)
        versions.append(version(database, shop))

    assert all(before != after for before, after in pairwise(versions))
    assert versions[-1] == versions[0]  # nothing is left


def test_version_is_the_former_one_after_an_undo(
    database: Database, shop: Shop
) -> None:
    for change in (save_coke, rename):
        with database.transaction() as session:
            change(session, shop)
    before = version(database, shop)

    with database.transaction() as session:
        remove(session, shop)
    with database.transaction() as session:
        undo_last(session, shop.id)

    assert version(database, shop) == before


def test_version_stays_when_names_stay(database: Database, shop: Shop) -> None:
    with database.transaction() as session:
        save_coke(session, shop)
    before = version(database, shop)

    with database.transaction() as session:
        coke(session, shop).quantity = 9
        coke(session, shop).price = Decimal(3)
        catalogue.save_product(session, make_shop(session).id, ProductInput("Fanta"))

    assert version(database, shop) == before


def test_name_that_was_rolled_back_is_not_found(database: Database, shop: Shop) -> None:
    kept = KeptIndexes()
    with suppress(ZeroDivisionError), database.transaction() as session:
        save_coke(session, shop)
        assert index_of(kept, session, shop).find("coke").found
        raise ZeroDivisionError

    with database.transaction() as session:
        assert not index_of(kept, session, shop).find("coke").found


def test_swapped_names_are_told_apart(database: Database, shop: Shop) -> None:
    kept = KeptIndexes()
    with database.transaction() as session:
        save_coke(session, shop)
        save_fanta(session, shop)
        first, second = coke(session, shop), find(session, shop, "Fanta")
        assert index_of(kept, session, shop).find("coke").only == str(first.id)

        first.name = "Milk"
        session.flush()
        second.name = "Coke"
        session.flush()
        first.name = "Fanta"
        session.flush()

        assert index_of(kept, session, shop).find("coke").only == str(second.id)


def index_of(kept: KeptIndexes, session: Session, shop: Shop) -> NameIndex:
    return kept.of(
        shop.id,
        catalogue.names_version(session, shop.id),
        lambda: catalogue.names(session, shop.id),
    )


def find(session: Session, shop: Shop, name: str) -> Product:
    product = catalogue.find_by_name(session, shop.id, name)
    assert product is not None
    return product


def coke(session: Session, shop: Shop) -> Product:
    return find(session, shop, "Coke")


def save_coke(session: Session, shop: Shop) -> None:
    catalogue.save_product(session, shop.id, ProductInput("Coke"))


def save_fanta(session: Session, shop: Shop) -> None:
    catalogue.save_product(session, shop.id, ProductInput("Fanta"))


def rename(session: Session, shop: Shop) -> None:
    edits.rename(session, coke(session, shop), "Coca-Cola")


def alias(session: Session, shop: Shop) -> None:
    edits.add_alias(session, coke(session, shop), "Soda")


def merge(session: Session, shop: Shop) -> None:
    merge_products(session, shop, find(session, shop, "Fanta"), coke(session, shop))


def remove(session: Session, shop: Shop) -> None:
    edits.remove(session, coke(session, shop))
