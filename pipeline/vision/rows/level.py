"""How the boards of a photo slope: a photo may be tilted and taken at an angle.

Called by `pipeline.vision.rows.shelves`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from pipeline.types import Box

Floats = npt.NDArray[np.float64]

_STEEPEST_BOARD = 0.35  # rise by run, about 19 degrees
_FEWEST_PAIRS = 3
_ROUNDS = 3  # each levels better what tells how the slope changes with height
_LEAST_SCALE = 0.2  # so small no photo shows a shelf beside what is in its middle


@dataclass(frozen=True, slots=True)
class Level:
    """A board that crosses the middle at height y has the slope `slope + change * y`
    (rise by run): boards that are level in the shop meet in one point."""

    slope: float = 0.0
    change: float = 0.0
    middle: float = 0.0  # x to which bottoms are slid along their board

    def slope_at(self, y: float) -> float:
        """The slope of the board that crosses the middle at height y."""
        return self.slope + self.change * y

    def bottom(self, box: Box) -> float:
        """Where the board under this box crosses the middle of the photo."""
        return self.levelled(box.centre[0], box.bottom)

    def levelled(self, x: float, y: float) -> float:
        """Where the line along the boards through a point crosses the middle."""
        run = x - self.middle
        return (y - self.slope * run) / max(1 + self.change * run, _LEAST_SCALE)

    def at(self, x: float, levelled: float) -> float:
        """The y at x of what is `levelled` in the middle: undoes `levelled`."""
        run = x - self.middle
        return levelled * max(1 + self.change * run, _LEAST_SCALE) + self.slope * run


def as_array(boxes: Sequence[Box]) -> Floats:
    """(n, 4): left, top, right, bottom."""
    corners = [(box.left, box.top, box.right, box.bottom) for box in boxes]
    return np.array(corners, np.float64).reshape(-1, 4)


def find_level(boxes: Floats) -> Level:
    """The slope of the boards under boxes (n, 4), from alike-sized neighbours.

    A straight line of slope over height, fitted without far pairs.
    """
    if not len(boxes):
        return Level()
    middle = float(np.median((boxes[:, 0] + boxes[:, 2]) / 2))
    x, y, slopes = _slopes_to_neighbours(boxes)
    if len(y) < _FEWEST_PAIRS:
        return Level(middle=middle)
    typical = float(np.median(slopes))
    near = np.abs(slopes - typical) <= max(0.05, 2.5 * _spread(slopes))
    x, y, slopes = x[near], y[near], slopes[near]
    level = Level(slope=typical, middle=middle)
    for _ in range(_ROUNDS):
        crossings = np.array([level.levelled(*pair) for pair in zip(x, y, strict=True)])
        change = _slope_change(crossings, slopes)
        slope = float(np.median(slopes - change * crossings))
        level = Level(slope, change, middle)
    return level


def _slope_change(y: Floats, slopes: Floats) -> float:
    """How the slope changes with height; 0 where the photo cannot tell."""
    if len(y) < 4 * _FEWEST_PAIRS or float(np.ptp(y)) <= 0:
        return 0.0
    change, _ = np.polyfit(y, slopes, 1)
    return float(change)


def _spread(values: Floats) -> float:
    return float(np.median(np.abs(values - np.median(values)))) * 1.4826


def _slopes_to_neighbours(boxes: Floats) -> tuple[Floats, Floats, Floats]:
    """(x, y, slope) half way from each box to its next facing on the right."""
    x, bottom = (boxes[:, 0] + boxes[:, 2]) / 2, boxes[:, 3]
    width = np.maximum(boxes[:, 2] - boxes[:, 0], 1e-6)
    height = np.maximum(boxes[:, 3] - boxes[:, 1], 1e-6)
    run = x[None] - x[:, None]
    rise = bottom[None] - bottom[:, None]
    alike = np.abs(np.log(height[None] / height[:, None])) <= np.log(1.25)
    beside = (run > 0.3 * width[:, None]) & (
        run <= 2.5 * np.maximum(width[None], width[:, None])
    )
    fits = alike & beside & (np.abs(rise) <= _STEEPEST_BOARD * run)
    nearest = np.where(fits, run, np.inf).argmin(1)
    has = np.flatnonzero(fits.any(1))
    other = nearest[has]
    slopes = rise[has, other] / run[has, other]
    return (x[has] + x[other]) / 2, (bottom[has] + bottom[other]) / 2, slopes
