"""A photo at smaller sizes, quickly; used by the coach and the detector.

Averaging 12 megapixels down to one thousandth costs ten times as much in one step as
by halves, of which each is a quarter of the work of the one before.
"""

from __future__ import annotations

import cv2

from pipeline.images import Pixels


class Halves:
    """A photo (H, W, 3) and its halves, each made when it is first needed."""

    def __init__(self, pixels: Pixels) -> None:
        self._halves = [pixels]

    @property
    def pixels(self) -> Pixels:
        """The photo itself."""
        return self._halves[0]

    def at(self, width: int, height: int) -> Pixels:
        """The photo resized to that many pixels; larger is possible too."""
        number = 0
        while self._has_half(number, width, height):
            number += 1
        source = self._halves[number]
        has = source.shape[:2]
        if has == (height, width):
            return source
        shrinks = has[0] >= height and has[1] >= width
        shape = cv2.INTER_AREA if shrinks else cv2.INTER_LINEAR
        return _resized(source, width, height, shape)

    def within(self, longest: int) -> Pixels:
        """The photo in proportion, its longer side at most that many pixels."""
        height, width = self.pixels.shape[:2]
        shrink = min(1.0, longest / max(height, width))
        return self.at(max(1, round(width * shrink)), max(1, round(height * shrink)))

    def _has_half(self, number: int, width: int, height: int) -> bool:
        rows, columns = self._halves[number].shape[:2]
        # Half of an odd number of pixels would shift everything a little.
        if rows % 2 or columns % 2 or rows < 2 * height or columns < 2 * width:
            return False
        if number + 1 == len(self._halves):
            whole = self._halves[number]
            half = _resized(whole, columns // 2, rows // 2, cv2.INTER_AREA)
            self._halves.append(half)
        return True


def _resized(pixels: Pixels, width: int, height: int, shape: int) -> Pixels:
    return cv2.resize(pixels, (width, height), interpolation=shape).astype(
        pixels.dtype, copy=False
    )
