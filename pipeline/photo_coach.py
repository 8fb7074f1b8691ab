"""Photos that cannot be read, told before any model runs.

Called by `pipeline.shelf`. The thresholds are extremes: no photo that a person can
read may be refused, so a photo passes here unless hardly anything is left to see.
"""

from __future__ import annotations

import cv2
import numpy as np
import numpy.typing as npt

from pipeline.images import Pixels
from pipeline.types import Problem

_INSPECTED_SIDE = 1024  # pixels; all measures are taken at this size
_TILES = 8
_SMALLEST_SIDE = 160
_SMALLEST_AREA = 320 * 240
# Sharp shelf photos measure 0.21 to 0.38, a Gaussian blur of 2 pixels 0.07 to 0.09,
# of 4 pixels (print and pack edges gone) 0.03 to 0.055.
_BLUR_SHARPNESS = 0.055
_PLAIN_TILE = 8.0  # grey levels of deviation
_FEWEST_TILES = 3
_DARK_HIGHLIGHTS = 38  # grey level that 95 % of the pixels stay under
_BRIGHT_SHADOWS = 218  # grey level that 80 % of the pixels stay above


def inspect_photo(pixels: Pixels) -> tuple[Problem, ...]:
    """What makes this photo unreadable; empty for every photo worth reading."""
    height, width = pixels.shape[:2]
    if min(height, width) < _SMALLEST_SIDE or height * width < _SMALLEST_AREA:
        return (Problem.TOO_SMALL,)
    grey = _small_grey(pixels)
    if np.percentile(grey, 95) < _DARK_HIGHLIGHTS:
        return (Problem.TOO_DARK,)
    if np.percentile(grey, 20) > _BRIGHT_SHADOWS:
        return (Problem.TOO_BRIGHT,)
    return (Problem.BLURRED,) if sharpness(grey) < _BLUR_SHARPNESS else ()


def sharpness(grey: npt.NDArray[np.uint8]) -> float:
    """Fine detail against contrast, in the sharper tiles of those that show something.

    A ratio, so that neither light nor a plain wall beside the shelf changes it: the
    80th percentile over tiles of the Laplacian's deviation by the grey deviation.
    1.0 where nothing can be told.
    """
    detail = cv2.Laplacian(cv2.GaussianBlur(grey, (3, 3), 0), cv2.CV_32F)
    contrast = _tile_deviation(grey)
    telling = contrast > _PLAIN_TILE
    if telling.sum() < _FEWEST_TILES:
        return 1.0
    ratios = _tile_deviation(detail)[telling] / (contrast[telling] + 4)
    return float(np.percentile(ratios, 80))


def _tile_deviation(plane: npt.NDArray[np.generic]) -> npt.NDArray[np.float64]:
    height, width = (side // _TILES * _TILES for side in plane.shape)
    tiles = plane[:height, :width].reshape(
        _TILES, height // _TILES, _TILES, width // _TILES
    )
    deviation: npt.NDArray[np.float64] = tiles.std(axis=(1, 3), dtype=np.float64)
    return deviation


def _small_grey(pixels: Pixels) -> npt.NDArray[np.uint8]:
    height, width = pixels.shape[:2]
    shrink = min(1.0, _INSPECTED_SIDE / max(height, width))
    size = (max(_TILES, round(width * shrink)), max(_TILES, round(height * shrink)))
    small = cv2.resize(pixels, size, interpolation=cv2.INTER_AREA)
    return cv2.cvtColor(small, cv2.COLOR_RGB2GRAY).astype(np.uint8, copy=False)
