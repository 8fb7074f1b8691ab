"""Pictures of readings, to be looked at: rows, gaps and tags, and truth against them.

Called by `training.evaluate` and `training.sheets`.
"""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np

from training.art import Picture
from training.examples import GAP_IOU, Example
from training.metrics import Boxes, Photo, counting, matches
from training.readings import Reading
from training.stage import GAP, IGNORE, PRODUCT, TAG

Colour = tuple[int, int, int]
_ROWS: tuple[Colour, ...] = (
    (0, 200, 0),
    (0, 160, 255),
    (255, 130, 0),
    (190, 60, 255),
    (0, 215, 215),
    (150, 220, 0),
)
_GAP, _TAG, _IGNORED = (255, 0, 0), (240, 220, 0), (150, 150, 150)
_MISSED, _WRONG, _RIGHT = (255, 0, 255), (255, 140, 0), (0, 180, 0)
_FONT = cv2.FONT_HERSHEY_SIMPLEX


def draw_reading(example: Example, reading: Reading, width: int) -> Picture:
    """What was read: facings in the colour of their row with its number, gaps thick
    and red, tags yellow."""
    picture, scale = _sized(example.picture, width)
    facings = reading.found[PRODUCT]
    for box, row in zip(facings.boxes * scale, facings.rows, strict=True):
        colour = _ROWS[int(row) % len(_ROWS)]
        _outline(picture, box, colour, 2)
        _write(picture, str(row), (box[0] + 2, box[3] - 4), colour, 0.4)
    for box in reading.found[TAG].boxes * scale:
        _outline(picture, box, _TAG, 1)
    gaps = reading.found[GAP]
    for box, score in zip(gaps.boxes * scale, gaps.scores, strict=True):
        _outline(picture, box, _GAP, 4)
        _write(picture, f"{score:.2f}", (box[0] + 4, box[1] + 18), _GAP, 0.5)
    count = f"{len(facings.boxes)} ({reading.low} to {reading.high})"
    _title(picture, f"{example.name}: {count} of {len(example.truth[PRODUCT])}")
    return picture


def draw_mistakes(example: Example, reading: Reading, width: int) -> Picture:
    """Truth against reading: right boxes thin and green, false ones orange, missed
    ones magenta (thick for gaps), ignore areas grey."""
    picture, scale = _sized(example.picture, width)
    for box in example.truth[IGNORE] * scale:
        _outline(picture, box, _IGNORED, 1)
    total = 0
    for kind, iou, thick in ((PRODUCT, 0.5, 2), (GAP, GAP_IOU, 5)):
        right, wrong, missed = mistakes(example, reading, kind, iou)
        for boxes, colour, line in (
            (right, _RIGHT, 1),
            (wrong, _WRONG, thick),
            (missed, _MISSED, thick),
        ):
            for box in boxes * scale:
                _outline(picture, box, colour, line)
        total += len(wrong) + len(missed)
    _title(picture, f"{example.name}: {total} mistakes")
    return picture


def mistakes(
    example: Example, reading: Reading, kind: int, iou: float
) -> tuple[Boxes, Boxes, Boxes]:
    """Boxes that are right, made up, and missed, of one kind."""
    found, truth = reading.found[kind], example.truth[kind]
    photo = Photo(found.boxes, found.scores, truth, example.truth[IGNORE])
    matched = matches(photo, iou)
    wrong = counting(photo, iou) & (matched < 0)
    missed = ~np.isin(np.arange(len(truth)), matched)
    return found.boxes[matched >= 0], found.boxes[wrong], truth[missed]


def laid_out(pictures: Sequence[Picture], columns: int) -> Picture:
    """Pictures of one width in columns, each put under the shortest one."""
    width = pictures[0].shape[1]
    heights, places = [0] * columns, []
    for picture in pictures:
        column = heights.index(min(heights))
        places.append((column * width, heights[column]))
        heights[column] += picture.shape[0]
    used = sum(height > 0 for height in heights)
    sheet = np.zeros((max(heights), used * width, 3), np.uint8)
    for picture, (left, top) in zip(pictures, places, strict=True):
        sheet[top : top + picture.shape[0], left : left + width] = picture
    return sheet


def _sized(picture: Picture, width: int) -> tuple[Picture, float]:
    scale = width / picture.shape[1]
    height = max(1, round(picture.shape[0] * scale))
    small = cv2.resize(picture, (width, height), interpolation=cv2.INTER_AREA)
    return np.ascontiguousarray(small, dtype=np.uint8), scale


def _outline(picture: Picture, box: Boxes, colour: Colour, thick: int) -> None:
    left, top, right, bottom = (round(float(side)) for side in box)
    cv2.rectangle(picture, (left, top), (right, bottom), colour, thick)


def _write(
    picture: Picture, text: str, at: tuple[float, float], colour: Colour, size: float
) -> None:
    place = round(float(at[0])), round(float(at[1]))
    cv2.putText(picture, text, place, _FONT, size, (0, 0, 0), 3, cv2.LINE_AA)
    cv2.putText(picture, text, place, _FONT, size, colour, 1, cv2.LINE_AA)


def _title(picture: Picture, text: str) -> None:
    _write(picture, text, (6, 18), (255, 255, 255), 0.55)
