"""Groups of drawn packs: same pack, other light, other variant, other size."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from pipeline.images import Pixels
from pipeline.types import Box, Detection
from pipeline.vision.looks.classical_look import ClassicalLook
from pipeline.vision.looks.grouping import group_facings, same_product_odds
from pipeline.vision.looks.look_scale import Evidence
from pipeline.vision.looks.looks import Vectors, crop
from pipeline.vision.looks.neighbours import next_to, variety
from tests.pipeline.vision.packs import BLUE, GREEN, RED, YELLOW, drawn_pack


def in_a_row(count: int, row: int = 1, photo: int = 0) -> list[Detection]:
    bottom = 200.0 * row
    return [
        Detection(Box(75.0 * i, bottom - 120, 75.0 * i + 70, bottom), 0.9, row, photo)
        for i in range(count)
    ]


def looks(packs: list[Pixels]) -> Vectors:
    return ClassicalLook().embed(packs)


def test_vectors_have_unit_length_and_the_promised_size() -> None:
    vectors = looks([drawn_pack(RED, YELLOW), drawn_pack(BLUE, RED)])

    assert vectors.shape == (2, ClassicalLook.dimensions)
    assert vectors.dtype == np.float32
    assert np.linalg.norm(vectors, axis=1) == pytest.approx([1, 1], abs=1e-5)


def test_no_crops_give_no_vectors() -> None:
    assert looks([]).shape == (0, ClassicalLook.dimensions)


def test_same_pack_in_falling_light_is_one_group() -> None:
    packs = [drawn_pack(RED, YELLOW, light) for light in (1.1, 1.0, 0.8, 0.6, 0.45)]

    assert group_facings(in_a_row(5), looks(packs)) == [0, 0, 0, 0, 0]


def test_flavours_that_stand_side_by_side_stay_apart() -> None:
    packs = [
        *[drawn_pack(RED, YELLOW)] * 3,
        *[drawn_pack(GREEN, YELLOW)] * 3,
        *[drawn_pack(BLUE, YELLOW)] * 2,
    ]

    groups = group_facings(in_a_row(8), looks(packs))

    assert groups == [0, 0, 0, 1, 1, 1, 2, 2]


def test_same_pack_on_two_boards_and_two_photos_is_one_group() -> None:
    facings = [*in_a_row(2), *in_a_row(2, row=2), *in_a_row(2, photo=1)]
    packs = [drawn_pack(RED, YELLOW), drawn_pack(BLUE, GREEN)] * 3

    assert group_facings(facings, looks(packs)) == [0, 1, 0, 1, 0, 1]


def test_large_and_small_size_of_one_pack_are_two_groups() -> None:
    small = in_a_row(3)
    large = [
        Detection(Box(300 + 140 * i, -80, 430 + 140 * i, 200), 0.9, 1) for i in range(3)
    ]
    packs = [drawn_pack(RED, YELLOW)] * 6

    groups = group_facings([*small, *large], looks(packs))

    assert groups == [0, 0, 0, 1, 1, 1]


def at_angles(degrees: list[float]) -> Vectors:
    """Unit vectors of which neighbours are alike and the ends are not."""
    turns = np.radians(degrees)
    return np.stack([np.cos(turns), np.sin(turns)], axis=1).astype(np.float32)


def test_a_long_row_of_packs_turned_a_little_more_each_is_one_group() -> None:
    evidence = Evidence(start=2.0, look=-6.0, same_row=-1.0, near=3.0)
    alike = at_angles([4.0 * i for i in range(9)])
    gap = [facing for i, facing in enumerate(in_a_row(12)) if i not in (3, 4, 5)]

    assert group_facings(in_a_row(9), alike, evidence) == [0] * 9
    assert len(set(group_facings(gap, at_angles([0] * 3 + [32] * 6), evidence))) == 2


def test_two_long_rows_of_like_packs_side_by_side_stay_apart() -> None:
    evidence = Evidence(start=2.0, look=-6.0, same_row=-1.0, near=3.0)
    flavours = at_angles([0.0] * 6 + [34.0] * 6)

    assert group_facings(in_a_row(12), flavours, evidence) == [0] * 6 + [1] * 6
    assert group_facings(in_a_row(2), at_angles([0, 34]), evidence) == [0, 0]


def test_colours_tell_packs_apart_that_look_the_same_otherwise() -> None:
    evidence = Evidence(start=4.0, look=-6.0, colours=-9.0)
    same, colours = at_angles([0, 0, 0, 0]), at_angles([0, 0, 60, 60])

    assert group_facings(in_a_row(4), same, evidence) == [0, 0, 0, 0]
    assert group_facings(in_a_row(4), same, evidence, colours) == [0, 0, 1, 1]


def test_packs_that_stand_on_each_other_join_more_easily() -> None:
    evidence = Evidence(start=1.0, look=-6.0, same_row=0.0, near=0.0, stacked=4.0)
    lower, upper = Box(0, 100, 70, 200), Box(5, 10, 75, 100)
    stack = [Detection(lower, 0.9, 1), Detection(upper, 0.9, 1, level=1)]
    apart = [Detection(lower, 0.9, 1), Detection(Box(300, 10, 370, 100), 0.9, 2)]

    assert group_facings(stack, at_angles([0, 20]), evidence) == [0, 0]
    assert group_facings(apart, at_angles([0, 20]), evidence) == [0, 1]


def among_others(others: int) -> Vectors:
    """Two packs 34 degrees apart, and `others` that look like nothing else."""
    vectors = np.eye(others + 2, dtype=np.float32)
    vectors[1, :2] = np.cos(np.radians(34)), np.sin(np.radians(34))
    return vectors


def test_side_by_side_tells_less_where_all_neighbours_differ() -> None:
    evidence = Evidence(start=2.0, look=-6.0, same_row=-1.0, near=3.0)
    surer = replace(evidence, neighbours_worth=1000.0)

    assert group_facings(in_a_row(2), among_others(0), evidence) == [0, 0]
    assert group_facings(in_a_row(9), among_others(7), evidence) == [*range(9)]
    assert group_facings(in_a_row(9), among_others(7), surer)[:2] == [0, 0]


def test_variety_of_one_photo_is_none_of_anothers() -> None:
    evidence = Evidence(start=2.0, look=-6.0, same_row=-1.0, near=3.0)
    both = np.zeros((11, 11), np.float32)
    both[:9, :9], both[9:, 9:] = among_others(7), among_others(0)
    facings = [*in_a_row(9), *in_a_row(2, photo=1)]

    groups = group_facings(facings, both, evidence)

    assert len(set(groups[:9])) == 9
    assert groups[9] == groups[10]


def test_neighbours_that_are_all_the_same_add_nothing_to_the_usual() -> None:
    assert variety(np.full(20, 6.0), 0.6, 8.0) == 0.0
    assert variety(np.zeros(0), 0.6, 8.0) == 0.0
    assert -3.0 < variety(np.full(20, -6.0), 0.6, 8.0) < -1.0


def test_packs_with_a_gap_or_a_board_between_are_no_neighbours() -> None:
    facings = [*in_a_row(5), *in_a_row(2, row=2), *in_a_row(1, photo=1)]
    del facings[3]

    assert next_to(facings) == [(0, 1), (1, 2), (4, 5)]


def test_groups_vary_where_two_of_them_are_alike_only_for_their_places() -> None:
    evidence = Evidence(start=2.0, look=-6.0, same_row=-1.0, near=3.0)

    odds = same_product_odds(in_a_row(3), at_angles([0, 34, 2]), evidence)

    assert odds.vary([0, 1]) and odds.vary([0, 1, 2])
    assert not odds.vary([0, 2]) and not odds.vary([1]) and not odds.vary([])


def test_no_facings_make_no_groups() -> None:
    assert group_facings([], looks([])) == []


def test_crop_stays_inside_the_photo() -> None:
    photo = np.zeros((50, 60, 3), np.uint8)

    assert crop(photo, Box(-20, -20, 30, 20)).shape == (20, 30, 3)
    assert crop(photo, Box(58, 48, 200, 200)).shape == (2, 2, 3)
    assert crop(photo, Box(10, 10, 30, 30), inset=0.1).shape == (16, 16, 3)
