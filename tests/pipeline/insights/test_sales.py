"""How fast a product sells, from irregular bookings and counts."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from pipeline.insights.sales import SalesRate, StockEvent, sales_rate

NOW = datetime(2026, 3, 30, 12, tzinfo=UTC)


def sale(days_ago: float, quantity: int) -> StockEvent:
    return StockEvent(NOW - timedelta(days=days_ago), -quantity, is_sale=True)


def delivery(days_ago: float, quantity: int) -> StockEvent:
    return StockEvent(NOW - timedelta(days=days_ago), quantity)


def loss(days_ago: float, quantity: int) -> StockEvent:
    return StockEvent(NOW - timedelta(days=days_ago), -quantity)


def count(days_ago: float, delta: int) -> StockEvent:
    return StockEvent(NOW - timedelta(days=days_ago), delta, is_count=True)


def test_nothing_booked_says_nothing() -> None:
    assert sales_rate([], 5, NOW) == SalesRate(0, 0.0, None, None)


def test_sales_that_were_said_are_spread_over_the_days() -> None:
    events = [count(10, 40), sale(8, 6), sale(4, 6), sale(1, 8)]

    rate = sales_rate(events, 20, NOW)

    assert (rate.sold, rate.days) == (20, 10)
    assert rate.per_day == 2
    assert rate.lasts_days(20) == 10


def test_what_a_count_finds_missing_was_sold() -> None:
    events = [count(10, 30), delivery(6, 12), loss(5, 2), count(0.5, -20)]

    rate = sales_rate(events, 20, NOW)

    assert rate.sold == 20
    assert rate.per_day == pytest.approx(2.0)


def test_opening_count_and_found_goods_are_no_sales() -> None:
    rate = sales_rate([count(10, 30), count(5, 4)], 34, NOW)

    assert (rate.sold, rate.per_day) == (0, 0)


def test_correction_of_a_photo_is_counted_with_it() -> None:
    """Seven seen where fourteen stand: six were sold since twenty, not thirteen."""
    events = [count(10, 20), count(0.2, -13), count(0.19, 7)]

    assert sales_rate(events, 14, NOW).sold == 6


def test_days_without_stock_are_left_out() -> None:
    events = [count(10, 8), sale(6, 8), delivery(2, 6), sale(1, 4)]

    rate = sales_rate(events, 2, NOW)

    assert rate.days == pytest.approx(4 + 2)
    assert rate.per_day == pytest.approx(2.0)


@pytest.mark.parametrize(
    ("days", "sold", "is_known"),
    [(1, 5, False), (4, 5, True), (4, 0, False), (8, 0, True)],
)
def test_too_little_time_says_nothing(days: int, sold: int, is_known: bool) -> None:
    events = [count(days, 20), *([sale(days / 2, sold)] if sold else [])]

    rate = sales_rate(events, 20 - sold, NOW)

    assert (rate.per_day is not None) is is_known


def test_window_bounds_what_is_looked_at() -> None:
    events = [sale(5, 5)]

    rate = sales_rate(
        events,
        5,
        NOW,
        known_since=NOW - timedelta(days=400),
        window=timedelta(days=10),
    )

    assert (rate.sold, rate.days) == (5, 10)
    assert rate.since == NOW - timedelta(days=10)
