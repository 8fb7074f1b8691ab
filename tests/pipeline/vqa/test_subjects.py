"""What a question means: by words, by print, and by the likeliest product."""

from __future__ import annotations

from dataclasses import replace

import pytest

from pipeline.types import Candidate
from pipeline.vqa.questions import CannotTell, Kind, Present, Reason, Subject
from tests.pipeline.vqa.asking import MILK, ask, names_of
from tests.pipeline.vqa.shelves_in_words import box_at, shelf


def test_words_find_an_unnamed_group_by_its_print() -> None:
    reading = shelf("cola NESCAFE-GOLD NESCAFE-GOLD")

    found = ask(reading, Kind.COUNT, Subject(words="Nescafé"))

    assert found.count == 2
    assert found.things[0].name is None


def test_print_of_most_words_is_only_perhaps_meant() -> None:
    reading = shelf("cola BLUE-BAND")

    found = ask(reading, Kind.COUNT, Subject(words="blue band margarine"))

    assert found.count == 0
    assert [thing.group for thing in found.maybe] == [2]


def test_words_are_not_used_where_the_chat_knew_the_product() -> None:
    reading = shelf("cola", "milk")

    found = ask(reading, Kind.COUNT, Subject(product_ids=("cola",), words="milk"))

    assert names_of(found.things) == [("cola", 1)]


def test_likely_product_of_an_unsure_group_is_perhaps_meant() -> None:
    reading = shelf("cola PEAK")
    unsure = replace(reading.items[1], candidates=(Candidate("milk", 0.6, "Milk"),))
    reading = replace(reading, items=(reading.items[0], unsure))

    found = ask(reading, Kind.PRESENCE, MILK)

    assert isinstance(found, Present)
    assert not found.is_there
    assert [thing.group for thing in found.maybe] == [2]


@pytest.mark.parametrize("kind", [Kind.PRESENCE, Kind.COUNT, Kind.WHERE, Kind.TAG])
def test_where_nothing_is_sure_the_proof_shows_what_may_be_meant(kind: Kind) -> None:
    reading = shelf("cola PEAK")
    unsure = replace(reading.items[1], candidates=(Candidate("milk", 0.6, "Milk"),))
    reading = replace(reading, items=(reading.items[0], unsure))

    found = ask(reading, kind, MILK)

    assert [spot.box for spot in found.spots] == [box_at(1, 2)]


def test_absence_tells_how_many_packs_have_no_name() -> None:
    found = ask(shelf("cola PEAK PEAK"), Kind.PRESENCE, MILK)

    assert not found.is_there
    assert found.unnamed == 2


def test_nothing_with_a_name_is_no_ground_for_absence() -> None:
    reading = shelf("PEAK PEAK")
    nameless = replace(reading.items[0], text="")
    reading = replace(reading, items=(nameless,))

    assert ask(reading, Kind.PRESENCE, MILK) == CannotTell(reason=Reason.NO_NAMES)
