"""Pictures of a place made ready for the reader of barcodes in different ways.

Called by `pipeline.vision.barcodes.reader`: what several of them agree on is sure.
"""

from __future__ import annotations

from collections.abc import Callable

import cv2
import numpy as np
import numpy.typing as npt

Grey = npt.NDArray[np.uint8]


def _enlarged(grey: Grey, factor: int) -> Grey:
    interpolation = cv2.INTER_CUBIC
    larger = cv2.resize(grey, None, fx=factor, fy=factor, interpolation=interpolation)
    return larger.astype(np.uint8, copy=False)


def _sharpened(grey: Grey, factor: int, radius: float, amount: float) -> Grey:
    larger = _enlarged(grey, factor)
    soft = cv2.GaussianBlur(larger, (0, 0), radius)
    sharp = cv2.addWeighted(larger, 1 + amount, soft, -amount, 0)
    return sharp.astype(np.uint8, copy=False)


def _evened(grey: Grey, factor: int, tiles: int, limit: float) -> Grey:
    """Contrast made equal everywhere (Zuiderveld 1994): against shade and glare."""
    even = cv2.createCLAHE(limit, (tiles, tiles)).apply(grey)
    return _enlarged(even.astype(np.uint8, copy=False), factor)


def _levelled(grey: Grey, factor: int, radius: float) -> Grey:
    """Each place against the mean and the spread of what is around it."""
    larger = _enlarged(grey, factor).astype(np.float32)
    apart = larger - cv2.GaussianBlur(larger, (0, 0), radius)
    spread = np.sqrt(cv2.GaussianBlur(apart * apart, (0, 0), radius)) + 6
    level: Grey = np.clip(128 + 55 * apart / spread, 0, 255).astype(np.uint8)
    return level


# Enlarging helps where bars are under two pixels wide, sharpening against focus.
PREPARATIONS: tuple[tuple[int, Callable[[Grey], Grey]], ...] = (
    (1, lambda grey: grey),
    (3, lambda grey: _enlarged(grey, 3)),
    (2, lambda grey: _sharpened(grey, 2, 2, 1.5)),
    (2, lambda grey: _sharpened(grey, 2, 4, 2)),
    (3, lambda grey: _sharpened(grey, 3, 3, 2)),
    (3, lambda grey: _sharpened(grey, 3, 6, 3)),
)
# Where these did not agree: shade, glare and little contrast.
LAST_PREPARATIONS: tuple[tuple[int, Callable[[Grey], Grey]], ...] = (
    (3, lambda grey: _evened(grey, 3, 4, 3)),
    (2, lambda grey: _evened(grey, 2, 4, 3)),
    (4, lambda grey: _evened(grey, 4, 4, 2)),
    (3, lambda grey: _evened(grey, 3, 8, 3)),
    (2, lambda grey: _levelled(grey, 2, 25)),
    (3, lambda grey: _levelled(grey, 3, 25)),
    (3, lambda grey: _levelled(grey, 3, 12)),
    (3, lambda grey: _sharpened(grey, 3, 10, 5)),
    (4, lambda grey: _sharpened(grey, 4, 4, 3)),
    (2, lambda grey: _enlarged(grey, 2)),
    (4, lambda grey: _enlarged(grey, 4)),
    (3, lambda grey: _enlarged(cv2.medianBlur(grey, 3).astype(np.uint8), 3)),
)
LAST = 20  # their numbers start here
# Those that show the bars as they are, and how many of them must agree.
PLAIN = frozenset({0, 1, len(PREPARATIONS), LAST + 9, LAST + 10, LAST + 11})
NEEDED_PLAIN = 4
