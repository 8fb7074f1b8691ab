"""What an unknown pack may be called, from print that OCR read."""

from __future__ import annotations

import pytest

from pipeline.vision.guesses import guess_name


@pytest.mark.parametrize(
    ("prints", "guess"),
    [
        (("NESCAFE", "GOLD", "100g"), "NESCAFE GOLD 100 g"),
        (("NESCAF", "NESCAFE", "GOLD", "G0LD", "100 g"), "NESCAFE GOLD 100 g"),
        (("Fanta Orange", "33d"), "Fanta Orange 330 ml"),
        (("チャプチェ", "500g"), "チャプチェ 500 g"),
        (("1149", "xkcd", "%%", "50"), ""),
        (("250 ml",), ""),
        ((), ""),
    ],
)
def test_name_is_guessed_from_print(prints: tuple[str, ...], guess: str) -> None:
    assert guess_name(prints) == guess


def test_words_that_several_facings_show_come_before_odd_ones() -> None:
    prints = ("KAHUVA classic roast", "promo winner", "Kahuva Classic", "roast lottery")

    assert guess_name(prints) == "KAHUVA classic roast promo"
