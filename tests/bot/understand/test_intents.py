"""Wishes at rest: every kind survives JSON, is settled, and is said again."""

from __future__ import annotations

import json
from dataclasses import fields
from decimal import Decimal
from typing import Any

import pytest

from bot.understand.intents import (
    KINDS,
    Also,
    AskPhoto,
    ComparePrices,
    Correct,
    Count,
    History,
    Intent,
    Item,
    MergeProducts,
    Move,
    Named,
    PriceOf,
    SetAlert,
    SetMinimum,
    SetPrice,
    Undo,
    again,
    choose,
    from_json,
    to_json,
    with_quantity,
)

VALUES: dict[str, Any] = {
    "product": Named("coke", "p1"),
    "into": Named("fanta"),
    "products": (Named("coke"), Named("fanta", "p2")),
    "items": (Item(Named("rice"), Decimal("1.5"), "kg"), Item(Named("coke"), 3)),
    "came": (Item(Named("coke"), 2),),
    "amount": Decimal("550.50"),
    "price": Decimal(120),
    "budget": Decimal(8000),
    "threshold": Decimal(5),
    "minimum_order": Decimal("5000.00"),
    "weekdays": ("tuesday", "friday"),
    "colours": ("red", "white"),
    "beside": Named("milk", "p3"),
    "row": -1,
    "is_unnamed": True,
    "is_guess": True,
    "slowest": True,
    **dict.fromkeys(("group", "quantity", "minimum", "size", "value"), 7),
    **dict.fromkeys(("days", "minutes", "number"), 3),
}


def filled(kind: type) -> Intent:
    """A wish of the kind with every slot set."""
    slots = {field.name: VALUES.get(field.name, "text") for field in fields(kind)}
    intent: Intent = kind(**slots)
    return intent


@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
def test_wish_comes_back_from_json(kind: type) -> None:
    wish = filled(kind)

    assert from_json(json.loads(json.dumps(to_json(wish)))) == wish


def test_wish_stored_before_a_slot_was_added_keeps_its_default() -> None:
    assert from_json({"intent": "History"}) == History()


def test_choosing_settles_every_slot_called_so() -> None:
    chosen = Named("coke", "p9")

    assert choose(Count((Named("coke"), Named("tea"))), "coke", "p9") == Count(
        (chosen, Named("tea"))
    )
    assert choose(SetMinimum(Named("coke"), 6), "coke", "p9") == SetMinimum(chosen, 6)
    assert choose(
        MergeProducts(Named("cola"), Named("coke")), "coke", "p9"
    ) == MergeProducts(Named("cola"), chosen)
    assert choose(
        AskPhoto("count", (Named("cola"),), beside=Named("coke")), "coke", "p9"
    ) == AskPhoto("count", (Named("cola"),), beside=chosen)
    assert choose(Also((Item(Named("coke"), 2),)), "coke", "p9") == Also(
        (Item(chosen, 2),)
    )


def test_number_completes_the_items_without_one() -> None:
    wish = Correct((Item(Named("coke")), Item(Named("fanta"), 2)))

    assert with_quantity(wish, 5) == Correct(
        (Item(Named("coke"), 5), Item(Named("fanta"), 2))
    )


FANTA = (Item(Named("fanta")),)


@pytest.mark.parametrize(
    ("before", "items", "now"),
    [
        (PriceOf(Named("coke")), FANTA, PriceOf(Named("fanta"))),
        (Count((Named("coke"),)), FANTA, Count((Named("fanta"),))),
        (ComparePrices(), FANTA, ComparePrices((Named("fanta"),))),
        (
            Move("sale", (Item(Named("coke"), 3),)),
            (Item(Named("fanta"), 2),),
            Move("sale", (Item(Named("fanta"), 2),)),
        ),
        (
            SetPrice(Named("coke"), Decimal(500)),
            (Item(Named("fanta"), 450),),
            SetPrice(Named("fanta"), Decimal(450)),
        ),
        (
            SetAlert(Named("coke"), threshold=Decimal(5)),
            FANTA,
            SetAlert(Named("fanta"), threshold=Decimal(5)),
        ),
        (
            AskPhoto("where", (Named("coke"),)),
            FANTA,
            AskPhoto("where", (Named("fanta"),), goes_on=True),
        ),
        (
            AskPhoto("contents", relation="left_of", beside=Named("coke")),
            FANTA,
            AskPhoto(
                "contents", relation="left_of", beside=Named("fanta"), goes_on=True
            ),
        ),
        (AskPhoto("emptiest"), FANTA, None),
        (SetPrice(Named("coke"), Decimal(500)), FANTA, None),
        (Undo(), FANTA, None),
        (PriceOf(Named("coke")), FANTA * 2, None),
    ],
)
def test_wish_is_said_again_for_other_products(
    before: Intent, items: tuple[Item, ...], now: Intent | None
) -> None:
    assert again(before, items) == now
