"""Name indexes are made when names change, and for each shop."""

from __future__ import annotations

import uuid
from collections.abc import Callable

from bot.understand.names.kept import KeptIndexes
from storage import catalogue
from storage.catalogue import ProductInput
from storage.db import Database
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
    kept = KeptIndexes(most=1)
    first = kept.of(ONE, 1, names("Coke"))

    kept.of(OTHER, 1, names("Fanta"))

    assert kept.of(ONE, 1, names("Coke")) is not first


def test_version_changes_with_every_name_and_with_nothing_else(
    database: Database,
) -> None:
    with database.transaction() as session:
        shop, neighbour = make_shop(session), make_shop(session)
        versions = [catalogue.names_version(session, shop.id)]

        saved = catalogue.save_product(session, shop.id, ProductInput("Coke"))
        versions.append(catalogue.names_version(session, shop.id))
        saved.product.name = "Cola"
        session.flush()
        versions.append(catalogue.names_version(session, shop.id))
        catalogue.save_product(session, shop.id, ProductInput("Cola", aliases=("x",)))
        versions.append(catalogue.names_version(session, shop.id))
        saved.product.quantity = 9
        catalogue.save_product(session, neighbour.id, ProductInput("Fanta"))

        assert len(set(versions)) == len(versions)
        assert catalogue.names_version(session, shop.id) == versions[-1]
