"""Where the numbers of groups stand on the picture: off names, print and labels.

Called by `pipeline.drawing.annotate` and `pipeline.vqa.proof`. A run of packs carries
its number once, a long one more often. It stands on the upper edge of the run like the
tab of a folder where it hides nothing there, else where the run and what is around it
are quietest.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import ceil
from statistics import median

import numpy as np
import numpy.typing as npt

from pipeline.drawing.hidden import Around, Hidden, area, corners, shared
from pipeline.drawing.marks import letters_scale, plate_size
from pipeline.drawing.runs import Numbered, runs_of
from pipeline.images import Pixels
from pipeline.types import Box

# Places by a pack: share of the room across, share of the pack's height down, share of
# the plate that is above that line, and what speaks against the place in grey levels
# of an edge.
_PLACES = np.array(
    [
        *((across, 0.0, 1.0, 3.0 * (across > 0)) for across in (0.0, 0.5, 1.0)),
        *((across, 1.0, 0.0, 9.0) for across in (0.0, 0.5, 1.0)),
        *(
            (across, down, down, 10.0 if down in (0.0, 1.0) else 16.0)
            for across in (0.0, 0.5, 1.0)
            for down in (0.0, 0.25, 0.5, 0.75, 1.0)
        ),
    ]
)
_HIDES_PLATE = 500.0  # for all of the other plate
_LATER = 1.2  # against each next pack of a run
_SIZES = (1.0, 0.0), (0.75, 8.0)  # and what speaks against a smaller plate
_LETTERS = 0.2  # of the usual pack's height
_LEAST, _MOST = 14.0, 24.0  # pixels of a digit's height
_LONG = 520.0  # pixels of a run that carry one number
_MOST_PACKS = 10  # of a run that are looked at
_ON_FRAME = 2.0  # pixels of a tab

Numbers = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Plate:
    """A number on the picture: where, and how large it is written."""

    box: Box
    group: int
    scale: float


@dataclass(frozen=True, slots=True)
class _Tried:
    """One size of a number beside one pack of its part."""

    part: int
    pack: Box
    size: tuple[int, int]
    scale: float
    against: float


def plates_on(
    picture: Pixels, facings: Sequence[Numbered], around: Around
) -> list[Plate]:
    """The plates of all runs; `picture` has nothing drawn on yet."""
    if not facings:
        return []
    parts = [part for run in runs_of(facings) for part in _parts(run)]
    parts.sort(key=len)  # those with the fewest places choose first
    height = median(facing.box.height for facing in facings)
    letters = float(np.clip(_LETTERS * height, _LEAST, _MOST))
    tried = [
        one
        for number, part in enumerate(parts)
        for one in _tried(number, part, letters)
    ]
    places = _places(tried, picture.shape)
    packs = np.repeat([corners(one.pack) for one in tried], len(_PLACES), axis=0)
    costs = np.repeat([one.against for one in tried], len(_PLACES))
    costs += np.tile(_PLACES[:, 3], len(tried))
    costs += Hidden(picture, facings, around).at(places, packs)
    owner = np.repeat([one.part for one in tried], len(_PLACES))
    chosen = _chosen(places, costs, owner)
    return [
        Plate(
            Box(*(float(side) for side in places[at])),
            parts[owner[at]][0].group,
            tried[at // len(_PLACES)].scale,
        )
        for at in chosen
    ]


def _parts(run: Sequence[Numbered]) -> Iterator[list[Numbered]]:
    """A long run in parts from left to right."""
    left = min(facing.box.left for facing in run)
    right = max(facing.box.right for facing in run)
    ordered = sorted(run, key=lambda f: (f.box.left, f.box.top))
    count = min(len(run), max(1, ceil((right - left) / _LONG)))
    for part in np.array_split(np.arange(len(ordered)), count):
        yield [ordered[place] for place in part]


def _tried(number: int, part: Sequence[Numbered], letters: float) -> Iterator[_Tried]:
    step = ceil(len(part) / _MOST_PACKS)
    for share, against in _SIZES:
        scale = letters_scale(letters * share)
        size = plate_size(str(part[0].group), scale)
        for order, facing in enumerate(part[::step]):
            yield _Tried(number, facing.box, size, scale, against + _LATER * order)


def _places(tried: Sequence[_Tried], shape: tuple[int, ...]) -> Numbers:
    """The boxes (n, 4) of all plates that are tried, inside the picture."""
    boxes = np.array([corners(one.pack) for one in tried])
    left, top, right, bottom = (column[:, None] for column in boxes.T)
    sizes = np.array([one.size for one in tried], dtype=np.float64)
    width, height = sizes[:, :1], sizes[:, 1:]
    across, down, above, _ = (column[None, :] for column in _PLACES.T)
    x = left + across * (right - left - width)
    y = top + down * (bottom - top) - above * height
    y = y + np.where(down == above, 0.0, np.where(down > 0, -_ON_FRAME, _ON_FRAME))
    x = np.clip(x, 1, np.maximum(1, shape[1] - width - 2)).round()
    y = np.clip(y, 1, np.maximum(1, shape[0] - height - 2)).round()
    places: Numbers = np.stack([x, y, x + width, y + height], axis=-1).reshape(-1, 4)
    return places


def _chosen(
    places: Numbers, costs: Numbers, owner: npt.NDArray[np.int64]
) -> Iterator[int]:
    """The cheapest place of each part in turn, off the plates that are placed."""
    taken = np.zeros((0, 4))
    starts = np.flatnonzero(np.diff(owner, prepend=-1))
    for start, end in zip(starts, [*starts[1:], len(owner)], strict=True):
        own = places[start:end]
        around = np.concatenate([own[:, :2].min(axis=0), own[:, 2:].max(axis=0)])
        near = taken[shared(around, taken) > 0]
        hides = shared(own[:, None], near[None, :]).sum(axis=1) / area(own)
        best = int(start + np.argmin(costs[start:end] + _HIDES_PLATE * hides))
        taken = np.vstack([taken, places[best]])
        yield best
