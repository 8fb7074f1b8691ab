"""Names of shelves in what people say below a photo, or after it."""

from __future__ import annotations

import pytest

from bot.shelf_names import shelf_named


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ("this is the drinks fridge", "drinks fridge"),
        ("This is my Counter.", "Counter"),
        ("that’s the shelf 2", "shelf 2"),
        ("this shelf is called Front left", "Front left"),
        ("call this shelf biscuits", "biscuits"),
        ("c'est le frigo des boissons", "frigo des boissons"),
        ("c’est l’étagère du fond", "étagère du fond"),
        ("voici le rayon lait", "rayon lait"),
        ("hii ni friji ya soda", "friji ya soda"),
        ("esta es la nevera", "nevera"),
        ("هذه الثلاجة", "الثلاجة"),
        ("ده رف العصير", "رف العصير"),
    ],
)
def test_name_of_a_shelf_is_kept_as_it_was_written(said: str, name: str) -> None:
    assert shelf_named(said) == name


@pytest.mark.parametrize(
    "said",
    [
        "",
        "this is Coke",
        "this is Peak Milk 400g, min 6, price 550",
        "is this the fridge?",
        "this is the fridge?",
        "what is on the shelf",
        "fridge",
        "this is",
        "1 = fridge",
        "c'est du lait",
        "this is a very long story about my old fridge at home",
    ],
)
def test_what_names_no_shelf_is_left_alone(said: str) -> None:
    assert shelf_named(said) is None
