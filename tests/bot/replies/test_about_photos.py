"""The words of a photo's answer: ranges, depth, problems, one question."""

from __future__ import annotations

import uuid
from typing import Any

import pytest

from bot.actions.photos import PhotoRead, SeenProduct
from bot.replies.about_photos import photo_read
from bot.replies.about_problems import problems
from bot.voice import Voice
from pipeline.types import Problem

ENGLISH = Voice()


def seen(**values: Any) -> SeenProduct:
    """Seven Coke that were seven before."""
    default: dict[str, Any] = {
        "product_id": uuid.uuid4(),
        "groups": (1,),
        "name": "Coke",
        "facings": 7,
        "facings_low": 7,
        "facings_high": 7,
        "before": 7,
        "after": 7,
    }
    return SeenProduct(**{**default, **values})


def answer(*products: SeenProduct, **values: Any) -> str:
    default = {"facings": 7, "facings_low": 7, "facings_high": 7}
    return photo_read(ENGLISH, PhotoRead(products=products, **{**default, **values}))


def test_units_that_are_the_facings_need_no_remark() -> None:
    assert answer(seen()) == "I see 7 packs from the front.\n1 · Coke: 7"


def test_units_and_facings_that_differ_are_both_said() -> None:
    assert "1 · Coke: 12 (7 in front)" in answer(seen(before=12, after=12))


def test_assumed_depth_is_said_with_the_count() -> None:
    text = answer(seen(before=7, after=14, depth=2.0))

    assert "1 · Coke: 7 → 14 (7 in front, counted as 2 deep)" in text


def test_unsure_count_is_a_range_and_no_surprise() -> None:
    doubt = seen(
        facings_low=6, facings_high=12, is_doubtful=True, is_unsure=True, proposed=9
    )

    text = answer(doubt)

    assert "(6 to 12 in front)" in text
    assert "Please check: Coke 7 → about 9. Is that right?" in text


def test_surprising_count_is_asked_about_as_it_is() -> None:
    text = answer(seen(before=40, after=40, is_doubtful=True, proposed=7))

    assert "Please check: Coke 40 → 7. Is that right?" in text


def test_all_doubts_are_one_question() -> None:
    doubts = [seen(name=name, is_doubtful=True, proposed=1) for name in ("A", "B")]

    assert answer(*doubts, asks_for_prices=True).count("?") == 1


def test_question_says_how_many_doubts_it_does_not_name() -> None:
    doubts = [
        seen(name=f"Soap {n}", is_doubtful=True, proposed=1) for n in range(1, 12)
    ]

    text = answer(*doubts)

    (question,) = (line for line in text.splitlines() if "Please check" in line)
    assert "Soap 8 " in question and "Soap 9 " not in question
    assert "… and 3 more. Is that right?" in question


@pytest.mark.parametrize(
    ("low", "high", "said"),
    [
        (100, 100, "I see 100 packs"),
        (97, 104, "I see 100 packs"),
        (80, 115, "80 to 115"),
    ],
)
def test_wide_range_of_all_packs_is_said(low: int, high: int, said: str) -> None:
    text = answer(seen(), facings=100, facings_low=low, facings_high=high)

    assert said in text


@pytest.mark.parametrize("problem", list(Problem))
def test_every_problem_is_told_in_words(problem: Problem) -> None:
    (text,) = problems(ENGLISH, [problem])

    assert text.endswith(".") and "_" not in text


def test_at_most_two_problems_are_told() -> None:
    assert len(problems(ENGLISH, list(Problem))) == 2
