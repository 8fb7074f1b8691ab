"""Filling an order up to its supplier's minimum."""

from __future__ import annotations

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from pipeline.insights.filling import fill
from pipeline.insights.pieces import Pieces
from pipeline.insights.restock import Need


def need(name: str, demand: float, cost: int = 10, **values: object) -> Need:
    """Sells so many in the time, at twice its cost."""
    given = {"quantity": 0, "unit_cost": Decimal(cost), "price": Decimal(2 * cost)}
    return Need(name, demand=Pieces(demand, demand), **{**given, **values})


def added(needs: list[Need], gap: int) -> dict[str, int]:
    return {
        addition.need.product_id: addition.quantity
        for addition in fill(needs, Decimal(gap))
    }


def test_what_sells_soonest_fills_the_order() -> None:
    assert added([need("slow", 5), need("fast", 200)], 300) == {"fast": 30}


def test_what_is_there_already_counts() -> None:
    stocked = need("stocked", 100, quantity=99)

    assert added([stocked, need("short", 100)], 200) == {"short": 20}


def test_whole_packs_are_added_and_no_more_than_needed() -> None:
    crate = need("crate", 300, pack_size=24)

    assert added([crate], 250) == {"crate": 48}


def test_last_pack_makes_small_ones_needless() -> None:
    small, large = (
        need("small", 3, cost=1, price=Decimal(9)),
        need("large", 90, cost=50),
    )

    assert added([small, large], 50) == {"large": 1}


def test_nothing_is_added_that_would_not_sell() -> None:
    dead = need("dead", 0.01)
    perishable = need("bread", 100, fresh=Pieces(3.0, 3.0))
    retired = need("old", 100, is_retired=True)

    assert added([dead, perishable, retired], 500) == {}


@given(
    st.lists(st.tuples(st.floats(0.1, 300), st.integers(1, 90), st.integers(1, 24))),
    st.integers(1, 20_000),
)
def test_order_is_filled_or_left_alone(
    products: list[tuple[float, int, int]], gap: int
) -> None:
    needs = [
        need(str(number), demand, cost, pack_size=size)
        for number, (demand, cost, size) in enumerate(products)
    ]

    found = fill(needs, Decimal(gap))

    total = sum(a.quantity * (a.need.unit_cost or 0) for a in found)
    assert not found or total >= gap
    for addition in found:
        pack = addition.need.pack_size * (addition.need.unit_cost or 0)
        assert total - pack < gap
