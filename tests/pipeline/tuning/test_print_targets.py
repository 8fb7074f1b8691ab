"""A confirmed name says what was printed where it was misread, and nothing else."""

from __future__ import annotations

from decimal import Decimal

import pytest

from pipeline.tuning.print_targets import corrected, corrected_price, is_same_print

NAMES = ["Nescafé Gold 100 g", "Café Gold"]


@pytest.mark.parametrize(
    ("line", "printed"),
    [
        ("NESCAFE G0LD", "NESCAFÉ GOLD"),
        ("N3SCAFE", "NESCAFÉ"),
        ("nescafe", "nescafé"),
        ("Nescafé", "Nescafé"),
        ("NESCAFEG0LD", "NESCAFÉ GOLD"),
        ("100g", "100 g"),
    ],
)
def test_line_of_the_name_is_spelled_as_the_name(line: str, printed: str) -> None:
    assert corrected(line, NAMES) == printed


@pytest.mark.parametrize(
    "line", ["INSTANT COFFEE", "GOLD BLEND", "200g", "GO", "", "···", "Since 1938"]
)
def test_what_nobody_has_confirmed_says_nothing(line: str) -> None:
    assert corrected(line, NAMES) is None


def test_line_that_may_be_either_of_two_words_says_nothing() -> None:
    assert corrected("Vanill", ["Vanilla Vanille"]) is None


@pytest.mark.parametrize(
    ("line", "amount", "printed"),
    [
        ("KSh 1.250", "1250", "KSh 1.250"),
        ("12.80", "12.90", "12.90"),
        ("12,80 €", "12.90", "12,90 €"),
        ("$3.49 each", "3.49", "$3.49 each"),
        ("65", "65.00", "65"),
    ],
)
def test_price_keeps_the_shape_in_which_it_is_printed(
    line: str, amount: str, printed: str
) -> None:
    assert corrected_price(line, Decimal(amount)) == printed


@pytest.mark.parametrize(
    ("line", "amount"),
    [("2 for 3.00", "3.00"), ("12.50", "19.90"), ("Fresh", "1.00"), ("120", "12.90")],
)
def test_line_with_another_number_is_no_price_of_it(line: str, amount: str) -> None:
    assert corrected_price(line, Decimal(amount)) is None


def test_print_is_compared_as_a_search_for_names_does() -> None:
    assert is_same_print("NESCAFÉ GOLD", "Nescafe  gold")
    assert is_same_print("12,90", "12.90")
    assert not is_same_print("12.90", "12.80")
    assert not is_same_print("", "")
