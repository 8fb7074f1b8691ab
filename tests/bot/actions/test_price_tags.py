"""Price tags of a photo beside the shop's list of prices."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import select

from bot.actions.price_tags import TagPrice, confirm, odd_prices, take_over
from pipeline.types import Box, PriceTag
from storage.db import Database
from storage.models import PriceRecord, Product
from tests.conftest import Clock
from tests.factories import make_product, make_shop

COKE = Product(id="coke", name="Coke", price=Decimal("550.00"))  # type: ignore[arg-type]


def tag(amount: str | None, product: Any = "coke", **values: Any) -> PriceTag:
    printed = None if amount is None else Decimal(amount)
    return PriceTag(
        Box(0, 0, 9, 9), amount or "", printed, product_id=product, **values
    )


def odd(*tags: PriceTag, product: Product = COKE) -> tuple[TagPrice, ...]:
    return odd_prices(tags, [product], "NGN")


def test_tag_with_another_price_is_told_with_its_place() -> None:
    (found,) = odd(tag(None), tag("600"))

    assert (found.name, found.printed, found.known) == ("Coke", 600, 550)
    assert found.tags == (1,)


@pytest.mark.parametrize(
    "tags",
    [
        [tag("550")],
        [tag("550.00")],
        [tag(None)],
        [tag("600", None)],
        [tag("600", "another shop's")],
        [tag("600", currency="KES")],
        [tag("600", unit="kg")],
        [tag("600"), tag("550")],
        [tag("5")],
        [tag("550000")],
    ],
    ids=str,
)
def test_tag_that_agrees_or_tells_nothing_is_left_alone(tags: list[PriceTag]) -> None:
    assert odd(*tags) == ()


def test_most_tags_of_a_product_decide() -> None:
    (found,) = odd(tag("600"), tag("620"), tag("620", unit="each"))

    assert (found.printed, found.tags) == (620, (0, 1, 2))


def test_product_without_a_price_can_get_that_of_its_tag() -> None:
    (found,) = odd(tag("600"), product=Product(id="coke", name="Coke"))  # type: ignore[arg-type]

    assert (found.printed, found.known) == (600, None)


def test_price_taken_over_is_in_the_history_as_the_shelfs(database: Database) -> None:
    with database.transaction() as session:
        shop = make_shop(session, currency="NGN")
        product = make_product(session, shop, name="Coke", price=Decimal(550))
        found = odd_prices([tag("600", str(product.id))], [product], "NGN")

        take_over(session, shop, found)

        assert product.price == 600
        (record,) = session.scalars(select(PriceRecord))
        assert (record.price, record.currency, record.source) == (600, "NGN", "shelf")


def test_price_of_another_shops_product_is_not_touched(database: Database) -> None:
    with database.transaction() as session:
        shop, other = make_shop(session), make_shop(session)
        product = make_product(session, other, price=Decimal(550))
        found = odd_prices([tag("600", str(product.id))], [product], "USD")

        assert take_over(session, shop, found) == []
        assert product.price == 550


def shelf_prices(database: Database) -> list[Decimal]:
    with database.transaction() as session:
        of_shelf = select(PriceRecord).where(PriceRecord.source == "shelf")
        return [row.price for row in session.scalars(of_shelf)]


def test_tag_that_agrees_is_noted_once_a_day(database: Database, clock: Clock) -> None:
    with database.transaction() as session:
        shop = make_shop(session, currency="NGN")
        product = make_product(session, shop, price=Decimal(550))
        tags = [tag("550.0", str(product.id))]

        for _ in range(3):
            confirm(session, shop, tags, clock.advance(3600))
    assert shelf_prices(database) == [550]

    with database.transaction() as session:
        confirm(session, shop, tags, clock.advance(24 * 3600))
    assert shelf_prices(database) == [550, 550]


def test_tag_that_differs_or_is_of_a_measure_confirms_nothing(
    database: Database, clock: Clock
) -> None:
    with database.transaction() as session:
        shop = make_shop(session, currency="NGN")
        product = make_product(session, shop, price=Decimal(550))
        other = make_product(session, shop, price=None)
        key = str(product.id)
        tags = [tag("600", key), tag("550", key, unit="kg"), tag("5", str(other.id))]

        confirm(session, shop, tags, clock())

    assert shelf_prices(database) == []
