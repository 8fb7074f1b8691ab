"""What an owner hears unasked: dead, expiring, changed and new products."""

from __future__ import annotations

import pytest

from pipeline.insights.demand import Forecast, forecast
from pipeline.insights.notable import (
    Change,
    is_dead,
    is_new,
    sudden_change,
    to_expire,
)
from pipeline.insights.spans import Span


def daily(*rates: tuple[int, int]) -> list[Span]:
    """So many days with so many sold on each, one after the other."""
    found: list[Span] = []
    for days, sold in rates:
        begin = len(found)
        found += [Span(n, n + 1, sold, ((n, 50),)) for n in range(begin, begin + days)]
    return found


def known(*rates: tuple[int, int]) -> Forecast:
    result = forecast(daily(*rates))
    assert result is not None
    return result


@pytest.mark.parametrize(
    ("rates", "quantity", "is_said"),
    [
        ([(40, 0)], 5, True),
        ([(40, 0)], 0, False),
        ([(20, 0)], 5, False),
        ([(40, 1)], 50, False),
        ([(40, 1)], 500, True),
    ],
)
def test_dead_is_what_is_there_and_does_not_go(
    rates: list[tuple[int, int]], quantity: int, is_said: bool
) -> None:
    assert is_dead(known(*rates), quantity) is is_said


def test_nothing_is_dead_of_which_nothing_is_known() -> None:
    assert not is_dead(None, 9)


def test_new_is_what_came_within_two_weeks() -> None:
    assert is_new(known((10, 1)), 0.0, 10.0)
    assert not is_new(known((30, 1)), 0.0, 30.0)


def test_sudden_change_is_named_with_both_rates() -> None:
    found = daily((40, 2), (10, 8))
    faster = sudden_change(found, known((40, 2), (10, 8)))

    assert faster is not None
    assert faster.after == 8
    assert faster.before == pytest.approx(2, rel=0.1)


@pytest.mark.parametrize("rates", [[(50, 2)], [(40, 2), (10, 3)], [(12, 2)]])
def test_chance_and_short_histories_are_no_change(rates: list[tuple[int, int]]) -> None:
    assert sudden_change(daily(*rates), known(*rates)) is None


def test_sales_that_stopped_are_a_change() -> None:
    change = sudden_change(daily((40, 3), (10, 0)), known((40, 3), (10, 0)))

    assert isinstance(change, Change)
    assert change.after == 0


def test_what_came_long_ago_expires_first() -> None:
    rate = known((40, 1))

    fresh = to_expire(rate, [(40.0, 6)], 6, 10, 40.0)
    old = to_expire(rate, [(32.0, 6)], 6, 10, 40.0)
    older_is_sold = to_expire(rate, [(20.0, 30), (40.0, 6)], 6, 10, 40.0)

    assert fresh < 1 < 3 < old
    assert older_is_sold == fresh
