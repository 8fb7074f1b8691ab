"""Facings on pictures: frames in the colours of their groups, and the numbers.

Called by `pipeline.drawing.annotate` and `pipeline.vqa.proof`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from statistics import median

import numpy as np

from pipeline.drawing.marks import Colour, frames, plate
from pipeline.drawing.plates import Plate
from pipeline.drawing.runs import Numbered
from pipeline.images import Pixels
from pipeline.resized import resized
from pipeline.types import Box, ShelfReading

_WIDE = 48  # pixels; photos of narrower packs are enlarged
_MOST_ENLARGED = 1.6
_LINES = 24, 60  # pixels of a pack from which its frame is a pixel thicker


def enlarged(reading: ShelfReading) -> float:
    """How many times as large photos may be drawn, so that frames fill no packs."""
    widths = [facing.box.width for item in reading.items for facing in item.facings]
    if not widths:
        return 1.0
    return float(np.clip(_WIDE / max(1.0, median(widths)), 1.0, _MOST_ENLARGED))


def facings_on(reading: ShelfReading, number: int, factor: float) -> list[Numbered]:
    """The facings of a photo in pixels of its picture, `factor` times as large."""
    return [
        Numbered(resized(facing.box, factor), item.group)
        for item in reading.items
        for facing in item.facings
        if facing.photo == number
    ]


def prints_on(reading: ShelfReading, number: int, factor: float) -> list[Box]:
    """The lines of print that were read on a photo."""
    lines = [line.box for line in reading.texts if line.photo == number]
    return [resized(box, factor) for box in lines]


def frame_facings(
    picture: Pixels, facings: Sequence[Numbered], colours: Mapping[int, Colour]
) -> None:
    """Each in the colour of its group; `facings` are fitted to each other."""
    frames(
        picture,
        [(one.box, colours[one.group], _thickness(one.box)) for one in facings],
    )


def write_numbers(
    picture: Pixels, plates: Iterable[Plate], colours: Mapping[int, Colour]
) -> None:
    """Each on a plate in the colour of its group."""
    for one in plates:
        plate(picture, str(one.group), one.box, colours[one.group], one.scale)


def _thickness(box: Box) -> int:
    side = min(box.width, box.height)
    return 1 + sum(side >= least for least in _LINES)
