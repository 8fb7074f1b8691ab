"""Packs of one group that stand beside and on each other, and frames that fit.

Called by `pipeline.drawing.annotate` and `pipeline.vqa.proof`: a run carries its number
once, and packs beside each other share the line between them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from pipeline.linked import linked
from pipeline.types import Box

_TOGETHER = 0.35  # packs of a run may be that share of a pack apart
_LEVEL = 0.5  # share of the lower (or narrower) pack that both stand on
_MEETS, _APART = 0.34, 4.0  # share of a pack; pixels
_BETWEEN = 1.5  # pixels from a line between groups to each of the frames

Numbers = npt.NDArray[np.float64]
Pairs = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Numbered:
    """A facing on the picture, in its pixels, with the number of its group."""

    box: Box
    group: int


def runs_of(facings: Sequence[Numbered]) -> list[list[Numbered]]:
    """The facings in runs: one group, and each stands close to another of the run."""
    if not facings:
        return []
    boxes, groups = _boxes(facings), _groups(facings)
    close = _level(boxes, 1) & (_gaps(boxes, 0) < _TOGETHER * _least(boxes, 0))
    close |= _level(boxes, 0) & (_gaps(boxes, 1) < _TOGETHER * _least(boxes, 1))
    close &= groups[:, None] == groups[None, :]
    links = ((int(one), int(other)) for one, other in np.argwhere(close))
    parts = linked(len(facings), links)
    return [[facings[place] for place in part] for part in parts]


def fitted(facings: Sequence[Numbered]) -> list[Numbered]:
    """The same facings with frames that meet in one line where packs meet, and not
    one across the other; packs that hide much of each other are left as they are."""
    if not facings:
        return []
    boxes, groups = _boxes(facings), _groups(facings)
    moved = boxes.copy()
    for axis in (0, 1):
        for one, other in _meeting(boxes, axis):
            high, low = boxes[one, axis + 2], boxes[other, axis]
            is_same = groups[one] == groups[other]
            aside = 0.0 if is_same else _BETWEEN
            middle = round((high + low) / 2)
            moved[one, axis + 2] = min(moved[one, axis + 2], middle - aside)
            moved[other, axis] = max(moved[other, axis], middle + aside)
            if is_same and low > high:
                moved[one, axis + 2] = moved[other, axis] = middle
    return [
        Numbered(Box(*(float(x) for x in box)), facing.group)
        for box, facing in zip(moved, facings, strict=True)
    ]


def _meeting(boxes: Numbers, axis: int) -> Iterator[tuple[int, int]]:
    """(first, second) of packs that touch along an axis, or nearly so."""
    gaps, least = _gaps(boxes, axis), _least(boxes, axis)
    meets = (gaps > -_MEETS * least) & (gaps < np.minimum(_APART, 0.2 * least))
    centres = boxes[:, axis] + boxes[:, axis + 2]
    meets &= _level(boxes, 1 - axis) & (centres[:, None] < centres[None, :])
    for one, other in np.argwhere(meets):
        yield int(one), int(other)


def _boxes(facings: Sequence[Numbered]) -> Numbers:
    corners = [(f.box.left, f.box.top, f.box.right, f.box.bottom) for f in facings]
    return np.array(corners, dtype=np.float64)


def _groups(facings: Sequence[Numbered]) -> npt.NDArray[np.int64]:
    return np.array([facing.group for facing in facings], dtype=np.int64)


def _gaps(boxes: Numbers, axis: int) -> Numbers:
    """Pixels between each two along an axis; below zero what they share."""
    low, high = boxes[:, axis], boxes[:, axis + 2]
    gaps: Numbers = np.maximum(low[:, None], low) - np.minimum(high[:, None], high)
    return gaps


def _least(boxes: Numbers, axis: int) -> Numbers:
    length = boxes[:, axis + 2] - boxes[:, axis]
    least: Numbers = np.minimum(length[:, None], length)
    return least


def _level(boxes: Numbers, axis: int) -> Pairs:
    level: Pairs = -_gaps(boxes, axis) > _LEVEL * _least(boxes, axis)
    return level
