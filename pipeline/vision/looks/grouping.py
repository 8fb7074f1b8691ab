"""Which facings are the same product, without knowing any product.

Called by `pipeline.shelf`. Every pair of facings gets log-odds of being the same from
how alike they look, their sizes and their places; two groups join as long as they are
more likely the same than not: by looks and sizes on average over their pairs, and by
where each facing of the smaller group stands to the nearest one of the larger, for a
long row of one product is a row of neighbours. On shelves where neighbours mostly look
different, standing side by side tells less.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from pipeline.types import Detection
from pipeline.vision.looks.look_scale import Evidence
from pipeline.vision.looks.looks import Vectors
from pipeline.vision.looks.neighbours import (
    Matrix,
    beside,
    nearness,
    next_to,
    stacked,
    variety,
)

_SAME_SIZE = 0.2  # difference of the logarithms of two heights
_ANOTHER_SIZE = 0.15  # what twice the contents make is 0.23


@dataclass(frozen=True, slots=True)
class Odds:
    """Log-odds (n, n) that two facings show the same product: by how they look, and
    what is added because one stands beside or on the other; `closeness` is 1 where it
    stands right there, and fades along the row."""

    alike: Matrix
    near: Matrix
    closeness: Matrix

    def vary(self, members: Sequence[int]) -> bool:
        """Whether some of the facings would not be taken for the same by look alone."""
        return bool(self.alike[np.ix_(members, members)].min(initial=0.0) < 0)


def group_facings(
    facings: Sequence[Detection],
    looks: Vectors,
    evidence: Evidence | None = None,
    colours: Vectors | None = None,
) -> list[int]:
    """A group number for each facing, counted from 0 by first appearance.

    `facings` carry their row and photo; `looks`, and `colours` where they are known,
    hold one unit vector each.
    """
    evidence = evidence or Evidence()
    odds = same_product_odds(facings, looks, evidence, colours)
    return groups_by(odds, facings, evidence)


def groups_by(
    odds: Odds, facings: Sequence[Detection], evidence: Evidence
) -> list[int]:
    """Group numbers of facings whose odds are known, as `group_facings` gives them."""
    if not facings:
        return []
    return _numbered(_joined(_by_photo(odds, facings, evidence)))


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
    facings: Sequence[Detection],
    looks: Vectors,
    evidence: Evidence,
    colours: Vectors | None = None,
) -> Odds:
    """What each two facings tell of being the same product."""
    heights = np.log([max(f.box.height, 1.0) for f in facings])
    widths = np.log([max(f.box.width, 1.0) for f in facings])
    photos = np.array([f.photo for f in facings])
    in_row, on_other = beside(facings), stacked(facings)
    apart = np.abs(heights[:, None] - heights)
    beyond = np.maximum(0.0, apart - _SAME_SIZE)
    as_neighbours = evidence.same_row + evidence.other_size * beyond
    in_photo = (
        evidence.height * apart
        + evidence.width * np.abs(widths[:, None] - widths)
        + np.where(in_row, as_neighbours, 0.0)
    )
    alike: Matrix = evidence.start + evidence.look * _distances(looks)
    if colours is not None:
        alike += evidence.colours * _distances(colours)
    same_photo = photos[:, None] == photos
    alike += np.where(same_photo, in_photo, evidence.other_photo)
    along = nearness(facings, in_row)
    near = evidence.near * along + evidence.stacked * on_other
    return Odds(alike, near, np.maximum(along, on_other))


def _by_photo(odds: Odds, facings: Sequence[Detection], evidence: Evidence) -> Odds:
    """The odds with less weight on standing near, on photos of much variety."""
    together, near = odds.alike + odds.near, odds.near.copy()
    pairs = next_to(facings)
    photos = np.array([facing.photo for facing in facings])
    for photo in sorted({facings[one].photo for one, _ in pairs}):
        own = np.array([p for p in pairs if facings[p[0]].photo == photo])
        told = together[own[:, 0], own[:, 1]]
        less = variety(told, evidence.neighbours_same, evidence.neighbours_worth)
        near += np.where(photos == photo, less * odds.closeness, 0.0)
    return replace(odds, near=near)


def _distances(looks: Vectors) -> Matrix:
    likeness = looks.astype(np.float64) @ looks.T.astype(np.float64)
    distances: Matrix = np.sqrt(np.maximum(0.0, 2 - 2 * likeness))
    return distances


def _joined(odds: Odds) -> list[int]:
    """Average-linkage clustering (Sokal and Michener 1958) down to even odds, in which
    places count by the nearest facing of the other group."""
    count = len(odds.near)
    alike, nearest, sums = odds.alike.copy(), odds.near.copy(), odds.near.copy()
    together = alike + sums
    np.fill_diagonal(together, -np.inf)
    sizes, owner = np.ones(count), np.arange(count)
    while True:
        one, other = (int(k) for k in divmod(int(together.argmax()), count))
        if together[one, other] <= 0:
            return [int(group) for group in owner]
        total = sizes[one] + sizes[other]
        mean = (alike[one] * sizes[one] + alike[other] * sizes[other]) / total
        alike[one], alike[:, one] = mean, mean
        sizes[one] = total
        owner[owner == other] = one
        # (facings, groups): what the nearest facing of the group tells; and its sums
        # over groups of facings.
        nearest[:, one] = np.maximum(nearest[:, one], nearest[:, other])
        sums[one] += sums[other]
        sums[:, one] = np.bincount(owner, nearest[:, one], count)
        near = np.where(total <= sizes, sums[one] / total, sums[:, one] / sizes)
        is_left = together[one] > -np.inf
        is_left[other] = False
        together[one] = np.where(is_left, mean + near, -np.inf)
        together[:, one] = together[one]
        together[other], together[:, other] = -np.inf, -np.inf


def _numbered(owners: Sequence[int]) -> list[int]:
    numbers: dict[int, int] = {}
    return [numbers.setdefault(owner, len(numbers)) for owner in owners]
