"""Lines of print cut out of their crop and straightened; slanted packs set upright.

Called by `pipeline.vision.text.ocr`.
"""

from __future__ import annotations

import cv2
import numpy as np
import numpy.typing as npt

from pipeline.images import Pixels
from pipeline.types import Box

Corners = npt.NDArray[np.float32]  # (4, 2) from the upper left, clockwise
Turn = npt.NDArray[np.float64]  # (2, 3) from points of a picture to those of another

_LINE_HEIGHT = 48  # pixels of a line that is shown to the recogniser


def strip_at(pixels: Pixels, box: Box) -> Pixels:
    """The line of print under a box, as a LineRecogniser is given it (BGR)."""
    return strip(pixels, corners_of(box))


def enlarged(crop: Pixels, place: Box) -> Pixels:
    """A part of the crop, in BGR and as high as the recogniser sees it: drawn in one
    step, for a second one blurs print of a few pixels more."""
    step = max(place.height, 1.0) / _LINE_HEIGHT
    size = max(2, round(place.width / step)), _LINE_HEIGHT
    left, top = (side + 0.5 * step - 0.5 for side in (place.left, place.top))
    turn = np.array([[step, 0, left], [0, step, top]], np.float32)
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    drawn = cv2.warpAffine(crop, turn, size, flags=flags, borderMode=1)
    return cv2.cvtColor(drawn, cv2.COLOR_RGB2BGR).astype(np.uint8, copy=False)


def corners_of(box: Box) -> Corners:
    left, top, right, bottom = box.left, box.top, box.right, box.bottom
    return np.array(
        [[left, top], [right, top], [right, bottom], [left, bottom]], np.float32
    )


def strip(pixels: Pixels, corners: Corners) -> Pixels:
    """The line straightened, in BGR; a line much higher than wide is turned left."""
    width, height = _size(corners)
    target = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
    turn = cv2.getPerspectiveTransform(corners.astype(np.float32), target)
    flat = cv2.warpPerspective(
        pixels, turn, (width, height), flags=cv2.INTER_CUBIC, borderMode=1
    )
    if is_upended(corners):
        flat = np.rot90(flat)
    return cv2.cvtColor(np.ascontiguousarray(flat), cv2.COLOR_RGB2BGR).astype(
        np.uint8, copy=False
    )


def is_upended(corners: Corners) -> bool:
    width, height = _size(corners)
    return height >= 1.5 * width


def _size(corners: Corners) -> tuple[int, int]:
    width = max(2, round(length(corners[1] - corners[0])))
    height = max(2, round(length(corners[3] - corners[0])))
    return width, height


def length(vector: Corners) -> float:
    return float(np.hypot(vector[0], vector[1]))


def set_upright(pixels: Pixels, angle: float) -> tuple[Pixels, Turn]:
    """The picture turned so that what falls to the right by `angle` degrees is level,
    and where its points were before."""
    height, width = pixels.shape[:2]
    middle = (width / 2, height / 2)
    turn = cv2.getRotationMatrix2D(middle, angle, 1.0)
    right, down = abs(turn[0, 0]), abs(turn[0, 1])
    size = round(width * right + height * down), round(width * down + height * right)
    turn[:, 2] += size[0] / 2 - middle[0], size[1] / 2 - middle[1]
    upright = cv2.warpAffine(
        pixels, turn, size, flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE
    )
    back: Turn = np.array(cv2.invertAffineTransform(turn), np.float64)
    return upright.astype(np.uint8, copy=False), back


def moved(box: Box, turn: Turn) -> Box:
    """The upright box around a box that was turned."""
    points = corners_of(box) @ turn[:, :2].T + turn[:, 2]
    left, top = points.min(axis=0)
    right, bottom = points.max(axis=0)
    return Box(float(left), float(top), float(right), float(bottom))
