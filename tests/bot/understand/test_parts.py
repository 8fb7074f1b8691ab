"""Tokens, numbers, captions and intents at rest."""

from __future__ import annotations

from decimal import Decimal

import pytest

from bot.understand.details import read_caption
from bot.understand.intents import (
    Correct,
    Count,
    Item,
    Move,
    Named,
    NameGroup,
    NewProduct,
    SetPrice,
    choose,
    from_json,
    to_json,
    with_quantity,
)
from bot.understand.lexicon import lexicon
from bot.understand.numbers import figure, spelled
from bot.understand.words import clean, fold, tidy_name, tokens


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("12", 12),
        ("1,200", 1200),
        ("1.200", 1200),
        ("1,200,000", 1200000),
        ("1,5", Decimal("1.5")),
        ("550.50", Decimal("550.50")),
        ("0.500", Decimal("0.5")),
        ("1.200,50", Decimal("1200.50")),
    ],
)
def test_figure(text: str, value: Decimal) -> None:
    assert figure(text) == value


def test_absurd_figure_is_none() -> None:
    assert figure("9" * 40) is None


@pytest.mark.parametrize(
    ("language", "text", "value", "used"),
    [
        ("en", "three coke", 3, 1),
        ("en", "twenty five", 25, 2),
        ("en", "twenty-five", 25, 1),
        ("en", "two hundred and twenty five", 225, 5),
        ("en", "two thousand three hundred", 2300, 4),
        ("en", "two three", 2, 1),
        ("es", "treinta y cinco coca", 35, 3),
        ("fr", "vingt et deux", 22, 3),
    ],
)
def test_number_in_words(language: str, text: str, value: int, used: int) -> None:
    known = lexicon(language)

    assert spelled(text.split(), known.numbers, known.multipliers) == (value, used)


def test_clean_takes_out_what_cannot_be_stored_or_shown() -> None:
    assert clean("a\x00b\u202ec\ud800d\u200f  e\r\nf\t") == "abcd e\nf"


@pytest.mark.parametrize(
    ("word", "folded"),
    [
        ("Évian", "evian"),
        ("Lay’s", "lays"),
        ("أحمد", "احمد"),
        ("٤٢", "42"),
        ("STRAßE", "strasse"),
    ],
)
def test_fold(word: str, folded: str) -> None:
    assert fold(word) == folded


def test_token_knows_where_it_stood() -> None:
    text = "2 = Coca-Cola 50cl"

    found = tokens(text)

    assert [text[token.start : token.end] for token in found] == [
        "2",
        "=",
        "Coca-Cola",
        "50cl",
    ]


def test_tidy_name_is_short_and_trimmed() -> None:
    assert tidy_name(' "Peak\nMilk" ') == "Peak Milk"
    assert len(tidy_name("x" * 500)) == 80


@pytest.mark.parametrize(
    ("caption", "product"),
    [
        ("this is Peak Milk 400g", NewProduct("Peak Milk 400g")),
        ("This is Peak Milk 400g, min 6, price 550",
         NewProduct("Peak Milk 400g", 6, Decimal(550))),
        ("this is Peak Milk 400g min 6 price ₦1,550.50",
         NewProduct("Peak Milk 400g", 6, Decimal("1550.50"))),
        ("it's Coke, 12 pieces, 500 naira", NewProduct("Coke", None, Decimal(500), 12)),
        ("c'est du lait Peak, prix 550", NewProduct("lait Peak", None, Decimal(550))),
        ("hii ni Maziwa Fresh, bei 60", NewProduct("Maziwa Fresh", None, Decimal(60))),
        ("esto es Leche Entera, precio 20",
         NewProduct("Leche Entera", None, Decimal(20))),
        ("هذا حليب نيدو", NewProduct("حليب نيدو")),
        ("how many coke?", None),
        ("is this Coke?", None),
        ("my left shelf", None),
        ("", None),
    ],
)  # fmt: skip
def test_caption(caption: str, product: NewProduct | None) -> None:
    assert read_caption(caption) == product


@pytest.mark.parametrize(
    "intent",
    [
        Count((Named("coke"), Named("fanta", "id")), is_guess=True),
        Move("sale", (Item(Named("coke"), 3, "carton"), Item(Named("fanta")))),
        SetPrice(Named("coke"), Decimal("550.50")),
        NewProduct("Peak", 6, Decimal(1), None),
        NameGroup(2, "Coke"),
    ],
)
def test_intent_rests_as_json(intent: object) -> None:
    assert from_json(to_json(intent)) == intent  # type: ignore[arg-type]


def test_choosing_settles_the_phrase_that_was_asked_about() -> None:
    wish = Move("sale", (Item(Named("fanta"), 2), Item(Named("coke"), 1)))

    chosen = choose(wish, "fanta", "id-1")

    assert chosen == Move(
        "sale", (Item(Named("fanta", "id-1"), 2), Item(Named("coke"), 1))
    )


def test_asked_quantity_fills_only_what_was_open() -> None:
    wish = Correct((Item(Named("fanta"), None), Item(Named("coke"), 1)))

    assert with_quantity(wish, 7) == Correct(
        (Item(Named("fanta"), 7), Item(Named("coke"), 1))
    )
