"""Frames, numbers and signs on photos, and the JPEG that chats get.

Called by `pipeline.drawing.annotate` and `pipeline.vqa.proof`. Every line lies on a
shade, so that it is seen on light and on dark packs alike.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import cache

import cv2
import numpy as np

from pipeline.images import Pixels
from pipeline.types import Box

WIDEST = 1280  # pixels; chat apps shrink anything wider
HIGHEST = 2560
MOST_BYTES = 400_000
_QUALITIES = (85, 75, 65, 55, 45, 35)

Colour = tuple[int, int, int]
Line = tuple[tuple[int, int], tuple[int, int]]
BLACK: Colour = (0, 0, 0)
WHITE: Colour = (255, 255, 255)
TICKED: Colour = (0, 150, 110)
CROSSED: Colour = (213, 94, 0)
_FONT = cv2.FONT_HERSHEY_SIMPLEX
_BOLD = 2
_DASH, _SPACE = 10, 8  # pixels
_THICK = 3  # pixels of a dash
_PAD = 5, 4  # pixels beside and over a text on its plate
_ROUND = 4  # pixels of a plate's corners
_SHADE = 0.25  # of the brightness, under lines
_TICK = (((-0.5, 0.05), (-0.1, 0.45), (0.55, -0.4)),)
_CROSS = (((-0.4, -0.4), (0.4, 0.4)), ((-0.4, 0.4), (0.4, -0.4)))
_FINE = 3  # bits of a pixel's fraction


def common_width(sizes: Sequence[tuple[int, int]], enlarged: float = 1.0) -> int:
    """So that no photo is enlarged more than asked and all of them fit under one
    another."""
    widest = min(WIDEST, max(width for width, _ in sizes) * enlarged)
    height = sum(height * widest / width for width, height in sizes)
    return max(1, round(widest * min(1.0, HIGHEST / height)))


def at_size(pixels: Pixels, width: int, height: int) -> Pixels:
    is_smaller = width <= pixels.shape[1]
    how = cv2.INTER_AREA if is_smaller else cv2.INTER_CUBIC
    sized = cv2.resize(pixels, (width, height), interpolation=how)
    return np.ascontiguousarray(sized, dtype=np.uint8)


def frames(picture: Pixels, boxes: Iterable[tuple[Box, Colour, int]]) -> None:
    """Boxes with the colours and thicknesses of their lines. All shades lie under all
    lines, so that a line which two boxes share is one."""
    drawn = [
        (line, colour, thickness)
        for box, colour, thickness in boxes
        for line in _sides(box)
    ]
    _shaded(picture, [(line, thickness + 2) for line, _, thickness in drawn])
    for line, colour, thickness in drawn:
        _bar(picture, line, colour, thickness)


def outline(picture: Pixels, box: Box, colour: Colour, thickness: int) -> None:
    """One box."""
    frames(picture, [(box, colour, thickness)])


def hairline(picture: Pixels, box: Box) -> None:
    """A white box with a dark one around it, each a pixel thick."""
    for around, colour in ((grown(box, 1), BLACK), (box, WHITE)):
        for side in _sides(around):
            _bar(picture, side, colour, 1)


def dashed(picture: Pixels, box: Box) -> None:
    """A box in white dashes; the spaces between them are dark."""
    sides = list(_sides(box))
    _shaded(picture, [(side, _THICK + 2) for side in sides])
    for side in sides:
        for dash in _dashes(*side):
            _bar(picture, dash, WHITE, _THICK)


def _sides(box: Box) -> Iterator[Line]:
    left, top = round(box.left) + 1, round(box.top) + 1
    right, bottom = round(box.right) - 1, round(box.bottom) - 1
    right, bottom = max(left, right), max(top, bottom)
    yield (left, top), (right, top)
    yield (left, bottom), (right, bottom)
    yield (left, top), (left, bottom)
    yield (right, top), (right, bottom)


def _shaded(picture: Pixels, lines: Iterable[tuple[Line, int]]) -> None:
    mask = np.zeros(picture.shape[:2], np.uint8)
    for line, thickness in lines:
        _bar(mask, line, (255,), thickness)
    dark = cv2.convertScaleAbs(picture, alpha=_SHADE)
    cv2.copyTo(dark, mask, picture)


def _bar(picture: Pixels, line: Line, colour: tuple[int, ...], thickness: int) -> None:
    """An upright or level line exactly that thick; OpenCV's own are thicker."""
    before, after = thickness // 2, (thickness - 1) // 2
    (left, top), (right, bottom) = line
    start, end = (left - before, top - before), (right + after, bottom + after)
    cv2.rectangle(picture, start, end, colour, cv2.FILLED)


def _dashes(start: tuple[int, int], end: tuple[int, int]) -> Iterator[Line]:
    """With a dash at both ends."""
    length = max(abs(end[0] - start[0]), abs(end[1] - start[1]))
    count = max(1, round((length + _SPACE) / (_DASH + _SPACE)))
    space = (length - count * _DASH) / max(1, count - 1)
    for number in range(count):
        at = number * (_DASH + space) if count > 1 else 0.0
        yield _between(start, end, at, length), _between(start, end, at + _DASH, length)


def _between(
    start: tuple[int, int], end: tuple[int, int], at: float, length: int
) -> tuple[int, int]:
    share = min(1.0, at / max(1, length))
    return (
        round(start[0] + (end[0] - start[0]) * share),
        round(start[1] + (end[1] - start[1]) * share),
    )


def grown(box: Box, by: float) -> Box:
    """A frame around the print, not over it."""
    return Box(box.left - by, box.top - by, box.right + by, box.bottom + by)


def sign(
    picture: Pixels, centre: tuple[float, float], radius: float, is_right: bool
) -> None:
    """A tick or a cross on a disc."""
    place = round(centre[0] * 2**_FINE), round(centre[1] * 2**_FINE)
    for colour, size in (
        (WHITE, radius + 1),
        (TICKED if is_right else CROSSED, radius),
    ):
        full = round(size * 2**_FINE)
        cv2.circle(picture, place, full, colour, cv2.FILLED, cv2.LINE_AA, _FINE)
    lines = [
        np.array([(x * radius + centre[0], y * radius + centre[1]) for x, y in stroke])
        for stroke in (_TICK if is_right else _CROSS)
    ]
    points = [(line * 2**_FINE).round().astype(np.int32) for line in lines]
    cv2.polylines(picture, points, False, WHITE, 2, cv2.LINE_AA, _FINE)


@cache
def _digit_height() -> int:
    (_, full), _ = cv2.getTextSize("8", _FONT, 1.0, _BOLD)
    return max(1, full)


def letters_scale(height: float) -> float:
    """The scale at which digits are that many pixels high."""
    return height / _digit_height()


def plate_size(text: str, scale: float) -> tuple[int, int]:
    """Width and height of a plate in pixels."""
    (width, height), _ = cv2.getTextSize(text, _FONT, scale, _BOLD)
    return width + 2 * _PAD[0], height + 2 * _PAD[1]


def plate(picture: Pixels, text: str, place: Box, colour: Colour, scale: float) -> None:
    """A text on a plate that fills `place`."""
    left, top = round(place.left), round(place.top)
    right, bottom = round(place.right), round(place.bottom)
    _rounded(picture, (left - 1, top - 1), (right + 1, bottom + 1), BLACK)
    _rounded(picture, (left, top), (right, bottom), colour)
    (width, height), _ = cv2.getTextSize(text, _FONT, scale, _BOLD)
    base = (left + right - width + 1) // 2, (top + bottom + height) // 2
    ink = BLACK if _brightness(colour) > 100 else WHITE
    cv2.putText(picture, text, base, _FONT, scale, ink, _BOLD, cv2.LINE_AA)


def _rounded(
    picture: Pixels, start: tuple[int, int], end: tuple[int, int], colour: Colour
) -> None:
    (left, top), (right, bottom) = start, end
    by = min(_ROUND, (right - left) // 2, (bottom - top) // 2)
    cv2.rectangle(picture, (left + by, top), (right - by, bottom), colour, cv2.FILLED)
    cv2.rectangle(picture, (left, top + by), (right, bottom - by), colour, cv2.FILLED)
    for x in (left + by, right - by):
        for y in (top + by, bottom - by):
            cv2.circle(picture, (x, y), by, colour, cv2.FILLED, cv2.LINE_AA)


def _brightness(colour: Colour) -> float:
    red, green, blue = colour
    return 0.299 * red + 0.587 * green + 0.114 * blue


def encoded(picture: Pixels) -> bytes:
    """As JPEG in the best quality that keeps to the size limit."""
    while True:
        colours = cv2.cvtColor(picture, cv2.COLOR_RGB2BGR)
        for quality in _QUALITIES:
            setting = [cv2.IMWRITE_JPEG_QUALITY, quality]
            _, data = cv2.imencode(".jpg", colours, setting)
            if len(data) < MOST_BYTES:
                return data.tobytes()
        picture = cv2.resize(
            picture, None, fx=0.8, fy=0.8, interpolation=cv2.INTER_AREA
        ).astype(np.uint8, copy=False)
