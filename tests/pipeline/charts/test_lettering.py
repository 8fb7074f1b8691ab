"""Text on charts: joined, in order, and within its width."""

from __future__ import annotations

import pytest

from pipeline.charts.lettering import balanced, cut, font, shaped, width_of, wrapped

FACE = font(40)


def test_arabic_letters_are_joined_and_run_to_the_left() -> None:
    drawn = shaped("بيع", right_to_left=True)

    assert drawn == "\ufeca\ufef4\ufe91"  # end, middle and begin form


def test_numbers_and_latin_names_keep_their_order_within_arabic() -> None:
    drawn = shaped("بيع 42 \u2068Coca-Cola (33cl)\u2069", right_to_left=True)

    assert drawn.startswith("Coca-Cola (33cl) 42 ")


def test_brackets_around_arabic_are_turned() -> None:
    drawn = shaped("(بيع)", right_to_left=True)

    assert (drawn[0], drawn[-1]) == ("(", ")")
    assert shaped("Coke (cold) [x]") == "Coke (cold) [x]"


@pytest.mark.parametrize("text", ["₦1,200", "KSh 45", "Ọ̀ja ẹ̀wà", "Épicerie “Ñandú”"])
def test_letters_and_currencies_of_the_languages_are_drawn(text: str) -> None:
    assert shaped(text) == text


def test_what_the_font_does_not_know_is_left_out() -> None:
    assert shaped("Coke 🥤 可乐") == "Coke  "


def test_lines_are_no_wider_than_their_room() -> None:
    lines = wrapped("Coke: 42 sold in 30 days, out of stock 3 days", FACE, 300, 4)

    assert len(lines) > 1
    assert all(width_of(line, FACE) <= 300 for line in lines)


def test_a_line_that_is_too_long_is_cut_with_dots() -> None:
    short = cut("Evaporated" * 20, FACE, 300)

    assert short.endswith("…")
    assert width_of(short, FACE) <= 300


def test_balanced_lines_leave_no_word_alone() -> None:
    text = "Coke: 42 sold in 30 days, out of stock three days"
    width = width_of(text, FACE) * 0.9

    lines = balanced(text, FACE, width, 3)

    assert " ".join(lines).replace("\xa0", " ") == text
    assert len(lines) == 2 and len(lines[1].split()) > 3


def test_a_title_is_broken_after_a_comma_where_that_fits() -> None:
    text = "Coke 50cl: 81 sold in 30 days, out of stock 11 days"

    lines = balanced(text, FACE, width_of(text, FACE) * 0.8, 3)

    assert lines[0].replace("\xa0", " ") == "Coke 50cl: 81 sold in 30 days,"
