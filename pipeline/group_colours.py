"""Which colour each group of a reading has on pictures: neighbours differ clearly.

Called by `pipeline.annotate` and `pipeline.vqa.proof`, so that a group keeps its
colour in the answers to questions.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import numpy.typing as npt

from pipeline.marks import Colour
from pipeline.types import Detection, ShelfReading

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

_BESIDE, _ABOVE = 0.7, 0.7  # packs between neighbours, by width and height
_CLEAR = 24  # a distance that is as good as any larger one

Numbers = npt.NDArray[np.float64]


def group_colours(reading: ShelfReading) -> dict[int, Colour]:
    """RGB of each group; greedy, those with most neighbours first."""
    facings = [(item.group, f) for item in reading.items for f in item.facings]
    near = _neighbours(facings)
    order = sorted({item.group for item in reading.items})
    order.sort(key=lambda group: -len(near.get(group, ())))
    chosen: dict[int, int] = {}
    for group in order:
        taken = [chosen[other] for other in near.get(group, ()) if other in chosen]
        chosen[group] = _farthest(taken, group)
    return {group: PALETTE[place] for group, place in chosen.items()}


def _farthest(taken: Iterable[int], group: int) -> int:
    """The colour farthest from those of the neighbours; else they take turns."""
    count = len(PALETTE)
    distances = np.min(
        [np.full(count, _CLEAR), *(np.array(DISTANCES)[place] for place in taken)],
        axis=0,
    )
    turns = (np.arange(count) - (group - 1)) % count
    return int(np.lexsort((turns, -distances))[0])


def _neighbours(facings: Iterable[tuple[int, Detection]]) -> dict[int, set[int]]:
    """By group those that have a pack beside, above or under one of its packs."""
    near: dict[int, set[int]] = {}
    by_photo: dict[int, list[tuple[int, Detection]]] = {}
    for group, facing in facings:
        by_photo.setdefault(facing.photo, []).append((group, facing))
    for part in by_photo.values():
        groups = np.array([group for group, _ in part])
        beside = _beside(part) & (groups[:, None] != groups[None, :])
        for one, other in np.argwhere(beside):
            near.setdefault(int(groups[one]), set()).add(int(groups[other]))
    return near


def _beside(facings: Iterable[tuple[int, Detection]]) -> npt.NDArray[np.bool_]:
    boxes = [facing.box for _, facing in facings]
    apart_x, wide = _apart([(box.left, box.right) for box in boxes])
    apart_y, high = _apart([(box.top, box.bottom) for box in boxes])
    beside: npt.NDArray[np.bool_] = (apart_x < _BESIDE * wide) & (
        apart_y < _ABOVE * high
    )
    return beside


def _apart(spans: Iterable[tuple[float, float]]) -> tuple[Numbers, Numbers]:
    """The gaps between spans (below zero: what they share) and the longer of each."""
    low, high = np.array(list(spans)).reshape(-1, 2).T
    gap = np.maximum(low[:, None], low[None, :]) - np.minimum(
        high[:, None], high[None, :]
    )
    length = high - low
    return gap, np.maximum(length[:, None], length[None, :])
