"""Catalogues kept between photos: what changes is seen, what does not is not read."""

from __future__ import annotations

import uuid
from collections.abc import Iterator

import pytest
from sqlalchemy import event, select

from pipeline.types import CatalogueProduct, Reference
from storage import catalogue, merging, skipped_looks
from storage.catalogue import MAX_REFERENCES
from storage.db import Database
from storage.kept_catalogues import KeptCatalogues
from storage.models import Product, ProductReference, Shop
from tests.factories import make_product, make_shop

MODEL = "looks-1"


def look(number: int) -> Reference:
    return Reference((float(number), 0.5), f"print {number}", "crop", 0.4)


@pytest.fixture
def shop(database: Database) -> Shop:
    """Three products with two looks each."""
    with database.transaction() as session:
        shop = make_shop(session)
        for name in ("Water", "Coke", "Fanta"):
            product = make_product(session, shop, name=name)
            for number in range(2):
                catalogue.add_reference(
                    session, product.id, look(number), model=MODEL, image_key=None
                )
        return shop


@pytest.fixture
def statements(database: Database) -> Iterator[list[str]]:
    """What is asked of the database, after the first use of the fixture."""
    asked: list[str] = []

    def note(*arguments: object) -> None:
        asked.append(str(arguments[2]))

    event.listen(database.engine, "before_cursor_execute", note)
    yield asked
    event.remove(database.engine, "before_cursor_execute", note)


def named(products: tuple[CatalogueProduct, ...]) -> dict[str, CatalogueProduct]:
    return {product.name: product for product in products}


def id_of(database: Database, name: str) -> uuid.UUID:
    with database.transaction() as session:
        query = select(Product.id).where(Product.name == name)
        return session.scalars(query).one()


def test_nothing_is_read_again_where_nothing_has_changed(
    database: Database, shop: Shop, statements: list[str]
) -> None:
    kept = KeptCatalogues()
    first = kept.of(database, shop.id, MODEL)
    statements.clear()

    assert kept.of(database, shop.id, MODEL) is first
    assert not any("vector_send" in asked for asked in statements)


def test_only_the_product_with_a_new_look_is_read_again(
    database: Database, shop: Shop
) -> None:
    kept = KeptCatalogues()
    before = kept.of(database, shop.id, MODEL)
    with database.transaction() as session:
        coke = catalogue.find_by_name(session, shop.id, "coke")
        assert coke is not None
        catalogue.add_reference(session, coke.id, look(5), model=MODEL, image_key=None)

    after = kept.of(database, shop.id, MODEL)

    assert after.version != before.version
    assert [list(r.embedding) for r in named(after.products)["Coke"].references] == [
        [0.0, 0.5],
        [1.0, 0.5],
        [5.0, 0.5],
    ]
    for name in ("Water", "Fanta"):
        assert named(after.products)[name] is named(before.products)[name]


@pytest.mark.parametrize("change", ["name", "alias", "gtin", "look", "skip", "gone"])
def test_every_change_is_seen_and_taking_it_back_too(
    database: Database, shop: Shop, change: str
) -> None:
    kept = KeptCatalogues()
    before = kept.of(database, shop.id, MODEL)
    water = id_of(database, "Water")
    with database.transaction() as session:
        product = session.get_one(Product, water)
        if change == "name":
            product.name = "Still water"
        elif change == "alias":
            catalogue.add_alias(session, water, "Maji")
        elif change == "gtin":
            product.gtin = "05449000000996"
        elif change == "look":
            query = select(ProductReference).where(ProductReference.product_id == water)
            session.delete(session.scalars(query).first())
        elif change == "skip":
            skipped_looks.add(session, shop.id, [1.0, 0.0], model=MODEL)
        else:
            session.delete(product)

    after = kept.of(database, shop.id, MODEL)
    fresh = KeptCatalogues().of(database, shop.id, MODEL)

    assert after.version == fresh.version != before.version
    assert after.products == fresh.products != before.products


def test_removed_product_is_left_out(database: Database, shop: Shop) -> None:
    kept = KeptCatalogues()
    kept.of(database, shop.id, MODEL)
    with database.transaction() as session:
        session.get_one(Product, id_of(database, "Water")).removed_at = shop.created_at

    after = kept.of(database, shop.id, MODEL)

    assert sorted(named(after.products)) == ["Coke", "Fanta"]


def test_shop_not_read_for_longest_makes_room(
    database: Database, shop: Shop, statements: list[str]
) -> None:
    kept = KeptCatalogues(most_references=6)
    first = kept.of(database, shop.id, MODEL)
    with database.transaction() as session:
        other = make_shop(session)
        coke = make_product(session, other)
        catalogue.add_reference(session, coke.id, look(1), model=MODEL, image_key=None)
    kept.of(database, other.id, MODEL)

    again = kept.of(database, shop.id, MODEL)

    assert again is not first
    assert again == first


def test_merged_products_have_no_more_looks_than_one(
    database: Database, shop: Shop
) -> None:
    with database.transaction() as session:
        coke, fanta = (
            session.get_one(Product, id_of(database, name))
            for name in ("Coke", "Fanta")
        )
        for number in range(MAX_REFERENCES):
            for product in (coke, fanta):
                catalogue.add_reference(
                    session, product.id, look(number), model=MODEL, image_key=None
                )

        merging.merge(session, fanta, coke)

    loaded = KeptCatalogues().of(database, shop.id, MODEL)
    assert len(named(loaded.products)["Coke"].references) == MAX_REFERENCES
