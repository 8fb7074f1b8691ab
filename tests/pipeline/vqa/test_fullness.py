"""How full shelves are, and how many there are."""

from __future__ import annotations

from pipeline.vqa.questions import Filled, Kind, Place, Side
from tests.pipeline.vqa.asking import ask
from tests.pipeline.vqa.shelves_in_words import album, shelf


def test_emptiest_shelf_is_the_one_with_the_largest_share_of_gaps() -> None:
    reading = shelf("cola _ _ cola cola cola", "milk _", "juice juice")

    found = ask(reading, Kind.EMPTIEST)

    assert isinstance(found, Filled)
    assert [row.row for row in found.best] == [2]
    assert [(row.empty, row.places) for row in found.all_rows] == [
        (2, 6),
        (1, 2),
        (0, 2),
    ]
    assert [row.row for row in ask(reading, Kind.FULLEST).best] == [3]


def test_stacked_packs_take_one_place() -> None:
    reading = shelf("cola/cola/cola _", "milk milk _")

    assert [row.row for row in ask(reading, Kind.EMPTIEST).best] == [1]


def test_without_gaps_no_shelf_is_the_emptiest() -> None:
    found = ask(shelf("cola cola", "milk"), Kind.EMPTIEST)

    assert found.best == ()
    assert len(found.all_rows) == 2


def test_gaps_of_a_side_are_counted_there_only() -> None:
    reading = shelf("_ cola cola cola cola _2", "milk _ milk _ milk milk milk")

    found = ask(reading, Kind.GAPS, Place(side=Side.LEFT))

    assert [row.empty for row in found.all_rows] == [1, 1]


def test_shelves_are_counted_on_each_photo() -> None:
    found = ask(album(["cola", "milk"], ["juice"]), Kind.SHELVES)

    assert [(row.photo, row.row, row.rows) for row in found.all_rows] == [
        (0, 1, 2),
        (0, 2, 2),
        (1, 1, 1),
    ]
