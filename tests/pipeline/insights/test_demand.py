"""Daily demand from irregular looks at shelves that are empty at times."""

from __future__ import annotations

import math
import random
from datetime import UTC, datetime, timedelta

import pytest

from pipeline.insights.demand import Forecast, forecast, weekday_of
from pipeline.insights.sales import StockEvent
from pipeline.insights.spans import Span, day_number, spans

MONDAY = datetime(2026, 3, 2, 8, tzinfo=UTC)


def count(day: float, delta: int) -> StockEvent:
    return StockEvent(MONDAY + timedelta(days=day), delta, is_count=True)


def sale(day: float, pieces: int) -> StockEvent:
    return StockEvent(MONDAY + timedelta(days=day), -pieces, is_sale=True)


def delivery(day: float, pieces: int) -> StockEvent:
    return StockEvent(MONDAY + timedelta(days=day), pieces)


def seen(*events: StockEvent, **values: datetime) -> list[tuple[float, float, bool]]:
    """Days, pieces sold and whether it was empty then, of each span."""
    quantity = sum(event.delta for event in events)
    found = spans(events, quantity, UTC, **values)
    return [(round(span.days, 3), span.sold, span.is_empty) for span in found]


def known(found: list[Span]) -> Forecast:
    result = forecast(found)
    assert result is not None
    return result


class TestSpans:
    def test_what_is_gone_between_two_counts_was_sold(self) -> None:
        assert seen(count(0, 10), count(2, -3)) == [(2, 3, False)]

    def test_deliveries_are_reckoned_in(self) -> None:
        events = [count(0, 10), delivery(1, 12), count(3, -15)]

        assert seen(*events) == [(3, 15, False)]

    def test_nothing_sells_from_an_empty_shelf(self) -> None:
        events = [count(0, 4), count(2, -4), delivery(6, 12), count(8, -5)]

        assert seen(*events) == [(2, 4, True), (2, 5, False)]

    def test_said_sales_of_a_day_are_one_span(self) -> None:
        events = [count(0, 20), sale(0.2, 1), sale(0.5, 2), sale(1, 1), sale(3, 4)]

        assert seen(*events) == [(1, 4, False), (2, 4, False)]

    def test_correction_after_a_photo_is_the_same_look(self) -> None:
        events = [count(0, 20), count(5, -13), count(5.01, 7)]

        assert seen(*events) == [(5, 6, False)]

    def test_goods_that_nobody_told_of_end_what_is_known(self) -> None:
        events = [count(0, 5), count(2, -1), count(4, 20), count(6, -6)]

        assert seen(*events) == [(2, 1, False), (2, 6, False)]

    def test_small_surplus_corrects_the_count_before(self) -> None:
        events = [count(0, 20), count(2, -6), count(4, 1), count(6, -2)]

        assert seen(*events) == [(4, 5, False), (2, 2, False)]

    def test_time_without_news_counts_only_where_it_is_known(self) -> None:
        events = [count(0, 20), sale(4, 3)]

        later = MONDAY + timedelta(days=9)

        assert seen(*events) == [(4, 3, False)]
        assert seen(*events, known_until=later) == [(4, 3, False), (5, 0, False)]

    def test_what_was_there_before_the_window_counts_from_its_begin(self) -> None:
        found = spans([sale(4, 3)], 7, UTC, known_since=MONDAY, known_until=None)

        assert [(span.days, span.offered) for span in found] == [
            (4, ((day_number(MONDAY, UTC), 10),))
        ]


class TestRate:
    def test_sales_over_days(self) -> None:
        found = [Span(n, n + 2, 6, ((n, 20),)) for n in range(0, 40, 2)]

        assert known(found).per_day == pytest.approx(3, rel=0.05)

    @pytest.mark.parametrize(("days", "sold"), [(2, 5), (6, 0)])
    def test_too_little_time_says_nothing(self, days: int, sold: int) -> None:
        assert forecast([Span(0, days, sold, ((0, 20),))]) is None

    def test_what_never_sold_for_long_hardly_sells(self) -> None:
        assert known([Span(0, 60, 0, ((0, 20),))]).per_day < 0.01

    def test_nothing_seen_says_nothing(self) -> None:
        assert forecast([]) is None

    def test_empty_days_are_taken_out(self) -> None:
        """Four are there each Monday, and gone by the next: they were gone long ago."""
        full = [Span(n, n + 2, 6, ((n, 20),)) for n in range(0, 14, 2)]
        empty = [Span(n, n + 7, 4, ((n, 4),), is_empty=True) for n in range(14, 70, 7)]

        assert known([*full, *empty]).per_day == pytest.approx(3, rel=0.35)
        assert sum(s.sold for s in [*full, *empty]) / 70 < 1.2

    def test_demand_that_went_up_is_followed(self) -> None:
        slow = [Span(n, n + 1, 1, ((n, 20),)) for n in range(40)]
        fast = [Span(n, n + 1, 5, ((n, 20),)) for n in range(40, 60)]

        found = known([*slow, *fast])

        assert found.per_day > 4
        assert found.memory < math.inf

    def test_lumpy_sales_are_less_sure(self) -> None:
        even = [Span(n, n + 1, 2, ((n, 50),)) for n in range(40)]
        lumpy = [Span(n, n + 1, 20 * (n % 10 == 0), ((n, 50),)) for n in range(40)]

        assert known(lumpy).stretch > 4 * known(even).stretch
        assert known(lumpy).over(7).quantile(0.9) > known(even).over(7).quantile(0.9)


class TestWeek:
    def test_weekly_pattern_is_found_and_foretold(self) -> None:
        pick = random.Random(3)
        found = [
            Span(
                n,
                n + 1,
                max(0, round(pick.gauss(9 if weekday_of(n) >= 5 else 3, 1))),
                ((n, 50),),
            )
            for n in range(84)
        ]

        result = known(found)

        saturday = next(n for n in range(84, 91) if weekday_of(n) == 5)
        assert result.is_weekly
        assert result.over(1, saturday).mean > 2 * result.over(1, saturday + 3).mean
        assert result.over(7, 84).mean == pytest.approx(result.over(7).mean, rel=0.01)

    def test_even_weeks_have_no_pattern(self) -> None:
        pick = random.Random(4)
        found = [Span(n, n + 1, pick.choice([2, 3, 4]), ((n, 50),)) for n in range(84)]

        assert not known(found).is_weekly

    def test_days_count_from_a_thursday(self) -> None:
        assert weekday_of(day_number(MONDAY, UTC)) == 0


def test_no_days_no_demand() -> None:
    found = known([Span(0, 10, 20, ((0, 50),))])

    assert found.over(0).mean == 0


def test_intervals_of_ten_days_hold_nine_in_ten_futures() -> None:
    pick, hits = random.Random(5), 0
    for _ in range(150):
        days = [sum(pick.random() < 0.2 for _ in range(10)) for _ in range(60)]
        found = known([Span(n, n + 1, days[n], ((n, 90),)) for n in range(50)])
        low, high = found.over(10).interval()
        hits += low <= sum(days[50:]) <= high

    assert 0.85 <= hits / 150 <= 0.97
