"""How deep products stand: learned, unlearned, kept for each shelf."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from bot.actions.depths import depth_on, learn, levels_on, unlearn
from storage import shelves, stock
from storage.db import Database
from storage.models import Product, Shelf
from tests.factories import make_product, make_shop


def a_shop(session: Session) -> tuple[Product, Shelf, Shelf]:
    """One product, and two shelves."""
    shop = make_shop(session)
    fridge = shelves.shelf_called(session, shop.id, "Fridge")
    counter = shelves.shelf_called(session, shop.id, "Counter")
    return make_product(session, shop), fridge, counter


def test_depth_of_a_shelf_counts_there_and_elsewhere_until_known(
    database: Database,
) -> None:
    with database.transaction() as session:
        product, fridge, counter = a_shop(session)

        learn(session, product.id, counter.id, 1.5)
        learn(session, product.id, fridge.id, 3.0)

        assert depth_on(session, product, counter.id) == 1.5
        assert depth_on(session, product, fridge.id) == 3.0
        assert depth_on(session, product, None) == 3.0
        levels = stock.levels(session, product.shop_id)
        there = levels_on(session, levels, counter.id)
        assert there[str(product.id)].depth == 1.5
        assert levels_on(session, levels, None) == levels


@pytest.mark.parametrize(("said", "kept"), [(2.0, 2.0), (0.5, 1.0), (40.0, 10.0)])
def test_depth_stays_within_reason(
    database: Database, said: float, kept: float
) -> None:
    with database.transaction() as session:
        product, fridge, _ = a_shop(session)
        product.depth = 5.0

        learned = learn(session, product.id, fridge.id, said)

        assert learned is not None and learned[0] == kept


def test_known_depth_is_no_news(database: Database) -> None:
    with database.transaction() as session:
        product, fridge, _ = a_shop(session)
        learn(session, product.id, fridge.id, 2.0)

        assert learn(session, product.id, fridge.id, 2.001) is None


def test_unlearning_brings_back_what_was_known_before(database: Database) -> None:
    with database.transaction() as session:
        product, fridge, _ = a_shop(session)
        first = learn(session, product.id, fridge.id, 2.0)
        second = learn(session, product.id, fridge.id, 3.0)
        assert first is not None and second is not None

        unlearn(session, product, second[1])
        assert (product.depth, depth_on(session, product, fridge.id)) == (2.0, 2.0)
        unlearn(session, product, first[1])
        assert (product.depth, shelves.depths(session, fridge.id)) == (1.0, {})


def test_unlearning_bears_a_shelf_that_is_gone_and_other_reasons(
    database: Database,
) -> None:
    with database.transaction() as session:
        product, fridge, _ = a_shop(session)
        learned = learn(session, product.id, fridge.id, 2.0)
        assert learned is not None
        session.delete(fridge)
        session.flush()

        unlearn(session, product, "seen")
        assert product.depth == 2.0
        unlearn(session, product, learned[1])
        assert product.depth == 1.0
