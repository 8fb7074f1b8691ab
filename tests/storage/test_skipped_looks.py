"""Looks of things that are no products."""

from __future__ import annotations

import pytest

from storage import skipped_looks
from storage.db import Database
from tests.factories import make_shop

MODEL = "looks-1"


def test_skipped_look_is_a_product_without_a_name(database: Database) -> None:
    with database.transaction() as session:
        shop = make_shop(session)
        look_id = skipped_looks.add(session, shop.id, [0.5, 0.25], model=MODEL)

        (skipped,) = skipped_looks.as_products(session, shop.id, model=MODEL)

        assert (skipped.name, skipped.references[0].embedding) == ("", (0.5, 0.25))
        assert skipped_looks.look_id_of(skipped.product_id) == look_id
        assert skipped_looks.ids(session, shop.id, model=MODEL) == [look_id]


def test_looks_of_other_shops_and_models_are_not_there(database: Database) -> None:
    with database.transaction() as session:
        shop, other = make_shop(session), make_shop(session)
        skipped_looks.add(session, other.id, [1.0], model=MODEL)
        skipped_looks.add(session, shop.id, [1.0], model="looks-0")

        assert skipped_looks.as_products(session, shop.id, model=MODEL) == []
        assert skipped_looks.ids(session, shop.id, model=MODEL) == []


def test_forgotten_look_is_gone_and_the_oldest_make_room(database: Database) -> None:
    with database.transaction() as session:
        shop = make_shop(session)
        ids = [
            skipped_looks.add(session, shop.id, [float(n)], model=MODEL)
            for n in range(skipped_looks.MOST + 2)
        ]
        for _ in range(2):
            skipped_looks.forget(session, ids[-1])

        assert skipped_looks.ids(session, shop.id, model=MODEL) == ids[2:-1]


@pytest.mark.parametrize(
    "product_id", [None, "coke", "07bc21ec-b6b5-438c-b9b2-f0944d9297b6"]
)
def test_product_is_no_skipped_look(product_id: str | None) -> None:
    assert skipped_looks.look_id_of(product_id) is None
