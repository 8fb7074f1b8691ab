"""Which packs stand on other packs, and which lie over others with a board between.

Called by `pipeline.vision.rows.boards`.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from pipeline.linked import linked
from pipeline.vision.rows.level import Floats

Board = list[int]
Relation = npt.NDArray[np.bool_]  # (n, m): whether it holds from one box to another

BESIDE = 0.5
"""Of the narrower width: from here on two packs share a column."""
CLEAR = 0.3
"""Of the lower height: how much two may overlap, one over the other."""

# Of the lower height: how far a bottom may lie over the top of the pack that carries
# it, and how far below (a pack seen from above shows its lid).
_TOUCHES = 0.15
_SINKS = 0.45
_CENTRED = 0.3  # of the narrower width: how far the middles may lie apart
_ALIKE = 1.3  # times as wide, or high
_MOSTLY = 0.5  # share of the packs of a piece that must stand on others


def lying_over(boxes: Floats) -> Relation:
    """Which of boxes (n, 4) lies over which other one in the same column."""
    width, height = boxes[:, 2] - boxes[:, 0], boxes[:, 3] - boxes[:, 1]
    left = np.maximum(boxes[None, :, 0], boxes[:, None, 0])
    right = np.minimum(boxes[None, :, 2], boxes[:, None, 2])
    beside = right - left >= BESIDE * np.minimum(width[None], width[:, None])
    higher = (boxes[None, :, 1:4:2] > boxes[:, None, 1:4:2]).all(axis=2)
    common = boxes[:, None, 3] - boxes[None, :, 1]
    clear = common <= CLEAR * np.minimum(height[None], height[:, None])
    return np.asarray(beside & higher & clear)


def carriers(boxes: Floats, tags: Floats, slope: float) -> list[int]:
    """For each box the one that it stands on, of about its width and right under it
    with no tag between; -1 where there is none. Where the boards slope, a stack may
    lean as a turned photo shows it, or stand upright."""
    x = (boxes[:, 0] + boxes[:, 2]) / 2
    width = np.maximum(boxes[:, 2] - boxes[:, 0], 1e-6)
    height = np.maximum(boxes[:, 3] - boxes[:, 1], 1e-6)
    lower = np.minimum(height[None], height[:, None])
    gap = boxes[None, :, 1] - boxes[:, None, 3]  # other's top, own bottom
    lean = slope * (boxes[None, :, 3] - boxes[:, None, 3])
    aside = x[:, None] - x[None]
    off = np.maximum(aside - np.maximum(lean, 0), np.minimum(lean, 0) - aside)
    stands = (
        (off <= _CENTRED * np.minimum(width[None], width[:, None]))
        & (np.abs(np.log(width[None] / width[:, None])) <= np.log(_ALIKE))
        & (gap <= _TOUCHES * lower)
        & (gap >= -_SINKS * lower)
    )
    np.fill_diagonal(stands, False)
    stands[_over_a_tag(boxes, tags)] = False
    best = np.where(stands, np.abs(gap), np.inf).argmin(1)
    return [int(b) if stands[i, b] else -1 for i, b in enumerate(best)]


def _over_a_tag(boxes: Floats, tags: Floats) -> npt.NDArray[np.bool_]:
    """Which boxes have a tag right under them: they stand on a board."""
    if not len(tags):
        return np.zeros(len(boxes), bool)
    x, y = (tags[:, 0] + tags[:, 2]) / 2, (tags[:, 1] + tags[:, 3]) / 2
    reach = (tags[:, 3] - tags[:, 1]) + 0.1 * (boxes[:, 3] - boxes[:, 1])[:, None]
    inside = (x >= boxes[:, :1]) & (x <= boxes[:, 2:3])
    near: npt.NDArray[np.bool_] = inside & (np.abs(y - boxes[:, 3:]) <= reach)
    return np.asarray(near.any(axis=1))


def with_stacks(pieces: list[Board], boxes: Floats, below: list[int]) -> list[Board]:
    """Pieces joined to the piece on whose packs most of theirs stand (`below`, from
    `carriers`), or most of whose own carry packs as high as they are."""
    owner = {member: number for number, piece in enumerate(pieces) for member in piece}
    height = boxes[:, 3] - boxes[:, 1]
    links: list[tuple[int, int]] = []
    for number, piece in enumerate(pieces):
        under = [owner[below[i]] for i in piece if below[i] >= 0]
        on_top = {
            below[i]: owner[i]
            for i in owner
            if below[i] in piece and _are_alike(height[i], height[below[i]])
        }
        for near in (under, list(on_top.values())):
            others = [found for found in near if found != number]
            if others and len(others) >= _MOSTLY * len(piece):
                other = max(sorted(set(others)), key=others.count)
                links.append((number, other))
    return [
        [member for number in part for member in pieces[number]]
        for part in linked(len(pieces), links)
    ]


def _are_alike(one: float, other: float) -> bool:
    return max(one, other) <= _ALIKE * min(one, other)
