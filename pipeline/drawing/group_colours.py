"""Which colour each group of a reading has on pictures: neighbours differ clearly.

Called by `pipeline.drawing.annotate` and `pipeline.vqa.proof`, so that a group keeps
its colour in the answers to questions.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import numpy as np
import numpy.typing as npt

from pipeline.drawing.marks import Colour
from pipeline.types import Box, Detection, ShelfReading

# Six colours of which the least CIEDE2000 distance is as large as it can be to eyes
# of all kinds (red- and green-blind ones after Machado, Oliveira and Fernandes 2009),
# among those light enough for black numbers and for dark fridges, and no reds: a
# wrong price is red.
PALETTE: tuple[Colour, ...] = (
    (220, 118, 10),
    (60, 220, 250),
    (220, 110, 150),
    (250, 240, 0),
    (100, 130, 250),
    (150, 250, 200),
)
DISTANCES = (
    (0, 49, 25, 21, 53, 27),
    (49, 0, 24, 48, 21, 27),
    (25, 24, 0, 35, 19, 20),
    (21, 48, 35, 0, 68, 20),
    (53, 21, 19, 68, 0, 47),
    (27, 27, 20, 20, 47, 0),
)
"""The least distance of each two, to whichever eye can tell them apart worst."""

_BESIDE = 0.7  # packs between neighbours, by width and height
_IN_SIGHT = 2.5  # the same for those across a small empty place
_CLEAR = 26.0  # a distance that is as good as any larger one
_SAME = 100.0  # what speaks against the same colour; a similar one: what it lacks
_NEARER = 10.0  # the weight of neighbours, against others in sight

Numbers = npt.NDArray[np.float64]
_ALIKE: Numbers = np.where(
    np.eye(len(PALETTE)) > 0, _SAME, (_CLEAR - np.array(DISTANCES)).clip(0)
)
Neighbours = dict[int, set[int]]


def group_colours(reading: ShelfReading) -> dict[int, Colour]:
    """RGB of each group; greedy, those with most neighbours first."""
    facings = [(item.group, f) for item in reading.items for f in item.facings]
    near, in_sight = _neighbours(facings, _BESIDE), _neighbours(facings, _IN_SIGHT)
    order = sorted({item.group for item in reading.items})
    order.sort(key=lambda group: -len(near.get(group, ())))
    chosen: dict[int, int] = {}
    for group in order:
        alike = _NEARER * _alike(near.get(group, ()), chosen)
        alike += _alike(in_sight.get(group, ()), chosen)
        turns = (np.arange(len(PALETTE)) - (group - 1)) % len(PALETTE)
        chosen[group] = int(np.lexsort((turns, alike))[0])
    return {group: PALETTE[place] for group, place in chosen.items()}


def _alike(others: Iterable[int], chosen: Mapping[int, int]) -> Numbers:
    """How much each colour looks like those of the others, summed."""
    taken = [chosen[other] for other in others if other in chosen]
    total: Numbers = _ALIKE[taken].sum(axis=0)
    return total


def _neighbours(facings: Sequence[tuple[int, Detection]], within: float) -> Neighbours:
    """By group those that have a pack beside, above or under one of its packs."""
    near: Neighbours = {}
    by_photo: dict[int, list[tuple[int, Detection]]] = {}
    for group, facing in facings:
        by_photo.setdefault(facing.photo, []).append((group, facing))
    for part in by_photo.values():
        groups = np.array([group for group, _ in part])
        beside = _beside([facing.box for _, facing in part], within)
        beside &= groups[:, None] != groups[None, :]
        pairs = np.stack([groups[side] for side in np.nonzero(beside)], axis=1)
        for one, other in np.unique(pairs, axis=0):
            near.setdefault(int(one), set()).add(int(other))
    return near


def _beside(boxes: Sequence[Box], within: float) -> npt.NDArray[np.bool_]:
    apart_x, wide = _apart([(box.left, box.right) for box in boxes])
    apart_y, high = _apart([(box.top, box.bottom) for box in boxes])
    beside: npt.NDArray[np.bool_] = apart_x < within * wide
    beside &= apart_y < min(within, 1.0) * high
    return beside


def _apart(spans: Iterable[tuple[float, float]]) -> tuple[Numbers, Numbers]:
    """The gaps between spans (below zero: what they share) and the longer of each."""
    low, high = np.array(list(spans)).reshape(-1, 2).T
    gap = np.maximum(low[:, None], low[None, :]) - np.minimum(
        high[:, None], high[None, :]
    )
    length = high - low
    return gap, np.maximum(length[:, None], length[None, :])
