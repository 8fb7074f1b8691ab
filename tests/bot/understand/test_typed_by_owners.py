"""Everyday messages as owners type them: shorthand, dialects, mixed languages."""

from __future__ import annotations

from decimal import Decimal

import pytest

from bot.understand.early.telling import told_early
from bot.understand.grammar import understand
from bot.understand.intents import (
    ApproveOrder,
    BestSellers,
    CancelOrder,
    Correct,
    CountGroup,
    History,
    Intent,
    Item,
    Move,
    Named,
    NameGroup,
    NewProduct,
    PriceOf,
    SetCost,
    SetMinimum,
    SetPackSize,
    Shrink,
    Snooze,
    StockValue,
    WhatToBuy,
)
from bot.understand.names import NameIndex

NAMES = NameIndex.of(
    (name, name)
    for name in ("Milo", "Pepsi", "Sprite", "Rice", "Oil", "Maggi", "Sardines", "Azam")
)


def heard(text: str, language: str = "en") -> tuple[Intent, ...]:
    def read(said: str) -> tuple[Intent, ...]:
        return understand(said, language=language, names=NAMES).intents

    told = told_early(text, read, NAMES.is_name)
    return (told,) if told else read(text)


@pytest.mark.parametrize(
    ("language", "text", "wish"),
    [
        ("en", "wat did we sell yday", History(kind="sale", period="yesterday")),
        ("ar", "شو بعت مبارح", History(kind="sale", period="yesterday")),
        ("ar", "ايش بعنا امس", History(kind="sale", period="yesterday")),
        ("en", "how much u selling milo", PriceOf(Named("milo"))),
        ("ar", "شحال الزيت", PriceOf(Named("الزيت"))),
        ("en", "i get 15k, wetin i go buy", WhatToBuy(Decimal(15000))),
        ("en", "what should i buy? i have 8000", WhatToBuy(Decimal(8000))),
        ("en", "not now, remind me in 2hrs", Snooze(minutes=120)),
        ("es", "cuanto vale todo lo q tengo", StockValue()),
        ("sw", "achana na hiyo oda", CancelOrder()),
        ("es", "mandale el pedido al proveedor", ApproveOrder()),
        ("sw", "nini imepotea mwezi huu", Shrink(period="month")),
        ("en", "what went missing last month", Shrink(period="last_month")),
        ("ar", "شو اللي ما عم ينباع", BestSellers(slowest=True)),
    ],
)
def test_question_or_order(language: str, text: str, wish: Intent) -> None:
    assert heard(text, language) == (wish,)


@pytest.mark.parametrize(
    ("language", "text", "wish"),
    [
        ("en", "sorry i meant 8 pepsi not 10", Correct((Item(Named("pepsi"), 8),))),
        ("sw", "si kumi ni 12 sardines", Correct((Item(Named("sardines"), 12),))),
        ("ar", "لازم يكون عندي ٥ زيت عالاقل", SetMinimum(Named("زيت"), 5)),
        ("sw", "carton ya maggi iko na 24", SetPackSize(Named("maggi"), 24, "carton")),
        ("en", "theres really 9 of number 3", CountGroup(3, 9)),
        ("en", "no 4 on the pic is milo", NameGroup(4, "milo")),
        ("es", "el 2 de la foto es arroz", NameGroup(2, "arroz")),
        ("sw", "namba 3 kwenye picha ni mchele", NameGroup(3, "mchele")),
        (
            "fr",
            "jachete le riz 4200 chez diallo",
            SetCost(Named("le riz"), Decimal(4200), "diallo"),
        ),
        (
            "en",
            "add new item ribena 500ml 120 each",
            NewProduct("ribena 500ml", price=Decimal(120)),
        ),
    ],
)
def test_change(language: str, text: str, wish: Intent) -> None:
    assert heard(text, language) == (wish,)


@pytest.mark.parametrize(
    "text",
    [
        "what did we sell ystrdayy",
        "wetin we sell for moon",
        "شو بعتوا اول",
        "nini tuliuza zamani",
        "que vendimos antier",
        "i have 15000, what should i buy?",
        "el 2 de la foto es arroz",
    ],
)
def test_question_moves_no_stock(text: str) -> None:
    assert not any(isinstance(wish, Move | Correct) for wish in heard(text))
