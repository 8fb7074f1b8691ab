"""Where the numbers of groups stand on the picture: off names, print and labels.

Called by `pipeline.annotate`. Letters are full of edges, so a number stands where its
group's packs show the fewest, at the same place of each; of many small packs beside
each other only some carry it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from pipeline.images import Pixels
from pipeline.marks import plate_scale, plate_size
from pipeline.types import Box

# Shares of the room left over, from the left and from the top; the foot's middle is
# taken unless another place is clearly quieter.
_PLACES = ((0.5, 1.0), (0.0, 1.0), (1.0, 1.0), (0.0, 0.0), (1.0, 0.0), (0.5, 0.0))
_RELUCTANCE = (0.0, 3.0, 3.0, 9.0, 9.0, 9.0)  # in grey levels of an edge
_HIDES_PRINT, _HIDES_TAG = 60.0, 120.0  # the same, for all of the plate
_MOST_PER_GROUP = 12  # packs that are looked at
_CROWDED = 0.75  # of a pack's width that its number takes
_EVERY = 4  # of crowded packs beside each other one has a number
_BESIDE = 0.6  # widths between packs of one run

Sums = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Numbered:
    """A facing on the picture, in its pixels, with the number of its group."""

    box: Box
    group: int


@dataclass(frozen=True, slots=True)
class Plate:
    """A number on the picture: where, and how large it is written."""

    box: Box
    group: int
    scale: float


def plates_on(
    picture: Pixels,
    facings: Sequence[Numbered],
    tags: Sequence[Box],
    print_boxes: Sequence[Box],
) -> Iterator[Plate]:
    """The plates of all facings that carry one; `picture` has nothing drawn on yet."""
    edges = _edge_sums(picture)
    of: dict[int, list[Box]] = {}
    for facing in facings:
        of.setdefault(facing.group, []).append(facing.box)
    for group, boxes in of.items():
        near = _near(boxes, tags), _near(boxes, print_boxes)
        place = _quietest(edges, group, boxes, near)
        for box in _that_carry(boxes, group):
            yield Plate(plate_at(box, group, place), group, plate_scale(box))


def plate_at(box: Box, group: int, place: tuple[float, float]) -> Box:
    """The plate of a number on a facing; `place` in shares of the room, (0.5, 1) is
    the middle of the foot."""
    width, height = plate_size(str(group), plate_scale(box))
    left = box.left + 2 + place[0] * (box.width - width - 4)
    top = box.top + 2 + place[1] * (box.height - height - 5)
    return Box(left, top, left + width, top + height)


def _quietest(
    edges: Sums,
    group: int,
    boxes: Sequence[Box],
    near: tuple[Mapping[int, list[Box]], Mapping[int, list[Box]]],
) -> tuple[float, float]:
    """The place on a group's packs where a number hides least."""
    step = max(1, len(boxes) // _MOST_PER_GROUP)
    chosen = list(range(0, len(boxes), step))
    costs = []
    for place, reluctance in zip(_PLACES, _RELUCTANCE, strict=True):
        total = 0.0
        for index in chosen:
            plate = plate_at(boxes[index], group, place)
            total += _mean_edge(edges, plate)
            total += _HIDES_TAG * _share_under(plate, near[0].get(index, ()))
            total += _HIDES_PRINT * _share_under(plate, near[1].get(index, ()))
        costs.append(total / len(chosen) + reluctance)
    return _PLACES[int(np.argmin(costs))]


def _near(boxes: Sequence[Box], others: Sequence[Box]) -> dict[int, list[Box]]:
    """By facing what lies on it."""
    found = {
        index: [other for other in others if box.intersection(other) > 0]
        for index, box in enumerate(boxes)
    }
    return {index: part for index, part in found.items() if part}


def _share_under(plate: Box, others: Sequence[Box]) -> float:
    shared = sum(plate.intersection(other) for other in others)
    return min(1.0, shared / max(plate.area, 1.0))


def _edge_sums(picture: Pixels) -> Sums:
    """Sums of the strength of edges (grey levels) over all pixels above and left."""
    grey = cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY)
    across = cv2.convertScaleAbs(cv2.Sobel(grey, cv2.CV_16S, 1, 0), alpha=0.25)
    along = cv2.convertScaleAbs(cv2.Sobel(grey, cv2.CV_16S, 0, 1), alpha=0.25)
    sums = cv2.integral(cv2.max(across, along), sdepth=cv2.CV_64F)
    return sums.astype(np.float64, copy=False)


def _mean_edge(edges: Sums, box: Box) -> float:
    height, width = edges.shape[0] - 1, edges.shape[1] - 1
    left, right = (int(np.clip(x, 0, width)) for x in (box.left, box.right))
    top, bottom = (int(np.clip(y, 0, height)) for y in (box.top, box.bottom))
    area = max(1, (right - left) * (bottom - top))
    total = edges[bottom, right] - edges[top, right]
    return float(total - edges[bottom, left] + edges[top, left]) / area


def _that_carry(boxes: Sequence[Box], group: int) -> Iterator[Box]:
    """All packs with room for the number; of crowded ones beside each other some."""
    runs: list[list[Box]] = []
    for box in sorted(boxes, key=lambda box: box.left):
        if not _is_crowded(box, group):
            yield box
            continue
        run = next((run for run in runs if _goes_on(run[-1], box)), None)
        if run is None:
            runs.append([box])
        else:
            run.append(box)
    for run in runs:
        yield from _some(run)


def _is_crowded(box: Box, group: int) -> bool:
    return plate_size(str(group), plate_scale(box))[0] > _CROWDED * box.width


def _goes_on(last: Box, box: Box) -> bool:
    level = min(last.bottom, box.bottom) - max(last.top, box.top)
    is_level = level > 0.5 * min(last.height, box.height)
    return is_level and 0 <= box.left - last.left <= (1 + _BESIDE) * last.width


def _some(run: Sequence[Box]) -> Iterator[Box]:
    """The middle one of each few."""
    parts = max(1, round(len(run) / _EVERY))
    for part in np.array_split(np.arange(len(run)), parts):
        if len(part):
            yield run[int(part[len(part) // 2])]
