"""What to buy: whole packs, most urgent first, within a budget."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.insights.pieces import Pieces
from pipeline.insights.restock import SERVICE, Need, Plan, packs_for, plan, service_for

MANY = 10**9
WEEK = Pieces(14.0, 20.0)


def bought(found: Plan) -> dict[str, int]:
    return {p.need.product_id: p.quantity for p in found.purchases}


@pytest.mark.parametrize(
    ("need", "quantity"),
    [
        (Need("a", 0, demand=WEEK), 20),
        (Need("a", 4, demand=WEEK), 16),
        (Need("a", 4, demand=WEEK, gone=4.0), 20),
        (Need("a", 4, demand=WEEK, pack_size=6), 18),
        (Need("a", 4, demand=WEEK, minimum=9), 19),
        (Need("a", 4, on_order=16, demand=WEEK), 0),
        (Need("a", 0, demand=WEEK, fresh=Pieces(4.0, 5.0)), 4),
        (Need("a", 0, demand=Pieces(0.3, 0.3), pack_size=24), 0),
        (Need("a", 0, demand=WEEK, pack_size=24, least_packs=3), 72),
        (Need("a", 2, minimum=5), 8),
        (Need("a", 2, minimum=5, pack_size=12), 12),
        (Need("a", 6, minimum=5), 0),
        (Need("a", 0, minimum=0), 1),
        (Need("a", 2, minimum=5, demand=Pieces(0.0, 0.0)), 3),
        (Need("a", 2, demand=Pieces(0.0, 0.0)), 0),
    ],
)
def test_enough_in_whole_packs(need: Need, quantity: int) -> None:
    assert bought(plan([need])) == ({"a": quantity} if quantity else {})


def test_without_minimum_and_sales_nothing_is_proposed() -> None:
    need = Need("a", 0)

    found = plan([need])

    assert found == Plan(without_basis=(need,))


def test_what_runs_out_first_comes_first() -> None:
    needs = [
        Need("slow", 6, demand=Pieces(7, 8)),
        Need("fast", 6, demand=Pieces(21, 25)),
    ]

    assert list(bought(plan(needs))) == ["fast", "slow"]


def test_budget_goes_where_it_protects_the_most_margin() -> None:
    rich = Need("rich", 0, demand=WEEK, unit_cost=Decimal(10), price=Decimal(20))
    poor = replace(rich, product_id="poor", price=Decimal(11))

    some = plan([rich, poor], Decimal(100))
    more = plan([rich, poor], Decimal(300))

    assert bought(some) == {"rich": 10}
    assert bought(more)["rich"] > bought(more)["poor"] > 0


def test_what_the_budget_does_not_reach_is_named() -> None:
    dear = Need("dear", 0, demand=WEEK, pack_size=24, unit_cost=Decimal(100))
    cheap = Need("cheap", 0, demand=Pieces(5, 6), unit_cost=Decimal(5))
    unknown = Need("unknown", 0, demand=WEEK)

    found = plan([dear, cheap, unknown], Decimal(100))

    assert list(bought(found)) == ["cheap"]
    assert found.over_budget == (dear,)
    assert found.without_cost == (unknown,)


def test_free_goods_do_not_stop_the_plan() -> None:
    needs = [Need("free", 0, demand=WEEK, unit_cost=Decimal(0))]

    assert bought(plan(needs, Decimal(0))) == {"free": 20}


def test_huge_numbers_are_planned_in_bounded_time() -> None:
    demand = Pieces(float(MANY), float(MANY))
    needs = [Need(f"p{n}", 0, demand=demand, unit_cost=Decimal(1)) for n in range(50)]

    found = plan(needs, Decimal(MANY))

    assert 0 < found.total <= MANY


@st.composite
def any_need(draw: st.DrawFn, number: int) -> Need:
    mean = draw(st.floats(0, 60))
    cost = draw(st.integers(0, 500))
    return Need(
        f"p{number}",
        draw(st.integers(0, 40)),
        draw(st.integers(0, 20)),
        draw(st.none() | st.integers(0, 12)),
        draw(st.none() | st.just(Pieces(mean, mean * draw(st.floats(1, 6))))),
        draw(st.none() | st.just(Pieces(mean / 2, mean))),
        draw(st.floats(0, 10)),
        draw(st.integers(1, 24)),
        draw(st.integers(1, 3)),
        draw(st.none() | st.just(Decimal(cost))),
        draw(st.none() | st.just(Decimal(cost + draw(st.integers(0, 200))))),
        draw(st.booleans()),
    )


needs_of_a_shop = st.integers(0, 6).flatmap(
    lambda count: st.tuples(*(any_need(number) for number in range(count)))
)


@given(needs_of_a_shop, st.integers(0, 5000))
def test_order_is_whole_packs_within_the_budget_and_nothing_that_is_retired(
    needs: tuple[Need, ...], budget: int
) -> None:
    found = plan(needs, Decimal(budget))

    assert found.total <= budget
    for purchase in found.purchases:
        assert purchase.quantity % purchase.need.pack_size == 0
        assert purchase.packs >= purchase.need.least_packs
        assert not purchase.need.is_retired


@given(needs_of_a_shop, st.integers(0, 5000), st.integers(0, 5000))
def test_more_budget_never_protects_less(
    needs: tuple[Need, ...], budget: int, more: int
) -> None:
    little = plan(needs, Decimal(budget))
    much = plan(needs, Decimal(budget + more))

    assert much.protects >= little.protects - 1e-6


@given(any_need(0), st.integers(1, 30))
def test_more_in_stock_never_buys_more(need: Need, more: int) -> None:
    fuller = replace(need, quantity=need.quantity + more)

    assert packs_for(fuller) <= packs_for(need)


def test_less_is_left_over_where_the_next_order_is_far() -> None:
    assert service_for(7) == pytest.approx(SERVICE)
    assert service_for(3) > SERVICE > service_for(21)
    assert service_for(400) == pytest.approx(0.5)


def test_stock_that_nobody_has_counted_is_no_safe_stock() -> None:
    demand = Pieces(20.0, 25.0)
    sure = Need("coke", 30, demand=demand, gone=5.0)

    unsure = replace(sure, gone_variance=30.0)

    assert packs_for(unsure) > packs_for(sure)
