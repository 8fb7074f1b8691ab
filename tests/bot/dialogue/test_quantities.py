"""Cartons, dozens and kilograms become pieces, or are asked about once."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from bot.understand import intents as want
from bot.understand.intents import Item, Named, Quantity
from tests.bot.dialogue.conftest import Counter

RICE = Named("rice")


def received(quantity: Quantity, unit: str | None, name: str = "rice") -> want.Move:
    return want.Move("delivery", (Item(Named(name), quantity, unit),))


@pytest.mark.parametrize(
    ("quantity", "unit", "pieces"),
    [
        (2, None, 2),
        (2, "carton", 48),
        (1, "dozen", 12),
        (Decimal("0.5"), "crate", 12),
        (2, "pair", 4),
    ],
)
def test_units_become_pieces(
    counter: Counter, quantity: Quantity, unit: str | None, pieces: int
) -> None:
    counter.stock("Rice", pack_size=24)

    counter.wish(received(quantity, unit))

    assert counter.quantity("Rice") == pieces


@pytest.mark.parametrize(
    "wish",
    [
        received(9999, "carton"),
        want.Correct((Item(RICE, 9999, "carton"),)),
        want.DraftOrder((Item(RICE, 9999, "carton"),)),
    ],
)
def test_more_than_the_books_hold_is_refused(counter: Counter, wish: Any) -> None:
    counter.stock("Rice", 5, pack_size=999_999_999)

    answer = counter.wish(wish)

    assert "whole numbers up to" in answer
    assert counter.quantity("Rice") == 5


def test_size_of_a_carton_is_asked_once_and_the_delivery_goes_on(
    counter: Counter,
) -> None:
    counter.stock("Rice")

    asked = counter.wish(received(2, "carton"))
    booked = counter.number(24)
    again = counter.wish(received(1, "carton"))

    assert "How many Rice are in one carton?" in asked
    assert "Received 48 Rice: now 48." in booked
    assert "Received 24 Rice: now 72." in again


def test_half_a_piece_is_refused(counter: Counter) -> None:
    counter.stock("Rice", 3)

    counter.wish(received(Decimal("1.5"), None))

    assert counter.quantity("Rice") == 3


def test_weight_of_what_is_counted_in_it(counter: Counter) -> None:
    counter.stock("Rice", 3, unit="kg")

    counter.wish(received(20, "kg"))
    counter.wish(received(2000, "g"))

    assert counter.quantity("Rice") == 25


def test_weight_of_what_was_counted_in_pieces_is_asked_about(counter: Counter) -> None:
    counter.stock("Rice")

    asked = counter.wish(received(20, "kg"))
    booked = counter.yes()

    assert "Do you count Rice in kg?" in asked
    assert counter.product("Rice").unit == "kg"
    assert "Received 20 Rice (kg): now 20." in booked
    assert "Rice (kg): 20" in counter.wish(want.Count((RICE,)))


def test_weight_that_is_not_confirmed_books_nothing(counter: Counter) -> None:
    counter.stock("Rice", 3)

    counter.wish(received(20, "kg"))
    counter.say(want.No())

    assert (counter.quantity("Rice"), counter.product("Rice").unit) == (3, None)
