"""Several crops on one picture, so that one pass of a model sees them all.

Called by `pipeline.vision.text.ocr`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from pipeline.images import Pixels

_MARGIN = 12  # pixels between crops, so that no line runs from one to the next
_LARGEST_GAIN = 1.0  # enlarged print is soft, and PP-OCR then finds less

Limits = tuple[int, int]  # widest and highest a crop may be on the sheet, in pixels


@dataclass(frozen=True, slots=True)
class Placed:
    """Where a crop lies on its sheet; a point (x, y) there is (x - left) / gain."""

    crop: int
    left: int
    top: int
    width: int
    height: int
    gain: float

    def holds(self, x: float, y: float) -> bool:
        """Whether a point of the sheet lies on this crop."""
        inside_x = self.left - 2 <= x <= self.left + self.width + 2
        return inside_x and self.top - 2 <= y <= self.top + self.height + 2

    def in_crop(self, corners: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
        """Points (n, 2) of the sheet as points of the crop at full resolution."""
        corner = np.array([self.left, self.top], np.float32)
        size = np.array([self.width, self.height], np.float32)
        inside: npt.NDArray[np.float32] = np.clip(corners - corner, 0, size)
        return inside / np.float32(self.gain)


Sheet = tuple[Pixels, tuple[Placed, ...]]


def lay_out(crops: Sequence[Pixels], side: int, limits: Limits) -> list[Sheet]:
    """All crops on as few square-ish sheets (RGB) as a simple shelf packing needs."""
    pages: list[list[Placed]] = []
    left, top, shelf = _MARGIN, _MARGIN, 0
    for crop, width, height, gain in _sizes(crops, limits):
        if left + width + _MARGIN > side:
            left, top, shelf = _MARGIN, top + shelf + _MARGIN, 0
        if not pages or top + height + _MARGIN > side:
            pages.append([])
            left, top, shelf = _MARGIN, _MARGIN, 0
        pages[-1].append(Placed(crop, left, top, width, height, gain))
        left, shelf = left + width + _MARGIN, max(shelf, height)
    return [(_drawn(crops, page, side), tuple(page)) for page in pages]


def _sizes(
    crops: Sequence[Pixels], limits: Limits
) -> list[tuple[int, int, int, float]]:
    """(crop, width, height, gain) on the sheet, highest first for tight shelves."""
    sizes = []
    for number, pixels in enumerate(crops):
        height, width = pixels.shape[:2]
        gain = min(limits[0] / width, limits[1] / height, _LARGEST_GAIN)
        size = max(1, round(width * gain)), max(1, round(height * gain))
        sizes.append((number, *size, gain))
    return sorted(sizes, key=lambda size: -size[2])


def _drawn(crops: Sequence[Pixels], page: Sequence[Placed], side: int) -> Pixels:
    """The sheet, only as high as it is filled."""
    bottom = max(place.top + place.height for place in page) + _MARGIN
    sheet = np.zeros((min(side, bottom), side, 3), np.uint8)
    for place in page:
        size = (place.width, place.height)
        shape = cv2.INTER_AREA if place.gain < 1 else cv2.INTER_CUBIC
        drawn = cv2.resize(crops[place.crop], size, interpolation=shape)
        rows = slice(place.top, place.top + place.height)
        sheet[rows, place.left : place.left + place.width] = drawn
    return sheet
