"""Who sees whose tag prices: nobody without consent, nobody alone, nobody by name."""

from __future__ import annotations

import uuid
from dataclasses import fields
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy.orm import Session

from storage import price_pool, prices
from storage.db import Database
from storage.models import Product, Shop
from storage.models.shops import Role
from tests.conftest import Clock
from tests.factories import make_member, make_product, make_shop

GTIN = "06001234567890"


def shop(session: Session, clock: Clock, **values: Any) -> Shop:
    default = {"currency": "KES", "country": "KE", "shares_prices_since": clock()}
    row = make_shop(session, **{**default, **values})
    make_member(session, row, role=Role.OWNER)
    return row


def tag(
    session: Session, clock: Clock, owner: Shop, amount: int, **values: Any
) -> Product:
    source = values.pop("source", "shelf")
    age = values.pop("age_s", 0)
    default = {"name": f"Cola of {uuid.uuid4()}", "gtin": GTIN}
    product = make_product(session, owner, **{**default, **values})
    now = clock()
    prices.record(
        session,
        shop_id=owner.id,
        product_id=product.id,
        product_name=product.name,
        price=Decimal(amount),
        currency=owner.currency,
        source=source,
        recorded_at=clock.advance(-age),
    )
    clock.now = now
    return product


@pytest.fixture
def mine(database: Database, clock: Clock) -> tuple[Shop, Product]:
    with database.transaction() as session:
        own = shop(session, clock)
        return own, make_product(session, own, name="Cola", gtin=GTIN)


def seen(database: Database, clock: Clock, mine: tuple[Shop, Product]) -> list[int]:
    with database.transaction() as session:
        own = session.get_one(Shop, mine[0].id)
        found = price_pool.prices(session, own, mine[1], clock())
        return sorted(int(row.price) for row in found)


def open_pool(database: Database, clock: Clock, *amounts: int) -> list[Shop]:
    with database.transaction() as session:
        shops = [shop(session, clock) for _ in amounts]
        for owner, amount in zip(shops, amounts, strict=True):
            tag(session, clock, owner, amount)
        return shops


def test_three_other_shops_are_enough_and_two_are_not(
    database: Database, clock: Clock, mine: tuple[Shop, Product]
) -> None:
    open_pool(database, clock, 50, 60)
    assert seen(database, clock, mine) == []

    open_pool(database, clock, 70)
    assert seen(database, clock, mine) == [50, 60, 70]


def test_pooled_price_says_nothing_of_the_shop() -> None:
    assert [field.name for field in fields(price_pool.PooledPrice)] == [
        "price",
        "seen_on",
    ]


def test_shop_that_withdraws_is_out_at_once(
    database: Database, clock: Clock, mine: tuple[Shop, Product]
) -> None:
    first, *_ = open_pool(database, clock, 50, 60, 70, 80)

    with database.transaction() as session:
        price_pool.set_sharing(session.get_one(Shop, first.id), None)

    assert seen(database, clock, mine) == [60, 70, 80]


def test_who_does_not_share_sees_nothing(
    database: Database, clock: Clock, mine: tuple[Shop, Product]
) -> None:
    open_pool(database, clock, 50, 60, 70)

    with database.transaction() as session:
        price_pool.set_sharing(session.get_one(Shop, mine[0].id), None)

    assert seen(database, clock, mine) == []


@pytest.mark.parametrize(
    ("of_shop", "of_tag"),
    [
        ({"currency": "USD"}, {}),
        ({"country": "UG"}, {}),
        ({"shares_prices_since": None}, {}),
        ({}, {"source": "shop"}),
        ({}, {"age_s": 61 * 86400}),
        ({}, {"gtin": "06009999999999", "name": "Cola"}),
        ({}, {"gtin": None, "name": "Cola Zero"}),
    ],
    ids=str,
)
def test_other_money_places_products_and_old_tags_do_not_count(
    database: Database,
    clock: Clock,
    mine: tuple[Shop, Product],
    of_shop: dict[str, Any],
    of_tag: dict[str, Any],
) -> None:
    open_pool(database, clock, 50, 60)
    with database.transaction() as session:
        tag(session, clock, shop(session, clock, **of_shop), 70, **of_tag)

    assert seen(database, clock, mine) == []


def test_product_without_a_code_is_the_same_by_its_name(
    database: Database, clock: Clock, mine: tuple[Shop, Product]
) -> None:
    open_pool(database, clock, 50, 60)
    with database.transaction() as session:
        tag(session, clock, shop(session, clock), 70, gtin=None, name="COLA")

    assert seen(database, clock, mine) == [50, 60, 70]


def test_nobody_fills_the_pool_with_shops_of_their_own(
    database: Database, clock: Clock, mine: tuple[Shop, Product]
) -> None:
    open_pool(database, clock, 50)
    with database.transaction() as session:
        own = session.get_one(Shop, mine[0].id)
        make_member(session, own, external_id="ada", role=Role.STAFF)
        for amount in (60, 70):
            second = shop(session, clock)
            make_member(session, second, external_id="ada", role=Role.STAFF)
            tag(session, clock, second, amount)

    assert seen(database, clock, mine) == []


def test_shops_of_one_owner_count_once_with_the_latest_tag(
    database: Database, clock: Clock, mine: tuple[Shop, Product]
) -> None:
    open_pool(database, clock, 50, 60)
    with database.transaction() as session:
        for amount, age in ((70, 100), (80, 0)):
            row = make_shop(
                session, currency="KES", country="KE", shares_prices_since=clock()
            )
            make_member(session, row, external_id="ben", role=Role.OWNER)
            tag(session, clock, row, amount, age_s=age)

    assert seen(database, clock, mine) == [50, 60, 80]
