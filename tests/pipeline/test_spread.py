"""What is in stock of a product that stands on several shelves."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.reconcile import Reason, Spread, add_up, total
from pipeline.types import Certainty, InventoryChange

UNITS = st.integers(0, 500)


@pytest.mark.parametrize(
    ("books", "seen", "spread", "stock", "why"),
    [
        (20, 9, Spread(12, 8), 17, "three fewer here"),
        (8, 12, Spread(0, 8), 20, "it was not here before"),
        (20, 0, Spread(12, 8), 8, "it has left this shelf"),
        (15, 12, Spread(12, 8, taken=5), 15, "five were sold from the other one"),
        (15, 7, Spread(12, 8, taken=5), 15, "five were sold from here"),
        (15, 4, Spread(12, 8, taken=5), 12, "and three were not told of"),
        (8, 12, Spread(12, 8, taken=12), 12, "no more than eight were there"),
        (32, 24, Spread(12, 8, added=12), 32, "the delivery stands here"),
        (32, 12, Spread(12, 8, added=12), 32, "it stands elsewhere"),
        (30, 12, Spread(12, 8), 20, "an old number, all shelves were seen since"),
        (15, 12, Spread(12, 8), 20, "so is an old sale"),
    ],
)
def test_shelves_add_up(
    books: int, seen: int, spread: Spread, stock: int, why: str
) -> None:
    assert total(books, seen, spread) == stock, why


@given(UNITS, UNITS, UNITS, UNITS, UNITS, UNITS)
def test_total_lies_between_what_is_seen_and_what_can_be(
    books: int, seen: int, here: int, elsewhere: int, taken: int, added: int
) -> None:
    found = total(books, seen, Spread(here, elsewhere, taken, added))

    assert seen <= found <= seen + elsewhere + added
    assert found >= seen + elsewhere - taken


@given(UNITS, UNITS)
def test_same_photo_again_changes_nothing(here: int, elsewhere: int) -> None:
    books = here + elsewhere

    assert total(books, here, Spread(here, elsewhere)) == books


def proposed(before: int, after: int) -> InventoryChange:
    return InventoryChange("p", before, after, Certainty.APPLY, Reason.SEEN)


def test_product_of_another_shelf_is_asked_about_on_one_without_a_name() -> None:
    added = Spread(0, 8)

    asked = add_up(proposed(0, 6), 8, added, is_named=False)
    booked = add_up(proposed(0, 6), 8, added, is_named=True)

    assert (asked.certainty, asked.after) == (Certainty.ASK, 14)
    assert (booked.certainty, booked.after) == (Certainty.APPLY, 14)


def test_steep_change_of_the_whole_stock_is_asked_about() -> None:
    change = add_up(proposed(3, 5), 90, Spread(3, 9), is_named=True)

    assert change.certainty is Certainty.ASK
    assert change.reason == Reason.STEEP_FALL
