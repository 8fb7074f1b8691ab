"""Arithmetic on arrays of boxes (N, 4: left, top, right, bottom in pixels)."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float32]
IndexArray = NDArray[np.intp]


def areas(boxes: FloatArray) -> FloatArray:
    """Square pixels of each box; zero where it is turned inside out."""
    sides: FloatArray = np.maximum(boxes[:, 2:] - boxes[:, :2], 0)
    return sides[:, 0] * sides[:, 1]


def shared(box: FloatArray, others: FloatArray) -> FloatArray:
    """Area that one box (4,) has in common with each of the others."""
    low = np.maximum(box[:2], others[:, :2])
    high = np.minimum(box[2:], others[:, 2:])
    sides: FloatArray = np.maximum(high - low, 0)
    return sides[:, 0] * sides[:, 1]


def intersections(some: FloatArray, others: FloatArray) -> FloatArray:
    """Area that each has in common with each: (len(some), len(others))."""
    low = np.maximum(some[:, None, :2], others[None, :, :2])
    high = np.minimum(some[:, None, 2:], others[None, :, 2:])
    sides: FloatArray = np.maximum(high - low, 0)
    return sides[..., 0] * sides[..., 1]


def overlaps(some: FloatArray, others: FloatArray) -> FloatArray:
    """Intersection over union of each with each: (len(some), len(others))."""
    common = intersections(some, others)
    union = areas(some)[:, None] + areas(others)[None] - common
    ratios: FloatArray = (common / np.maximum(union, 1e-9)).astype(np.float32)
    return ratios


def distinct(boxes: FloatArray, scores: FloatArray, iou: float) -> IndexArray:
    """Indices, best first, of boxes that no better box covers by more than `iou`.

    Greedy non-maximum suppression without a cap on the number of boxes.
    """
    order = np.argsort(-scores, kind="stable")
    sizes = areas(boxes)
    kept: list[int] = []
    while len(order):
        best, order = order[0], order[1:]
        kept.append(int(best))
        common = shared(boxes[best], boxes[order])
        union = sizes[best] + sizes[order] - common
        order = order[common <= iou * np.maximum(union, 1e-6)]
    return np.array(kept, np.intp)
