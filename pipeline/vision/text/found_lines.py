"""Lines of print that a net has found and nobody has read yet.

Called by `pipeline.vision.text.ocr`, which has no time to read them all.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from pipeline.types import Box
from pipeline.vision.text.small_units import is_beside
from pipeline.vision.text.strips import Corners, is_upended, length

_MOST_LINES = 100  # of one reading; the largest print is read first
_LEAST_SLANT, _MOST_SLANT = 6.0, 50.0  # degrees
_SAME_SLANT = 12.0
_MOST_OF, _IN = 0.85, 0.7
_LEAST_LONG = 1.2  # times as long as high; a shorter line has no clear direction


@dataclass(frozen=True, slots=True)
class FoundLine:
    """Four corners in a crop, and how sure it is that print stands there."""

    crop: int
    corners: Corners
    sure: float = 1.0

    @property
    def height(self) -> float:
        """Of the letters, in pixels of the crop; the shorter side of the line."""
        left = length(self.corners[3] - self.corners[0])
        right = length(self.corners[2] - self.corners[1])
        top = length(self.corners[1] - self.corners[0])
        return min((left + right) / 2, top)

    @property
    def is_upright(self) -> bool:
        """Whether it runs along the pack and not up or down."""
        return not is_upended(self.corners)

    @property
    def slant(self) -> float:
        """Degrees by which it falls to the right; 0 for lines without a direction."""
        if not self.is_upright:
            return 0.0
        along = self.corners[1] - self.corners[0] + self.corners[2] - self.corners[3]
        if length(along) / 2 < _LEAST_LONG * self.height:
            return 0.0
        return math.degrees(math.atan2(float(along[1]), float(along[0])))

    @property
    def box(self) -> Box:
        left, top = self.corners.min(axis=0)
        right, bottom = self.corners.max(axis=0)
        return Box(float(left), float(top), float(right), float(bottom))

    @property
    def prominence(self) -> float:
        """Large print first; a long line counts a little more than a short one."""
        length = self.box.area / max(self.height**2, 1.0)
        return self.height * math.sqrt(math.sqrt(max(1.0, length)))


def most_prominent(
    found: Sequence[FoundLine], crops: int, most: int
) -> list[FoundLine]:
    chosen: list[FoundLine] = []
    for crop in range(crops):
        lines = [line for line in found if line.crop == crop]
        lines.sort(key=lambda line: -line.prominence)
        chosen.extend(lines[:most])
    if len(chosen) > _MOST_LINES:
        ranked = _fair_order(chosen)
        chosen = ranked[:_MOST_LINES]
    return chosen


def units_beside(
    chosen: Sequence[FoundLine], found: Sequence[FoundLine]
) -> list[FoundLine]:
    """Short lines that were not chosen and may be units of numbers that were."""
    return [
        unit
        for unit in found
        if all(unit is not other for other in chosen)
        and any(
            unit.crop == number.crop and is_beside(unit.box, number.box)
            for number in chosen
        )
    ]


def _fair_order(lines: Sequence[FoundLine]) -> list[FoundLine]:
    """The best line of every crop before the second best of any."""
    ranks: dict[int, int] = {}
    keyed: list[tuple[int, float, FoundLine]] = []
    for line in lines:
        rank = ranks.get(line.crop, 0)
        ranks[line.crop] = rank + 1
        keyed.append((rank, -line.prominence, line))
    return [line for _, _, line in sorted(keyed, key=lambda key: key[:2])]


def with_slanted(
    surely: Sequence[FoundLine], also: Sequence[FoundLine]
) -> list[FoundLine]:
    """The lines that were found surely, and of others those that are slanted; a slanted
    one takes the place of what was surely found of it."""
    slanted = [
        line
        for line in also
        if _LEAST_SLANT <= abs(line.slant) <= _MOST_SLANT
        and not any(_is_most_of(other, line) for other in surely)
    ]
    kept = [line for line in surely if not any(_is_in(line, x) for x in slanted)]
    return [*kept, *slanted]


def _is_most_of(one: FoundLine, line: FoundLine) -> bool:
    return _is_in(one, line) and one.box.area >= _MOST_OF * line.box.area


def _is_in(part: FoundLine, line: FoundLine) -> bool:
    if part.crop != line.crop:
        return False
    return part.box.intersection(line.box) >= _IN * part.box.area


def slants(found: Sequence[FoundLine], sure: float) -> dict[int, float]:
    """Crops whose print is slanted, with the degrees, where such a line was not found
    surely: the net knows few of them and sees only their ends."""
    angles: dict[int, float] = {}
    for crop in {line.crop for line in found}:
        lines = [line for line in found if line.crop == crop and line.slant]
        if not lines:
            continue
        lines.sort(key=lambda line: line.slant)
        area = np.cumsum([line.height * line.box.width for line in lines])
        angle = lines[int(np.searchsorted(area, area[-1] / 2))].slant
        is_unsure = any(
            line.sure < sure and abs(line.slant - angle) <= _SAME_SLANT
            for line in lines
        )
        if is_unsure and _LEAST_SLANT <= abs(angle) <= _MOST_SLANT:
            angles[crop] = angle
    return angles
