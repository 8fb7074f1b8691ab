"""What is gone, new, moved and empty; and what a photo teaches the plan."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from pipeline.insights.changes import Changes, Empty, Gone, Moved, find_changes
from pipeline.insights.learning import REMEMBERED, first_plan, learned
from pipeline.insights.overlay import lay
from pipeline.insights.plane import Floats
from pipeline.insights.planogram import Plan, Spot, View, from_json, to_json
from tests.pipeline.insights.drawn_views import (
    FARTHER,
    FROM_BELOW,
    FROM_THE_RIGHT,
    UPRIGHT,
    view,
)

MONDAY = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
TUESDAY, WEDNESDAY = MONDAY + timedelta(days=1), MONDAY + timedelta(days=2)
SHELF = [
    ["Coke"] * 4 + ["Fanta"] * 3 + ["Sprite"] * 3 + ["Water"] * 4,
    ["Malt"] * 3 + ["Juice"] * 4 + ["Milk"] * 2 + ["Tea"] * 5,
    ["Beer"] * 5 + ["Stout"] * 4 + ["Wine"] * 2 + ["Soda"] * 4,
]
WHOLE = (0, 0, 1600, 1200)


def plan_of(*views: View) -> Plan:
    plan = first_plan(views, {}, MONDAY)
    assert plan is not None
    return plan


def after(plan: Plan, seen: View, at: datetime = TUESDAY) -> Plan:
    return learned(lay(plan, [seen]), {}, at)


def changes(plan: Plan, *views: View) -> Changes:
    return find_changes(lay(plan, views))


def without(name: str, *, gaps: bool = True) -> list[list[str]]:
    if gaps:
        return [[f"-{n}" if n == name else n for n in row] for row in SHELF]
    return [[n for n in row if n != name] for row in SHELF]


def spots(plan: Plan) -> list[tuple[str, int, bool]]:
    return [(spot.key, spot.row, spot.is_there) for spot in plan.spots]


def near(plan: Plan) -> list[tuple[float, ...]]:
    return [
        (round(s.x, 1), round(s.y, 1), round(s.width, 1), s.row) for s in plan.spots
    ]


@pytest.mark.parametrize("matrix", [UPRIGHT, FARTHER, FROM_THE_RIGHT, FROM_BELOW])
def test_nothing_has_changed_on_a_photo_from_elsewhere(matrix: Floats) -> None:
    found = changes(plan_of(view(SHELF)), view(SHELF, matrix, noise=2.0))

    assert found == Changes(covered=43, spots=43)


def test_same_photo_twice_changes_only_when_things_were_seen() -> None:
    plan = plan_of(view(SHELF))

    again = after(plan, view(SHELF))

    assert spots(again) == spots(plan)
    for before, now in zip(near(plan), near(again), strict=True):
        assert now == pytest.approx(before, abs=0.2)
    assert {spot.seen_at for spot in again.spots} == {TUESDAY}


def test_product_that_is_sold_out_is_gone_and_its_gaps_are_its_own() -> None:
    plan = plan_of(view(SHELF))
    photo = view(without("Milk"), FROM_THE_RIGHT)

    found = changes(plan, photo)

    assert found.gone == (Gone("Milk", 2, 2, MONDAY),)
    assert found.empty == (Empty("Milk", 2, 2),)
    assert found.new == found.moved == ()


def test_gap_belongs_to_the_product_of_its_place_not_to_its_neighbour() -> None:
    photo = view(without("Milk"))
    photo = replace(
        photo, holes=tuple(replace(hole, likely="Juice") for hole in photo.holes)
    )

    found = changes(plan_of(view(SHELF)), photo)

    assert found.empty == (Empty("Milk", 2, 2),)


def test_since_when_it_is_missing_is_remembered() -> None:
    plan = plan_of(view(SHELF))
    plan = after(plan, view(SHELF), TUESDAY)
    plan = after(plan, view(without("Milk")), WEDNESDAY)

    found = changes(plan, view(without("Milk"), FARTHER))

    assert found.gone == (Gone("Milk", 2, 2, TUESDAY, WEDNESDAY),)
    assert found.empty == (Empty("Milk", 2, 2, WEDNESDAY),)


def test_what_comes_back_is_not_missed_any_more() -> None:
    plan = after(plan_of(view(SHELF)), view(without("Milk")), TUESDAY)

    found = changes(plan, view(SHELF))
    plan = after(plan, view(SHELF), WEDNESDAY)

    assert found.gone == found.empty == found.new == ()
    assert all(spot.is_there for spot in plan.spots)
    assert len(list(plan.spots)) == 43


def test_fewer_facings_leave_empty_places_of_their_product() -> None:
    row = ["Coke"] * 2 + ["-Coke"] * 2 + SHELF[0][4:]
    plan = plan_of(view(SHELF))

    found = changes(plan, view([row, *SHELF[1:]]))
    plan = after(plan, view([row, *SHELF[1:]]))

    assert found.gone == ()
    assert found.empty == (Empty("Coke", 1, 2),)
    assert [s.is_there for s in plan.spots if s.key == "Coke"] == [
        True,
        True,
        False,
        False,
    ]


def test_new_product_at_the_place_of_another_is_new_and_the_other_gone() -> None:
    plan = plan_of(view(SHELF))
    photo = view([[("Kvass" if n == "Milk" else n) for n in row] for row in SHELF])

    found = changes(plan, photo)

    assert found.new == ("Kvass",)
    assert found.gone == (Gone("Milk", 2, 2, MONDAY, is_taken=True),)
    later = changes(after(plan, photo), photo)
    assert later.new == later.gone == ()


def test_product_in_another_row_has_moved() -> None:
    first = [n for n in SHELF[0] if n != "Fanta"]
    photo = view(
        [["-Coke"] * 3 + first[:4] + first[4:], [*SHELF[1], "Fanta", "Fanta"], SHELF[2]]
    )
    plan = plan_of(view(SHELF))

    found = changes(plan, photo)

    assert Moved("Fanta", 1, 2) in found.moved
    assert found.gone == found.new == ()
    plan = after(plan, photo)
    assert {spot.row for spot in plan.spots if spot.key == "Fanta"} == {2}
    assert changes(plan, photo).moved == ()


def test_products_that_changed_places_in_a_row_have_moved() -> None:
    row = ["Soda"] * 4 + SHELF[2][5:11] + ["Beer"] * 5

    found = changes(plan_of(view(SHELF)), view([*SHELF[:2], row]))

    assert set(found.moved) == {Moved("Beer", 3, 3, 1), Moved("Soda", 3, 3, -1)}


def test_group_without_a_name_at_a_place_is_likely_its_product() -> None:
    rows = [[("?x:9" if n == "Milk" else n) for n in row] for row in SHELF]

    found = changes(plan_of(view(SHELF)), view(rows))

    assert found.gone == ()
    assert list(found.guesses.values()) == ["Milk"]


def test_product_at_the_place_of_something_nameless_is_not_new() -> None:
    rows = [[("?x:9" if n == "Milk" else n) for n in row] for row in SHELF]

    found = changes(plan_of(view(rows)), view(SHELF))

    assert found.new == found.gone == ()


def test_what_stands_beside_the_plan_is_not_new_but_seen_for_the_first_time() -> None:
    part = view(SHELF, crop=(0, 0, 1600, 270))
    plan = plan_of(part)

    found = changes(plan, view(SHELF))
    plan = after(plan, view(SHELF))

    assert found.new == ()
    assert spots(plan) == spots(plan_of(view(SHELF)))


def test_parts_of_a_shelf_come_together() -> None:
    left = view(SHELF, crop=(0, 0, 800, 1200))
    right = view(SHELF, crop=(400, 0, 1600, 1200))

    plan = after(plan_of(left), right)

    assert spots(plan) == spots(plan_of(view(SHELF)))
    assert changes(plan, view(SHELF, FARTHER)).gone == ()


@pytest.mark.parametrize("seed", range(60))
def test_crop_never_makes_missing_what_lies_outside(seed: int) -> None:
    dice = random.Random(seed)
    left, top = dice.uniform(-50, 500), dice.uniform(-50, 250)
    crop = (left, top, left + dice.uniform(300, 900), top + dice.uniform(140, 400))
    gone = dice.choice(["Milk", "Wine", "Sprite"])
    rows = without(gone) if dice.random() < 0.5 else SHELF
    plan = plan_of(view(SHELF))
    photo = view(rows, crop=crop, noise=1.5)

    found = changes(plan, photo)
    later = after(plan, photo) if lay(plan, [photo]).agreed else plan

    missing = {item.key for item in found.gone} | {item.key for item in found.empty}
    assert missing <= ({gone} if rows is not SHELF else set())
    assert found.new == found.moved == ()
    held = {spot.key for spot in later.spots}
    assert held == {spot.key for spot in plan.spots}
    assert {s.key for s in later.spots if not s.is_there} <= missing | {gone}


@pytest.mark.parametrize("seed", range(8))
def test_plan_keeps_its_shape_over_many_photos(seed: int) -> None:
    dice = random.Random(seed)
    plan = plan_of(view(SHELF))

    for day in range(12):
        matrix = dice.choice([UPRIGHT, FARTHER, FROM_THE_RIGHT, FROM_BELOW])
        plan = after(plan, view(SHELF, matrix, noise=2.0), MONDAY + timedelta(day))

    assert spots(plan) == spots(plan_of(view(SHELF)))


def test_what_does_not_come_back_is_forgotten_in_the_end() -> None:
    much_later = TUESDAY + REMEMBERED + timedelta(days=1)
    plan = after(plan_of(view(SHELF)), view(without("Milk")), TUESDAY)

    plan = after(plan, view(without("Milk")), much_later)

    assert {s.seen_at for s in plan.spots if s.key == "Milk"} == {None}
    assert changes(plan, view(without("Milk"))).gone == ()


def test_gap_of_the_first_photo_is_empty_since_then() -> None:
    plan = plan_of(view(without("Milk")))

    found = changes(plan, view(without("Milk"), FARTHER))

    assert found.empty == (Empty("Milk", 2, 2, MONDAY),)
    assert found.gone == ()  # it was never seen there


def test_photo_without_any_facing_says_nothing() -> None:
    found = changes(plan_of(view(SHELF)), View((1600, 1200), ()))

    hidden = frozenset(name for row in SHELF for name in row)
    assert found == Changes(spots=43, hidden=hidden)


def test_plan_survives_json() -> None:
    plan = Plan(
        (*plan_of(view(SHELF)).panels, *plan_of(view(without("Milk"))).panels),
        {"?a:1": (0.6, 0.8)},
    )

    kept = from_json(to_json(plan))

    assert spots(kept) == spots(plan)
    assert near(kept) == near(plan)
    assert kept.looks == plan.looks
    assert from_json(to_json(kept)) == kept
    assert isinstance(next(iter(kept.spots)), Spot)
