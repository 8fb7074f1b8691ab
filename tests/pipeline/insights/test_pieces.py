"""Uncertain numbers of pieces, against sums that are known."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.insights.pieces import LARGE, Pieces


@pytest.mark.parametrize("pieces", [1, 2, 5, 9])
def test_without_extra_scatter_it_is_poisson(pieces: int) -> None:
    chance = 1 - sum(math.exp(-3) * 3**n / math.factorial(n) for n in range(pieces))

    assert Pieces(3, 3).at_least(pieces) == pytest.approx(chance, abs=1e-3)


def test_quantile_is_the_least_number_that_suffices() -> None:
    demand = Pieces(3, 3)

    assert demand.quantile(0.9) == 5
    assert 1 - demand.at_least(6) >= 0.9 > 1 - demand.at_least(5)


def test_nothing_is_asked_for_where_nothing_sells() -> None:
    never = Pieces(0, 0)

    assert (never.at_least(0), never.at_least(1)) == (1, 0)
    assert (never.quantile(0.99), never.sold_from(9)) == (0, 0)


def test_large_numbers_go_on_where_small_ones_end() -> None:
    small, large = Pieces(LARGE, 400), Pieces(LARGE + 0.01, 400)

    assert small.quantile(0.95) == pytest.approx(large.quantile(0.95), abs=2)
    assert small.sold_from(310) == pytest.approx(large.sold_from(310), rel=0.01)


@given(st.floats(0.05, 800), st.floats(1, 8), st.integers(0, 900))
def test_sales_are_bounded_by_stock_and_demand_and_each_piece_adds_less(
    mean: float, stretch: float, stock: int
) -> None:
    demand = Pieces(mean, mean * stretch)

    sold = demand.sold_from(stock)
    first, second = demand.gain(stock, 1), demand.gain(stock + 1, 1)

    assert -1e-9 <= sold <= min(stock, mean) + 1e-2
    assert first >= second - 1e-9


@given(st.floats(0.05, 400), st.floats(1, 8))
def test_interval_holds_at_least_what_it_claims(mean: float, stretch: float) -> None:
    demand = Pieces(mean, mean * stretch)

    low, high = demand.interval()

    assert demand.at_least(low) - demand.at_least(high + 1) >= 0.899 - 2e-3


def test_demand_too_small_to_be_reckoned_with_is_none() -> None:
    least = Pieces(5e-324, 5e-324)

    assert least.quantile(0.95) == 0
    assert least.at_least(1) == least.sold_from(3) == 0.0
