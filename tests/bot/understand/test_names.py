"""Finding products by what people call them, and never a wrong one."""

from __future__ import annotations

import pytest

from bot.understand.names import NameIndex

SHOP = NameIndex.of(
    [
        ("coca", "Coca-Cola 50cl"),
        ("fanta-orange", "Fanta Orange 50cl"),
        ("fanta-lemon", "Fanta Lemon 50cl"),
        ("peak", "Peak Milk 400g"),
        ("indomie", "Indomie Noodles"),
        ("7up", "7 Up"),
        ("sprite", "Sprite 33 cl"),
        ("bread", "Bread"),
        ("water", "Eau Minérale Évian"),
        ("water", "Evian"),
    ]
)


@pytest.mark.parametrize(
    ("phrase", "product_id"),
    [
        ("Coca-Cola 50cl", "coca"),
        ("coca cola", "coca"),
        ("cocacola", "coca"),
        ("coke", "coca"),
        ("cokes", "coca"),
        ("COCA-COLA 50 CL", "coca"),
        ("كوكا", "coca"),
        ("fanta orange", "fanta-orange"),
        ("orange fanta", "fanta-orange"),
        ("the fanta lemon", "fanta-lemon"),
        ("peak", "peak"),
        ("peak 400", "peak"),
        ("milk", "peak"),
        ("lait", "peak"),
        ("leche", "peak"),
        ("حليب", "peak"),
        ("indome", "indomie"),
        ("indomy", "indomie"),
        ("اندومي", "indomie"),
        ("سبرايت", "sprite"),
        ("الكوكا", "coca"),
        ("koka kola", "coca"),
        ("coke 50 cl", "coca"),
        ("coke 500ml", "coca"),
        ("indomie noodle", "indomie"),
        ("7up", "7up"),
        ("7 up", "7up"),
        ("sprte", "sprite"),
        ("sprite 33cl", "sprite"),
        ("breads", "bread"),
        ("evian", "water"),
        ("eau minerale", "water"),
    ],
)
def test_phrase_finds_its_product(phrase: str, product_id: str) -> None:
    assert SHOP.find(phrase).only == product_id


@pytest.mark.parametrize("phrase", ["fanta", "fantas", "fanta 50cl", "fanta 50"])
def test_phrase_that_fits_two_gives_both(phrase: str) -> None:
    assert set(SHOP.find(phrase).found) == {"fanta-orange", "fanta-lemon"}


@pytest.mark.parametrize(
    "phrase",
    [
        "cake",
        "coca-cola 35cl",
        "diet coke",
        "peak 200",
        "peak milk 400kg",
        "banana",
        "pread",
        "8 up",
        "milk shake",
        "x",
        "",
        "🎉",
    ],
)
def test_unlike_phrase_finds_nothing(phrase: str) -> None:
    assert SHOP.find(phrase).found == ()


@pytest.mark.parametrize(
    ("phrase", "product_id"),
    [("peak milk 200g", "peak"), ("breed", "bread")],
)
def test_similar_name_is_only_suggested(phrase: str, product_id: str) -> None:
    match = SHOP.find(phrase)

    assert match.found == ()
    assert match.similar[0] == product_id


def test_exact_name_wins_over_longer_names() -> None:
    index = NameIndex.of(
        [("coke", "Coke"), ("diet", "Diet Coke"), ("zero", "Coke Zero")]
    )

    assert index.find("coke").only == "coke"
    assert index.find("zero").only == "zero"


def test_same_alias_of_two_products_gives_both() -> None:
    index = NameIndex.of([("a", "Soda"), ("b", "soda")])

    assert set(index.find("SODA").found) == {"a", "b"}


def test_empty_shop_finds_nothing() -> None:
    assert NameIndex.of([]).find("coke").found == ()
