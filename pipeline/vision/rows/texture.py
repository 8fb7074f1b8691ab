"""How busy the picture is in a box: print is busy, a board or a back wall is not.

Called by `pipeline.vision.rows.gaps`.
"""

from __future__ import annotations

import cv2
import numpy as np

from pipeline.images import Pixels
from pipeline.vision.rows.level import Floats

_UNIT = 48.0  # pixels of a typical facing on the picture that is looked at
_INSET = 0.1  # neighbours show at the edges of a box


def texture_of(pixels: Pixels, boxes: Floats, facings: Floats) -> Floats:
    """Logarithm (n,) of the mean brightness step from pixel to pixel in each of the
    boxes (n, 4), against the median of the facings (m, 4)."""
    if not len(facings) or not len(boxes):
        return np.zeros(len(boxes))
    sides = facings[:, 2:] - facings[:, :2]
    scale = min(1.0, _UNIT / max(1.0, float(np.median(np.sqrt(sides.prod(1))))))
    sums = cv2.integral(_steps(pixels, scale)).astype(np.float64)
    own = _means(sums, boxes * scale)
    usual = float(np.median(_means(sums, facings * scale)))
    ratios: Floats = np.log((own + 1) / (usual + 1))
    return ratios


def _steps(pixels: Pixels, scale: float) -> Floats:
    small = cv2.resize(pixels, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    grey = cv2.cvtColor(small, cv2.COLOR_RGB2GRAY).astype(np.float64)
    steps: Floats = np.zeros_like(grey)
    steps[:, 1:] += np.abs(np.diff(grey, axis=1))
    steps[1:] += np.abs(np.diff(grey, axis=0))
    return steps


def _means(sums: Floats, boxes: Floats) -> Floats:
    """Mean of what `sums` integrates over the inside of each box."""
    height, width = sums.shape[0] - 1, sums.shape[1] - 1
    inset = _INSET * (boxes[:, 2:] - boxes[:, :2])
    low = np.floor(boxes[:, :2] + inset).astype(int)
    high = np.ceil(boxes[:, 2:] - inset).astype(int)
    left, top = low[:, 0].clip(0, width - 1), low[:, 1].clip(0, height - 1)
    right = np.maximum(high[:, 0], left + 1).clip(1, width)
    bottom = np.maximum(high[:, 1], top + 1).clip(1, height)
    total = (
        sums[bottom, right] - sums[top, right] - sums[bottom, left] + sums[top, left]
    )
    means: Floats = total / ((right - left) * (bottom - top))
    return means
