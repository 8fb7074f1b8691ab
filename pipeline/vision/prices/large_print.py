"""Where large numbers stand on a label, told by their shapes alone.

Called by `pipeline.vision.prices.labels`. A net that finds text passes over short
numbers on wide labels at times, and cuts thin digits off; a price is the largest print
there, and its digits are marks of one height beside each other.
"""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np
import numpy.typing as npt

from pipeline.images import Pixels
from pipeline.types import Box

Plane = npt.NDArray[np.uint8]

_HEIGHT = 96  # pixels that a label is looked at with
_LEAST, _MOST = 0.16, 0.8  # of the label's height that a digit takes
_WIDEST = 1.3  # of its height that a digit takes
_MOST_TOUCHING = 3.2  # and several that touch
_SAME_HEIGHT = 0.75
_SAME_LEVEL = 0.6
_FARTHEST = 0.7  # heights between two digits of a number
_MARGIN = 0.18
_LARGEST = 0.4  # of the label; more is its frame
_LEAST_RAISING = 0.22  # of the label's height that a number with raised cents takes
_CONTRASTS = (12, 30)


def large_numbers(label: Pixels, most: int = 2) -> list[Box]:
    """The `most` highest rows of marks, in pixels of the label, highest first."""
    looked_at = _looked_at(label)
    if looked_at is None:
        return []
    rows, gain, whole = looked_at
    height, width = label.shape[:2]
    chosen = _largest([row for row in rows if row.area <= _LARGEST * whole], most)
    return [_in_label(box, gain, width, height) for box in chosen]


def raised_cents(label: Pixels) -> tuple[Box, Box] | None:
    """Where a number stands that has two smaller digits at its upper right, as in 0⁸⁵,
    and where these are, in pixels of the label; None where there is no such number."""
    looked_at = _looked_at(label)
    if looked_at is None:
        return None
    rows, gain, whole = looked_at
    height, width = label.shape[:2]
    pairs = [
        (number, cents)
        for number in rows
        if number.area <= _LARGEST * whole and number.height >= _LEAST_RAISING * _HEIGHT
        for cents in rows
        if _is_raised(cents, number)
    ]
    if not pairs:
        return None
    # What lies at the edge mostly is what the label hangs on.
    best = min(pairs, key=lambda pair: (pair[0].left <= 1, -pair[0].height))
    one, other = (_in_label(box, gain, width, height) for box in best)
    return one, other


def _is_raised(cents: Box, number: Box) -> bool:
    size, high = cents.height / number.height, number.height
    is_beside = -0.15 * high <= cents.left - number.right <= 0.5 * high
    is_up = cents.bottom <= number.top + 0.75 * high
    is_level = abs(cents.top - number.top) <= 0.25 * high
    is_pair = 0.8 * cents.height <= cents.width <= 2.4 * cents.height
    return 0.3 <= size <= 0.72 and is_beside and is_up and is_level and is_pair


def _looked_at(label: Pixels) -> tuple[list[Box], float, float] | None:
    """Rows of marks on the label at the height it is looked at with, how much larger
    that is, and its area; None for labels that are too small."""
    height, width = label.shape[:2]
    if min(height, width) < 12:
        return None
    gain = _HEIGHT / height
    size = (max(8, round(width * gain)), _HEIGHT)
    small = cv2.resize(label, size, interpolation=cv2.INTER_AREA)
    darkest = small.min(axis=2)
    lightest = (255 - darkest).astype(np.uint8)  # white marks on a colour are dark here
    marks = _marks(darkest, _MOST_TOUCHING), _marks(lightest, _WIDEST)
    rows = [row for part in marks for row in _rows(part)]
    return rows, gain, float(size[0] * size[1])


def _marks(plane: Plane, widest: float) -> list[Box]:
    """Dark marks of a digit's size, up to `widest` times as wide as high."""
    found: list[Box] = []
    soft = cv2.GaussianBlur(plane, (3, 3), 0)
    for contrast in _CONTRASTS:
        dark = cv2.adaptiveThreshold(
            soft,
            255,
            cv2.ADAPTIVE_THRESH_MEAN_C,
            cv2.THRESH_BINARY_INV,
            _HEIGHT // 2 * 2 + 1,
            contrast,
        )
        _, _, stats, _ = cv2.connectedComponentsWithStats(dark)
        for left, top, width, height, area in stats[1:]:
            is_digit = _LEAST * _HEIGHT <= height <= _MOST * _HEIGHT
            is_wide = width > widest * height or area < 0.15 * width * height
            if is_digit and not is_wide and width >= 2:
                sides = (left, top, left + width, top + height)
                found.append(Box(*(float(side) for side in sides)))
    return found


def _rows(marks: Sequence[Box]) -> list[Box]:
    """Marks of one height that stand beside each other, each row as one box."""
    rows: list[list[Box]] = []
    for mark in sorted(marks, key=lambda box: box.left):
        row = next((row for row in rows if _goes_on(row[-1], mark)), None)
        if row is None:
            rows.append([mark])
        else:
            row.append(mark)
    return [_around(row) for row in rows]


def _goes_on(last: Box, mark: Box) -> bool:
    low, high = sorted((last.height, mark.height))
    level = min(last.bottom, mark.bottom) - max(last.top, mark.top)
    return (
        low >= _SAME_HEIGHT * high
        and level >= _SAME_LEVEL * high
        and mark.left - last.right <= _FARTHEST * high
    )


def _around(boxes: Sequence[Box]) -> Box:
    return Box(
        min(box.left for box in boxes),
        min(box.top for box in boxes),
        max(box.right for box in boxes),
        max(box.bottom for box in boxes),
    )


def _largest(rows: Sequence[Box], most: int) -> list[Box]:
    """The highest rows that do not lie on one another; the widest of those that do."""
    chosen: list[Box] = []
    for row in sorted(rows, key=lambda box: -box.height * box.width**0.5):
        if row.width < 0.5 * row.height:
            continue
        if all(row.intersection(other) < 0.3 * row.area for other in chosen):
            chosen.append(row)
    return chosen[:most]


def _in_label(box: Box, gain: float, width: int, height: int) -> Box:
    margin = _MARGIN * box.height
    return Box(
        max(0.0, (box.left - margin) / gain),
        max(0.0, (box.top - margin) / gain),
        min(float(width), (box.right + margin) / gain),
        min(float(height), (box.bottom + margin) / gain),
    )
