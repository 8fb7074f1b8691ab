"""The benchmark's own measure, on readings whose figures are known by hand."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from bench.figures import percentile
from bench.scores import Scores, match
from pipeline.types import (
    Box,
    Detection,
    Gap,
    ItemReading,
    PriceTag,
    ShelfReading,
)


def slot(number: int) -> list[float]:
    """The box of the n-th place of a shelf."""
    return [number * 20.0, 0.0, number * 20.0 + 10.0, 30.0]


def label(groups: str, **values: Any) -> dict[str, Any]:
    """One facing per letter; a letter is a group."""
    products = [{"box": slot(n), "group": group} for n, group in enumerate(groups)]
    return {"products": products, **values}


def reading(groups: str, names: dict[str, str] | None = None) -> ShelfReading:
    """One facing per letter, `.` for none seen."""
    items = []
    for number, group in enumerate(sorted(set(groups) - {"."}), start=1):
        places = [n for n, letter in enumerate(groups) if letter == group]
        facings = tuple(Detection(Box(*slot(n)), 0.9) for n in places)
        count = len(places)
        items.append(
            ItemReading(
                number,
                (names or {}).get(group),
                None,
                count,
                count,
                count,
                0.9,
                facings=facings,
            )
        )
    return ShelfReading(sizes=((400, 40),), items=tuple(items))


def test_range_of_all_facings_is_judged_and_its_width_told() -> None:
    read = replace(reading("aab."), facings_low=3, facings_high=5)

    held, missed = score(label("aabb"), read), score(label("aabbcc"), read)

    assert (held["count_in_range"], held["count_range_width"]) == (1.0, 0.5)
    assert missed["count_in_range"] == 0.0


def test_range_of_each_product_is_judged() -> None:
    read = reading("aab.")
    wide = replace(read.items[1], count_high=2)

    narrow = score(label("aabb"), read)
    open_above = score(label("aabb"), replace(read, items=(read.items[0], wide)))

    assert (narrow["sku_in_range"], open_above["sku_in_range"]) == (0.5, 1.0)


def score(
    truth: dict[str, Any], read: ShelfReading, known: set[str] | None = None
) -> dict[str, float]:
    scores = Scores()
    scores.add(truth, read, known or set())
    return scores.summary()


def test_perfect_reading_scores_one() -> None:
    figures = score(label("aabb"), reading("aabb"))

    for name in ("f1", "ap50", "ap", "grouping_f1", "sku_exact", "count_in_range"):
        assert figures[name] == pytest.approx(1.0), name
    assert figures["count_error"] == 0.0


def test_missed_facing_costs_recall_and_count() -> None:
    figures = score(label("aabb"), reading("aab."))

    assert figures["f1"] == pytest.approx(2 * 3 / 7, abs=1e-4)
    assert figures["ap50"] == pytest.approx(0.75)
    assert figures["count_error"] == 0.25
    assert figures["sku_exact"] == 0.5
    assert figures["sku_within_one"] == 1.0


def test_groups_that_are_mixed_up_cost_pairs() -> None:
    figures = score(label("aabb"), reading("aaaa"))

    assert figures["grouping_f1"] == pytest.approx(2 * 2 / 8)


def test_prediction_in_an_ignore_area_counts_neither_way() -> None:
    truth = label("aa", ignore=[{"box": [90, 0, 140, 40]}])

    figures = score(truth, reading("aa...b"))

    assert figures["f1"] == 1.0
    assert figures["count_error"] == 0.0


def test_names_are_judged_apart_for_known_and_unknown_products() -> None:
    read = reading("aabc", {"a": "a", "b": "a", "c": "a"})

    figures = score(label("aabc"), read, known={"a", "b"})

    assert figures["named_right"] == pytest.approx(2 / 3, abs=1e-4)
    assert figures["named_wrong"] == pytest.approx(1 / 3, abs=1e-4)
    assert figures["false_names"] == 1.0


def test_prices_are_judged_on_found_tags_with_a_known_price() -> None:
    places = [slot(3), slot(4), slot(5), slot(6)]
    tags = [{"box": box, "price": "45.00"} for box in places]
    said = (Decimal("45"), Decimal("45.00"), Decimal("4.5"), None)
    read = tuple(
        PriceTag(Box(*box), "", amount)
        for box, amount in zip(places, said, strict=True)
    )

    scores = Scores()
    scores.add(
        label("a", price_tags=[*tags, {"box": slot(7)}]),
        ShelfReading(sizes=((1, 1),), price_tags=read),
        set(),
    )

    figures = scores.summary()
    assert figures["price_right"] == 0.5
    assert figures["price_read"] == 0.75
    assert figures["price_wrong"] == 0.25


def test_gaps_match_loosely() -> None:
    truth = label("a", gaps=[{"box": [100, 0, 120, 30]}])
    read = ShelfReading(sizes=((1, 1),), gaps=(Gap(Box(108, 0, 126, 30)),))

    assert score(truth, read)["gap_f1"] == 1.0


def test_better_score_takes_the_truth_first() -> None:
    read = [(0.5, Box(0, 0, 10, 30)), (0.9, Box(1, 0, 11, 30))]

    assert match(read, [Box(0, 0, 10, 30)], 0.5) == [None, 0]


@pytest.mark.parametrize(("share", "expected"), [(0.5, 5), (0.95, 10), (0.0, 1)])
def test_percentile_is_a_value_that_occurred(share: float, expected: float) -> None:
    assert percentile([10, 9, 8, 7, 6, 5, 4, 3, 2, 1], share) == expected
