"""Finding, saving and recognising products of a shop."""

from __future__ import annotations

import uuid
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from decimal import Decimal

import pytest
from sqlalchemy import func, select

from pipeline.types import Reference
from storage import catalogue, suppliers
from storage.catalogue import NameTaken, Outcome, ProductInput
from storage.db import Database
from storage.kept_catalogues import KeptCatalogues
from storage.models import Product, ProductReference
from tests.factories import make_product, make_shop

COKE = ProductInput(
    name="Coca-Cola 50cl",
    aliases=("Coke", "Coca"),
    gtin="5449000000996",
    sku="COKE-50",
    category="Drinks",
    quantity=24,
    minimum=6,
    price=Decimal("250.00"),
    pack_size=12,
    unit="bottle",
    supplier="NBC",
)


def test_new_product_is_kept_whole_but_has_no_stock(database: Database) -> None:
    with database.transaction() as session:
        shop = make_shop(session)
        saved = catalogue.save_product(session, shop.id, COKE)

    with database.transaction() as session:
        (product,) = catalogue.products(session, shop.id)
        assert saved.outcome is Outcome.CREATED
        assert (product.name, product.gtin) == ("Coca-Cola 50cl", "05449000000996")
        assert (product.price, product.minimum) == (Decimal("250.00"), 6)
        assert (product.pack_size, product.unit) == (12, "bottle")
        assert (product.sku, product.category) == ("COKE-50", "Drinks")
        (supplier,) = suppliers.suppliers(session, shop.id)
        assert (product.supplier_id, product.quantity) == (supplier.id, 0)
        assert supplier.name == "NBC"


def test_same_product_again_changes_nothing(database: Database) -> None:
    with database.transaction() as session:
        shop = make_shop(session)
        first = catalogue.save_product(session, shop.id, COKE)

        again = catalogue.save_product(session, shop.id, COKE)

        assert again.outcome is Outcome.UNCHANGED
        assert again.product.id == first.product.id


def test_what_is_not_said_stays(database: Database) -> None:
    with database.transaction() as session:
        shop = make_shop(session)
        catalogue.save_product(session, shop.id, COKE)

        saved = catalogue.save_product(
            session, shop.id, ProductInput("coca-cola 50CL", price=Decimal("300"))
        )

        assert saved.outcome is Outcome.UPDATED
        assert (saved.product.price, saved.product.minimum) == (Decimal("300"), 6)
        assert saved.product.name == "coca-cola 50CL"


@pytest.mark.parametrize(
    "code", [{"gtin": "05449000000996"}, {"sku": "COKE-50"}], ids=["gtin", "sku"]
)
def test_product_found_by_code_takes_the_new_name(
    database: Database, code: dict[str, str]
) -> None:
    with database.transaction() as session:
        shop = make_shop(session)
        first = catalogue.save_product(session, shop.id, COKE)

        saved = catalogue.save_product(session, shop.id, ProductInput("Coke", **code))

        assert saved.product.id == first.product.id
        assert saved.outcome is Outcome.UNCHANGED  # "Coke" is its alias already

        saved = catalogue.save_product(session, shop.id, ProductInput("Cola", **code))

        assert (saved.outcome, saved.product.name) == (Outcome.UPDATED, "Cola")
        by_old_name = catalogue.find_by_name(session, shop.id, "Coca-Cola 50cl")
        assert by_old_name == saved.product


def test_code_decides_before_the_name(database: Database) -> None:
    with database.transaction() as session:
        shop = make_shop(session)
        catalogue.save_product(session, shop.id, COKE)
        catalogue.save_product(session, shop.id, ProductInput("Fanta 50cl"))

        with pytest.raises(NameTaken) as refused:
            catalogue.save_product(session, shop.id, replace(COKE, name="fanta 50cl"))

        assert refused.value.holder == "Coca-Cola 50cl"
        names = [product.name for product in catalogue.products(session, shop.id)]
        assert names == ["Coca-Cola 50cl", "Fanta 50cl"]


@pytest.mark.parametrize(
    "name", ["İçecek", "ΟΔΟΣ", "Crème  brûlée", "STRASSE", "ẞ", "Ǆ", "خبز"]
)
def test_capitals_of_any_language_make_no_second_product(
    database: Database, name: str
) -> None:
    with database.transaction() as session:
        shop = make_shop(session)
        catalogue.save_product(session, shop.id, ProductInput(name))
        lowered = session.scalar(select(func.lower(name)))
        assert lowered is not None

        for spelling in (name.upper(), lowered, f" {name}\n"):
            assert catalogue.find_by_name(session, shop.id, spelling) is not None
            results = catalogue.save_products(
                session, shop.id, [ProductInput(spelling)] * 2
            )
            assert not any(isinstance(result, NameTaken) for result in results)


def test_long_table_is_matched_within_itself(database: Database) -> None:
    with database.transaction() as session:
        shop = make_shop(session)
        table = [ProductInput(f"Product {n}", sku=f"S{n}") for n in range(300)]
        catalogue.save_products(session, shop.id, table)

        results = catalogue.save_products(
            session,
            shop.id,
            [*table, ProductInput("Product 7", minimum=2), ProductInput("Other")],
        )

        outcomes = [
            result.outcome for result in results if not isinstance(result, NameTaken)
        ]
        assert outcomes[:300] == [Outcome.UNCHANGED] * 300
        assert outcomes[300:] == [Outcome.UPDATED, Outcome.CREATED]
        assert len(catalogue.products(session, shop.id)) == 301


def test_same_name_from_two_threads_is_one_product(database: Database) -> None:
    with database.transaction() as session:
        shop = make_shop(session)

    def save(_: int) -> uuid.UUID:
        with database.transaction() as session:
            return catalogue.save_product(session, shop.id, COKE).product.id

    with ThreadPoolExecutor(4) as pool:
        assert len(set(pool.map(save, range(8)))) == 1


def test_products_are_found_by_name_alias_and_gtin(database: Database) -> None:
    with database.transaction() as session:
        shop = make_shop(session)
        coke = catalogue.save_product(session, shop.id, COKE).product
        other_shop = make_shop(session)

        assert catalogue.find_by_name(session, shop.id, "COCA-cola  50cl") == coke
        assert catalogue.find_by_name(session, shop.id, "coke") == coke
        assert catalogue.find_by_gtin(session, shop.id, "5449000000996") == coke
        assert catalogue.find_by_gtin(session, shop.id, "05449000000996") == coke
        assert catalogue.get(session, coke.id) == coke
        assert catalogue.find_by_name(session, other_shop.id, "coke") is None
        assert catalogue.find_by_gtin(session, other_shop.id, "5449000000996") is None


def test_names_include_aliases(database: Database) -> None:
    with database.transaction() as session:
        shop = make_shop(session)
        coke = catalogue.save_product(session, shop.id, COKE).product
        catalogue.add_alias(session, coke.id, " Koka ")
        catalogue.add_alias(session, coke.id, "Koka")
        catalogue.add_alias(session, coke.id, "  ")

        names = catalogue.names(session, shop.id)

        assert sorted(name for _, name in names) == [
            "Coca",
            "Coca-Cola 50cl",
            "Coke",
            "Koka",
        ]
        assert {product_id for product_id, _ in names} == {coke.id}


def look(number: int, source: str = "crop") -> Reference:
    return Reference((float(number), 0.5), f"print {number}", source, 0.4 + number)


def test_catalogue_carries_names_and_looks_of_the_model(database: Database) -> None:
    with database.transaction() as session:
        shop = make_shop(session)
        coke = catalogue.save_product(session, shop.id, COKE).product
        make_product(session, shop, name="Water")
        for model in ("old", "new"):
            catalogue.add_reference(
                session, coke.id, look(1), model=model, image_key=None
            )

    loaded = KeptCatalogues().of(database, shop.id, "new")

    first, second = loaded.products
    assert (first.product_id, first.name) == (str(coke.id), "Coca-Cola 50cl")
    assert (first.gtin, set(first.aliases)) == ("05449000000996", {"Coke", "Coca"})
    (known,) = first.references
    assert list(known.embedding) == list(look(1).embedding)
    assert (known.text, known.source, known.shape) == ("print 1", "crop", 1.4)
    assert (second.name, second.references, second.aliases) == ("Water", (), ())


def test_oldest_crop_makes_room_for_the_ninth_look(database: Database) -> None:
    with database.transaction() as session:
        coke = make_product(session, make_shop(session))
        sources = ["enrolment", "packshot"] + ["crop"] * 9
        for number, source in enumerate(sources):
            catalogue.add_reference(
                session, coke.id, look(number, source), model="m", image_key=f"{number}"
            )

        kept = session.scalars(
            select(ProductReference.image_key).order_by(ProductReference.created_at)
        ).all()

    assert kept == ["0", "1", "5", "6", "7", "8", "9", "10"]


def test_ninth_enrolment_photo_replaces_the_first(database: Database) -> None:
    with database.transaction() as session:
        coke = make_product(session, make_shop(session))
        for number in range(9):
            catalogue.add_reference(
                session, coke.id, look(number, "enrolment"), model="m", image_key=None
            )

        texts = session.scalars(select(ProductReference.text)).all()

    assert sorted(texts) == [f"print {number}" for number in range(1, 9)]


def test_has_reference_asks_for_model_and_source(database: Database) -> None:
    with database.transaction() as session:
        coke = make_product(session, make_shop(session))
        catalogue.add_reference(
            session, coke.id, look(1, "packshot"), model="m", image_key=None
        )

        def has(model: str, source: str) -> bool:
            return catalogue.has_reference(session, coke.id, model=model, source=source)

        assert has("m", "packshot")
        assert not has("n", "packshot")
        assert not has("m", "crop")


def test_deleted_product_takes_its_names_and_looks_along(database: Database) -> None:
    with database.transaction() as session:
        shop = make_shop(session)
        coke = catalogue.save_product(session, shop.id, COKE).product
        catalogue.add_reference(session, coke.id, look(1), model="m", image_key=None)

    with database.transaction() as session:
        session.delete(session.get_one(Product, coke.id))

    with database.transaction() as session:
        assert catalogue.names(session, shop.id) == []
        assert session.scalars(select(ProductReference)).all() == []
