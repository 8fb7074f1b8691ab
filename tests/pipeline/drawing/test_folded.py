"""Wide pictures in strips under one another."""

from __future__ import annotations

import numpy as np
import pytest

from pipeline.drawing.folded import folded, folded_size, strips, width_before
from pipeline.types import Box, Detection, ItemReading, ShelfReading


def shelf(width: int, height: int, pack: int) -> ShelfReading:
    boxes = [Box(x, 10, x + pack, 60) for x in range(0, width - pack, 2 * pack)]
    facings = tuple(Detection(box, 0.9, 1) for box in boxes)
    item = ItemReading(1, None, None, len(boxes), 1, 99, 0.9, facings=facings)
    return ShelfReading(((width, height),), (item,))


@pytest.mark.parametrize(
    ("size", "pack", "count"),
    [
        ((4000, 3000), 60, 1),  # a photo
        ((4000, 1000), 60, 2),
        ((9000, 1000), 60, 3),
        ((60000, 1000), 60, 4),
        ((4000, 1000), 300, 1),  # large packs
    ],
)
def test_wide_pictures_of_narrow_packs_are_shown_in_strips(
    size: tuple[int, int], pack: int, count: int
) -> None:
    assert strips(shelf(*size, pack), 0) == count


def test_a_picture_without_packs_is_not_cut() -> None:
    assert strips(ShelfReading(((9000, 1000),)), 0) == 1


@pytest.mark.parametrize("count", [1, 2, 3, 4])
def test_all_of_a_picture_is_in_its_strips(count: int) -> None:
    full = width_before(300, count)
    picture = np.broadcast_to(np.arange(full) % 251, (20, full))
    picture = np.repeat(picture[..., None], 3, axis=2).astype(np.uint8)

    whole = folded(picture, 300, count, [])

    rows = [whole[26 * number + 10, :, 0] for number in range(count)]
    ends = [int(np.flatnonzero(row != 255)[-1]) + 1 for row in rows]
    seen = np.concatenate([row[:end] for row, end in zip(rows, ends, strict=True)])
    assert whole.shape[1] == 300
    assert (seen == picture[0, :, 0]).all()


def test_it_is_cut_beside_packs_and_not_through_them() -> None:
    width, count = 300, 2
    picture = np.full((20, width_before(width, count), 3), 90, np.uint8)
    middle = picture.shape[1] // 2
    packs = [Box(middle - 40, 0, middle + 6, 20), Box(middle + 8, 0, middle + 90, 20)]

    whole = folded(picture, width, count, packs)

    first = int((whole[5, :, 0] == 90).sum())
    assert middle + 6 <= first <= middle + 8


def test_size_of_strips_is_that_of_one_under_the_other() -> None:
    assert folded_size((4000, 1000), 2) == (2000, 2000)
