"""Which packs are read, and how much of that one photo may cost."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from pipeline.images import Pixels
from pipeline.types import Box, Detection
from pipeline.vision.text.ocr import PACK, SMALL_PACK, Line
from pipeline.vision.text.prints import read_prints
from pipeline.vision.text.sheets import Limits


class CountingReader:
    """Reads the same word everywhere, and remembers what it was asked for."""

    def __init__(self) -> None:
        self.calls: list[tuple[list[tuple[int, int]], Limits]] = []

    def read(
        self, crops: Sequence[Pixels], most: int, limits: Limits = PACK
    ) -> list[tuple[Line, ...]]:
        sizes = [(crop.shape[1], crop.shape[0]) for crop in crops]
        self.calls.append((sizes, limits))
        return [(Line("milk", 0.9, Box(2, 3, 20, 9)),) for _ in crops]


PHOTO = np.zeros((3000, 4000, 3), np.uint8)


def facings(sizes: list[tuple[float, float]]) -> list[Detection]:
    """One facing of each size, side by side in lines."""
    return [
        Detection(Box(x, y, x + width, y + height), 0.9)
        for k, (width, height) in enumerate(sizes)
        for x, y in [(100.0 * (k % 36), 80.0 * (k // 36))]
    ]


def read(
    sizes: list[tuple[float, float]], groups: list[list[int]]
) -> tuple[list[list[str]], CountingReader]:
    reader = CountingReader()
    lines = read_prints(groups, facings(sizes), {0: PHOTO}, reader)
    return [[line.text for line in part] for part in lines], reader


def test_the_best_facing_of_each_group_is_read() -> None:
    sizes = [(90.0, 200.0), (100.0, 220.0), (80.0, 150.0)] + [(60.0, 70.0)] * 13

    texts, reader = read(sizes, [[0, 1], [2], *([k] for k in range(3, 16))])

    (asked, _) = reader.calls[0]
    assert (100, 220) in asked and (90, 200) not in asked
    assert all(part == ["milk"] for part in texts)


def test_of_few_groups_a_second_facing_is_read() -> None:
    texts, reader = read([(90.0, 200.0), (100.0, 220.0)], [[0, 1]])

    assert len(reader.calls[0][0]) == 2
    assert texts == [["milk", "milk"]]


def test_packs_too_small_for_letters_are_not_read() -> None:
    texts, reader = read([(20.0, 60.0), (90.0, 200.0)], [[0], [1]])

    assert reader.calls[0][0] == [(90, 200)]
    assert texts == [[], ["milk"]]


def test_many_groups_are_read_in_one_call_within_a_budget() -> None:
    sizes = [(300.0, 420.0)] * 150

    _, reader = read(sizes, [[k] for k in range(150)])

    ((asked, limits),) = reader.calls
    assert limits == SMALL_PACK
    assert 30 <= len(asked) <= 48
    assert len(asked) * SMALL_PACK[0] * SMALL_PACK[1] <= 3_000_000


def test_products_that_fill_most_of_the_shelf_are_read_first() -> None:
    sizes = [(300.0, 420.0)] * 160
    rare, common = [[k] for k in range(100)], [list(range(100, 160))]

    texts, _ = read(sizes, [*rare, *common])

    assert texts[-1] == ["milk"]
    assert sum(bool(part) for part in texts) < len(texts)


def test_lines_are_told_where_they_are_on_the_photo() -> None:
    reader = CountingReader()
    facing = Detection(Box(100, 200, 190, 400), 0.9)

    ((line,),) = read_prints([[0]], [facing], {0: PHOTO}, reader)

    assert line.box == Box(102, 203, 120, 209)


class FrontsAreSeldom(CountingReader):
    """Reads a word only on packs of an odd width."""

    def read(
        self, crops: Sequence[Pixels], most: int, limits: Limits = PACK
    ) -> list[tuple[Line, ...]]:
        lines = super().read(crops, most, limits)
        shown = [crop.shape[1] % 2 == 1 for crop in crops]
        return [part if front else () for part, front in zip(lines, shown, strict=True)]


def test_other_facings_are_read_where_the_best_one_says_nothing() -> None:
    sizes = [(100.0, 220.0), (91.0, 200.0), (80.0, 200.0)] + [(61.0, 70.0)] * 13
    groups = [[0, 1, 2], *([k] for k in range(3, 16))]
    reader = FrontsAreSeldom()

    lines = read_prints(groups, facings(sizes), {0: PHOTO}, reader)

    assert [line.text for line in lines[0]] == ["milk"]
    assert [size for size, _ in reader.calls[1:]] == [[(91, 200), (80, 200)]]
