"""A photo is laid over a plan, from another angle, distance or as a part of it."""

from __future__ import annotations

import random
import time
from datetime import UTC, datetime

import numpy as np
import pytest

from pipeline.insights.alignment import align
from pipeline.insights.overlay import lay, recognise
from pipeline.insights.plane import Floats
from pipeline.insights.planogram import Plan, View, first_panel
from tests.pipeline.insights.drawn_views import (
    FARTHER,
    FROM_BELOW,
    FROM_THE_RIGHT,
    MIRRORED,
    SIZE,
    TILTED,
    view,
)

AT = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
DRINKS = [
    ["Coke"] * 5 + ["Fanta"] * 4 + ["Sprite"] * 3 + ["Water"] * 5,
    ["Malt"] * 3 + ["Juice"] * 4 + ["Milk"] * 2 + ["Tea"] * 6,
    ["Beer"] * 6 + ["Stout"] * 4 + ["Wine"] * 2 + ["Soda"] * 4,
]
SNACKS = [
    ["Chips"] * 4 + ["Nuts"] * 5 + ["Gum"] * 8,
    ["Bread"] * 3 + ["Cake"] * 4 + ["Coke"] * 2 + ["Milk"] * 2,
]


def plan_of(*views: View) -> Plan:
    return Plan(tuple(first_panel(seen, AT) for seen in views))


@pytest.mark.parametrize(
    "matrix",
    [FARTHER, FROM_THE_RIGHT, FROM_BELOW, TILTED, FARTHER @ FROM_THE_RIGHT],
    ids=["farther", "from the right", "from below", "tilted", "farther and aside"],
)
def test_every_facing_is_found_from_another_place(matrix: Floats) -> None:
    plan = first_panel(view(DRINKS), AT)

    found = align(plan, view(DRINKS, matrix, noise=2.0))

    assert found is not None
    assert len(found.pairs) == len(plan.spots) == len(found.covered)
    assert all(found.view.facings[f].key == plan.spots[s].key for s, f in found.pairs)
    assert found.score == 1.0


@pytest.mark.parametrize(
    "crop",
    [(0, 0, 800, 1200), (500, 0, 1600, 1200), (0, 160, 1600, 1200), (300, 0, 900, 280)],
)
def test_part_of_a_shelf_is_known_and_the_rest_is_not_covered(
    crop: tuple[float, float, float, float],
) -> None:
    plan = first_panel(view(DRINKS), AT)

    found = align(plan, view(DRINKS, crop=crop))

    assert found is not None
    assert found.score > 0.9
    unit = SIZE[0] / plan.bounds[2]
    for index in found.covered:
        x, y = plan.spots[index].x * unit, plan.spots[index].y * unit
        assert crop[0] <= x <= crop[2] and crop[1] <= y <= crop[3]
    assert len(found.pairs) >= 0.9 * len(found.view.facings)


def test_part_of_a_row_that_has_its_products_twice_is_not_taken_for_the_other() -> None:
    once = ["Blue"] * 3 + ["Grey"] + ["-"] * 4
    again = ["Red"] + ["Blue"] * 3 + ["Grey"] * 2
    plan = first_panel(view([["Malt"] * 4 + once + again, *DRINKS[1:]]), AT)
    named = [["Malt"] * 2 + ["Red"] * 2 + once + again, *DRINKS[1:]]

    found = align(plan, view(named, crop=(0, 0, 620, 1200)))

    assert found is not None
    assert found.score > 0.7
    assert len(found.covered) < 0.7 * len(plan.spots)


def test_shelf_is_never_taken_for_its_mirror_image() -> None:
    plan = plan_of(view(DRINKS))

    overlay = lay(plan, [view([row[::-1] for row in DRINKS])])
    flipped = lay(plan, [view(DRINKS, MIRRORED)])

    assert overlay.agreed == flipped.agreed == 0


def test_half_sold_shelf_is_still_the_same() -> None:
    sold = [row[::2] for row in DRINKS]
    gaps = [
        [name if n % 2 else f"-{name}" for n, name in enumerate(row)] for row in DRINKS
    ]

    for seen in (view(gaps), view(sold)):
        overlay = lay(plan_of(view(DRINKS)), [seen])

        assert overlay.score > 0.5
        assert overlay.agreed > 0.5 * len(seen.facings)


def test_shelf_is_found_among_others() -> None:
    plans = {"drinks": plan_of(view(DRINKS)), "snacks": plan_of(view(SNACKS))}

    assert recognise(plans, [view(DRINKS, FARTHER)]).shelf == "drinks"
    assert recognise(plans, [view(SNACKS, FROM_BELOW)]).shelf == "snacks"
    assert recognise(plans, [view([["Soap"] * 3, ["Coke"] * 2])]).shelf is None
    assert recognise(plans, [View(SIZE, ())]).shelf is None
    assert recognise({}, [view(DRINKS)]).shelf is None


def test_twins_are_told_apart_by_nothing_and_so_not_at_all() -> None:
    twins = {"left": plan_of(view(DRINKS)), "right": plan_of(view(DRINKS))}

    found = recognise(twins, [view(DRINKS, FARTHER)])

    assert found.shelf is None
    assert set(found.rivals) == {"left", "right"}


def test_album_lies_on_the_panels_of_its_photos() -> None:
    plan = plan_of(view(DRINKS), view(SNACKS))

    overlay = lay(plan, [view(SNACKS, FARTHER), view(DRINKS, TILTED)])

    assert [laid and laid.panel for laid in overlay.laid] == [1, 0]
    assert overlay.covered == sum(len(panel.spots) for panel in plan.panels)


def test_one_product_alone_is_no_proof_of_a_shelf_of_many() -> None:
    assert recognise({1: plan_of(view(DRINKS))}, [view([["Coke"] * 5])]).shelf is None
    assert recognise({1: plan_of(view([["Coke"] * 6]))}, [view([["Coke"] * 5])]).shelf


def test_block_in_the_same_order_is_no_proof_where_all_else_differs() -> None:
    tins = ["Beans"] * 3 + ["Peas"] * 3 + ["Corn"] * 3
    kiosk = plan_of(view([*DRINKS, [*tins, *["Mustard"] * 4]]))
    bay = view([[*tins, *["Salt"] * 4], ["Rice"] * 6, ["Tuna"] * 7, ["Flour"] * 6])

    assert recognise({"kiosk": kiosk}, [bay]).shelf is None


def test_photos_that_overlap_a_little_show_one_shelf() -> None:
    first = plan_of(view(DRINKS, crop=(0, 0, 900, 1200)))

    found = recognise({"drinks": first}, [view(DRINKS, crop=(500, 0, 1600, 1200))])

    assert found.shelf == "drinks"


@pytest.mark.parametrize("seed", range(6))
def test_random_shelves_are_known_again_from_random_places(seed: int) -> None:
    dice = random.Random(seed)
    rows = [
        [f"P{dice.randrange(25)}" for _ in range(6) for _ in range(dice.randint(1, 4))]
        for _ in range(5)
    ]
    matrix = np.array(
        [
            [dice.uniform(0.5, 1), dice.uniform(-0.05, 0.05), dice.uniform(0, 100)],
            [dice.uniform(-0.05, 0.05), dice.uniform(0.5, 1), dice.uniform(0, 100)],
            [dice.uniform(-1e-4, 1e-4), dice.uniform(-1e-4, 1e-4), 1],
        ]
    )

    found = align(first_panel(view(rows), AT), view(rows, matrix, noise=2.0))

    assert found is not None
    assert len(found.pairs) >= 0.97 * len(found.view.facings)


def test_thirty_plans_of_150_facings_take_well_under_a_tenth_of_a_second() -> None:
    dice = random.Random(3)

    def shelf() -> View:
        return view(
            [
                [f"P{dice.randrange(60)}" for _ in range(6) for _ in range(4)][:19]
                for _ in range(8)
            ]
        )

    plans = {number: plan_of(shelf()) for number in range(30)}
    seen = shelf()
    plans[30] = plan_of(seen)

    began = time.process_time()
    found = recognise(plans, [seen])
    took = time.process_time() - began

    assert found.shelf == 30
    assert took < 0.1
