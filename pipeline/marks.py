"""Boxes, numbers and plates on photos, and the JPEG that chats get.

Called by `pipeline.annotate` and `pipeline.vqa.proof`. Colours are those of Okabe and
Ito (2008), which colour-blind people can tell apart; the number says it for everyone.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import cv2
import numpy as np

from pipeline.images import Pixels
from pipeline.types import Box

WIDEST = 1280  # pixels; chat apps shrink anything wider
HIGHEST = 2560
MOST_BYTES = 400_000
_QUALITIES = (85, 75, 65, 55, 45, 35)

Colour = tuple[int, int, int]
BLACK: Colour = (0, 0, 0)
WHITE: Colour = (255, 255, 255)
_GROUP_COLOURS: tuple[Colour, ...] = (
    (230, 159, 0),
    (86, 180, 233),
    (0, 158, 115),
    (240, 228, 66),
    (0, 114, 178),
    (213, 94, 0),
    (204, 121, 167),
)
_FONT = cv2.FONT_HERSHEY_SIMPLEX
_DASH = 9  # pixels
_PAD = 3  # pixels around a text on its plate


def common_width(sizes: Sequence[tuple[int, int]]) -> int:
    """So that no photo is enlarged much and all of them fit under one another."""
    widest = min(WIDEST, max(width for width, _ in sizes))
    height = sum(height * widest / width for width, height in sizes)
    return max(1, round(widest * min(1.0, HIGHEST / height)))


def at_size(pixels: Pixels, width: int, height: int) -> Pixels:
    small = cv2.resize(pixels, (width, height), interpolation=cv2.INTER_AREA)
    return np.ascontiguousarray(small, dtype=np.uint8)


def group_colour(group: int) -> Colour:
    """RGB of a group's boxes; neighbouring numbers differ."""
    return _GROUP_COLOURS[(group - 1) % len(_GROUP_COLOURS)]


def outline(picture: Pixels, box: Box, colour: Colour, thickness: int) -> None:
    """A box that is seen on light and dark packs alike: dark under the colour."""
    corners = _corners(box)
    cv2.rectangle(picture, *corners, BLACK, thickness + 2)
    cv2.rectangle(picture, *corners, colour, thickness)


def _corners(box: Box) -> tuple[tuple[int, int], tuple[int, int]]:
    left, top = round(box.left) + 1, round(box.top) + 1
    return (left, top), (
        max(left, round(box.right) - 2),
        max(top, round(box.bottom) - 2),
    )


def dashed(picture: Pixels, box: Box) -> None:
    (left, top), (right, bottom) = _corners(box)
    for start, end in (
        *_dashes((left, top), (right, top)),
        *_dashes((right, top), (right, bottom)),
        *_dashes((left, bottom), (right, bottom)),
        *_dashes((left, top), (left, bottom)),
    ):
        cv2.line(picture, start, end, BLACK, 4)
        cv2.line(picture, start, end, WHITE, 2)


def _dashes(
    start: tuple[int, int], end: tuple[int, int]
) -> Iterable[tuple[tuple[int, int], tuple[int, int]]]:
    length = max(abs(end[0] - start[0]), abs(end[1] - start[1]))
    for at in range(0, length, 2 * _DASH):
        until = min(at + _DASH, length)
        yield _between(start, end, at / length), _between(start, end, until / length)


def _between(
    start: tuple[int, int], end: tuple[int, int], share: float
) -> tuple[int, int]:
    return (
        round(start[0] + (end[0] - start[0]) * share),
        round(start[1] + (end[1] - start[1]) * share),
    )


def grown(box: Box, by: float) -> Box:
    """A frame around the print, not over it."""
    return Box(box.left - by, box.top - by, box.right + by, box.bottom + by)


def number_at(picture: Pixels, box: Box, group: int) -> None:
    """The group's number on a plate at the foot of the facing, off the brand name."""
    foot = (round(box.centre[0]), round(box.bottom) - 3)
    plate(picture, str(group), foot, group_colour(group), plate_scale(box))


def number_in(picture: Pixels, place: Box, group: int, scale: float) -> None:
    """The group's number on a plate that fills `place`."""
    foot = (round(place.centre[0]), round(place.bottom))
    plate(picture, str(group), foot, group_colour(group), scale)


def plate_scale(box: Box) -> float:
    """How large a facing's number is written: smaller on narrow and on low packs."""
    return float(np.clip(min(box.width / 75, box.height / 80), 0.4, 0.8))


def plate_size(text: str, scale: float) -> tuple[int, int]:
    """Width and height of a plate in pixels."""
    (width, height), _ = cv2.getTextSize(text, _FONT, scale, 1)
    return width + 2 * _PAD, height + 2 * _PAD


def plate(
    picture: Pixels, text: str, foot: tuple[int, int], colour: Colour, scale: float
) -> None:
    """A text on a filled plate; `foot` is the middle of its lower edge."""
    full, high = plate_size(text, scale)
    left = int(np.clip(foot[0] - full // 2, 0, max(0, picture.shape[1] - full)))
    bottom = max(foot[1], high)
    corner, top = (left + full, bottom), (left, bottom - high)
    cv2.rectangle(picture, top, corner, colour, cv2.FILLED)
    cv2.rectangle(picture, top, corner, BLACK, 1)
    ink = BLACK if _brightness(colour) > 110 else WHITE
    base = (left + _PAD, bottom - _PAD)
    cv2.putText(picture, text, base, _FONT, scale, ink, 1, cv2.LINE_AA)


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
