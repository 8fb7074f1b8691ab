"""What a picture suffers from, told from its pixels alone, before any model runs.

Called by `pipeline.shelf`; `pipeline.shelf_coach` goes on once the shelf is read. No
photo that can be read may be refused: what is found here is a reason only where the
detector then finds nothing, and else an advice for the next photo.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
import numpy.typing as npt

from pipeline.images import Pixels
from pipeline.shrunk import Halves
from pipeline.types import Problem

Grey = npt.NDArray[np.uint8]

_INSPECTED_SIDE = 1024  # pixels; all measures but one are taken at this size
_BLUR_SIDE = 300
_TILES = 8
_LEAST_SIDE = 48
_SMALL_SIDE, _SMALL_AREA = 160, 320 * 240
# Sharp shelf photos measure 0.37 and more, single packs in a hand 0.24. A Gaussian blur
# of 2 pixels leaves 0.14 to 0.18, and one of 3, where counts begin to suffer, 0.08 to
# 0.11. What is blurred more is told apart on the shrunk photo: 0.22 to 0.42 while most
# packs are found, 0.08 to 0.18 when hardly any is; readable photos have 0.29 and more.
_SOFT, _SOFT_WHEN_SHRUNK, _SMEARED = 0.095, 0.28, 0.2
_PLAIN_TILE = 8.0  # grey levels of deviation
_FEWEST_TILES = 3
# Grey levels: 99 % of a picture that a lens cap, a pocket or the night leaves black
# are under the one, 95 % of a dark photo under the other.
_BLACK, _DARK = 36, 70
_WASHED_OUT = (150, 218)  # even the darkest 2 %, and 80 %, lie above these
_FAINT = 4  # grey levels between shadows and lights: an even surface
_FLAT_BLOCK = 2  # grey levels in 4 x 4 pixels; no lens and no sensor is that clean


@dataclass(frozen=True, slots=True)
class Inspection:
    """What a picture's pixels tell; worst problem first.

    `refusal`: nothing can be seen on it, no model needs to look. `is_doubtful`: only a
    sure detector can save it. `detailed` is the share of it that shows more than an
    even surface. `shadows` and `lights` are the grey levels that 2 % and
    98 % of the pixels stay under. `flat` (rows, columns) marks areas of one exact
    colour, as drawn by a computer.
    """

    problems: tuple[Problem, ...] = ()
    refusal: Problem | None = None
    is_doubtful: bool = False
    detailed: float = 1.0
    shadows: float = 0.0
    lights: float = 255.0
    flat: npt.NDArray[np.bool_] | None = None


def inspect_photo(pixels: Pixels) -> Inspection:
    """Measure an upright photo (H, W, 3); a 12-megapixel one takes some 20 ms."""
    if min(pixels.shape[:2]) < _LEAST_SIDE:
        return Inspection((Problem.TOO_SMALL,), Problem.TOO_SMALL)
    photo = Halves(pixels)
    grey = _grey(photo.within(_INSPECTED_SIDE))
    shadows, darker, bright, lights, brightest = (
        float(level) for level in np.percentile(grey, (2, 20, 95, 98, 99))
    )
    fine, coarse = sharpness(grey), sharpness(_grey(photo.within(_BLUR_SIDE)))
    checks = (
        (Problem.TOO_DARK, bright < _DARK),
        (
            Problem.TOO_BRIGHT,
            shadows > _WASHED_OUT[0] and darker > _WASHED_OUT[1],
        ),
        (Problem.BLURRED, fine < _SOFT or coarse < _SOFT_WHEN_SHRUNK),
        (Problem.TOO_SMALL, _is_small(pixels)),
    )
    return Inspection(
        problems=tuple(problem for problem, is_so in checks if is_so),
        refusal=_refusal(brightest, lights - shadows),
        is_doubtful=coarse < _SMEARED,
        detailed=float((_tile_deviation(grey) > _PLAIN_TILE).mean()),
        shadows=shadows,
        lights=lights,
        flat=_flat(grey),
    )


def _refusal(brightest: float, contrast: float) -> Problem | None:
    if brightest < _BLACK:
        return Problem.TOO_DARK
    return Problem.NOT_A_SHELF if contrast < _FAINT else None


def _is_small(pixels: Pixels) -> bool:
    height, width = pixels.shape[:2]
    return bool(min(height, width) < _SMALL_SIDE or height * width < _SMALL_AREA)


def sharpness(grey: Grey) -> float:
    """Fine detail against contrast, in the sharper tiles of those that show something.

    A ratio, so that neither light nor a plain wall beside the shelf changes it: the
    80th percentile over tiles of the second derivative's deviation by the grey
    deviation, in the worse of two directions, for a moved camera blurs one only.
    1.0 where nothing can be told.
    """
    contrast = _tile_deviation(grey)
    telling = contrast > _PLAIN_TILE
    if telling.sum() < _FEWEST_TILES:
        return 1.0
    soft = cv2.GaussianBlur(grey, (3, 3), 0)
    directions = (cv2.Sobel(soft, cv2.CV_32F, 2, 0), cv2.Sobel(soft, cv2.CV_32F, 0, 2))
    ratios = [
        np.percentile(_tile_deviation(detail)[telling] / (contrast[telling] + 4), 80)
        for detail in directions
    ]
    return float(min(ratios))


def _tile_deviation(plane: npt.NDArray[Any]) -> npt.NDArray[np.float64]:
    """Standard deviation of each of 8 x 8 tiles."""
    height, width = (side // _TILES * _TILES for side in plane.shape)
    size = (_TILES, _TILES)
    values = plane[:height, :width].astype(np.float32)
    mean = cv2.resize(values, size, interpolation=cv2.INTER_AREA)
    square = cv2.resize(values * values, size, interpolation=cv2.INTER_AREA)
    return np.sqrt(np.maximum(square.astype(np.float64) - np.square(mean), 0))


def _flat(grey: Grey) -> npt.NDArray[np.bool_]:
    """Which blocks of 4 x 4 pixels of the inspected picture are of one colour."""
    kernel = np.ones((4, 4), np.uint8)
    brightest = cv2.dilate(grey, kernel)[2::4, 2::4].astype(np.int16)
    darkest = cv2.erode(grey, kernel)[2::4, 2::4].astype(np.int16)
    return np.asarray(brightest - darkest <= _FLAT_BLOCK)


def _grey(pixels: Pixels) -> Grey:
    return cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY).astype(np.uint8, copy=False)
