"""Small units beside large numbers, as packs print what is in them.

Called by `pipeline.vision.text.ocr`. Shown a whole line, the recogniser fits it to the
height of the number and guesses at the unit; by itself the unit is read. Where the
two were found as two lines they are put together.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import cv2
import numpy as np

from pipeline.images import Pixels
from pipeline.types import Box
from pipeline.vision.text.size_words import UNITS

if TYPE_CHECKING:
    from pipeline.vision.text.ocr import Line

Read = Callable[[Sequence[Pixels]], list[tuple[str, float]]]

# A number and at most three letters or marks that are no unit for sure.
_MAY_HAVE_ONE = re.compile(r"\d{1,4}(?:[.,]\d{1,3})?\s?\S{0,3}")
_NUMBER = re.compile(r"\d{1,4}(?:[.,]\d{1,3})?")
_SMALLER = 0.8  # of a digit's height is the most that a unit's letters take
_LEAST = 0.25  # of it; less is a point
_SURE = 0.6
_ROOM = 0.2  # of a unit's height around it
_FARTHEST = 0.6  # of the number's height between it and its unit
_MISREAD = {"cI": "cl", "c1": "cl", "d": "cl", "mI": "ml", "m1": "ml", "9": "g"}


def with_small_units(
    read: Sequence[tuple[str, float]], strips: Sequence[Pixels], reader: Read
) -> list[tuple[str, float]]:
    """The readings of the strips (BGR); a number with smaller letters behind it is read
    in two parts and said anew where these are a unit."""
    parts = {
        index: halves
        for index, (text, _) in enumerate(read)
        if _MAY_HAVE_ONE.fullmatch(text) and (halves := _halves(strips[index]))
    }
    result = list(read)
    if not parts:
        return result
    again = reader([part for halves in parts.values() for part in halves])
    for place, index in enumerate(parts):
        (number, sure), (unit, also_sure) = again[2 * place : 2 * place + 2]
        said = _MISREAD.get(unit.strip(" .,"), unit.strip(" .,"))
        if _NUMBER.fullmatch(number) and said.casefold() in UNITS:
            if min(sure, also_sure) >= _SURE:
                result[index] = f"{number} {said}", min(sure, also_sure)
    return result


def is_beside(unit: Box, number: Box) -> bool:
    """Whether a short line stands right behind a higher one, where its unit would."""
    size = unit.height / max(number.height, 1e-6)
    gap = unit.left - number.right
    is_close = -_ROOM * number.height <= gap <= _FARTHEST * number.height
    is_level = number.top <= unit.centre[1] <= number.bottom
    is_short = unit.width <= 4 * unit.height
    return _LEAST <= size <= 1.0 and is_close and is_level and is_short


def joined(lines: Sequence[Line]) -> list[Line]:
    """The lines of one pack, numbers and the units found beside them as one each."""
    result = list(lines)
    for unit in lines:
        if unit.text.casefold().strip(" .,") not in UNITS:
            continue
        for index, number in enumerate(result):
            if _NUMBER.fullmatch(number.text) and is_beside(unit.box, number.box):
                around = Box(
                    number.box.left,
                    min(number.box.top, unit.box.top),
                    unit.box.right,
                    max(number.box.bottom, unit.box.bottom),
                )
                text, score = (
                    f"{number.text} {unit.text}",
                    min(number.score, unit.score),
                )
                result[index] = replace(number, text=text, score=score, box=around)
                result.remove(unit)
                break
    return result


def _halves(strip: Pixels) -> tuple[Pixels, Pixels] | None:
    """The number and what stands smaller behind it; None where nothing does."""
    grey = cv2.cvtColor(strip, cv2.COLOR_BGR2GRAY).astype(np.uint8, copy=False)
    marks = _marks(grey)
    if len(marks) < 2:
        return None
    tall = max(bottom - top for _, top, _, bottom in marks)
    sizes = [(mark[3] - mark[1]) / tall for mark in marks]
    digits = [k for k, size in enumerate(sizes) if size > _SMALLER]
    behind = [mark for mark in marks if mark[0] >= marks[digits[-1]][2] - 1]
    letters = [m for m in behind if (m[3] - m[1]) / tall >= _LEAST]
    if not letters:
        return None
    cut = (marks[digits[-1]][2] + letters[0][0]) // 2 + 1
    top, bottom = min(m[1] for m in letters), max(m[3] for m in letters)
    room = max(2, round(_ROOM * (bottom - top)))
    right = min(strip.shape[1], letters[-1][2] + room)
    unit = strip[max(0, top - room) : bottom + room, cut - 1 : right]
    return np.ascontiguousarray(strip[:, :cut]), np.ascontiguousarray(unit)


def _marks(grey: Pixels) -> list[tuple[int, int, int, int]]:
    """(left, top, right, bottom) of the marks of a line, from the left."""
    _, dark = cv2.threshold(grey, 0, 255, cv2.THRESH_BINARY_INV + cv2.THRESH_OTSU)
    edge = np.concatenate([dark[0], dark[-1], dark[:, 0], dark[:, -1]])
    marks = 255 - dark if edge.mean() > 127 else dark
    _, _, stats, _ = cv2.connectedComponentsWithStats(marks.astype(np.uint8))
    height = grey.shape[0]
    found = [
        (int(left), int(top), int(left + width), int(top + tall))
        for left, top, width, tall, area in stats[1:]
        if tall >= 0.12 * height and area >= 6
    ]
    return sorted(found)
