"""What joins a message to the one before it."""

from __future__ import annotations

from decimal import Decimal

import pytest

from bot.memory import going_on
from bot.understand.intents import (
    Also,
    Correct,
    Count,
    Intent,
    Item,
    Named,
    PriceOf,
    SetPrice,
)

FANTA = Named("fanta")


@pytest.mark.parametrize("text", ["and fanta?", "Et Fanta ?", "na fanta", "y fanta"])
def test_name_after_and_goes_on_with_the_wish_before(text: str) -> None:
    guess = Count((FANTA,), is_guess=True)

    assert going_on(text, [guess]) == [Also((Item(FANTA),))]


def test_number_after_and_goes_on_too() -> None:
    guess = Correct((Item(FANTA, 2),), is_guess=True)

    assert going_on("and 2 fanta", [guess]) == [Also((Item(FANTA, 2),))]


@pytest.mark.parametrize(
    ("text", "intents"),
    [
        ("fanta", [Count((FANTA,), is_guess=True)]),
        ("and how many fanta", [Count((FANTA,))]),
        ("and what does fanta cost", [PriceOf(FANTA)]),
        ("and fanta at 500", [SetPrice(FANTA, Decimal(500))]),
        ("and those", [Count((), is_guess=True)]),
        ("andrews", [Count((Named("andrews"),), is_guess=True)]),
        ("", []),
    ],
)
def test_what_says_its_wish_is_left_as_it_is(text: str, intents: list[Intent]) -> None:
    assert list(going_on(text, intents)) == intents
