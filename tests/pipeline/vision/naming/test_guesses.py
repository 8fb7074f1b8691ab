"""What unknown packs may be called, from print that OCR read."""

from __future__ import annotations

import pytest

from pipeline.vision.naming.guesses import guess_names


def guess(*prints: str | tuple[str, float], names: tuple[str, ...] = ()) -> str:
    """Of one group; a bare text was read beyond doubt."""
    lines = [(text, 0.99) if isinstance(text, str) else text for text in prints]
    return guess_names([lines], names)[0]


@pytest.mark.parametrize(
    ("prints", "told"),
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
def test_name_is_guessed_from_print(prints: tuple[str, ...], told: str) -> None:
    assert guess(*prints) == told


def test_words_that_several_facings_show_come_before_odd_ones() -> None:
    prints = ("KAHUVA classic roast", "promo winner", "Kahuva Classic", "roast lottery")

    assert guess(*prints) == "KAHUVA classic roast promo"


@pytest.mark.parametrize(
    "garbage",
    [
        ("tiutclw", 0.9),
        ("TIRILCHICOLIE", 0.73),
        ("BRXTKSTL", 0.99),
        ("ROSS5AV", 0.99),
        ("Olood", 0.70),
        ("maro", 0.99),
        ("接式合社工厂", 0.81),
        ("久元", 0.63),
        ("カILバス", 0.97),
    ],
)
def test_what_is_no_word_is_not_told(garbage: tuple[str, float]) -> None:
    assert guess(garbage) == ""


def test_brand_nobody_knows_is_told_when_it_was_read_beyond_doubt() -> None:
    assert guess(("Kahuva", 0.99)) == "Kahuva"
    assert guess(("Kahuva", 0.90)) == ""


def test_words_of_the_trade_need_less_certainty() -> None:
    assert guess(("LOTION", 0.85)) == "LOTION"
    assert guess(("LUTION", 0.97)) == ""
    assert guess(("COFFE", 0.9)) == "COFFEE"


def test_part_of_a_word_on_a_round_pack_is_completed_from_the_packs_beside() -> None:
    whole = [("Soleva", 0.98)]

    told = guess_names([whole, whole, [("oleva", 0.99), ("CORN OIL", 0.95)]])

    assert told[2] == "Soleva CORN OIL"


def test_words_of_the_shops_products_are_spelled_right() -> None:
    names = ("Fizzaro Lemon 50 cl",)

    assert guess(("IZZARO", 0.9), names=names) == "FIZZARO"
    assert guess(("FIZZARD", 0.9), names=names) == "FIZZARO"


def test_size_counts_only_where_it_was_read_clearly() -> None:
    assert guess("NESCAFE", ("100g", 0.6)) == "NESCAFE"
