"""Which facings are the same product, without knowing any product.

Called by `pipeline.shelf`. Every pair of facings gets log-odds of being the same from
how alike they look, their sizes and their places; facings then join as long as two
groups are, on average over their pairs, more likely the same than not.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations

import numpy as np
import numpy.typing as npt

from pipeline.types import Detection
from pipeline.vision.look_scale import Evidence
from pipeline.vision.looks import Vectors

_SAME_SIZE = 0.25  # difference of the logarithms of two heights
_ANOTHER_SIZE = 0.15  # what twice the contents make is 0.23
Matrix = npt.NDArray[np.float64]


def group_facings(
    facings: Sequence[Detection], looks: Vectors, evidence: Evidence | None = None
) -> list[int]:
    """A group number for each facing, counted from 0 by first appearance.

    `facings` carry their row and photo; `looks` holds one unit vector each.
    """
    if not facings:
        return []
    odds = same_product_odds(facings, looks, evidence or Evidence())
    return _numbered(_joined(odds))


def parted_by_size(
    members: Sequence[int], facings: Sequence[Detection]
) -> list[tuple[int, ...]]:
    """The members of a group as one part, or as two where they fall into high and low
    ones on one photo: two sizes of a pack look the same otherwise."""
    if len({facings[m].photo for m in members}) > 1:
        return [tuple(members)]
    by_height = sorted(members, key=lambda m: facings[m].box.height)
    heights = np.log([max(facings[m].box.height, 1.0) for m in by_height])
    steps = np.diff(heights)
    if not len(steps) or steps.max() < _ANOTHER_SIZE:
        return [tuple(members)]
    low = set(by_height[: int(steps.argmax()) + 1])
    return [
        tuple(m for m in members if (m in low) is is_low) for is_low in (True, False)
    ]


def same_product_odds(
    facings: Sequence[Detection], looks: Vectors, evidence: Evidence
) -> Matrix:
    """Log-odds (n, n) that two facings show the same product."""
    heights = np.log([max(f.box.height, 1.0) for f in facings])
    widths = np.log([max(f.box.width, 1.0) for f in facings])
    photos = np.array([f.photo for f in facings])
    same_photo = photos[:, None] == photos
    in_photo = (
        evidence.height * np.abs(heights[:, None] - heights)
        + evidence.width * np.abs(widths[:, None] - widths)
        + _row_evidence(facings, heights, evidence)
        + evidence.stacked * _stacked(facings)
    )
    odds: Matrix = evidence.start + evidence.look * _distances(looks)
    odds += np.where(same_photo, in_photo, evidence.other_photo)
    return odds


def _distances(looks: Vectors) -> Matrix:
    likeness = looks.astype(np.float64) @ looks.T.astype(np.float64)
    distances: Matrix = np.sqrt(np.maximum(0.0, 2 - 2 * likeness))
    return distances


def _row_evidence(
    facings: Sequence[Detection], heights: Matrix, evidence: Evidence
) -> Matrix:
    rows = np.array([(f.row, f.level) for f in facings])
    x = np.array([f.box.centre[0] for f in facings])
    widths = np.array([max(f.box.width, 1.0) for f in facings])
    steps = np.abs(x[:, None] - x) / ((widths[:, None] + widths) / 2)
    near = np.exp(-np.maximum(0.0, steps - 1) / 3)
    beyond = np.maximum(0.0, np.abs(heights[:, None] - heights) - _SAME_SIZE)
    in_row: Matrix = (
        evidence.same_row + evidence.near * near + evidence.other_size * beyond
    )
    beside = (rows[:, None] == rows).all(axis=2)
    return np.where(beside, in_row, 0.0)


def _stacked(facings: Sequence[Detection]) -> Matrix:
    """1 where one facing stands right on the other."""
    stacked = np.zeros((len(facings), len(facings)))
    for one, other in combinations(range(len(facings)), 2):
        if _stands_on(facings[one], facings[other]):
            stacked[one, other] = stacked[other, one] = 1.0
    return stacked


def _stands_on(one: Detection, other: Detection) -> bool:
    a, b = one.box, other.box
    shared = min(a.right, b.right) - max(a.left, b.left)
    apart = abs(a.centre[1] - b.centre[1])
    return (
        one.photo == other.photo
        and shared > 0.5 * min(a.width, b.width)
        and apart < 1.3 * (a.height + b.height) / 2
    )


def _joined(odds: Matrix) -> list[int]:
    """Average-linkage clustering (Sokal and Michener 1958) down to even odds."""
    odds = odds.copy()
    np.fill_diagonal(odds, -np.inf)
    count = len(odds)
    sizes = np.ones(count)
    owner = np.arange(count)
    while count > 1:
        one, other = (int(k) for k in divmod(int(odds.argmax()), len(odds)))
        if odds[one, other] <= 0:
            break
        total = sizes[one] + sizes[other]
        merged = (odds[one] * sizes[one] + odds[other] * sizes[other]) / total
        odds[one], odds[:, one] = merged, merged
        odds[one, one] = -np.inf
        odds[other], odds[:, other] = -np.inf, -np.inf
        sizes[one] = total
        owner[owner == other] = one
        count -= 1
    return [int(group) for group in owner]


def _numbered(owners: Sequence[int]) -> list[int]:
    numbers: dict[int, int] = {}
    return [numbers.setdefault(owner, len(numbers)) for owner in owners]
