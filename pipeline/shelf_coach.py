"""What to tell the sender of a photo, once the detector has looked at it.

Called by `pipeline.shelf`. A photo is refused only where next to nothing was found on
it; every other one is read, with an advice for the next one where it helps.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import cv2
import numpy as np

from pipeline.images import Pixels
from pipeline.photo_coach import Inspection
from pipeline.shrunk import Halves
from pipeline.types import Box, Problem
from pipeline.vision.find import ShelfPhoto

_SURE = 0.8  # mean chance of facings that are found in spite of a bad picture
# Chance of the best facing below which nothing looks like a pack: on any picture, on
# one that is even in part (a face, a page; shelves and packs are detailed in 0.72 of
# it and more), on a plain one.
_NO_HINT, _HINT_IN_PART, _HINT_ON_PLAIN = 0.03, 0.25, 0.5
_IN_PART, _PLAIN = 0.7, 0.06
_SCREEN_SHAPE = 1.55  # long side by short side, of all phones and most monitors
_SCREEN_FLAT, _FLAT_FACINGS = 0.5, 0.6  # shares of blocks that are of one colour
_FEW, _HARDLY_SURE = 2, 0.9

_STEEP = 0.09  # rise by run in the middle of the photo, 5 degrees
_FEWEST_FOR_LEVEL = 6
_TINY = 34.0  # pixels; root of a facing's area
_EDGE = 0.006  # of the photo's side
_FEWEST_CUT, _MOST_OF_ROW, _CUT_SIZE = 3, 0.6, 0.7
_GLARE_SIDE, _WHITE, _NEARLY_WHITE = 512, 248, 200
_MUCH_GLARE, _SOFT_EDGE = 0.05, 0.6


@dataclass(frozen=True, slots=True)
class Verdict:
    """What to say, most important first, and whether the photo is left out."""

    problems: tuple[Problem, ...] = ()
    is_refused: bool = False


def judge_all(
    seen: Sequence[Inspection], found: Sequence[ShelfPhoto]
) -> tuple[list[ShelfPhoto], tuple[Problem, ...]]:
    """The photos of an album that are worth reading, and what to tell, once each.

    `seen` are all photos in order, `found` those that were looked at.
    """
    verdicts = [
        Verdict(() if look.refusal is None else (look.refusal,), is_refused=True)
        for look in seen
    ]
    for photo in found:
        verdicts[photo.number] = judge(seen[photo.number], photo)
    told = dict.fromkeys(p for verdict in verdicts for p in verdict.problems)
    readable = [photo for photo in found if not verdicts[photo.number].is_refused]
    if any(photo.facings for photo in readable):
        # That one photo of several is empty is not worth a word.
        told.pop(Problem.NO_PRODUCTS, None)
    return readable, tuple(told)


def judge(seen: Inspection, photo: ShelfPhoto) -> Verdict:
    """Whether what was found on a photo can be trusted, and what would help."""
    if _is_screen(seen, photo):
        return Verdict((Problem.NOT_A_SHELF,), is_refused=True)
    if not photo.facings:
        return Verdict((_why_nothing(seen, photo),))
    if seen.is_doubtful and _mean_chance(photo) < _SURE:
        return Verdict(seen.problems, is_refused=True)
    return Verdict((*seen.problems, *_advice(photo)))


def _why_nothing(seen: Inspection, photo: ShelfPhoto) -> Problem:
    if seen.problems:
        return seen.problems[0]
    if photo.gaps or photo.labels:
        return Problem.NO_PRODUCTS
    least = _NO_HINT
    if seen.detailed < _IN_PART:
        least = _HINT_IN_PART if seen.detailed > _PLAIN else _HINT_ON_PLAIN
    best = max((facing.score for facing in photo.doubtful), default=0.0)
    return Problem.NOT_A_SHELF if best < least else Problem.NO_PRODUCTS


def _mean_chance(photo: ShelfPhoto) -> float:
    return float(np.mean([facing.score for facing in photo.facings]))


def _is_screen(seen: Inspection, photo: ShelfPhoto) -> bool:
    """A screenshot: drawn by a computer, and so is what looks like packs on it. A
    photo of a shelf that fills a part of a screen can be read."""
    height, width = photo.pixels.shape[:2]
    long_enough = max(height, width) >= _SCREEN_SHAPE * min(height, width)
    if seen.flat is None or not long_enough or seen.flat.mean() < _SCREEN_FLAT:
        return False
    inside = _mask([f.box for f in photo.facings], photo.pixels, seen.flat.shape)
    return not inside.any() or float(seen.flat[inside].mean()) > _FLAT_FACINGS


def _advice(photo: ShelfPhoto) -> Iterator[Problem]:
    """What to do better, most useful first."""
    facings = [facing.box for facing in photo.facings]
    best = max(facing.score for facing in photo.facings)
    if len(facings) <= _FEW and best < _HARDLY_SURE and not photo.labels:
        yield Problem.HARDLY_A_SHELF
    if float(np.median([box.area**0.5 for box in facings])) < _TINY:
        yield Problem.TOO_FAR
    height = photo.pixels.shape[0]
    slope = photo.shelf.level.slope + photo.shelf.level.change * height / 2
    if len(facings) >= _FEWEST_FOR_LEVEL and abs(slope) > _STEEP:
        yield Problem.TILTED
    if _has_glare(photo.pixels, facings):
        yield Problem.GLARE
    yield from _cut_off(photo)


def _cut_off(photo: ShelfPhoto) -> Iterator[Problem]:
    """Sides at which the frame cuts what most of the shelf goes on with."""
    height, width = photo.pixels.shape[:2]
    rows = [[photo.facings[m].box for m in row.members] for row in photo.shelf.rows]
    if not rows:
        return
    lefts = [row for row in rows if _is_cut(row[0].left <= _EDGE * width, row[0], row)]
    beyond = (1 - _EDGE) * width
    rights = [row for row in rows if _is_cut(row[-1].right >= beyond, row[-1], row)]
    for problem, cut in ((Problem.CUT_LEFT, lefts), (Problem.CUT_RIGHT, rights)):
        if len(cut) >= max(_FEWEST_CUT, _MOST_OF_ROW * len(rows)):
            yield problem
    high = [box for box in rows[0] if box.top <= _EDGE * height]
    low = [box for box in rows[-1] if box.bottom >= (1 - _EDGE) * height]
    whole = float(np.median([facing.box.height for facing in photo.facings]))
    for problem, touching, row in (
        (Problem.CUT_TOP, high, rows[0]),
        (Problem.CUT_BOTTOM, low, rows[-1]),
    ):
        parts = [box for box in touching if box.height < _CUT_SIZE * whole]
        if len(parts) >= max(_FEWEST_CUT, _MOST_OF_ROW * len(row)):
            yield problem


def _is_cut(touches: bool, end: Box, row: list[Box]) -> bool:
    """Whether the last of a row is only a part of a pack."""
    return touches and end.width < _CUT_SIZE * float(np.median([b.width for b in row]))


def _has_glare(pixels: Pixels, facings: list[Box]) -> bool:
    """Large white spots on the packs that fade into their surroundings, as light does
    and paper does not."""
    small = Halves(pixels).within(_GLARE_SIDE)
    darkest = small.min(axis=2)
    white = (darkest >= _WHITE).astype(np.uint8)
    spots = cv2.morphologyEx(white, cv2.MORPH_OPEN, np.ones((5, 5), np.uint8)) > 0
    on_packs = spots & _mask(facings, pixels, spots.shape)
    packs = _mask(facings, pixels, spots.shape).sum()
    if not on_packs.any() or on_packs.sum() < _MUCH_GLARE * packs:
        return False
    around = cv2.dilate(on_packs.astype(np.uint8), np.ones((9, 9), np.uint8)) > 0
    edge = around & ~spots
    return float((darkest[edge] >= _NEARLY_WHITE).mean()) > _SOFT_EDGE


def _mask(
    boxes: list[Box], pixels: Pixels, shape: tuple[int, ...]
) -> np.ndarray[tuple[int, ...], np.dtype[np.bool_]]:
    """Where the boxes lie, on a grid of another size."""
    mask = np.zeros(shape, bool)
    down, across = shape[0] / pixels.shape[0], shape[1] / pixels.shape[1]
    for box in boxes:
        rows = slice(round(box.top * down), max(1, round(box.bottom * down)))
        mask[rows, round(box.left * across) : max(1, round(box.right * across))] = True
    return mask
