"""Which of several planes that a camera passes is the nearest: the fronts of the packs.

Called by `pipeline.films.tracking`. Behind half-empty boards most of what can be
followed is the wall. A map of the wall is too short for what stands before it: packs
would be left out or seen twice where two frames meet.
"""

from __future__ import annotations

import cv2
import numpy as np
import numpy.typing as npt

from pipeline.films.motion import FEWEST, Matrix, Points, is_plausible, moved

_REPROJECTION = 1.5  # pixels
_SEPARABLE = 20.0  # pixels of movement, before that all depths move as one
_DEEP, _UNEVEN = 2.0, 0.03  # pixels, and of the movement: fronts are not in one line
_MOST_DEEP = 0.5  # of the movement; what is further off is no match
_ASIDE = 2.5  # pixels across the line
_FEW, _ENOUGH = 14, 0.07  # of the points; less may be a basket before the shelf
_LEAST_COVERED = 0.06  # of the picture, by the hull of those points


def nearest_plane(
    before: Points, after: Points, shape: tuple[int, ...]
) -> Matrix | None:
    """The motion of what is nearest, of points (n, 2) in pictures of that shape.

    What is nearer goes further while the camera passes; turning it moves all alike.
    """
    matrix = _fitted(before, after, shape)
    if matrix is None:
        return None
    way = np.median(after - before, axis=0)
    far = float(np.hypot(*way))
    if far < _SEPARABLE:
        return matrix
    for _ in range(2):
        front = _furthest(before, after, matrix, way)
        if front is None:
            return matrix
        nearer = _fitted(before[front], after[front], shape)
        if nearer is None:  # so few that only how far they go is known
            return _further(before[front], after[front], matrix)
        matrix = nearer
    return matrix


def _further(before: Points, after: Points, matrix: Matrix) -> Matrix:
    """Of a plane that is parallel to the one that moves by `matrix`."""
    x, y = np.median(after - moved(before, matrix), axis=0)
    return np.array([[1.0, 0.0, x], [0.0, 1.0, y], [0.0, 0.0, 1.0]]) @ matrix


def _fitted(before: Points, after: Points, shape: tuple[int, ...]) -> Matrix | None:
    if len(before) < FEWEST:
        return None
    fitted, mask = cv2.findHomography(
        before, after, cv2.RANSAC, _REPROJECTION, maxIters=500, confidence=0.995
    )
    if fitted is None:
        return None
    agreeing = before[mask.ravel() > 0]
    matrix = np.asarray(fitted, np.float64)
    if len(agreeing) < FEWEST or not is_plausible(matrix, shape):
        return None
    hull = cv2.contourArea(cv2.convexHull(agreeing))
    return matrix if hull >= _LEAST_COVERED * shape[0] * shape[1] else None


def _furthest(
    before: Points, after: Points, matrix: Matrix, way: npt.NDArray[np.float64]
) -> npt.NDArray[np.intp] | None:
    """The points of the depth that goes furthest the given way (2,), beside `matrix`,
    of all depths that have enough of them."""
    left_over = (after - moved(before, matrix)).astype(np.float64)
    far = float(np.hypot(*way))
    # What one plane leaves over of parallel ones all lies on the line that the camera
    # goes along; what turning it does is the same for all.
    fair = left_over[np.hypot(*left_over.T) < _MOST_DEEP * far]
    _, axes = np.linalg.eigh(fair.T @ fair)
    axis = axes[:, 1] if axes[:, 1] @ way > 0 else -axes[:, 1]
    along, across = left_over @ axis, left_over @ np.array([-axis[1], axis[0]])
    steady = np.flatnonzero(
        (np.abs(across) < _ASIDE) & (np.abs(along) < _MOST_DEEP * far)
    )
    ordered = steady[np.argsort(along[steady])]
    values = along[ordered]
    deep = _DEEP + _UNEVEN * far
    counts = np.searchsorted(values, values + deep, "right") - np.arange(len(values))
    enough = np.flatnonzero(counts >= max(_FEW, _ENOUGH * len(before)))
    if len(enough) == 0:
        return None
    near = enough[values[enough] >= values[enough[-1]] - deep]
    start = near[np.argmax(counts[near])]
    return np.asarray(ordered[start : start + counts[start]])
