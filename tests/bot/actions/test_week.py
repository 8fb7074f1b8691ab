"""The figures of a week, from the books in the database."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from sqlalchemy.orm import Session

from bot.actions import week as weeks
from bot.actions.prices import set_price
from bot.actions.week import NewPrice, WeekSummary
from bot.replies.about_week import brief, week_summary
from bot.voice import Voice
from storage import stock
from storage.db import Database, set_time
from storage.models import Product, Shop
from storage.models.stock import MovementKind
from storage.stock import Movement
from tests.factories import make_product, make_shop

NOW = datetime(2026, 3, 18, 15, tzinfo=UTC)  # a Wednesday


@dataclass
class Corner:
    session: Session
    shop: Shop
    coke: Product
    milo: Product

    def at(self, days_ago: float) -> None:
        set_time(self.session, NOW - timedelta(days=days_ago))

    def book(
        self, days_ago: float, product: Product, kind: MovementKind, delta: int
    ) -> None:
        self.at(days_ago)
        wish = Movement(product.id, kind, delta=delta)
        stock.book(self.session, self.shop.id, [wish])

    def week(self, day: date | None = None) -> WeekSummary:
        return weeks.week(self.session, self.shop, NOW, day=day)


@pytest.fixture
def corner(database: Database) -> Iterator[Corner]:
    with database.transaction() as session:
        shop = make_shop(session, timezone="Africa/Lagos", currency="NGN")
        coke = make_product(
            session, shop, name="Coke", price=Decimal(500), cost=Decimal(400)
        )
        milo = make_product(session, shop, name="Milo", price=Decimal(900))
        yield Corner(session, shop, coke, milo)


def test_best_sellers_come_first_with_what_they_brought(corner: Corner) -> None:
    for product, sold in ((corner.milo, 3), (corner.coke, 10)):
        corner.book(30, product, MovementKind.DELIVERY, 50)
        corner.book(2, product, MovementKind.SALE, -sold)

    found = corner.week()

    assert (found.sold.pieces, found.sold.money) == (13, 10 * 500 + 3 * 900)
    assert [part.name for part in found.sold.named] == ["Coke", "Milo"]
    assert found.sold_before == 0


def test_the_week_before_is_only_compared_where_it_is_known(corner: Corner) -> None:
    corner.book(9, corner.coke, MovementKind.DELIVERY, 50)
    corner.book(2, corner.coke, MovementKind.SALE, -5)

    assert corner.week().sold_before is None


def test_what_empty_shelves_cost_is_what_usually_sells_in_that_time(
    corner: Corner,
) -> None:
    corner.book(24, corner.coke, MovementKind.DELIVERY, 40)
    for days_ago in range(23, 3, -1):
        corner.book(days_ago, corner.coke, MovementKind.SALE, -2)

    found = corner.week()

    lost = found.missed.named[0]
    assert lost.name == "Coke"
    assert lost.days == pytest.approx(4, abs=0.01)
    assert lost.pieces == pytest.approx(8, abs=1)
    assert lost.money == 500 * lost.pieces
    assert found.missed.profit == 100 * lost.pieces


def test_profit_is_not_told_where_a_cost_is_not_known(corner: Corner) -> None:
    corner.book(24, corner.milo, MovementKind.DELIVERY, 40)
    for days_ago in range(23, 3, -1):
        corner.book(days_ago, corner.milo, MovementKind.SALE, -2)

    found = corner.week()

    assert found.missed.money and found.missed.profit is None


def test_sum_of_what_was_sold_is_that_of_the_chart(corner: Corner) -> None:
    for product in (corner.coke, corner.milo):
        corner.book(10, product, MovementKind.CORRECTION, 20)
        corner.book(4, product, MovementKind.CORRECTION, -3)  # half of it before

    found = corner.week()

    assert found.chart is not None
    assert found.sold.pieces == found.chart.sold


def test_waste_is_counted_at_what_it_cost(corner: Corner) -> None:
    for product in (corner.coke, corner.milo):
        corner.book(5, product, MovementKind.DELIVERY, 50)
        corner.book(3, product, MovementKind.LOSS, -2)

    found = corner.week()

    assert (found.lost.pieces, found.lost.money) == (4, 2 * 400 + 2 * 900)
    assert found.sold.pieces == 0


def test_prices_that_became_other_ones(corner: Corner) -> None:
    for days_ago, product, price in (
        (20, corner.coke, 450),
        (5, corner.coke, 480),
        (2, corner.coke, 550),
        (5, corner.milo, 1000),  # its first price that was noted is no change
    ):
        corner.at(days_ago)
        set_price(corner.session, corner.shop, product, Decimal(price))

    assert corner.week().prices == (NewPrice("Coke", Decimal(450), Decimal(550)),)


def test_a_price_that_came_back_is_no_news(corner: Corner) -> None:
    for days_ago, price in ((20, 450), (5, 480), (2, 450)):
        corner.at(days_ago)
        set_price(corner.session, corner.shop, corner.coke, Decimal(price))

    assert corner.week().prices == ()


def test_a_weeks_days_are_the_seven_before_the_day_by_the_shops_clock(
    corner: Corner,
) -> None:
    corner.book(30, corner.coke, MovementKind.DELIVERY, 90)
    lagos_midnight = datetime(2026, 3, 15, 23, tzinfo=UTC)  # begins Monday the 16th
    for minutes, sold in ((-1, 1), (0, 10)):
        at = lagos_midnight + timedelta(minutes=minutes)
        ago = (NOW - at) / timedelta(days=1)
        corner.book(ago, corner.coke, MovementKind.SALE, -sold)

    found = corner.week(date(2026, 3, 16))

    assert (found.first, found.last) == (date(2026, 3, 9), date(2026, 3, 15))
    assert found.sold.pieces == 1


def test_an_empty_week_is_empty(corner: Corner) -> None:
    corner.book(30, corner.coke, MovementKind.DELIVERY, 90)

    found = corner.week()

    assert found.is_empty and found.chart is None
    assert "nothing to tell" in week_summary(Voice(), found)


def test_brief_is_one_line_for_a_template(corner: Corner) -> None:
    corner.book(30, corner.coke, MovementKind.DELIVERY, 20)
    corner.book(2, corner.coke, MovementKind.SALE, -20)

    text = brief(Voice(currency="NGN", country="NG"), corner.week())

    assert text.startswith("your week: 20 pieces sold for ₦10,000; about ₦")
    assert "\n" not in text


@pytest.mark.parametrize("language", ["en", "fr", "ar", "sw", "es"])
def test_every_language_says_all_figures(corner: Corner, language: str) -> None:
    corner.book(30, corner.coke, MovementKind.DELIVERY, 20)
    corner.book(2, corner.coke, MovementKind.SALE, -18)
    corner.book(2, corner.coke, MovementKind.LOSS, -2)

    text = week_summary(Voice(language, "KE", "KES"), corner.week())

    assert "18" in text and "Coke" in text
    assert Voice(language, "KE", "KES").money(Decimal(9000)) in text
