"""What a number would hide at each place of a picture: print, labels, other packs.

Called by `pipeline.drawing.plates`. Print that OCR has not read is found by its edges.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from pipeline.drawing.runs import Numbered
from pipeline.images import Pixels
from pipeline.types import Box

_PRINT, _TAG, _GAP = 90.0, 500.0, 40.0  # in grey levels of an edge, for all of a place
_FAINT, _BACKGROUND = 24.0, 0.5  # beside packs faint edges hide nothing, others less
_PACK = 70.0
_CELL = 2  # pixels of the picture to a side of a cell of the maps

Numbers = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Around:
    """What else is on the picture: price labels, print and empty places."""

    tags: Sequence[Box] = ()
    prints: Sequence[Box] = ()
    gaps: Sequence[Box] = ()


class Hidden:
    """Sums over all cells above and left, so that any place is looked up at once."""

    def __init__(
        self, picture: Pixels, facings: Sequence[Numbered], around: Around
    ) -> None:
        packs = np.zeros(_shape(picture), np.uint8)
        for facing in facings:
            packs[_cells(facing.box)] += 1
        edges = _edges(picture)
        wall = _BACKGROUND * (edges - _FAINT).clip(0)
        costs = np.where(packs > 0, edges, wall)
        for boxes, cost in (
            (_everywhere(around.prints, facings), _PRINT),
            (around.gaps, _GAP),
            (around.tags, _TAG),
        ):
            mask = np.zeros(costs.shape, np.uint8)
            for box in boxes:
                mask[_cells(box)] = 1
            costs += cost * mask
        self._costs = _sums(costs)
        self._packs = _sums(packs)

    def at(self, places: Numbers, packs: Numbers) -> Numbers:
        """What speaks against places (n, 4) for numbers of these packs (n, 4)."""
        others = _means(self._packs, places) - shared(places, packs) / area(places)
        costs: Numbers = _means(self._costs, places) + _PACK * others.clip(0)
        return costs


def corners(box: Box) -> tuple[float, float, float, float]:
    return box.left, box.top, box.right, box.bottom


def area(places: Numbers) -> Numbers:
    """In square pixels of boxes (..., 4)."""
    sides = places[..., 2:] - places[..., :2]
    return np.maximum(1.0, sides[..., 0] * sides[..., 1])


def shared(places: Numbers, others: Numbers) -> Numbers:
    """Square pixels that boxes (..., 4) have in common."""
    low = np.maximum(places[..., :2], others[..., :2])
    high = np.minimum(places[..., 2:], others[..., 2:])
    sides = (high - low).clip(0)
    common: Numbers = sides[..., 0] * sides[..., 1]
    return common


def _everywhere(prints: Sequence[Box], facings: Sequence[Numbered]) -> Iterator[Box]:
    """Print that was read on one pack of a group, on all its packs."""
    of: dict[int, list[Box]] = {}
    for facing in facings:
        of.setdefault(facing.group, []).append(facing.box)
    packs = np.array([corners(facing.box) for facing in facings]).reshape(-1, 4)
    for line in prints:
        yield line
        x, y = line.centre
        on = (packs[:, :2] <= (x, y)).all(axis=1) & (packs[:, 2:] >= (x, y)).all(axis=1)
        for place in np.flatnonzero(on)[:1]:
            read = facings[place]
            yield from (_moved(line, read.box, pack) for pack in of[read.group])


def _moved(line: Box, read: Box, pack: Box) -> Box:
    wide = pack.width / max(read.width, 1.0)
    high = pack.height / max(read.height, 1.0)
    return Box(
        pack.left + (line.left - read.left) * wide,
        pack.top + (line.top - read.top) * high,
        pack.left + (line.right - read.left) * wide,
        pack.top + (line.bottom - read.top) * high,
    )


def _edges(picture: Pixels) -> npt.NDArray[np.float32]:
    """The strength of edges in grey levels, of each cell."""
    grey = cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY)
    small = cv2.resize(grey, _shape(picture)[::-1], interpolation=cv2.INTER_AREA)
    across = cv2.convertScaleAbs(cv2.Sobel(small, cv2.CV_16S, 1, 0), alpha=0.25)
    along = cv2.convertScaleAbs(cv2.Sobel(small, cv2.CV_16S, 0, 1), alpha=0.25)
    return cv2.max(across, along).astype(np.float32)


def _shape(picture: Pixels) -> tuple[int, int]:
    """Rows and columns of the maps."""
    return max(1, picture.shape[0] // _CELL), max(1, picture.shape[1] // _CELL)


def _cells(box: Box) -> tuple[slice, slice]:
    left, top = max(0, round(box.left / _CELL)), max(0, round(box.top / _CELL))
    right, bottom = round(box.right / _CELL), round(box.bottom / _CELL)
    return slice(top, max(top, bottom)), slice(left, max(left, right))


def _sums(values: npt.NDArray[np.float32] | npt.NDArray[np.uint8]) -> Numbers:
    return cv2.integral(values, sdepth=cv2.CV_64F).astype(np.float64, copy=False)


def _means(sums: Numbers, places: Numbers) -> Numbers:
    """Of each place, from the sums over all cells above and left."""
    most = np.array([sums.shape[1] - 1, sums.shape[0] - 1] * 2)
    cells = (places / _CELL).round().astype(int).clip(0, most)
    left, top, right, bottom = cells.T
    total: Numbers = sums[bottom, right] - sums[top, right]
    total += sums[top, left] - sums[bottom, left]
    means: Numbers = total / np.maximum(1, (right - left) * (bottom - top))
    return means
