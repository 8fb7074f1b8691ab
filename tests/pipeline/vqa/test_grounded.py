"""Questions about a shelf, answered from its reading."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from pipeline.types import Box, Candidate, Colour, ShelfReading, TextLine
from pipeline.vqa.grounded import answer
from pipeline.vqa.questions import (
    CannotTell,
    Compared,
    Counted,
    Facts,
    Filled,
    Kind,
    Listed,
    Located,
    Misplaced,
    PhotoQuestion,
    Place,
    Present,
    Prices,
    PriceSource,
    Printed,
    Reason,
    Relation,
    Side,
    Subject,
)
from tests.pipeline.vqa.shelves_in_words import album, box_at, shelf, with_tag

COLA, MILK, JUICE = (Subject(product_ids=(word,)) for word in ("cola", "milk", "juice"))


def ask(reading: ShelfReading, kind: Kind, *parts: Any, **extra: Any) -> Any:
    """The answer to a question of a kind, a subject and a place, in any order."""
    given: dict[str, Any] = {"kind": kind}
    for part in parts:
        given["place" if isinstance(part, Place) else "subject"] = part
    if "amount" in extra:
        given["amount"] = extra.pop("amount")
    return answer(PhotoQuestion(**given), reading, **extra)


def names_of(things: Any) -> list[tuple[str | None, int]]:
    return [(thing.product_id, thing.count) for thing in things]


# How many


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


# By words and print


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


# Where


def test_whereabouts_tell_shelf_side_and_neighbours() -> None:
    reading = shelf("juice juice juice", "milk cola cola _ juice", "milk milk milk")

    found = ask(reading, Kind.WHERE, COLA)

    assert isinstance(found, Located)
    (place,) = found.standings
    assert (place.row, place.rows, place.side) == (2, 3, Side.MIDDLE)
    assert (place.first, place.last) == (2, 3)
    assert place.left and place.left.product_id == "milk"
    assert place.right and place.right.product_id == "juice"
    assert place.gap_right and not place.gap_left
    assert place.above and place.above.product_id == "juice"
    assert place.below and place.below.product_id == "milk"


def test_a_gap_does_not_part_a_run_but_another_product_does() -> None:
    reading = shelf("cola _ cola milk cola")

    found = ask(reading, Kind.WHERE, COLA)

    assert [(s.first, s.last) for s in found.standings] == [(1, 3), (5, 5)]


def test_the_shelf_ends_beside_the_first_and_last() -> None:
    (place,) = ask(shelf("cola cola"), Kind.WHERE, COLA).standings

    assert place.left is place.right is place.above is place.below is None


def test_packs_of_no_shelf_are_located_without_one() -> None:
    reading = shelf("cola milk")
    (lost,) = (replace(f, row=0, position=0) for f in reading.items[1].facings)
    item = replace(reading.items[1], facings=(lost,))
    reading = replace(reading, items=(reading.items[0], item))

    (place,) = ask(reading, Kind.WHERE, MILK).standings

    assert (place.row, place.first) == (0, 0)


def test_what_is_not_seen_has_no_place() -> None:
    found = ask(shelf("cola"), Kind.WHERE, MILK)

    assert found.reason is Reason.NOT_FOUND


# What is there


def test_contents_of_a_shelf_come_from_the_left_with_gaps() -> None:
    reading = shelf("cola", "milk juice _2 milk")

    found = ask(reading, Kind.CONTENTS, Place(row=2))

    assert isinstance(found, Listed)
    assert names_of(found.things) == [("milk", 2), ("juice", 1)]
    assert (found.row, found.rows, found.gaps) == (2, 2, 2)


def test_an_empty_shelf_has_nothing_but_gaps() -> None:
    found = ask(shelf("cola", "_4"), Kind.CONTENTS, Place(row=2))

    assert (found.things, found.gaps) == ((), 4)
    assert len(found.spots) == 1


def test_a_shelf_that_is_not_there_is_not_described() -> None:
    found = ask(shelf("cola", "milk"), Kind.CONTENTS, Place(row=5))

    assert found == CannotTell(reason=Reason.NO_SUCH_ROW, rows=2)


@pytest.mark.parametrize(
    ("relation", "expected"),
    [
        (Relation.LEFT_OF, [("cola", 2)]),
        (Relation.RIGHT_OF, [("juice", 1)]),
        (Relation.NEXT_TO, [("cola", 2), ("juice", 1)]),
        (Relation.ABOVE, [("water", 2)]),
        (Relation.BELOW, [("tea", 1)]),
    ],
)
def test_neighbours_are_the_next_things_on_that_side(
    relation: Relation, expected: list[tuple[str, int]]
) -> None:
    reading = shelf(
        "rice rice rice water water", "rice cola cola milk _ juice rice", "_3 tea rice"
    )

    found = ask(reading, Kind.CONTENTS, Place(relation=relation, what=MILK))

    # The water is over the milk; a second one stands beside that.
    wanted = [("water", 1)] if relation is Relation.ABOVE else expected
    assert names_of(found.things) == wanted


def test_a_stacked_pack_is_above_the_one_it_stands_on() -> None:
    reading = shelf("rice rice", "milk/juice cola")

    over = ask(reading, Kind.CONTENTS, Place(relation=Relation.ABOVE, what=MILK))
    under = ask(reading, Kind.CONTENTS, Place(relation=Relation.BELOW, what=JUICE))

    assert names_of(over.things) == [("juice", 1)]
    assert names_of(under.things) == [("milk", 1)]


def test_count_beside_something_goes_to_the_end_of_the_shelf() -> None:
    reading = shelf("cola juice cola milk cola")
    place = Place(relation=Relation.LEFT_OF, what=MILK)

    assert ask(reading, Kind.COUNT, COLA, place).count == 2
    assert ask(reading, Kind.COUNT, place).count == 3


def test_beside_what_is_not_seen_is_nowhere() -> None:
    place = Place(relation=Relation.LEFT_OF, what=MILK)

    assert ask(shelf("cola"), Kind.CONTENTS, place).reason is Reason.NOT_FOUND


# Most, fewest, colour


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


# How full


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


# Out of place


def test_one_among_others_is_out_of_place_and_its_home_is_told() -> None:
    reading = shelf("milk milk cola milk", "cola cola cola juice")

    found = ask(reading, Kind.OUT_OF_PLACE)

    assert isinstance(found, Misplaced)
    (stray,) = found.strays
    assert (stray.standing.thing.product_id, stray.standing.row) == ("cola", 1)
    assert stray.home and stray.home.row == 2


def test_blocks_beside_one_another_are_in_place() -> None:
    reading = shelf("milk milk cola cola juice", "cola juice juice milk")

    assert ask(reading, Kind.OUT_OF_PLACE).strays == ()


def test_single_unnamed_packs_between_named_ones_are_no_run() -> None:
    found = ask(shelf("PEAK milk PEAK tea tea"), Kind.OUT_OF_PLACE)

    assert found.strays == ()


def test_among_an_unnamed_run_a_named_pack_is_out_of_place() -> None:
    found = ask(shelf("PEAK PEAK milk PEAK"), Kind.OUT_OF_PLACE)

    assert [stray.standing.thing.product_id for stray in found.strays] == ["milk"]


def test_an_unnamed_pack_among_others_may_be_one_of_them() -> None:
    found = ask(shelf("milk milk PEAK milk"), Kind.OUT_OF_PLACE)

    assert found.strays == ()
    assert [thing.group for thing in found.maybe] == [2]


# Print


def test_label_is_read_from_the_facing_that_shows_most() -> None:
    reading = shelf("cola cola")
    second = box_at(1, 2)
    lines = (
        TextLine(Box(110, 280, 150, 290), "1 L", 0.9),
        TextLine(Box(110, 220, 150, 240), "COLA", 0.9),
        TextLine(Box(10, 220, 50, 240), "CO", 0.5),
    )
    reading = replace(reading, texts=lines)

    found = ask(reading, Kind.LABEL, COLA)

    assert isinstance(found, Printed)
    assert found.prints[0].lines == ("COLA", "1 L")
    assert found.spots[0].box == second


def test_print_of_the_group_serves_where_lines_are_elsewhere() -> None:
    found = ask(shelf("PEAK-MILK"), Kind.LABEL)

    assert found.prints[0].lines == ("PEAK MILK",)


def test_a_label_that_was_not_read_is_shown_all_the_same() -> None:
    found = ask(shelf("cola"), Kind.LABEL, COLA)

    assert found.reason is Reason.NO_PRINT
    assert len(found.spots) == 1


# Prices


@pytest.fixture
def priced() -> ShelfReading:
    reading = shelf("cola cola milk juice", "PEAK PEAK tea")
    reading = with_tag(reading, "80", 1, 1, "cola")
    reading = with_tag(reading, "120", 1, 3, "milk")
    return with_tag(reading, "95", 2, 1)


FACTS = Facts(prices={"juice": Decimal(150), "cola": Decimal(75)}, currency="KES")


def amounts(found: Any) -> list[tuple[str | None, int]]:
    return [(p.thing.product_id, int(p.amount)) for p in found.priced]


def test_tag_of_a_product_is_told(priced: ShelfReading) -> None:
    found = ask(priced, Kind.TAG, COLA, facts=FACTS)

    assert isinstance(found, Prices)
    assert amounts(found) == [("cola", 80)]
    assert found.priced[0].source is PriceSource.TAG
    assert found.spots == (found.priced[0].spot,)


def test_without_a_tag_the_known_price_is_told_as_such(priced: ShelfReading) -> None:
    (price,) = ask(priced, Kind.TAG, JUICE, facts=FACTS).priced

    assert (price.source, price.amount, price.spot) == (PriceSource.KNOWN, 150, None)


def test_tag_of_an_unnamed_group_is_found_by_its_place(priced: ShelfReading) -> None:
    found = ask(priced, Kind.TAG, Subject(words="peak"))

    assert amounts(found) == [(None, 95)]


def test_a_tag_goes_with_what_its_place_is_named_by_now() -> None:
    reading = with_tag(shelf("PEAK tea"), "95", 1, 1)
    named = replace(reading.items[0], product_id="milk", name="Milk 1 L")
    reading = replace(reading, items=(named, reading.items[1]))

    assert amounts(ask(reading, Kind.TAG, MILK)) == [("milk", 95)]


def test_a_tag_without_a_place_goes_by_the_name_it_was_read_with() -> None:
    reading = with_tag(shelf("milk tea"), "95", 0, 0, "milk")

    assert amounts(ask(reading, Kind.TAG, MILK)) == [("milk", 95)]


def test_dearest_and_cheapest_go_by_tags_first(priced: ShelfReading) -> None:
    assert amounts(ask(priced, Kind.DEAREST)) == [("milk", 120)]
    assert amounts(ask(priced, Kind.DEAREST, facts=FACTS)) == [("juice", 150)]
    assert amounts(ask(priced, Kind.CHEAPEST, facts=FACTS)) == [("cola", 80)]


def test_what_is_cheaper_is_listed_by_price(priced: ShelfReading) -> None:
    found = ask(priced, Kind.CHEAPER_THAN, amount=Decimal(120))

    assert amounts(found) == [("cola", 80), (None, 95)]
    assert [thing.product_id for thing in found.unpriced] == ["juice", "tea"]


def test_nothing_dearer_is_an_answer(priced: ShelfReading) -> None:
    found = ask(priced, Kind.DEARER_THAN, amount=Decimal(500))

    assert found.priced == ()


def test_a_limit_needs_an_amount(priced: ShelfReading) -> None:
    assert ask(priced, Kind.CHEAPER_THAN).reason is Reason.NO_AMOUNT


def test_draw_of_prices_lists_all() -> None:
    reading = with_tag(shelf("cola milk"), "80", 1, 1, "cola")
    reading = with_tag(reading, "80", 1, 2, "milk")

    assert amounts(ask(reading, Kind.DEAREST)) == [("cola", 80), ("milk", 80)]


def test_two_tags_of_one_product_that_disagree_are_both_told() -> None:
    reading = with_tag(shelf("cola cola"), "80", 1, 1, "cola")
    reading = with_tag(reading, "85", 1, 2, "cola")

    assert amounts(ask(reading, Kind.TAG, COLA)) == [("cola", 80), ("cola", 85)]


def test_tags_without_products_are_told_but_not_compared() -> None:
    reading = with_tag(shelf("cola _"), "80", 1, 2)

    tags = ask(reading, Kind.TAG)
    dearest = ask(reading, Kind.DEAREST)

    assert [(p.thing, p.amount) for p in tags.priced] == [(None, 80)]
    assert dearest.reason is Reason.NO_TAGS


def test_a_tag_that_cannot_be_read_is_shown() -> None:
    reading = with_tag(shelf("cola"), None, 1, 1, "cola")

    (price,) = ask(reading, Kind.TAG, COLA).priced

    assert price.amount is None
    assert price.spot is not None


def test_no_tags_are_no_prices() -> None:
    assert ask(shelf("cola"), Kind.TAG, COLA).reason is Reason.NO_TAGS
    assert ask(shelf("cola"), Kind.CHEAPEST).reason is Reason.NO_TAGS


# Compared with another photo


def test_changes_are_told_largest_first() -> None:
    before = shelf("cola cola milk milk milk", "tea")
    after = shelf("cola _ milk _2", "juice juice juice tea")

    found = ask(after, Kind.COMPARE, other=before)

    assert isinstance(found, Compared)
    assert [(d.thing.product_id, d.before, d.after) for d in found.differences] == [
        ("juice", 0, 3),
        ("milk", 3, 1),
        ("cola", 2, 1),
    ]
    assert (found.before, found.after) == (6, 6)
    assert (found.gaps_before, found.gaps_after) == (0, 3)


def test_a_difference_within_the_range_is_not_sure() -> None:
    before, after = shelf("cola cola"), shelf("cola")
    vague = replace(after.items[0], count_high=2)
    after = replace(after, items=(vague,))

    (change,) = ask(after, Kind.COMPARE, other=before).differences

    assert not change.is_sure


def test_unnamed_groups_are_the_same_by_their_look() -> None:
    def looking(reading: ShelfReading, *looks: tuple[float, float]) -> ShelfReading:
        items = zip(reading.items, looks, strict=True)
        seen = tuple(replace(item, embedding=look) for item, look in items)
        return replace(reading, items=seen)

    before = looking(shelf("PEAK PEAK BAND"), (1.0, 0.0), (0.0, 1.0))
    after = looking(shelf("BAND PEAK BAND"), (0.05, 0.99), (0.99, 0.05))

    found = ask(after, Kind.COMPARE, other=before)

    assert [(d.thing.group, d.before, d.after) for d in found.differences] == [
        (1, 1, 2),
        (2, 2, 1),
    ]


def test_one_product_can_be_compared() -> None:
    before, after = shelf("cola cola milk"), shelf("cola milk milk")

    found = ask(after, Kind.COMPARE, COLA, other=before)

    assert [(d.before, d.after) for d in found.differences] == [(2, 1)]


def test_there_has_to_be_another_photo() -> None:
    assert ask(shelf("cola"), Kind.COMPARE).reason is Reason.NO_OTHER_PHOTO


# Albums, and photos that show nothing


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
