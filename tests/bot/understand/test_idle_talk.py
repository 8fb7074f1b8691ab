"""Sentences with products and numbers in them that tell nothing about the shop."""

from __future__ import annotations

import pytest

from bot.understand.grammar import understand
from bot.understand.intents import Correct, Move
from bot.understand.names import NameIndex

SHOP = NameIndex.of([("cola", "Kivo Cola 50cl"), ("sugar", "Sugar"), ("milk", "Milk")])


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "i dreamt of 10 sugar"),
        ("en", "the shop next door has 20 milk"),
        ("en", "yesterday i saw 4 kivo on tv"),
        ("fr", "mon frère aime 3 kivo"),
        ("fr", "j'ai rêvé de 10 kivo"),
        ("fr", "le voisin a 20 kivo"),
        ("es", "soñé con 10 kivo"),
        ("sw", "niliota kivo 10"),
        ("ar", "حلمت ب ١٠ كيفو"),
        ("ar", "اخويا بيحب ٣ كيفو"),
    ],
)
def test_stock_does_not_change_on_words_that_nobody_knows(
    language: str, said: str
) -> None:
    understood = understand(said, language=language, names=SHOP).intents

    for wish in understood:
        items = wish.items if isinstance(wish, Correct | Move) else ()
        assert not any(SHOP.find(item.product.phrase).found for item in items), wish
