"""Whether a shelf looks as its planogram says."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from pipeline.insights.compliance import (
    Compliance,
    Misplaced,
    Place,
    TooFew,
    judge,
    plan_of_table,
    seen_so_far,
)
from pipeline.insights.learning import first_plan, learned
from pipeline.insights.overlay import lay, recognise
from pipeline.insights.planogram import Plan, View
from tests.pipeline.insights.drawn_views import FROM_THE_RIGHT, view

AT = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
PLANOGRAM = [
    Place(1, 1, "Coke", 4),
    Place(1, 2, "Fanta", 3),
    Place(1, 3, "Sprite", 3),
    Place(2, 1, "Milk", 3),
    Place(2, 2, "Juice", 4),
    Place(2, 3, "Tea", 4),
]
AS_PLANNED = [
    ["Coke"] * 4 + ["Fanta"] * 3 + ["Sprite"] * 3,
    ["Milk"] * 3 + ["Juice"] * 4 + ["Tea"] * 4,
]


def judged(*views: View) -> Compliance:
    return judge(plan_of_table(PLANOGRAM), views)


def test_shelf_as_planned_is_right_from_any_place() -> None:
    assert judged(view(AS_PLANNED)) == Compliance(6, shown=21, places=21)
    assert judged(view(AS_PLANNED, FROM_THE_RIGHT)).right == 6


def test_what_is_missing_too_few_elsewhere_or_extra_is_told() -> None:
    photo = view(
        [
            ["Coke"] * 2 + ["-Coke"] * 2 + ["Fanta"] * 3 + ["Sprite"] * 3,
            ["-Milk"] * 3 + ["Juice"] * 4 + ["-Tea"] * 2 + ["Soap"] * 2,
            ["Milk"] * 2,
        ]
    )

    found = judged(photo)

    assert found.right == 3  # Fanta, Sprite, Juice
    assert found.too_few == (TooFew("Coke", 1, 2, 4),)
    assert found.misplaced == (Misplaced("Milk", 2, 0),)
    assert found.missing == ("Tea",)
    assert found.extra == ("Soap",)
    assert found.judged == 6


def test_order_of_a_row_belongs_to_the_plan() -> None:
    photo = view([["Sprite"] * 3 + ["Coke"] * 4 + ["Fanta"] * 3, AS_PLANNED[1]])

    found = judged(photo)

    assert found.misplaced == (Misplaced("Sprite", 1, 1),)
    assert found.right == 5


def test_what_no_photo_has_shown_is_not_judged() -> None:
    found = judged(view(AS_PLANNED, crop=(0, 0, 420, 1200)))

    assert found.missing == found.misplaced == found.too_few == ()
    assert 0 < found.shown < found.places


def test_parts_seen_on_several_photos_are_judged_together() -> None:
    left = view(AS_PLANNED, crop=(0, 0, 600, 1200))
    plan = first_plan([left], {}, AT)
    assert plan is not None
    right = lay(plan, [view(AS_PLANNED, crop=(200, 0, 1600, 1200))])
    plan = learned(right, {}, AT + timedelta(minutes=1))

    assert judge(plan_of_table(PLANOGRAM), seen_so_far(plan)).right == 6


def test_another_shelf_is_not_judged() -> None:
    assert judged(view([["Soap"] * 4])) == Compliance(places=21)
    assert judged() == Compliance(places=21)


def test_shelf_is_known_by_its_planogram_before_any_photo() -> None:
    other = plan_of_table([Place(1, 1, "Soap", 5), Place(1, 2, "Brush", 5)])
    plans: dict[str, Plan] = {"fridge": plan_of_table(PLANOGRAM), "hall": other}

    assert recognise(plans, [view(AS_PLANNED, FROM_THE_RIGHT)]).shelf == "fridge"
