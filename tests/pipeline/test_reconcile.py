"""What a reading proposes for the stock."""

from __future__ import annotations

from dataclasses import replace

import pytest

from pipeline.reconcile import Reason, propose
from pipeline.types import (
    Candidate,
    Certainty,
    InventoryChange,
    ItemReading,
    ShelfReading,
    StockLevel,
)


def item(
    product_id: str | None, count: int, low: int | None = None, high: int | None = None
) -> ItemReading:
    return ItemReading(
        group=1,
        product_id=product_id,
        name=product_id,
        count=count,
        count_low=count if low is None else low,
        count_high=count if high is None else high,
        score=0.95,
    )


def reading(*items: ItemReading) -> ShelfReading:
    return ShelfReading(sizes=((1000, 800),), items=items)


def only(changes: list[InventoryChange]) -> InventoryChange:
    (change,) = changes
    return change


@pytest.mark.parametrize(
    ("seen", "quantity", "depth", "after", "certainty", "reason"),
    [
        (6, 6, 1.0, 6, Certainty.IGNORE, Reason.UNCHANGED),
        (6, 8, 1.0, 6, Certainty.APPLY, Reason.SEEN),
        (6, 18, 3.0, 18, Certainty.IGNORE, Reason.UNCHANGED),
        (5, 18, 3.0, 15, Certainty.APPLY, Reason.SEEN),
        (5, 9, 2.5, 12, Certainty.APPLY, Reason.SEEN),
        (4, 0, 1.0, 4, Certainty.APPLY, Reason.FIRST_COUNT),
        (6, 48, 1.0, 6, Certainty.ASK, Reason.MORE_IN_STORE),
        (2, 40, 3.0, 6, Certainty.ASK, Reason.STEEP_FALL),
        (12, 2, 1.0, 12, Certainty.ASK, Reason.STEEP_RISE),
    ],
)
def test_known_product_is_judged_by_its_books(
    seen: int,
    quantity: int,
    depth: float,
    after: int,
    certainty: Certainty,
    reason: Reason,
) -> None:
    stock = {"cola": StockLevel("cola", quantity, depth)}

    change = only(propose(reading(item("cola", seen)), stock))

    assert change == InventoryChange("cola", quantity, after, certainty, reason)


def test_unsure_count_is_asked() -> None:
    stock = {"cola": StockLevel("cola", 30)}

    change = only(propose(reading(item("cola", 10, low=6, high=14)), stock))

    assert (change.certainty, change.reason) == (Certainty.ASK, Reason.UNSURE_COUNT)


def test_books_within_the_count_range_stay() -> None:
    stock = {"cola": StockLevel("cola", 11)}

    change = only(propose(reading(item("cola", 10, low=9, high=12)), stock))

    assert change.certainty == Certainty.IGNORE


def test_unknown_groups_and_products_out_of_sight_are_never_touched() -> None:
    stock = {"cola": StockLevel("cola", 9), "milk": StockLevel("milk", 3)}

    changes = propose(reading(item(None, 7), item("milk", 2)), stock)

    assert [change.product_id for change in changes] == ["milk"]


def test_groups_of_one_product_count_together() -> None:
    stock = {"cola": StockLevel("cola", 8)}

    change = only(propose(reading(item("cola", 4), item("cola", 3)), stock))

    assert change.after == 7


def test_product_without_books_counts_from_zero() -> None:
    change = only(propose(reading(item("cola", 5)), {}))

    assert (change.before, change.after) == (0, 5)
    assert change.reason == Reason.FIRST_COUNT


def test_unnamed_group_that_may_be_the_product_makes_its_count_unsure() -> None:
    unnamed = replace(item(None, 4), candidates=(Candidate("coke", 0.6),))

    change = only(propose(reading(item("coke", 6), unnamed), {"coke": level(15)}))

    assert change.certainty is Certainty.ASK
    assert change.reason is Reason.UNSURE_COUNT


def test_books_that_unnamed_groups_may_explain_stay() -> None:
    unnamed = replace(item(None, 4), candidates=(Candidate("coke", 0.6),))

    change = only(propose(reading(item("coke", 6), unnamed), {"coke": level(10)}))

    assert change.certainty is Certainty.IGNORE


def test_unnamed_group_that_is_hardly_the_product_leaves_its_count_sure() -> None:
    unnamed = replace(item(None, 4), candidates=(Candidate("coke", 0.4),))

    change = only(propose(reading(item("coke", 6), unnamed), {"coke": level(5)}))

    assert change.certainty is Certainty.APPLY


def test_unnamed_group_that_may_be_another_product_changes_nothing() -> None:
    unnamed = replace(item(None, 4), candidates=(Candidate("fanta", 0.6),))

    change = only(propose(reading(item("coke", 6), unnamed), {"coke": level(8)}))

    assert change.certainty is Certainty.APPLY


def level(quantity: int) -> StockLevel:
    return StockLevel("coke", quantity)
