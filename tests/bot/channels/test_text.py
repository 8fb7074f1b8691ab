"""Long texts are split where a reader would split them."""

from __future__ import annotations

import pytest

from bot.channels.text import split_text, utf16_length

FAMILY = "👩‍👩‍👧‍👦"
FLAG = "🇬🇭"


@pytest.mark.parametrize(
    ("text", "units"), [("", 0), ("abc", 3), ("é", 1), ("🥤", 2), (FAMILY, 11)]
)
def test_length_counts_utf16_units(text: str, units: int) -> None:
    assert utf16_length(text) == units
    assert len(text.encode("utf-16-le")) == units * 2


@pytest.mark.parametrize(
    ("text", "limit", "parts"),
    [
        ("", 10, []),
        ("  \n ", 10, []),
        ("short", 10, ["short"]),
        ("exactly 10", 10, ["exactly 10"]),
        ("line one\nline two\nline three", 17, ["line one\nline two", "line three"]),
        ("One. Two three four", 12, ["One.", "Two three", "four"]),
        ("كم عدد؟ خمسة عشر", 10, ["كم عدد؟", "خمسة عشر"]),
        ("one two three", 8, ["one two", "three"]),
        ("abcdefghij", 4, ["abcd", "efgh", "ij"]),
        ("ab\n\n\ncd", 4, ["ab", "cd"]),
    ],
)
def test_text_is_split_at_the_best_place(
    text: str, limit: int, parts: list[str]
) -> None:
    assert split_text(text, limit) == parts


def test_first_part_may_have_a_limit_of_its_own() -> None:
    parts = split_text("aaa\nbbb\nccc\nddd", 11, first_limit=4)

    assert parts == ["aaa", "bbb\nccc\nddd"]


@pytest.mark.parametrize("cluster", [FAMILY, FLAG, "e\u0301", "👍🏿", "க்ஷி"])
@pytest.mark.parametrize("limit", [12, 13, 17, 29])
def test_no_part_ends_inside_a_character(cluster: str, limit: int) -> None:
    parts = split_text(cluster * 40, limit)

    assert "".join(parts) == cluster * 40
    assert all(utf16_length(part) <= limit for part in parts)
    assert all(part == cluster * (len(part) // len(cluster)) for part in parts)


def test_a_character_larger_than_the_limit_is_cut_all_the_same() -> None:
    giant = "e" + "\u0301" * 50

    parts = split_text(giant, 10)

    assert "".join(parts) == giant
    assert all(utf16_length(part) <= 10 for part in parts)


def test_nothing_but_white_space_is_lost() -> None:
    text = "\n".join(f"{number}. Sardines <b>x{number}</b> 🐟" for number in range(500))

    parts = split_text(text, 4096)

    assert "\n".join(parts) == text
    assert all(0 < utf16_length(part) <= 4096 for part in parts)
