"""How well sales were foretold, with what an empty shelf has cut off."""

from __future__ import annotations

import numpy as np
import pytest

from pipeline.insights.foretold import Foretold, Weeks, stretch_of
from pipeline.insights.pieces import Pieces


def days(stretch: float, stock: int | None = None, count: int = 400) -> list[Foretold]:
    """Days on which 4 were foretold and wanted; of which only `stock` were there."""
    rng = np.random.default_rng(7)
    wanted = rng.negative_binomial(4 / (stretch - 1), 1 / stretch, count)
    most = stock if stock is not None else 10**6
    return [Foretold(float(min(n, most)), 4.0, 1.0, bool(n >= most)) for n in wanted]


def test_scatter_of_sales_is_found() -> None:
    assert stretch_of(days(4.0)) == pytest.approx(4.0, rel=0.2)
    assert stretch_of([]) == pytest.approx(1.3)


def test_what_an_empty_shelf_cut_off_counts_with_what_is_expected_beyond() -> None:
    cut = days(4.0, stock=6)
    as_if_all = [Foretold(one.sold, one.mean, one.wide) for one in cut]

    assert stretch_of(as_if_all) < 2.0
    assert 2.3 < stretch_of(cut) < 4.0


def test_more_than_can_be_counted_is_taken_for_normal() -> None:
    one = Foretold(400.0, 380.0, 1.0, is_least=True)

    assert 0 > one.score(1.5) > -3
    assert one.off(1.5) > 400 / 380


def test_sold_out_far_beyond_all_that_was_foretold_is_no_error() -> None:
    one = Foretold(250.0, 1.0, 1.0, is_least=True)

    assert one.score(1.3) < -10
    assert one.off(1.3) == pytest.approx(249**2)


def test_weeks_that_err_as_a_whole_make_forecasts_wider() -> None:
    steady, jumping = Weeks(7.0), Weeks(7.0)
    for day in range(140):
        steady.take(4.0, 1.0, 4.0, 100.0, False)
        jumping.take(8.0 if day // 7 % 2 else 1.0, 1.0, 4.0, 100.0, False)

    assert steady.wider(1.3, 21.0, 4.0) == 1.0
    assert jumping.wider(1.3, 21.0, 4.0) > 2.0


def test_a_week_with_an_empty_shelf_says_nothing() -> None:
    weeks = Weeks(7.0)
    for day in range(70):
        weeks.take(0.0, 1.0, 4.0, 100.0, is_empty=day % 5 == 0)

    assert weeks.found == []


@pytest.mark.parametrize("stock", [1, 4, 12, 400])
def test_spread_of_what_is_sold_from_a_stock(stock: int) -> None:
    mean, times = 5.0, 3.0
    rng = np.random.default_rng(7)
    wanted = rng.negative_binomial(mean / (times - 1), 1 / times, 200_000)
    sold = np.minimum(wanted, stock)

    found = Pieces(mean, mean * times).spread_of_sold(stock)

    assert found == pytest.approx(float(sold.var()), rel=0.05)
