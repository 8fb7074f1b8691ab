"""The simulated shops of the back-test keep their own rules."""

from __future__ import annotations

import numpy as np
import pytest

from bench.restock import WAYS, tuned
from bench.restock.demands import COUNTED, DAYS, KINDS, products
from bench.restock.policies import min_max
from bench.restock.shop import Books, fill_rate, play, run, stock_value

SHOP = products(1, 5)


def test_the_same_seed_makes_the_same_shop() -> None:
    again = products(1, 5)

    assert [p.kind for p in SHOP] == list(KINDS)
    for one, other in zip(SHOP, again, strict=True):
        assert np.array_equal(one.demand, other.demand)
        assert (one.cost, one.pack_size) == (other.cost, other.pack_size)


def test_some_products_are_seldom_counted() -> None:
    seldom = {p.kind: p.is_counted.mean() for p in SHOP}

    assert seldom["missing photos"] < 2 * COUNTED["missing photos"]
    assert seldom["Poisson"] > 0.5


def test_more_safety_fills_more_and_keeps_more() -> None:
    lean, safe = run(SHOP, min_max(0.5)), run(SHOP, min_max(2.0))

    assert fill_rate(lean) < fill_rate(safe) <= 1
    assert stock_value(lean) < stock_value(safe)


def test_without_orders_the_shop_sells_what_it_has() -> None:
    product = SHOP[0]

    result, books = play(product, lambda books: 0)

    assert result.sold < result.wanted
    assert books.level >= 0
    assert len(books.daily_sales()) <= DAYS


def test_policies_see_only_what_was_counted() -> None:
    """Of days after the last photo nothing is known."""

    def look(books: Books) -> int:
        assert len(books.daily_sales()) == books.last_count <= books.day
        return 0

    play(SHOP[0], look)


@pytest.mark.parametrize("way", ["moving average", "ours"])
def test_tuning_reaches_the_fill_rate_with_little_stock(way: str) -> None:
    few = SHOP[:2]
    make, low, high = WAYS[way]

    found = tuned(few, make, low, high, 0.85)

    assert fill_rate(found) >= 0.85
    assert stock_value(found) <= stock_value(run(few, make(high)))
