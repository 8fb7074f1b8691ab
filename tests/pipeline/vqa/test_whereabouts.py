"""Where things stand, and which of them stand where they do not belong."""

from __future__ import annotations

from dataclasses import replace

from pipeline.vqa.questions import Kind, Located, Misplaced, Reason, Side
from tests.pipeline.vqa.asking import COLA, MILK, ask
from tests.pipeline.vqa.shelves_in_words import shelf


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
