"""Whether two photos show the same part of a shelf, and how one lies on the other.

Called by `pipeline.films.overlaps`. Between photos the camera has gone any way, so
equal packs side by side can fit one or more packs aside. Hence only print that a photo
shows once is matched (the ratio test of Lowe, 2004, leaves out what is there twice),
and the whole overlap must look the same, and clearly less so one pack or one board
further.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Any

import cv2
import numpy as np
import numpy.typing as npt

from pipeline.films.motion import (
    Grey,
    Matrix,
    Points,
    agreement,
    inverse,
    is_plausible,
    moved,
)
from pipeline.images import Pixels
from pipeline.types import Box

_CV: Any = cv2  # its type stubs leave SIFT out
_SIDE = 1200  # pixels of the longer side while features are looked for
_MOST_FEATURES = 3000
_RATIO = 0.75
_REPROJECTION = 5.0  # pixels
_FEWEST, _SURE = 14, 24  # features that agree on one way to lie
_MOST_ZOOM = 3.0
_ALIKE = 0.35  # agreement of the whole overlap; packs stand before the plane
_CLEARLY, _A_LITTLE = 0.08, 0.04  # more than one pack aside, or one board further
_RIM = 0.12  # of a tag; its edge is the same on all of them
_TAG_WIDTH, _TAG_SEARCH = 72, 8  # pixels
_SAME_PRINT = 0.6
_LEAST_OVERLAP = 0.06  # of the smaller photo


Step = tuple[float, float]


class Verdict(Enum):
    APART = "apart"
    DOUBTFUL = "doubtful"
    SAME = "same"


@dataclass(frozen=True, slots=True)
class Print:
    """What can be matched of one photo; `scale` leads from its pixels to `grey`."""

    grey: Grey
    points: npt.NDArray[np.float32]
    features: npt.NDArray[np.float32]
    scale: float


@dataclass(frozen=True, slots=True)
class Overlap:
    """How two photos lie; `matrix` leads from the first's pixels to the second's, and
    they have `share` of the smaller one in common."""

    verdict: Verdict
    matrix: Matrix | None = None
    share: float = 0.0


_APART = Overlap(Verdict.APART)


def print_of(pixels: Pixels) -> Print:
    """The features of an upright photo (H, W, 3)."""
    scale = min(1.0, _SIDE / max(pixels.shape[:2]))
    size = round(pixels.shape[1] * scale), round(pixels.shape[0] * scale)
    small = cv2.resize(pixels, size, interpolation=cv2.INTER_AREA)
    grey = _grey(small)
    points, features = _CV.SIFT_create(_MOST_FEATURES).detectAndCompute(grey, None)
    if features is None:
        nothing = np.zeros((0, 2), np.float32), np.zeros((0, 128), np.float32)
        return Print(grey, *nothing, scale)
    places = np.array([point.pt for point in points], np.float32)
    return Print(grey, places, features, scale)


def overlap_of(one: Print, other: Print, steps: Sequence[Step]) -> Overlap:
    """How the second photo lies on the first; `steps` are the ways from a pack or a
    board of the first to the next one (x, y), in its pixels."""
    here, there = _matched(one, other)
    if len(here) < _FEWEST:
        return _APART
    fitted, mask = cv2.findHomography(
        here, there, cv2.USAC_MAGSAC, _REPROJECTION, maxIters=5000, confidence=0.999
    )
    if fitted is None or mask.sum() < _FEWEST:
        return _APART
    matrix = np.asarray(fitted, np.float64)
    full = np.diag([1 / other.scale] * 2 + [1.0]) @ matrix @ _scaling(one.scale)
    if not is_plausible(matrix, one.grey.shape, _MOST_ZOOM):
        return _APART
    share = _shared(one, other, matrix)
    is_sure = (
        mask.sum() >= _SURE
        and share >= _LEAST_OVERLAP
        and _looks_the_same(one, other, matrix, steps)
    )
    return Overlap(Verdict.SAME if is_sure else Verdict.DOUBTFUL, full, share)


def _scaling(scale: float) -> Matrix:
    return np.diag([scale, scale, 1.0])


def _matched(one: Print, other: Print) -> tuple[Points, Points]:
    """Places of features that are the other's only likeness, both ways."""
    if min(len(one.points), len(other.points)) < _FEWEST:
        return one.points[:0], other.points[:0]
    matcher = cv2.BFMatcher(cv2.NORM_L2)
    forth = _only(matcher.knnMatch(one.features, other.features, k=2))
    back = _only(matcher.knnMatch(other.features, one.features, k=2))
    pairs = [(a, b) for a, b in forth.items() if back.get(b) == a]
    indices = np.array(pairs, int).reshape(-1, 2)
    return one.points[indices[:, 0]], other.points[indices[:, 1]]


def _only(matches: Sequence[Sequence[cv2.DMatch]]) -> dict[int, int]:
    return {
        best[0].queryIdx: best[0].trainIdx
        for best in matches
        if len(best) == 2 and best[0].distance < _RATIO * best[1].distance
    }


def _shared(one: Print, other: Print, matrix: Matrix) -> float:
    """The overlap through the smaller photo."""
    height, width = one.grey.shape
    tall, wide = other.grey.shape
    quad = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
    frame = np.array([[0, 0], [wide, 0], [wide, tall], [0, tall]], np.float32)
    there = moved(quad, matrix)
    area, _ = cv2.intersectConvexConvex(there, frame)
    return float(area / min(cv2.contourArea(there), wide * tall))


def _looks_the_same(
    one: Print, other: Print, matrix: Matrix, steps: Sequence[Step]
) -> bool:
    """Whether the overlap is alike, and clearly more than some packs or boards on."""
    here = agreement(one.grey, other.grey, matrix)
    if here < _ALIKE:
        return False
    aside = [
        agreement(
            one.grey,
            other.grey,
            matrix @ _aside(x * times * one.scale, y * times * one.scale),
        )
        + (_CLEARLY if x else _A_LITTLE)
        for x, y in steps
        for times in (-2, -1, 1, 2)
    ]
    return here > max(aside, default=-1.0)


def same_print(here: Pixels, there: Pixels, matrix: Matrix, box: Box) -> bool:
    """Whether what stands in a box of the first photo (a tag's price, say) stands at
    its place on the second as well; `matrix` leads from the one to the other."""
    inner = np.array([box.width, box.height]) * _RIM
    scale = _TAG_WIDTH / max(box.width - 2 * inner[0], 1.0)
    left, top = np.array([box.left, box.top]) + inner
    to_tag = np.array([[scale, 0, -left * scale], [0, scale, -top * scale], [0, 0, 1]])
    size = _TAG_WIDTH, max(8, round((box.height - 2 * inner[1]) * scale))
    around = np.array([[1.0, 0, _TAG_SEARCH], [0, 1, _TAG_SEARCH], [0, 0, 1]]) @ to_tag
    wide = size[0] + 2 * _TAG_SEARCH, size[1] + 2 * _TAG_SEARCH
    tag = _grey(cv2.warpPerspective(here, to_tag, size))
    other = _grey(cv2.warpPerspective(there, around @ inverse(matrix), wide))
    found = cv2.matchTemplate(other, tag, cv2.TM_CCOEFF_NORMED)
    return bool(found.max() >= _SAME_PRINT)


def _grey(pixels: Any) -> Grey:
    return np.asarray(cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY), np.uint8)


def _aside(x: float, y: float) -> Matrix:
    return np.array([[1.0, 0.0, x], [0.0, 1.0, y], [0.0, 0.0, 1.0]])
