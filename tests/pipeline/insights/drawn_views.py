"""Shelves as a camera sees them: what stands in each row, through any homography."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from pipeline.insights.plane import Floats, apply
from pipeline.insights.planogram import Facing, Hole, View

SIZE = (1600, 1200)
WIDTHS = (70.0, 55.0, 90.0, 62.0, 110.0, 48.0)
"""Of the products, by the sum of the letters of their names."""

UPRIGHT = np.eye(3)
FARTHER = np.array([[0.6, 0, 300], [0, 0.6, 220], [0, 0, 1.0]])
FROM_THE_RIGHT = np.array([[0.9, 0.02, 40], [0.05, 0.95, 20], [0.00018, 0.0, 1.0]])
FROM_BELOW = np.array([[0.95, 0.0, 60], [0.0, 0.9, 90], [0.0, -0.00012, 1.0]])
TILTED = np.array([[0.98, -0.05, 60], [0.05, 0.98, 0], [0, 0, 1.0]])
MIRRORED = np.array([[-1.0, 0, 1600], [0, 1.0, 0], [0, 0, 1.0]])


def view(
    rows: Sequence[Sequence[str]],
    matrix: Floats = UPRIGHT,
    *,
    size: tuple[int, int] = SIZE,
    crop: tuple[float, float, float, float] | None = None,
    noise: float = 0.0,
) -> View:
    """A photo of these rows; "-" is an empty place, "-Coke" one beside Coke.

    `crop` (left, top, right, bottom) is cut out of it; what is less than half inside
    cannot be seen. `noise` shakes the boxes by so many pixels.
    """
    shaken = random.Random(7)
    facings: list[Facing] = []
    holes: list[Hole] = []
    for number, row in enumerate(rows, 1):
        left = 60.0
        for name in row:
            wide = WIDTHS[sum(map(ord, name.lstrip("-"))) % len(WIDTHS)]
            box = (left, 130.0 * number - 100, left + wide, 130.0 * number)
            left += wide + 4
            x, y, width, height = _seen(box, matrix, noise, shaken)
            if name.startswith("-"):
                holes.append(Hole(number, x, y, width, height, 1, name[1:] or None))
            else:
                facings.append(Facing(name, number, x, y, width, height, number))
    whole = View(size, tuple(facings), tuple(holes))
    return cut(whole, crop) if crop else whole


def _seen(
    box: tuple[float, float, float, float],
    matrix: Floats,
    noise: float,
    shaken: random.Random,
) -> tuple[float, float, float, float]:
    left, top, right, bottom = box
    corners = np.array([(left, top), (right, top), (left, bottom), (right, bottom)])
    at = apply(matrix, corners)
    (x1, y1), (x2, y2) = at.min(axis=0), at.max(axis=0)
    x1, y1, x2, y2 = (float(v) + shaken.gauss(0, noise) for v in (x1, y1, x2, y2))
    return (x1 + x2) / 2, (y1 + y2) / 2, max(4.0, x2 - x1), max(4.0, y2 - y1)


def cut(whole: View, crop: tuple[float, float, float, float]) -> View:
    """The part of a photo, with rows counted anew and boxes clipped at its edges."""
    left, top, right, bottom = crop
    clipped = [c for f in whole.facings if (c := _clip(f, crop)) is not None]
    holes = [h for h in whole.holes if left <= h.x <= right and top <= h.y <= bottom]
    rows = sorted({f.row for f in clipped} | {h.row for h in holes})
    number = {row: n for n, row in enumerate(rows, 1)}
    return View(
        (int(right - left), int(bottom - top)),
        tuple(replace(f, row=number[f.row]) for f in clipped),
        tuple(replace(h, row=number[h.row], x=h.x - left, y=h.y - top) for h in holes),
    )


def _clip(facing: Facing, crop: tuple[float, float, float, float]) -> Facing | None:
    x1, x2 = facing.x - facing.width / 2, facing.x + facing.width / 2
    y1, y2 = facing.y - facing.height / 2, facing.y + facing.height / 2
    a1, b1, a2, b2 = (
        max(x1, crop[0]),
        max(y1, crop[1]),
        min(x2, crop[2]),
        min(y2, crop[3]),
    )
    area = max(0.0, a2 - a1) * max(0.0, b2 - b1)
    if area < 0.5 * facing.width * facing.height:
        return None
    return replace(
        facing,
        x=(a1 + a2) / 2 - crop[0],
        y=(b1 + b2) / 2 - crop[1],
        width=a2 - a1,
        height=b2 - b1,
    )
