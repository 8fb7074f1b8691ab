"""How many there are, of what, in which part of a shelf, and in which colour."""

from __future__ import annotations

from dataclasses import replace

import pytest

from pipeline.types import Colour
from pipeline.vqa.questions import (
    CannotTell,
    Counted,
    Facts,
    Kind,
    Place,
    Reason,
    Side,
    Subject,
)
from tests.pipeline.vqa.asking import COLA, MILK, ask, names_of
from tests.pipeline.vqa.shelves_in_words import box_at, shelf


def test_facings_of_a_product_are_counted_with_their_boxes() -> None:
    reading = shelf("cola cola milk", "juice cola _ _")

    found = ask(reading, Kind.COUNT, COLA)

    assert isinstance(found, Counted)
    assert found.count == 3
    assert [spot.box for spot in found.spots] == [
        box_at(1, 1),
        box_at(1, 2),
        box_at(2, 2),
    ]


def test_all_facings_have_the_range_of_the_reading() -> None:
    reading = replace(shelf("cola cola", "milk"), facings_low=2, facings_high=5)

    found = ask(reading, Kind.COUNT)

    assert (found.low, found.count, found.high) == (2, 3, 5)


def test_range_of_a_part_is_in_proportion() -> None:
    reading = shelf("cola cola cola cola", "cola cola cola cola")
    item = replace(reading.items[0], count_low=6, count_high=10)
    reading = replace(reading, items=(item,))

    found = ask(reading, Kind.COUNT, COLA, Place(row=1))

    assert (found.low, found.count, found.high) == (3, 4, 5)


@pytest.mark.parametrize(
    ("place", "count"),
    [
        (Place(row=1), 3),
        (Place(row=-1), 2),
        (Place(row=2), 4),
        (Place(is_middle_row=True), 4),
        (Place(row=1, side=Side.LEFT), 1),
        (Place(side=Side.RIGHT), 2),
        (Place(position=1), 3),
        (Place(row=1, position=-2), 1),
        (Place(photo=1), 9),
    ],
)
def test_a_place_narrows_the_count(place: Place, count: int) -> None:
    reading = shelf("cola _ milk _ cola _", "cola _ milk milk milk _", "milk cola _4")

    assert ask(reading, Kind.COUNT, place).count == count


def test_middle_of_an_even_number_of_shelves_is_two_shelves() -> None:
    reading = shelf("cola", "milk milk", "milk", "juice")

    found = ask(reading, Kind.CONTENTS, Place(is_middle_row=True))

    assert names_of(found.things) == [("milk", 3)]
    assert found.row is None


def test_red_ones_are_those_that_are_mainly_red() -> None:
    reading = shelf("cola cola milk juice")
    cola, milk, juice = reading.items
    items = (
        replace(cola, colours=(Colour.RED, Colour.WHITE)),
        replace(milk, colours=(Colour.WHITE, Colour.RED)),
        replace(juice, colours=(Colour.GREEN,)),
    )
    reading = replace(reading, items=items)

    red = ask(reading, Kind.COUNT, Subject(colours=(Colour.RED,)))
    both = ask(reading, Kind.COUNT, Subject(colours=(Colour.RED, Colour.WHITE)))

    assert red.count == 2
    assert names_of(red.maybe) == [("milk", 1)]
    assert both.count == 3


def test_colours_of_an_old_reading_are_not_known() -> None:
    found = ask(shelf("cola"), Kind.COUNT, Subject(colours=(Colour.RED,)))

    assert found == CannotTell(reason=Reason.NO_COLOURS)


def test_a_category_counts_all_its_products() -> None:
    facts = Facts(categories={"cola": "drinks", "juice": "Drinks", "milk": "dairy"})
    reading = shelf("cola milk juice juice")

    found = ask(reading, Kind.COUNT, Subject(category="drinks"), facts=facts)

    assert names_of(found.things) == [("cola", 1), ("juice", 2)]


def test_categories_that_nobody_noted_are_not_guessed() -> None:
    found = ask(shelf("cola"), Kind.COUNT, Subject(category="drinks"))

    assert found == CannotTell(reason=Reason.NO_CATEGORIES)


def test_number_of_a_group_on_the_picture_is_a_subject() -> None:
    reading = shelf("cola milk milk")

    assert ask(reading, Kind.COUNT, Subject(group=2)).count == 2
    missing = ask(reading, Kind.COUNT, Subject(group=9))
    assert missing == CannotTell(reason=Reason.NO_SUCH_PLACE)


def test_numbers_that_have_got_the_same_name_are_one_product() -> None:
    reading = shelf("cola tea cola", "PEAK PEAK")
    named = replace(reading.items[2], product_id="tea", name="Tea 1 L")
    reading = replace(reading, items=(*reading.items[:2], named))

    most = ask(reading, Kind.MOST)
    by_number = ask(reading, Kind.WHERE, Subject(group=3))

    assert names_of(most.things) == [("tea", 3)]
    assert [(s.row, s.thing.count) for s in by_number.standings] == [(1, 1), (2, 2)]


def test_unnamed_ones_can_be_counted() -> None:
    reading = shelf("cola BLUE-BAND BLUE-BAND PEAK")

    found = ask(reading, Kind.COUNT, Subject(is_unnamed=True))

    assert found.count == 3


def test_different_products_are_counted_once_each() -> None:
    assert ask(shelf("cola cola", "milk PEAK cola"), Kind.PRODUCTS).count == 3


def test_draws_are_told_as_such() -> None:
    reading = shelf("cola cola milk milk juice")

    assert names_of(ask(reading, Kind.MOST).things) == [("cola", 2), ("milk", 2)]
    assert names_of(ask(reading, Kind.FEWEST).things) == [("juice", 1)]


def test_most_of_a_shelf_counts_that_shelf_only() -> None:
    reading = shelf("cola cola milk", "milk milk milk cola")

    assert names_of(ask(reading, Kind.MOST, Place(row=1)).things) == [("cola", 2)]


def test_colour_of_a_product_is_told() -> None:
    reading = shelf("cola milk", colours={"cola": Colour.RED})

    assert ask(reading, Kind.COLOUR, COLA).things[0].colours == (Colour.RED,)
    assert ask(reading, Kind.COLOUR, MILK).reason is Reason.NO_COLOURS
