"""Counts with their range, groups in reading order, groups of one product."""

from __future__ import annotations

from pipeline.items import (
    Group,
    in_reading_order,
    joined_by_product,
    nearest_groups,
    parted,
    reunited,
)
from pipeline.types import Box, Candidate, Detection
from pipeline.vision.naming.recognise import Identity


def test_doubtful_facing_widens_the_range_of_the_group_beside_it() -> None:
    def facing(left: float, score: float = 0.99, photo: int = 0) -> Detection:
        return Detection(Box(left, 0, left + 40, 90), score, 1, photo)

    facings = [facing(0), facing(45), facing(300), facing(345), facing(95, photo=1)]
    groups = [Group((0, 1)), Group((2, 3)), Group((4,))]

    shares = nearest_groups([facing(90, 0.3), facing(390, 0.2)], facings, groups)

    assert shares == [[0.3], [0.2], []]


def test_groups_are_numbered_row_by_row_from_the_left() -> None:
    def facing(left: float, row: int, photo: int = 0) -> Detection:
        return Detection(Box(left, 0, left + 10, 20), 0.9, row, photo)

    facings = [
        facing(0, 1, photo=1),
        facing(50, 2),
        facing(80, 1),
        facing(10, 1),
        facing(5, 2),
    ]

    groups = in_reading_order([4, 3, 2, 1, 2], facings)

    assert [group.members for group in groups] == [(3,), (2, 4), (1,), (0,)]


def test_groups_of_one_product_become_one() -> None:
    groups = [Group((0, 1), ("COLA",)), Group((2,)), Group((3,), ("ZERO",))]
    identities = [
        Identity("cola", 0.9),
        Identity(None, 0.2),
        Identity("cola", 0.97),
    ]

    joined = joined_by_product(groups, identities)

    assert [(group.members, identity.product_id) for group, identity in joined] == [
        ((0, 1, 3), "cola"),
        ((2,), None),
    ]
    assert joined[0][0].prints == ("COLA", "ZERO")
    assert joined[0][1].score == 0.97


def facing(left: float, height: float) -> Detection:
    return Detection(Box(left, 200 - height, left + 40, 200), 0.9, 1)


def test_group_of_two_sizes_is_asked_about_in_parts() -> None:
    facings = [facing(0, 100), facing(50, 140), facing(100, 103), facing(150, 138)]

    parts = parted([Group((0, 1, 2, 3)), Group(())], facings)

    assert [part.members for part in parts] == [(0, 2), (1, 3), ()]
    assert parted([Group((0, 2))], facings) == [Group((0, 2), origin=0)]


def test_group_that_resembles_two_products_is_asked_about_in_parts_of_each() -> None:
    facings = [facing(0, 100), facing(50, 140), facing(100, 103), facing(150, 100)]
    groups = [Group((3,)), Group((0, 1, 2))]

    parts = parted(groups, facings, {1: [(0, 1), (2,)]})

    assert [part.members for part in parts] == [(3,), (0,), (1,), (2,)]
    assert [part.origin for part in parts] == [0, 1, 1, 1]


def test_parts_stay_apart_only_under_different_names() -> None:
    parts = [Group((0, 2), origin=0), Group((1, 3), ("COLA",), origin=0)]
    small = Identity("small", 0.9, (Candidate("small", 0.9),))
    large = Identity("large", 0.9, (Candidate("large", 0.9),))
    unsure = Identity(None, 0.5, (Candidate("small", 0.5),))
    unknown = Identity(None, 0.0)

    def members(one: Identity, other: Identity) -> list[tuple[int, ...]]:
        return [group.members for group in reunited(parts, [one, other])[0]]

    assert members(small, large) == [(0, 2), (1, 3)]
    assert members(small, unsure) == [(0, 2, 1, 3)]
    assert members(unknown, unsure) == [(0, 2, 1, 3)]
    assert members(large, unsure) == [(0, 2), (1, 3)]
    assert reunited(parts, [small, unsure])[1] == [small]
