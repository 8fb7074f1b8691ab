"""Rows from hand-made boxes: level, tilted, in perspective, stacked, uneven; and those
of the demo photos, from the boxes of their labels."""

from __future__ import annotations

import math
import random
from itertools import product
from pathlib import Path

import pytest

from bench.grounded_truth import shelf_of
from bench.installation import DEMO_IMAGES
from pipeline.types import Box
from pipeline.vision.rows.shelves import find_rows, neighbours_of_gap


def row_of_packs(
    bottom: float,
    count: int = 8,
    width: float = 60,
    height: float = 120,
    left: float = 50,
) -> list[Box]:
    starts = [left + index * (width + 6) for index in range(count)]
    return [Box(x, bottom - height, x + width, bottom) for x in starts]


def turned(box: Box, degrees: float) -> Box:
    """The box carried along by a photo turned around its corner."""
    x, y = box.centre
    angle = math.radians(degrees)
    moved_x = x * math.cos(angle) - y * math.sin(angle)
    moved_y = x * math.sin(angle) + y * math.cos(angle)
    half_w, half_h = box.width / 2, box.height / 2
    return Box(moved_x - half_w, moved_y - half_h, moved_x + half_w, moved_y + half_h)


def rows_of(boxes: list[Box]) -> list[list[int]]:
    return [list(row.members) for row in find_rows(boxes).rows]


def test_facings_on_one_board_are_one_row_from_left_to_right() -> None:
    top, bottom = row_of_packs(200), row_of_packs(400)
    boxes = [*reversed(bottom), *top]

    shelf = find_rows(boxes)

    assert [row.number for row in shelf.rows] == [1, 2]
    assert [boxes[i] for i in shelf.rows[0].members] == top
    assert [boxes[i] for i in shelf.rows[1].members] == bottom


def test_packs_of_other_heights_stand_on_the_same_board() -> None:
    low = row_of_packs(300, count=4, height=70)
    high = row_of_packs(300, count=4, height=160, left=400)

    assert rows_of([*low, *high]) == [list(range(8))]


@pytest.mark.parametrize("degrees", [-10, -5, 5, 10])
def test_tilted_photo_keeps_its_rows(degrees: float) -> None:
    boxes = [*row_of_packs(200), *row_of_packs(400), *row_of_packs(600)]

    rows = rows_of([turned(box, degrees) for box in boxes])

    assert rows == [list(range(8)), list(range(8, 16)), list(range(16, 24))]


def test_boards_that_run_together_keep_their_rows() -> None:
    boxes = []
    for row in range(4):
        for column in range(10):
            shrink = 1 - 0.04 * column
            bottom = 450 + (row - 1.5) * 200 * shrink
            left, height = 40 + column * 70, 110 * shrink
            boxes.append(Box(left, bottom - height, left + 60 * shrink, bottom))

    assert rows_of(boxes) == [list(range(n, n + 10)) for n in (0, 10, 20, 30)]


def test_board_that_bends_is_one_row() -> None:
    boxes = []
    for row in range(3):
        for box in row_of_packs(250 + 170 * row, count=14):
            x, _ = box.centre
            sag = 60 * ((x - 500) / 500) ** 2
            boxes.append(Box(box.left, box.top - sag, box.right, box.bottom - sag))

    assert rows_of(boxes) == [list(range(n, n + 14)) for n in (0, 14, 28)]


def test_packs_stacked_on_packs_share_the_row_and_the_place() -> None:
    ground = row_of_packs(400, count=6, height=80)
    second = row_of_packs(318, count=6, height=80)
    third = row_of_packs(236, count=6, height=80)[:2]

    (row,) = find_rows([*ground, *second, *third]).rows

    assert row.places[0] == (0, 6, 12)
    assert row.places[5] == (5, 11)


def test_tags_tell_a_board_from_a_stack() -> None:
    upper, lower = row_of_packs(200, height=100), row_of_packs(305, height=100)
    tags = [Box(box.left + 10, 198, box.right - 10, 212) for box in upper]

    rows = find_rows([*upper, *lower], tags).rows

    assert [len(row.members) for row in rows] == [8, 8]


def test_row_goes_on_behind_a_wide_empty_place() -> None:
    left, right = row_of_packs(300, count=2), row_of_packs(306, count=2, left=900)

    assert rows_of([*left, *right]) == [[0, 1, 2, 3]]


def test_bays_with_shelves_at_other_heights_share_their_rows() -> None:
    left = [*row_of_packs(200, count=5), *row_of_packs(400, count=5)]
    right = [
        *row_of_packs(280, count=5, left=420),
        *row_of_packs(480, count=5, left=420),
    ]

    assert rows_of([*left, *right]) == [
        [*range(5), *range(10, 15)],
        [*range(5, 10), *range(15, 20)],
    ]


def test_half_a_bay_with_more_shelves_gives_its_packs_to_the_rows_beside() -> None:
    rows = [*row_of_packs(200), *row_of_packs(400), *row_of_packs(600)]
    beside = [
        *row_of_packs(300, count=2, height=70, left=650),
        *row_of_packs(410, count=2, height=80, left=650),
    ]

    found = rows_of([*rows, *beside])

    assert [[member for member in row if member < 24] for row in found] == [
        list(range(n, n + 8)) for n in (0, 8, 16)
    ]


@pytest.mark.parametrize("step", [50, -50])
def test_pack_that_stands_higher_or_lower_stays_in_its_row(step: float) -> None:
    upper, lower = row_of_packs(200), row_of_packs(400)
    box = lower[3]
    lower[3] = Box(box.left, 400 - step - 90, box.right, 400 - step)

    assert rows_of([*upper, *lower]) == [list(range(8)), list(range(8, 16))]


def test_pack_on_another_one_of_other_width_stays_in_its_row() -> None:
    upper, lower = row_of_packs(200), row_of_packs(400)
    below = lower[3]
    lower[3] = Box(below.left, 360, below.right, 400)
    on_top = Box(below.left - 20, 310, below.right + 20, 358)

    assert rows_of([*upper, *lower, on_top]) == [
        list(range(8)),
        [8, 9, 10, 16, 11, 12, 13, 14, 15],
    ]


def test_one_tall_pack_parts_no_row() -> None:
    upper, lower = row_of_packs(200), row_of_packs(400)
    tall = Box(upper[4].left, 220, upper[4].right, 400)

    assert rows_of([*upper, *lower[:4], tall, *lower[5:]]) == [
        list(range(8)),
        list(range(8, 16)),
    ]


def test_one_pack_alone_on_its_shelf_is_a_row() -> None:
    boxes = [*row_of_packs(200), *row_of_packs(400)[3:4], *row_of_packs(600)]

    assert rows_of(boxes) == [list(range(8)), [8], list(range(9, 17))]


def test_what_is_printed_on_a_board_between_two_shelves_is_no_row() -> None:
    boxes = [*row_of_packs(200), *row_of_packs(400), *row_of_packs(600)]
    printed = Box(300, 410, 340, 440)

    assert [len(row) for row in rows_of([*boxes, printed])] == [8, 9, 8]


def test_thin_boards_between_packs_of_one_size_part_rows() -> None:
    boxes = []
    for row, fewer in enumerate((0, 4, 2, 5)):
        boxes += row_of_packs(200 + 105 * row, count=8 - fewer, height=90)

    assert [len(row) for row in rows_of(boxes)] == [8, 4, 6, 3]


def test_tall_packs_close_under_a_board_carry_nothing() -> None:
    cans = row_of_packs(300, count=8, width=70, height=200)
    bottles = row_of_packs(706, count=6, width=100, height=400)

    assert [len(row) for row in rows_of([*cans, *bottles])] == [8, 6]


@pytest.mark.parametrize("degrees", [-12, -6, 6, 12])
def test_stacks_on_a_tilted_photo_are_one_row(degrees: float) -> None:
    boxes = [
        *row_of_packs(200, height=70),
        *row_of_packs(128, height=70),
        *row_of_packs(400, height=70),
        *row_of_packs(328, height=70),
    ]

    found = [set(row) for row in rows_of([turned(box, degrees) for box in boxes])]

    assert found == [set(range(16)), set(range(16, 32))]


def uneven_shelf(chance: random.Random) -> tuple[list[Box], list[int]]:
    """Packs of many sizes, some on boxes, some stacked; and the row of each."""
    boxes, rows = [], []
    for row in range(chance.randint(2, 5)):
        left, bottom, room = 0.0, 240.0 * (row + 1), 190.0
        while left < 1200:
            width, count = chance.uniform(50, 130), chance.randint(1, 4)
            is_flat = chance.random() < 0.2
            height = room * (0.3 if is_flat else chance.uniform(0.5, 0.95))
            raised = chance.choice((0, 0, 0.25)) * room if height < 0.6 * room else 0
            for column, level in product(range(count), range(1 + is_flat)):
                x, foot = left + column * width, bottom - raised - level * height
                boxes.append(Box(x, foot - height, x + 0.95 * width, foot))
                rows.append(row + 1)
            left += count * width + chance.choice((0, 0, 120))
    return boxes, rows


@pytest.mark.parametrize("degrees", [-12, 0, 12])
@pytest.mark.parametrize("seed", range(12))
def test_uneven_packs_keep_the_numbers_of_their_shelves(
    seed: int, degrees: float
) -> None:
    boxes, rows = uneven_shelf(random.Random(seed))

    shelf = find_rows([turned(box, degrees) for box in boxes])

    found = {member: row.number for row in shelf.rows for member in row.members}
    assert [found[member] for member in range(len(boxes))] == rows


@pytest.mark.parametrize(
    "label", sorted(DEMO_IMAGES.glob("*.json")), ids=lambda p: p.stem
)
def test_labelled_facings_of_a_demo_photo_are_on_their_shelves(label: Path) -> None:
    if label.stem == "too_dark":  # shows nothing
        return
    packs = shelf_of(label).packs

    shelf = find_rows([pack.box for pack in packs])

    found = {member: row.number for row in shelf.rows for member in row.members}
    assert [found[member] for member in range(len(packs))] == [p.row for p in packs]


def test_no_facings_make_no_rows() -> None:
    shelf = find_rows([])

    assert shelf.rows == ()
    assert shelf.row_of(Box(0, 0, 10, 10)) == 0


def test_gap_belongs_to_its_row_between_its_neighbours() -> None:
    boxes = [*row_of_packs(200), *row_of_packs(400)]
    gap = boxes.pop(11)
    shelf = find_rows(boxes)

    beside = neighbours_of_gap(gap, shelf, boxes)

    assert shelf.row_of(gap) == 2
    assert sorted(beside) == [10, 11]


def test_label_belongs_to_the_board_above_it() -> None:
    shelf = find_rows([*row_of_packs(200), *row_of_packs(400)])

    assert shelf.row_above(Box(100, 203, 150, 228)) == 1
    assert shelf.row_above(Box(100, 403, 150, 428)) == 2
    assert shelf.row_above(Box(100, 10, 150, 30)) is None
