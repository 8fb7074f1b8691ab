"""Answers about a photo in words: every kind, every reason, in every language."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from bot.actions.photo_questions import NoPhoto, PhotoAnswer
from bot.replies import text_of
from bot.voice import Voice, languages, without_marks
from pipeline.types import Colour
from pipeline.vqa.questions import (
    Answer,
    CannotTell,
    Compared,
    Counted,
    Difference,
    Filled,
    Kind,
    Listed,
    Located,
    Misplaced,
    PhotoQuestion,
    Place,
    Present,
    Priced,
    Prices,
    PriceSource,
    Print,
    Printed,
    Reason,
    Relation,
    RowFill,
    Side,
    Standing,
    Stray,
    Subject,
    Thing,
)

COKE = Thing(1, "p1", "Coke", 4, 4, 4, colours=(Colour.RED, Colour.WHITE))
FANTA = Thing(2, "p2", "Fanta", 3, 2, 4)
UNKNOWN = Thing(3, None, None, 2, 2, 2, guess="Sprite")
TOP = Standing(COKE, 0, 1, 3, 1, 4, Side.LEFT, right=FANTA)
BOTTOM = Standing(FANTA, 1, 3, 3, 2, 4, Side.RIGHT, left=COKE, right=UNKNOWN)
NOON = datetime(2026, 5, 4, 12, 0, tzinfo=UTC)
ALL, OF_COKE = PhotoQuestion(Kind.COUNT), Subject(("p1",))


def said(
    answer: Answer,
    question: PhotoQuestion = ALL,
    *,
    subject: str = "",
    beside: str = "",
    voice: Voice | None = None,
    before_at: datetime | None = None,
    taken_at: datetime | None = None,
) -> str:
    result = PhotoAnswer(question, answer, subject, beside, taken_at, before_at)
    voice = voice or Voice("en", "NG", "NGN")
    return without_marks(text_of(voice, [result]))


def test_uncertain_count_is_told_with_its_range() -> None:
    answer = Counted(count=24, low=22, high=27)

    assert said(answer) == "Packs: I see 24 on the photo (22 to 27)"


def test_count_of_several_products_names_each() -> None:
    question = PhotoQuestion(Kind.COUNT, Subject(category="drinks"))
    answer = Counted(count=7, low=7, high=7, things=(COKE, FANTA))

    assert said(answer, question, subject="drinks").splitlines() == [
        "Drinks: I see 7 on the photo",
        "Coke: 4",
        "Fanta: 3 (2 to 4)",
    ]


def test_what_is_not_seen_is_said_with_what_may_be_it() -> None:
    question = PhotoQuestion(Kind.COUNT, Subject(words="sprite"))
    answer = Counted(count=0, low=0, high=0, maybe=(UNKNOWN,), unnamed=5)

    assert said(answer, question, subject="sprite").splitlines() == [
        "I can’t see sprite on the photo.",
        "Perhaps also: number 3 (Sprite?): 2",
        "5 packs on the photo have no name yet.",
    ]


def test_place_is_told_by_shelf_side_and_neighbours() -> None:
    answer = Located(standings=(TOP, BOTTOM))

    assert said(answer, PhotoQuestion(Kind.WHERE, OF_COKE)).splitlines() == [
        "Coke: top shelf, on the left, next to Fanta (4)",
        "Fanta: bottom shelf, on the right, between Coke and number 3 (Sprite?), "
        "photo 2 (3)",
    ]


@pytest.mark.parametrize(
    ("place", "head"),
    [
        (Place(row=1), "Top shelf:"),
        (Place(row=-1), "Bottom shelf:"),
        (Place(is_middle_row=True), "Middle shelf:"),
        (Place(row=2), "Second shelf from the top:"),
        (Place(row=7), "Shelf 7 from the top:"),
        (Place(row=-2), "Shelf 2 from the bottom:"),
        (Place(side=Side.MIDDLE), "In the middle:"),
        (Place(relation=Relation.BELOW, what=OF_COKE), "Below Coke:"),
    ],
)
def test_contents_name_the_place(place: Place, head: str) -> None:
    question = PhotoQuestion(Kind.CONTENTS, place=place)

    lines = said(Listed(things=(FANTA,), gaps=2), question, beside="Coke").splitlines()

    assert lines == [head, "Fanta: 3 (2 to 4)", "2 empty places"]


def test_empty_shelf_is_told_from_one_that_shows_nothing() -> None:
    question = PhotoQuestion(Kind.CONTENTS, place=Place(row=1))

    assert said(Listed(things=(), gaps=3), question) == (
        "Top shelf: nothing, 3 empty places"
    )
    assert said(Listed(things=()), question) == "Top shelf: nothing that I can see"


def test_price_says_where_it_is_from() -> None:
    answer = Prices(
        priced=(
            Priced(FANTA, Decimal(500), None, PriceSource.TAG),
            Priced(COKE, Decimal(600), "NGN", PriceSource.KNOWN),
        ),
        unpriced=(UNKNOWN,),
    )
    question = PhotoQuestion(Kind.CHEAPER_THAN, amount=Decimal(700))

    assert said(answer, question).splitlines() == [
        "Cheaper than ₦700:",
        "Fanta: ₦500 on the tag",
        "Coke: ₦600 in your price list",
        "Price not known: number 3 (Sprite?)",
    ]


def test_comparison_marks_what_is_not_sure() -> None:
    answer = Compared(
        differences=(Difference(COKE, 9, 4), Difference(FANTA, 4, 3, is_sure=False)),
        before=13,
        after=7,
        gaps_before=0,
        gaps_after=2,
    )

    lines = said(answer, PhotoQuestion(Kind.COMPARE), before_at=NOON).splitlines()

    assert lines[0].endswith("13 → 7 packs")
    assert lines[1:] == [
        "Coke: 9 → 4",
        "Fanta: 4 → 3 (not sure)",
        "Empty places: 0 → 2",
    ]


def test_number_of_what_is_gone_is_said_to_be_on_the_older_photo() -> None:
    differences = (Difference(UNKNOWN, 3, 0), Difference(UNKNOWN, 3, 1))
    answer = Compared(
        differences=differences, before=3, after=1, gaps_before=0, gaps_after=0
    )

    lines = said(answer, PhotoQuestion(Kind.COMPARE), before_at=NOON).splitlines()

    assert lines[1].startswith("number 3") and lines[1].endswith("on that photo: 3 → 0")
    assert "photo" not in lines[2]


def test_answer_about_an_older_photo_says_its_time() -> None:
    lines = said(Counted(count=1, low=1, high=1), taken_at=NOON).splitlines()

    assert lines[0].startswith("On the photo of ")


ANSWERS: list[tuple[Kind, Answer]] = [
    (Kind.COUNT, Counted(count=2, low=1, high=3, things=(COKE, FANTA))),
    (Kind.PRESENCE, Present(is_there=True, things=(COKE, FANTA))),
    (Kind.PRESENCE, Present(is_there=False, unnamed=1)),
    (Kind.WHERE, Located(standings=(TOP, BOTTOM))),
    (Kind.CONTENTS, Listed(things=(COKE, UNKNOWN), gaps=1)),
    (Kind.COLOUR, Listed(things=(COKE,))),
    (Kind.PRODUCTS, Counted(count=3, low=2, high=3)),
    (Kind.SHELVES, Filled(best=(), all_rows=(RowFill(0, 1, 1, 5, 5, 0),))),
    (Kind.GAPS, Filled(best=(RowFill(0, 2, 3, 4, 6, 2),), all_rows=())),
    (Kind.GAPS, Filled(best=(), all_rows=())),
    (
        Kind.EMPTIEST,
        Filled(
            best=(RowFill(0, 2, 3, 4, 6, 2),), all_rows=(RowFill(0, 2, 3, 4, 6, 2),)
        ),
    ),
    (
        Kind.FULLEST,
        Filled(
            best=(RowFill(0, 1, 3, 6, 6, 0),), all_rows=(RowFill(0, 2, 3, 4, 6, 2),)
        ),
    ),
    (Kind.EMPTIEST, Filled(best=(), all_rows=(RowFill(0, 1, 1, 5, 5, 0),))),
    (Kind.MOST, Listed(things=(COKE, FANTA))),
    (Kind.FEWEST, Listed(things=(UNKNOWN,))),
    (Kind.OUT_OF_PLACE, Misplaced(strays=(Stray(TOP, BOTTOM), Stray(BOTTOM, None)))),
    (Kind.OUT_OF_PLACE, Misplaced(strays=())),
    (Kind.LABEL, Printed(prints=(Print(COKE, ("Coca-Cola", "50cl")),))),
    (
        Kind.TAG,
        Prices(
            priced=(
                Priced(None, Decimal(5), "EUR", PriceSource.TAG),
                Priced(COKE, None, None, PriceSource.TAG),
            )
        ),
    ),
    (Kind.DEAREST, Prices(priced=(Priced(COKE, Decimal(5), None, PriceSource.TAG),))),
    (Kind.CHEAPEST, Prices(priced=(Priced(COKE, Decimal(5), None, PriceSource.TAG),))),
    (Kind.DEARER_THAN, Prices(priced=())),
]


@pytest.mark.parametrize("language", languages())
@pytest.mark.parametrize(("kind", "answer"), ANSWERS)
def test_every_answer_has_words(language: str, kind: Kind, answer: Answer) -> None:
    question = PhotoQuestion(kind, OF_COKE, amount=Decimal(9))

    assert said(answer, question, subject="Coke", voice=Voice(language)).strip()


@pytest.mark.parametrize("language", languages())
@pytest.mark.parametrize("reason", Reason)
def test_every_reason_has_words(language: str, reason: Reason) -> None:
    answer = CannotTell(reason=reason, rows=3, maybe=(UNKNOWN,), unnamed=1)

    assert said(answer, subject="Coke", voice=Voice(language)).strip()


def test_without_a_photo_one_is_asked_for() -> None:
    assert "Send me one" in text_of(Voice("en"), [NoPhoto()])
