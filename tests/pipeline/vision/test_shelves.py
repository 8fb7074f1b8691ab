"""Rows from hand-made boxes: level, tilted, in perspective, stacked."""

from __future__ import annotations

import math

import pytest

from pipeline.types import Box
from pipeline.vision.shelves import find_rows, neighbours_of_gap


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


def test_bays_with_shelves_at_other_heights_keep_their_rows_apart() -> None:
    left = [*row_of_packs(200, count=5), *row_of_packs(400, count=5)]
    right = [
        *row_of_packs(290, count=5, left=420),
        *row_of_packs(490, count=5, left=420),
    ]

    assert sorted(rows_of([*left, *right])) == [
        list(range(n, n + 5)) for n in (0, 5, 10, 15)
    ]


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
