"""What stood on a shelf before helps to name its groups, never against their looks."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal

import pytest

from pipeline.insights.by_plan import named_by_plan
from pipeline.insights.planogram import Plan, first_panel, views_of
from pipeline.types import (
    Box,
    Candidate,
    Detection,
    ItemReading,
    PriceTag,
    ShelfReading,
)

AT = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
SHELF = [
    ["coke-1l"] * 3 + ["coke-500ml"] * 3 + ["fanta"] * 4,
    ["milk"] * 4 + ["tea"] * 3 + ["juice"] * 3,
]


def reading_of(rows: list[list[str]]) -> ShelfReading:
    """A photo of these products, each row a board, all of them named."""
    boxes: dict[str, list[Detection]] = {}
    for row, names in enumerate(rows, 1):
        for position, name in enumerate(names, 1):
            left, bottom = 80.0 * position, 200.0 * row
            box = Box(left, bottom - 150, left + 70, bottom)
            facing = Detection(box, 0.9, row, position=position)
            boxes.setdefault(name, []).append(facing)
    items = [
        ItemReading(
            number,
            name,
            name.title(),
            len(facings),
            len(facings),
            len(facings),
            0.95,
            (Candidate(name, 0.95, name.title()),),
            tuple(facings),
        )
        for number, (name, facings) in enumerate(boxes.items(), 1)
    ]
    return ShelfReading(((1000, 500),), tuple(items))


def plan_of(rows: list[list[str]]) -> Plan:
    reading = reading_of(rows)
    names = {item.group: item.product_id or "" for item in reading.items}
    return Plan(tuple(first_panel(seen, AT) for seen in views_of(reading, names)))


def doubting(
    reading: ShelfReading, name: str, is_named: bool = False, **chances: float
) -> ShelfReading:
    """The reading in which one product may be any of these."""
    candidates = tuple(
        Candidate(key.replace("_", "-"), chance) for key, chance in chances.items()
    )
    items = tuple(
        replace(
            item,
            product_id=item.product_id if is_named else None,
            score=candidates[0].score,
            candidates=candidates,
        )
        if item.product_id == name
        else item
        for item in reading.items
    )
    return replace(reading, items=items)


PLANS = {"drinks": plan_of(SHELF)}


def names_in(reading: ShelfReading) -> list[str | None]:
    return [item.product_id for item in reading.items]


def test_the_plan_tells_which_of_two_sizes_it_is() -> None:
    seen = doubting(reading_of(SHELF), "coke-500ml", coke_1l=0.48, coke_500ml=0.45)

    told = named_by_plan(seen, PLANS)

    assert names_in(told) == ["coke-1l", "coke-500ml", "fanta", "milk", "tea", "juice"]
    item = told.items[1]
    assert item.candidates[0] == Candidate("coke-500ml", item.score)
    assert 0.74 <= item.score < 0.95
    assert item.count == 3


def test_what_clearly_stands_there_is_not_named_as_the_plan_says() -> None:
    swapped = [[*SHELF[0][:3], "lemon", "lemon", "lemon", *SHELF[0][6:]], SHELF[1]]

    for chance in (0.65, 0.74, 0.8, 0.9, 0.99):
        seen = doubting(
            reading_of(swapped),
            "lemon",
            chance >= 0.74,
            lemon=chance,
            coke_500ml=0.9 * (1 - chance),
        )
        told = named_by_plan(seen, PLANS)

        assert names_in(told)[1] in ("lemon", None)
    assert names_in(told)[1] == "lemon"


@pytest.mark.parametrize("chance", [0.05, 0.1, 0.2, 0.25])
def test_what_hardly_looks_like_it_stays_unknown(chance: float) -> None:
    seen = doubting(reading_of(SHELF), "coke-500ml", coke_500ml=chance)

    assert names_in(named_by_plan(seen, PLANS))[1] is None


def test_a_likely_pack_with_other_print_stays_unnamed() -> None:
    seen = doubting(reading_of(SHELF), "coke-500ml", coke_500ml=0.9)

    assert named_by_plan(seen, PLANS).items[1] == seen.items[1]


def test_a_photo_of_another_shelf_is_left_as_it_is() -> None:
    elsewhere = [["soap"] * 4 + ["coke-500ml"] * 3, ["brush"] * 5 + ["paste"] * 2]
    seen = doubting(reading_of(elsewhere), "coke-500ml", coke_1l=0.48, coke_500ml=0.45)

    assert named_by_plan(seen, PLANS) == seen
    assert named_by_plan(seen, {}) == seen


def test_groups_that_turn_out_to_be_one_product_are_one() -> None:
    parted = [[*SHELF[0][:5], "turned", *SHELF[0][6:]], SHELF[1]]
    seen = doubting(reading_of(parted), "turned", coke_500ml=0.5, fanta=0.3)

    told = named_by_plan(seen, PLANS)

    assert names_in(told) == names_in(reading_of(SHELF))
    assert [item.group for item in told.items] == [1, 2, 3, 4, 5, 6]
    assert [item.count for item in told.items] == [3, 3, 4, 4, 3, 3]
    assert len(told.items[1].facings) == 3
    assert told.facings == seen.facings


def test_the_tag_below_tells_the_price_of_what_the_plan_named() -> None:
    seen = doubting(reading_of(SHELF), "coke-500ml", coke_1l=0.48, coke_500ml=0.45)
    tags = tuple(
        PriceTag(Box(0, 0, 9, 9), "2", Decimal(2), row=1, position=at) for at in (4, 8)
    )

    told = named_by_plan(replace(seen, price_tags=tags), PLANS)

    assert [tag.product_id for tag in told.price_tags] == ["coke-500ml", None]
