"""What to buy: whole packs, most urgent first, within a budget."""

from __future__ import annotations

from decimal import Decimal

import pytest

from pipeline.insights.restock import Need, Plan, plan

MANY = 10**9


def bought(found: Plan) -> dict[str, int]:
    return {p.need.product_id: p.quantity for p in found.purchases}


@pytest.mark.parametrize(
    ("need", "quantity"),
    [
        (Need("a", 0, per_day=2.0), 14),
        (Need("a", 4, per_day=2.0), 10),
        (Need("a", 4, per_day=2.0, pack_size=6), 12),
        (Need("a", 4, per_day=2.0, minimum=3), 13),
        (Need("a", 4, per_day=2.0, lead_days=3), 16),
        (Need("a", 4, on_order=10, per_day=2.0), 0),
        (Need("a", 2, minimum=5), 8),
        (Need("a", 2, minimum=5, pack_size=12), 12),
        (Need("a", 6, minimum=5), 0),
        (Need("a", 0, minimum=0), 1),
        (Need("a", 2, minimum=5, per_day=0.0), 3),
        (Need("a", 2, per_day=0.0), 0),
    ],
)
def test_enough_for_a_week_in_whole_packs(need: Need, quantity: int) -> None:
    assert bought(plan([need], 7)) == ({"a": quantity} if quantity else {})


def test_without_minimum_and_sales_nothing_is_proposed() -> None:
    need = Need("a", 0)

    found = plan([need], 7)

    assert found == Plan(without_basis=(need,))


def test_what_runs_out_first_comes_first() -> None:
    needs = [Need("slow", 6, per_day=1.0), Need("fast", 6, per_day=3.0)]

    assert list(bought(plan(needs, 7))) == ["fast", "slow"]


def test_budget_goes_where_shelves_would_be_empty_first() -> None:
    needs = [
        Need("full", 6, per_day=1.0, unit_cost=Decimal(10)),
        Need("empty", 0, per_day=1.0, unit_cost=Decimal(10)),
    ]

    assert bought(plan(needs, 7, Decimal(60))) == {"empty": 6}
    assert bought(plan(needs, 7, Decimal(80))) == {"empty": 7, "full": 1}


def test_budget_is_never_overspent_and_packs_stay_whole() -> None:
    needs = [
        Need("a", 0, per_day=3.0, pack_size=12, unit_cost=Decimal("7.50")),
        Need("b", 0, per_day=1.0, pack_size=6, unit_cost=Decimal("3.30")),
    ]

    found = plan(needs, 14, Decimal(200))

    assert found.total <= 200
    assert all(p.quantity % p.need.pack_size == 0 for p in found.purchases)
    assert bought(found) == {"a": 24, "b": 6}


def test_what_the_budget_does_not_reach_is_named() -> None:
    dear = Need("dear", 0, per_day=1.0, pack_size=24, unit_cost=Decimal(100))
    cheap = Need("cheap", 0, per_day=1.0, unit_cost=Decimal(5))
    unknown = Need("unknown", 0, per_day=1.0)

    found = plan([dear, cheap, unknown], 7, Decimal(100))

    assert bought(found) == {"cheap": 7}
    assert found.over_budget == (dear,)
    assert found.without_cost == (unknown,)


def test_free_goods_do_not_stop_the_plan() -> None:
    needs = [Need("free", 0, per_day=1.0, unit_cost=Decimal(0))]

    assert bought(plan(needs, 7, Decimal(0))) == {"free": 7}


def test_huge_numbers_are_planned_in_bounded_time() -> None:
    needs = [
        Need(f"p{n}", 0, per_day=float(MANY), unit_cost=Decimal(1)) for n in range(50)
    ]

    found = plan(needs, 30, Decimal(MANY))

    assert 0 < found.total <= MANY
