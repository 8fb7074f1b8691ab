"""Contents of packs in names and in print."""

from __future__ import annotations

import pytest

from pipeline.vision.sizes import PackSize, find_sizes, without_sizes


@pytest.mark.parametrize(
    ("text", "amount", "unit", "pieces"),
    [
        ("500 ml", 500, "ml", 1),
        ("0,5 L", 500, "ml", 1),
        ("Water 1.5 l", 1500, "ml", 1),
        ("70g", 70, "g", 1),
        ("6x33cl", 330, "ml", 6),
        ("1L x 6", 1000, "ml", 6),
        ("NET WT 2kg", 2000, "g", 1),
        ("33 cl can", 330, "ml", 1),
        ("e 250 g", 250, "g", 1),
    ],
)
def test_size_is_found(text: str, amount: float, unit: str, pieces: int) -> None:
    assert find_sizes(text) == (PackSize(amount, unit, pieces),)


@pytest.mark.parametrize(
    "text", ["", "100 bags", "Vitamin B12", "0 g", "7UP", "3 lions"]
)
def test_other_numbers_are_no_size(text: str) -> None:
    assert find_sizes(text) == ()


def test_letters_that_ocr_confuses_are_forgiven_in_print_only() -> None:
    assert find_sizes("33d", is_print=True) == (PackSize(330, "ml"),)
    assert find_sizes("4oog", is_print=True) == (PackSize(400, "g"),)
    assert find_sizes("33d") == ()


def test_one_amount_in_two_units_is_the_same() -> None:
    assert PackSize(330, "ml").is_same_as(find_sizes("33 cl")[0])
    assert not PackSize(330, "ml").is_same_as(PackSize(330, "g"))
    assert not PackSize(330, "ml").is_same_as(PackSize(330, "ml", 6))


def test_sizes_are_said_in_usual_units() -> None:
    sizes = [PackSize(500, "ml"), PackSize(1500, "ml"), PackSize(2000, "g")]

    assert [str(size) for size in sizes] == ["500 ml", "1.5 L", "2 kg"]
    assert str(PackSize(330, "ml", 6)) == "6 x 330 ml"
    assert without_sizes("Cola 6x33cl can") == "Cola can"
