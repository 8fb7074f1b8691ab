"""How a large picture is cut into overlapping tiles.

Used by `pipeline.vision.detection.detect`.

The net takes any shape, so tiles are as large as the memory allows and of the shape
that leaves the least to be looked at twice.
"""

from __future__ import annotations

from itertools import pairwise

import numpy as np

MULTIPLE = 32
"""The net's sides divide by this."""
SEAM = 12
Span = tuple[int, int, float, float]


def tile_shape(
    height: int, width: int, most_pixels: int, overlap: int
) -> tuple[int, int]:
    """Height and width of equal tiles that cover a picture with the least work, each
    of at most `most_pixels` once its sides are brought to a multiple of 32."""
    shapes = [
        (rows * columns * _padded(high) * _padded(wide), high, wide)
        for rows, high in _divisions(height, overlap)
        for columns, wide in _divisions(width, overlap)
        if _padded(high) * _padded(wide) <= most_pixels
    ]
    _, high, wide = min(shapes)
    return high, wide


def _divisions(length: int, overlap: int) -> list[tuple[int, int]]:
    """(number of tiles, length of each) along one side."""
    parts = range(1, 2 + length // overlap)
    return [(count, -(-(length + overlap * (count - 1)) // count)) for count in parts]


def _padded(side: int) -> int:
    return -(-side // MULTIPLE) * MULTIPLE


def spans(length: int, tile: int, overlap: int) -> list[Span]:
    """Tiles along one side: (start, end, from, to); a tile owns the centres between
    `from` and `to`. Neighbours share a narrow seam, because two tiles never place a
    centre on exactly the same pixel; what both find there is one duplicate."""
    if length <= tile:
        return [(0, length, -np.inf, np.inf)]
    count = -(-(length - overlap) // (tile - overlap))
    starts = [round(k * (length - tile) / (count - 1)) for k in range(count)]
    cuts = [(a + tile + b) / 2 for a, b in pairwise(starts)]
    lows = [-np.inf, *(cut - SEAM for cut in cuts)]
    highs = [*(cut + SEAM for cut in cuts), np.inf]
    ends = [start + tile for start in starts]
    return list(zip(starts, ends, lows, highs, strict=True))
