"""Empty places are counted one way: as many as packs would fill them."""

from __future__ import annotations

from bot.actions import plan_news
from bot.actions.photos import EmptyPlaces
from pipeline.insights.changes import Changes
from pipeline.types import Box, Gap, ShelfReading
from pipeline.vqa import grounded
from pipeline.vqa.questions import Facts, Filled, Kind, PhotoQuestion

NAMES = {"coke": "Coke"}


def reading(*gaps: Gap) -> ShelfReading:
    return ShelfReading(((800, 600),), gaps=gaps)


def gap(left: float, width: int, *, row: int = 1, likely: str | None = None) -> Gap:
    box = Box(left, 100, left + 60 * width, 200)
    return Gap(box, row, likely, width=width)


def test_wide_gap_counts_for_the_packs_that_would_fill_it() -> None:
    shelf = reading(gap(0, 3, likely="coke"), gap(400, 1), gap(500, 2, row=0))

    told = plan_news.empty(shelf, Changes(), NAMES)

    assert told == (EmptyPlaces("Coke", 3), EmptyPlaces("", 3))


def test_answer_to_the_photo_and_to_a_question_about_it_count_alike() -> None:
    shelf = reading(gap(0, 3, likely="coke"), gap(400, 1))

    told = plan_news.empty(shelf, Changes(), NAMES)
    asked = grounded.answer(PhotoQuestion(Kind.GAPS), shelf, Facts(NAMES), None)

    assert isinstance(asked, Filled)
    assert sum(one.places for one in told) == sum(r.empty for r in asked.all_rows) == 4
