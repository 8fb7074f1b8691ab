"""The slope of boards on photos taken at an angle: their lines meet in one point."""

from __future__ import annotations

import pytest

from pipeline.types import Box
from pipeline.vision.rows.level import Level, as_array, find_level


def board(crosses: float, meets_at: tuple[float, float], packs: int = 12) -> list[Box]:
    """Packs on a board that crosses x = 600 there and runs to the meeting point."""
    x, y = meets_at
    boxes = []
    for index in range(packs):
        left = 60 + index * 90
        middle = left + 40
        bottom = crosses + (y - crosses) * (middle - 600) / (x - 600)
        high = 110 * (x - middle) / (x - 600)
        boxes.append(Box(left, bottom - high, left + 80, bottom))
    return boxes


@pytest.mark.parametrize("meets_at", [(2200.0, 300.0), (2600.0, 700.0)])
def test_packs_of_one_board_are_level_however_steep_it_is_seen(
    meets_at: tuple[float, float],
) -> None:
    boards = [board(crosses, meets_at) for crosses in (200, 450, 700, 950)]

    level = find_level(as_array([box for boxes in boards for box in boxes]))

    for boxes in boards:
        bottoms = [level.bottom(box) for box in boxes]
        assert max(bottoms) - min(bottoms) < 6


def test_what_is_levelled_is_found_again() -> None:
    level = Level(slope=0.1, change=-0.0004, middle=500)

    for x in (0.0, 500.0, 1100.0):
        assert level.at(x, level.levelled(x, 420.0)) == pytest.approx(420.0)


def test_too_few_packs_tell_no_slope() -> None:
    level = find_level(as_array([Box(0, 0, 50, 100), Box(60, 10, 110, 110)]))

    assert (level.slope, level.change) == (0.0, 0.0)
