"""How the camera moved between two pictures of the same plane: a homography, or None.

Called by `pipeline.films.tracking`. Shelves are full of equal packs side by side: a
step of one pack looks nearly right. So points are only looked for near where they are
expected, and what the whole overlap looks like has the last word.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
import numpy.typing as npt

Grey = npt.NDArray[np.uint8]
Points = npt.NDArray[np.float32]
Matrix = npt.NDArray[np.float64]

FEWEST = 24  # points that agree
_SHARE = 0.4  # of the points that were found again
_REPROJECTION = 1.5  # pixels
_PARALLAX, _MOST_APART = 0.1, 4.0  # of the movement; pixels
_THERE_AND_BACK = 0.7  # pixels
_THUMBNAIL = 160
_LEAST_COVERED = 0.06  # of the picture, by the hull of the points that agree


@dataclass(frozen=True, slots=True)
class Motion:
    """`matrix` leads from the first picture's pixels to the second's, most of them;
    `kept` are the indices of the points that were found again, and `there` is where."""

    matrix: Matrix
    kept: npt.NDArray[np.intp]
    there: Points


def corners(grey: Grey, most: int = 350) -> Points:
    """Points (n, 2) that can be found again, spread over the picture."""
    distance = max(grey.shape) / 64
    found = cv2.goodFeaturesToTrack(grey, most, 0.004, distance, blockSize=5)
    if found is None:  # nothing but plain surfaces
        return np.zeros((0, 2), np.float32)
    return np.asarray(found, np.float32).reshape(-1, 2)


def follow(
    before: Grey, after: Grey, points: Points, expected: Matrix, levels: int
) -> Motion | None:
    """The motion from `before` to `after`, near to the `expected` one.

    `levels`: how often both are halved to look further away.
    """
    if len(points) < FEWEST:
        return None
    start = moved(points, expected)
    found, indices = _found_again(before, after, points, start, levels)
    if len(found) < FEWEST:
        return None
    kept = points[indices]
    # What is nearer goes further.
    far = float(np.hypot(*np.median(found - kept, axis=0)))
    apart = min(_REPROJECTION + _PARALLAX * far, _MOST_APART)
    fitted, mask = cv2.findHomography(
        kept, found, cv2.RANSAC, apart, maxIters=500, confidence=0.995
    )
    if fitted is None:
        return None
    matrix = np.asarray(fitted, np.float64)
    agreeing = kept[mask.ravel() > 0]
    if len(agreeing) < max(FEWEST, _SHARE * len(found)):
        return None
    hull = cv2.contourArea(cv2.convexHull(agreeing))
    if hull < _LEAST_COVERED * before.size or not is_plausible(matrix, before.shape):
        return None
    return Motion(matrix, indices, found)


def _found_again(
    before: Grey, after: Grey, points: Points, start: Points, levels: int
) -> tuple[Points, npt.NDArray[np.intp]]:
    """Where points are in `after`, and which; only those that lead back to the same."""
    options: dict[str, Any] = {
        "winSize": (17, 17),
        "maxLevel": levels,
        "flags": cv2.OPTFLOW_USE_INITIAL_FLOW,
        "criteria": (cv2.TERM_CRITERIA_EPS | cv2.TERM_CRITERIA_COUNT, 20, 0.02),
    }
    height, width = after.shape
    inside = np.flatnonzero(
        (start[:, 0] > 0)
        & (start[:, 0] < width - 1)
        & (start[:, 1] > 0)
        & (start[:, 1] < height - 1)
    )
    points, start = points[inside], start[inside]
    if len(points) < FEWEST:
        return points[:0], inside[:0]
    there, ok, _ = cv2.calcOpticalFlowPyrLK(
        before, after, points, start.copy(), **options
    )
    back, ok_back, _ = cv2.calcOpticalFlowPyrLK(
        after, before, there, points.copy(), **options
    )
    apart = np.linalg.norm(back - points, axis=1)
    good = (ok.ravel() > 0) & (ok_back.ravel() > 0) & (apart < _THERE_AND_BACK)
    return there[good], inside[good]


def inverse(matrix: Matrix) -> Matrix:
    """The way back."""
    return np.asarray(np.linalg.inv(matrix), np.float64)


def moved(points: Points, matrix: Matrix) -> Points:
    """Points (n, 2) through a homography."""
    if len(points) == 0:
        return points
    shaped = points.reshape(-1, 1, 2).astype(np.float64)
    return cv2.perspectiveTransform(shaped, matrix).reshape(-1, 2).astype(np.float32)


def is_plausible(matrix: Matrix, shape: tuple[int, ...], most: float = 2.0) -> bool:
    """Whether a hand that holds a phone moves so: the picture stays a convex one of
    about its size, and is not mirrored."""
    height, width = shape[:2]
    quad = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
    there = moved(quad, matrix)
    if not np.isfinite(there).all() or not cv2.isContourConvex(there):
        return False
    area = cv2.contourArea(there, oriented=True) / (width * height)
    if not 1 / most**2 < area < most**2:
        return False
    sides = np.linalg.norm(there - np.roll(there, -1, axis=0), axis=1)
    opposite = np.array([sides[0] / sides[2], sides[1] / sides[3]])
    return bool((opposite < most).all() and (opposite > 1 / most).all())


@dataclass(frozen=True, slots=True)
class Thumbnail:
    """The differences of a picture from its surroundings, small; `scale` leads to it
    from the picture's pixels."""

    detail: npt.NDArray[np.float32]
    scale: float


def thumbnail(grey: Grey, scale: float = 0.0) -> Thumbnail:
    """Of a picture (H, W); its longer side is _THUMBNAIL unless a scale is given."""
    scale = scale or _THUMBNAIL / max(grey.shape)
    size = round(grey.shape[1] * scale), round(grey.shape[0] * scale)
    small = cv2.resize(grey, size, interpolation=cv2.INTER_AREA).astype(np.float32)
    around = cv2.GaussianBlur(small, (0, 0), 8)
    return Thumbnail(np.asarray(small - around, np.float32), scale)


def agreement(before: Grey, after: Grey, matrix: Matrix) -> float:
    """How alike both are where they overlap, -1 to 1, after `matrix`: correlation of
    the differences from the surroundings, so that light does not matter."""
    small = thumbnail(before)
    return likeness(small, thumbnail(after, small.scale), matrix)


def likeness(before: Thumbnail, after: Thumbnail, matrix: Matrix) -> float:
    """The agreement of two pictures by their thumbnails, of one scale."""
    shrink = np.diag([before.scale, before.scale, 1.0])
    there = shrink @ inverse(matrix) @ inverse(shrink)
    size = before.detail.shape[1], before.detail.shape[0]
    nothing = float("nan")
    laid = cv2.warpPerspective(after.detail, there, size, borderValue=nothing)
    seen = np.isfinite(laid)
    if seen.sum() < 0.1 * seen.size:
        return 0.0
    one, two = before.detail[seen], laid[seen]
    spread = float(one.std() * two.std())
    return float(((one - one.mean()) * (two - two.mean())).mean() / max(spread, 1e-6))
