"""Questions about albums, and about photos that show nothing."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from pipeline.types import ShelfReading
from pipeline.vqa.questions import CannotTell, Kind, Place, Reason
from tests.pipeline.vqa.asking import COLA, ask
from tests.pipeline.vqa.shelves_in_words import album, shelf


def test_a_row_of_an_album_is_that_row_of_each_photo() -> None:
    reading = album(["cola", "milk"], ["cola cola", "juice", "tea"])

    assert ask(reading, Kind.COUNT, COLA, Place(row=1)).count == 3
    assert ask(reading, Kind.COUNT, Place(row=-1)).count == 2
    assert ask(reading, Kind.COUNT, Place(row=3)).count == 1
    assert ask(reading, Kind.COUNT, Place(photo=2)).count == 4
    assert ask(reading, Kind.COUNT, Place(photo=3)).reason is Reason.NO_SUCH_PLACE


def test_whereabouts_name_the_photo_of_an_album() -> None:
    found = ask(album(["cola"], ["milk cola"]), Kind.WHERE, COLA)

    assert [(s.photo, s.first) for s in found.standings] == [(0, 1), (1, 2)]


@pytest.mark.parametrize("kind", list(Kind))
def test_nothing_is_told_from_a_photo_that_shows_nothing(kind: Kind) -> None:
    found = ask(ShelfReading(sizes=((10, 10),)), kind, amount=Decimal(1))

    assert found == CannotTell(reason=Reason.NOTHING_SEEN)


@pytest.mark.parametrize("kind", list(Kind))
def test_packs_that_stand_on_no_shelf_break_no_question(kind: Kind) -> None:
    reading = shelf("cola milk")
    items = tuple(
        replace(i, facings=tuple(replace(f, row=0, position=0) for f in i.facings))
        for i in reading.items
    )
    reading = replace(reading, items=items)

    found = ask(reading, kind, amount=Decimal(1), other=reading)
    on_a_row = ask(reading, kind, Place(row=1), amount=Decimal(1), other=reading)

    assert found is not None
    if kind not in (Kind.COMPARE,):
        assert isinstance(on_a_row, CannotTell)
