"""Which sentences ask what a photo shows, and which keep their meaning."""

from __future__ import annotations

from decimal import Decimal

import pytest

from bot.understand.grammar import understand
from bot.understand.intents import (
    AskPhoto,
    AskPicture,
    Compliance,
    Count,
    HowToScan,
    Intent,
    ListPrices,
    Missing,
    Move,
    Named,
    PriceOf,
    WhereIs,
)
from bot.understand.names import NameIndex

BREAD = NameIndex.of([("bread", "Sliced Bread 400g")])
COKE, FANTA, MILK = Named("coke"), Named("fanta"), Named("milk")
NAMES = NameIndex.of(
    [
        ("coke", "Coke"),
        ("fanta", "Fanta Orange 50cl"),
        ("milk", "Peak Milk 400g"),
        ("blue", "Blue Band 500g"),
        ("bull", "Red Bull 250ml"),
    ]
)


def heard(text: str, language: str = "en", *, of_photo: bool = False) -> Intent:
    (wish,) = understand(
        text, language=language, names=NAMES, of_photo=of_photo
    ).intents
    return wish


@pytest.mark.parametrize(
    ("text", "wish"),
    [
        ("how many coke on the top shelf?", AskPhoto("count", (COKE,), row=1)),
        ("how many red ones?", AskPhoto("count", colours=("red",))),
        (
            "how many red and white packs do you see",
            AskPhoto("count", colours=("red", "white")),
        ),
        ("how many packs in total on the photo", AskPhoto("count")),
        ("how many different products do you see", AskPhoto("products")),
        ("how many shelves are in the picture", AskPhoto("shelves")),
        ("how many empty places are on the photo", AskPhoto("gaps")),
        ("how many unknown ones are on the photo", AskPhoto("count", is_unnamed=True)),
        ("is there any fanta in the photo", AskPhoto("presence", (FANTA,))),
        ("any coke on the bottom shelf?", AskPhoto("presence", (COKE,), row=-1)),
        ("where is the milk on the picture", AskPhoto("where", (MILK,))),
        ("where is it on the photo", AskPhoto("where", (Named(""),))),
        (
            "what is next to the milk?",
            AskPhoto("contents", relation="next_to", beside=MILK),
        ),
        (
            "how many coke are left of the milk on the photo",
            AskPhoto("count", (COKE,), relation="left_of", beside=MILK),
        ),
        (
            "what is on the third shelf from the bottom of the photo",
            AskPhoto("contents", row=-3),
        ),
        ("what is on shelf 2 of the picture", AskPhoto("contents", row=2)),
        ("what is on the left of the photo", AskPhoto("contents", side="left")),
        ("which shelf is the fullest", AskPhoto("fullest")),
        ("which product has the fewest facings", AskPhoto("fewest")),
        ("is something misplaced?", AskPhoto("out_of_place")),
        ("what does the label on the milk say", AskPhoto("label", (MILK,))),
        ("what is the price on the tag of the coke", AskPhoto("tag", (COKE,))),
        ("what colour is the coke?", AskPhoto("colour", (COKE,))),
        ("what is the cheapest in the picture", AskPhoto("cheapest")),
        (
            "what on the photo costs more than 500",
            AskPhoto("dearer_than", amount=Decimal(500)),
        ),
        ("compare with the previous photo", AskPhoto("compare", since="last")),
        ("what has changed on the shelf?", AskPhoto("compare", since="last")),
        ("what costs most?", AskPhoto("dearest", or_books=True)),
        ("what is on the second shelf?", AskPhoto("contents", row=2, or_books=True)),
        (
            "what is to the left of the milk?",
            AskPhoto("contents", relation="left_of", beside=MILK),
        ),
        ("the red ones, how many?", AskPhoto("count", colours=("red",))),
        (
            "on the top shelf, what is there?",
            AskPhoto("contents", row=1, or_books=True),
        ),
        ("how many coke, on the top shelf?", AskPhoto("count", (COKE,), row=1)),
        (
            "is the coke next to the milk?",
            AskPhoto("presence", (COKE,), relation="next_to", beside=MILK),
        ),
        (
            "which items are on the left side",
            AskPhoto("contents", side="left", or_books=True),
        ),
        ("how much space is left on the top shelf", AskPhoto("gaps", row=1)),
        ("how many different brands do you see", AskPhoto("products")),
        ("the price on the label of the milk?", AskPhoto("tag", (MILK,))),
        ("wats on the 2nd shelf of the pic", AskPhoto("contents", row=2)),
        ("is the fridge clean?", AskPicture("is the fridge clean")),
        (
            "does the packaging look damaged?",
            AskPicture("does the packaging look damaged"),
        ),
    ],
)
def test_question_about_a_photo(text: str, wish: Intent) -> None:
    assert heard(text) == wish


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("how many coke?", Count),
        ("how many coke are left", Count),
        ("what is left of the milk?", Count),
        ("whats left of the milk", Count),
        ("how much is left of the milk?", Count),
        ("how many red bull?", Count),
        ("how many red onions do i have", Count),
        ("how many blue band are there", Count),
        ("is there any fanta", Count),
        ("where is the milk?", WhereIs),
        ("price of milk", PriceOf),
        ("price list", ListPrices),
        ("what is missing on the top shelf", Missing),
        ("2 milk are damaged", Move),
        ("milk damaged", Move),
        ("sold 3 red ones", Move),
        ("does the top shelf match the plan", Compliance),
        ("how do I take a good photo of the shelf", HowToScan),
    ],
)
def test_other_sentence_keeps_its_meaning(text: str, kind: type) -> None:
    assert isinstance(heard(text), kind)


@pytest.mark.parametrize(
    ("text", "wish"),
    [
        ("how many coke?", AskPhoto("count", (COKE,))),
        ("how many in total?", AskPhoto("count")),
        ("where is the milk?", AskPhoto("where", (MILK,))),
        ("what costs most?", AskPhoto("dearest")),
        ("what is on the second shelf?", AskPhoto("contents", row=2)),
        ("what is left of the milk?", AskPhoto("count", (MILK,))),
        ("how many coke do i have?", Count((COKE,))),
        ("how many coke are left in stock?", Count((COKE,))),
    ],
)
def test_words_below_a_photo_are_about_it_unless_they_name_the_stock(
    text: str, wish: Intent
) -> None:
    assert heard(text, of_photo=True) == wish


@pytest.mark.parametrize(
    ("language", "text", "wish"),
    [
        ("fr", "combien de rouges sur la photo", AskPhoto("count", colours=("red",))),
        ("fr", "quelle étagère est la plus vide ?", AskPhoto("emptiest")),
        ("es", "cuántas verdes ves?", AskPhoto("count", colours=("green",))),
        ("es", "qué hay en la fila de abajo de la foto", AskPhoto("contents", row=-1)),
        ("sw", "linganisha na picha ya jana", AskPhoto("compare", since="yesterday")),
        ("sw", "kuna kitu hakiko mahali pake?", AskPhoto("out_of_place")),
        ("ar", "كم علبة صفراء في الصورة", AskPhoto("count", colours=("yellow",))),
        ("ar", "أي رف هو الأكثر فراغا؟", AskPhoto("emptiest")),
        ("ar", "قارنها بصورة امبارح", AskPhoto("compare", since="yesterday")),
        ("fr", "quelle étagère est la moins garnie", AskPhoto("emptiest")),
        ("fr", "les rouges, combien ?", AskPhoto("count", colours=("red",))),
        (
            "fr",
            "sur l'étagère du haut, il y a quoi ?",
            AskPhoto("contents", row=1, or_books=True),
        ),
        ("es", "las rojas, cuántas?", AskPhoto("count", colours=("red",))),
        ("sw", "nyekundu, ngapi?", AskPhoto("count", colours=("red",))),
        ("ar", "الحمراء، كم عددها؟", AskPhoto("count", colours=("red",))),
        ("es", "q hay en el 3er estante de la foto", AskPhoto("contents", row=3)),
        ("sw", "unaona bidhaa ngapi tofauti", AskPhoto("products")),
    ],
)
def test_question_in_another_language(language: str, text: str, wish: Intent) -> None:
    assert heard(text, language) == wish


def test_number_of_products_is_never_an_open_question() -> None:
    for text in (
        "how many bottles look damaged on the photo?",
        "how many dusty ones do you see",
        "count the broken packs in the picture",
    ):
        assert not isinstance(heard(text), AskPicture)


@pytest.mark.parametrize(
    ("language", "text", "colour"),
    [
        ("en", "count the green bottles", "green"),
        ("fr", "compte les bouteilles vertes", "green"),
        ("fr", "cb de boites bleues", "blue"),
        ("es", "cuenta las botellas verdes", "green"),
        ("sw", "vitu vyekundu ni vingapi", "red"),
        ("ar", "عد الزجاجات الخضراء", "green"),
    ],
)
def test_things_of_a_colour_are_counted(language: str, text: str, colour: str) -> None:
    (asked,) = understand(text, language=language, names=BREAD).intents

    assert isinstance(asked, AskPhoto)
    assert (asked.what, asked.colours) == ("count", (colour,))


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "wheres d bread at"),
        ("fr", "le pain il est rangé où"),
        ("es", "onde ta el pan"),
        ("es", "en que repisa esta el pan"),
        ("sw", "mkate uko rafu gani"),
        ("ar", "العيش على انهي رف"),
    ],
)
def test_place_is_asked_for(language: str, text: str) -> None:
    (asked,) = understand(text, language=language, names=BREAD).intents

    assert isinstance(asked, WhereIs)
