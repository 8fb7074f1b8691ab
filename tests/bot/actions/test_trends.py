"""Trends of products and shops, from the books in the database."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from sqlalchemy.orm import Session

from bot.actions import trends
from bot.actions.prices import set_price
from bot.actions.trends import (
    NoTrend,
    OutageTrend,
    PriceTrend,
    SalesTrend,
    StockTrend,
    WorthTrend,
)
from bot.replies.trend_charts import chart_of
from bot.voice import Voice
from storage import stock, undoing
from storage.db import Database, set_time
from storage.models import Product, Shop
from storage.models.stock import MovementKind
from storage.stock import Batch, Movement
from tests.factories import make_product, make_shop

NOW = datetime(2026, 3, 18, 15, tzinfo=UTC)


@dataclass
class Corner:
    session: Session
    shop: Shop
    coke: Product
    milo: Product

    def book(
        self,
        days_ago: float,
        delta: int | None = None,
        *,
        to: int | None = None,
        kind: MovementKind = MovementKind.SALE,
        product: Product | None = None,
    ) -> Batch:
        set_time(self.session, NOW - timedelta(days=days_ago))
        wish = Movement((product or self.coke).id, kind, delta=delta, to=to)
        return stock.book(self.session, self.shop.id, [wish])

    def trend(self, product: Product | None = None, **values: object) -> trends.Trend:
        return trends.trend(self.session, self.shop, NOW, product=product, **values)  # type: ignore[arg-type]


@pytest.fixture
def corner(database: Database) -> Iterator[Corner]:
    with database.transaction() as session:
        shop = make_shop(session, timezone="Africa/Lagos", currency="NGN")
        coke = make_product(session, shop, name="Coke", price=Decimal(500))
        milo = make_product(session, shop, name="Milo", price=Decimal(900))
        yield Corner(session, shop, coke, milo)


def test_stock_of_a_product_with_the_days_it_was_out(corner: Corner) -> None:
    corner.book(10, to=20, kind=MovementKind.CORRECTION)
    corner.book(8, -20)
    corner.book(5, 12, kind=MovementKind.DELIVERY)

    found = corner.trend(corner.coke)

    assert isinstance(found, StockTrend)
    assert (found.sold, found.quantity, found.window.days) == (20, 12, 11)
    assert [span.value for span in found.spans] == [20, 0, 12]
    assert sum(span.days for span in found.out) == 3
    assert found.seen == (NOW - timedelta(days=10),)


def test_what_was_taken_back_was_never_there(corner: Corner) -> None:
    corner.book(10, to=20, kind=MovementKind.CORRECTION)
    corner.book(8, -15)
    set_time(corner.session, NOW - timedelta(days=7))
    undoing.undo_last(corner.session, corner.shop.id)

    found = corner.trend(corner.coke)

    assert isinstance(found, StockTrend)
    assert (found.sold, [span.value for span in found.spans]) == (0, [20])


def test_sales_of_the_shop_are_those_of_all_products(corner: Corner) -> None:
    for product in (corner.coke, corner.milo):
        corner.book(10, to=20, kind=MovementKind.CORRECTION, product=product)
        corner.book(8, -3, product=product)
    corner.book(6, to=13, kind=MovementKind.SCAN)

    found = corner.trend(with_worth=True)

    assert isinstance(found, SalesTrend)
    assert found.sold == 10
    assert sum(bucket.said for bucket in found.buckets) == 6
    assert found.worth == 7 * 500 + 3 * 900
    assert found.best.begin == datetime(2026, 3, 9, 23, tzinfo=UTC)


def test_worth_of_sales_is_only_for_who_may_know_it(corner: Corner) -> None:
    corner.book(1, to=20, kind=MovementKind.CORRECTION)
    corner.book(0.5, -3)

    found = corner.trend()

    assert isinstance(found, SalesTrend) and found.worth is None


def test_worth_is_at_cost_only_where_every_cost_is_known(corner: Corner) -> None:
    corner.book(3, to=20, kind=MovementKind.CORRECTION)
    corner.book(3, to=10, kind=MovementKind.CORRECTION, product=corner.milo)
    at_price = corner.trend(measure="value")
    corner.coke.cost, corner.milo.cost = Decimal(400), Decimal(700)
    at_cost = corner.trend(measure="value")

    assert isinstance(at_price, WorthTrend) and isinstance(at_cost, WorthTrend)
    assert (at_price.is_at_cost, at_price.spans[-1].value) == (False, 19_000)
    assert (at_cost.is_at_cost, at_cost.spans[-1].value) == (True, 15_000)


def test_products_that_ran_out_the_longest_first(corner: Corner) -> None:
    corner.book(9, to=5, kind=MovementKind.CORRECTION)
    corner.book(9, to=5, kind=MovementKind.CORRECTION, product=corner.milo)
    corner.book(4, -5)
    corner.book(2, -5, product=corner.milo)

    found = corner.trend(measure="stock_outs")

    assert isinstance(found, OutageTrend)
    assert [(row.name, round(row.days)) for row in found.rows] == [
        ("Coke", 4),
        ("Milo", 2),
    ]


def test_sold_out_between_a_delivery_and_its_booking_is_no_outage(
    corner: Corner,
) -> None:
    corner.book(9, to=5, kind=MovementKind.CORRECTION)
    corner.book(4, -5)
    corner.book(4 - 0.5 / 24, 20, kind=MovementKind.DELIVERY)

    found = corner.trend(measure="stock_outs")

    assert isinstance(found, OutageTrend) and found.rows == ()


def test_price_is_that_of_the_shop_and_holds_until_changed(corner: Corner) -> None:
    for days_ago, price in ((40, 500), (10, 550)):
        set_time(corner.session, NOW - timedelta(days=days_ago))
        set_price(corner.session, corner.shop, corner.coke, Decimal(price + 1))

    found = corner.trend(corner.coke, measure="price")

    assert isinstance(found, PriceTrend)
    assert [span.value for span in found.spans] == [501, 551]
    assert found.spans[0].begin == found.window.begin


@pytest.mark.parametrize("measure", ["stock", "sales", "price", "value"])
def test_nothing_is_drawn_of_what_nothing_is_known(
    corner: Corner, measure: str
) -> None:
    found = corner.trend(corner.milo, measure=measure)

    assert found == NoTrend("Milo", measure)
    assert chart_of(Voice(), found) is None


def test_yesterday_ends_at_midnight_and_leaves_today_out(corner: Corner) -> None:
    corner.book(3, to=20, kind=MovementKind.CORRECTION)
    corner.book(1, -4)
    corner.book(0.1, -5)

    found = corner.trend(corner.coke, period="yesterday")

    assert isinstance(found, StockTrend)
    assert (found.sold, found.quantity) == (4, 16)


def test_days_are_those_of_the_shops_clock(corner: Corner) -> None:
    corner.book(3, to=20, kind=MovementKind.CORRECTION)
    late = datetime(2026, 3, 16, 23, 30, tzinfo=UTC)  # the 17th in Lagos
    corner.book((NOW - late).total_seconds() / 86_400, -4)

    found = corner.trend(corner.coke, measure="sales")

    assert isinstance(found, SalesTrend)
    assert [round(bucket.sold) for bucket in found.buckets] == [0, 0, 4, 0]


@pytest.mark.parametrize("language", ["en", "fr", "ar", "sw", "es"])
@pytest.mark.parametrize("period", ["today", "week", "month", "year"])
@pytest.mark.parametrize("measure", ["stock", "sales", "value", "stock_outs"])
def test_every_trend_has_a_chart_with_few_names_of_times(
    corner: Corner, language: str, period: str, measure: str
) -> None:
    corner.book(300, to=20, kind=MovementKind.CORRECTION)
    corner.book(0.3, -20)

    chart = chart_of(
        Voice(language, "KE", "KES", "Africa/Nairobi"),
        corner.trend(measure=measure, period=period),
    )

    assert chart is not None
    assert 1 <= len(chart.frame.ticks) <= 12
    assert chart.frame.runs_left == (language == "ar")
