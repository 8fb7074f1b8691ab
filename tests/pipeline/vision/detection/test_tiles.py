"""Tiles: every pixel is read, every centre is owned by one tile."""

from __future__ import annotations

import numpy as np
import pytest

from pipeline.vision.detection.tiles import spans, tile_shape


@pytest.mark.parametrize("length", [500, 1024, 1025, 1800, 3000, 4097])
def test_tiles_cover_every_pixel_and_own_every_centre(length: int) -> None:
    tiles = spans(length, 1024, 256)

    assert tiles[0][0] == 0 and tiles[-1][1] == length
    for start, end, low, high in tiles:
        assert end - start <= 1024
        # Half an overlap is seen on either side of what a tile owns.
        assert low == -np.inf or low - start >= 100
        assert high == np.inf or end - high >= 100
    for centre in np.linspace(0, length - 1, 97):
        assert any(low <= centre < high for _, _, low, high in tiles)


@pytest.mark.parametrize(
    ("height", "width"), [(90, 4000), (700, 1180), (1024, 1024), (3072, 2304)]
)
def test_tiles_are_of_the_shape_that_costs_least(height: int, width: int) -> None:
    high, wide = tile_shape(height, width, 1024 * 800, 256)

    rows, columns = spans(height, high, 256), spans(width, wide, 256)

    assert max(end for _, end, _, _ in rows) == height
    assert max(end for _, end, _, _ in columns) == width
    assert (high + 31) // 32 * 32 * ((wide + 31) // 32 * 32) <= 1024 * 800
    # Square tiles of 1024 would make this much work.
    square = len(spans(height, 1024, 256)) * len(spans(width, 1024, 256))
    square_work = square * min(height, 1024) * min(width, 1024)
    assert len(rows) * len(columns) * high * wide <= 1.3 * square_work


def test_a_picture_that_fits_is_one_tile() -> None:
    assert tile_shape(640, 1280, 1024 * 800, 256) == (640, 1280)
