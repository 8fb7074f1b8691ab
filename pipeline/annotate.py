"""The answer's picture: every facing with the number of its group.

Called by `pipeline.shelf.PipelineVision`. Colours are those of Okabe and Ito (2008),
which colour-blind people can tell apart; the number says it for everyone.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

import cv2
import numpy as np

from pipeline.images import DEFAULT_MAX_MEGAPIXELS, Pixels, open_photo
from pipeline.resized import resized
from pipeline.types import Box, ShelfReading

WIDEST = 1280  # pixels; chat apps shrink anything wider
HIGHEST = 2560
MOST_BYTES = 400_000
_QUALITIES = (85, 75, 65, 55, 45, 35)

Colour = tuple[int, int, int]
_BLACK: Colour = (0, 0, 0)
_WHITE: Colour = (255, 255, 255)
_GROUP_COLOURS: tuple[Colour, ...] = (
    (230, 159, 0),
    (86, 180, 233),
    (0, 158, 115),
    (240, 228, 66),
    (0, 114, 178),
    (213, 94, 0),
    (204, 121, 167),
)
_READ_TAG: Colour = (255, 255, 255)
_UNREAD_TAG: Colour = (130, 130, 130)
_TICKED: Colour = (86, 220, 150)
_CROSSED: Colour = (240, 150, 60)
_TICK = (((-0.8, 0.0), (-0.2, 0.6), (0.8, -0.7)),)
_CROSS = (((-0.6, -0.6), (0.6, 0.6)), ((-0.6, 0.6), (0.6, -0.6)))
_ODD_TAG: Colour = (220, 20, 20)
_FONT = cv2.FONT_HERSHEY_SIMPLEX
_DASH = 9  # pixels


def draw_reading(
    photos: Sequence[bytes],
    reading: ShelfReading,
    max_megapixels: float = DEFAULT_MAX_MEGAPIXELS,
    odd_tags: Collection[int] = (),
) -> bytes:
    """A JPEG of the photos one under the other, with numbered boxes drawn on.

    `odd_tags` are the places in `reading.price_tags` of those that say another price
    than expected: they are marked. At most 1280 px wide, 2560 px high and 400 KB.
    Raises UnreadableImage.
    """
    width = _common_width(reading.sizes)
    parts: list[Pixels] = []
    for number, (data, size) in enumerate(zip(photos, reading.sizes, strict=True)):
        height = max(1, round(size[1] * width / size[0]))
        # Slightly larger, so that the last step shrinks and the drawing stays crisp.
        area = 1.5 * width * height / 1e6
        picture = _at_size(open_photo(data, max_megapixels, area), width, height)
        _draw_photo(picture, reading, number, width / size[0], odd_tags)
        parts.append(picture)
    return _encoded(np.concatenate(parts))


def _common_width(sizes: Sequence[tuple[int, int]]) -> int:
    """So that no photo is enlarged much and all of them fit under one another."""
    widest = min(WIDEST, max(width for width, _ in sizes))
    height = sum(height * widest / width for width, height in sizes)
    return max(1, round(widest * min(1.0, HIGHEST / height)))


def _at_size(pixels: Pixels, width: int, height: int) -> Pixels:
    small = cv2.resize(pixels, (width, height), interpolation=cv2.INTER_AREA)
    return np.ascontiguousarray(small, dtype=np.uint8)


def _draw_photo(
    picture: Pixels,
    reading: ShelfReading,
    number: int,
    factor: float,
    odd_tags: Collection[int],
) -> None:
    for place, tag in enumerate(reading.price_tags):
        if tag.photo == number and place not in odd_tags:
            colour = _UNREAD_TAG if tag.amount is None else _READ_TAG
            frame = _grown(resized(tag.box, factor), 2)
            _outline(picture, frame, colour, 1)
            _mark(picture, frame, tag.amount is not None)
    for gap in reading.gaps:
        if gap.photo == number:
            _dashed(picture, resized(gap.box, factor))
    facings = [
        (resized(facing.box, factor), item.group)
        for item in reading.items
        for facing in item.facings
        if facing.photo == number
    ]
    for box, group in facings:
        _outline(picture, box, group_colour(group), 2)
    for box, group in facings:
        _number(picture, box, group)
    for place, tag in enumerate(reading.price_tags):
        if tag.photo == number and place in odd_tags:
            _odd_tag(picture, resized(tag.box, factor))


def group_colour(group: int) -> Colour:
    """RGB of a group's boxes; neighbouring numbers differ."""
    return _GROUP_COLOURS[(group - 1) % len(_GROUP_COLOURS)]


def _outline(picture: Pixels, box: Box, colour: Colour, thickness: int) -> None:
    """A box that is seen on light and dark packs alike: dark under the colour."""
    corners = _corners(box)
    cv2.rectangle(picture, *corners, _BLACK, thickness + 2)
    cv2.rectangle(picture, *corners, colour, thickness)


def _corners(box: Box) -> tuple[tuple[int, int], tuple[int, int]]:
    left, top = round(box.left) + 1, round(box.top) + 1
    return (left, top), (
        max(left, round(box.right) - 2),
        max(top, round(box.bottom) - 2),
    )


def _dashed(picture: Pixels, box: Box) -> None:
    (left, top), (right, bottom) = _corners(box)
    for start, end in (
        *_dashes((left, top), (right, top)),
        *_dashes((right, top), (right, bottom)),
        *_dashes((left, bottom), (right, bottom)),
        *_dashes((left, top), (left, bottom)),
    ):
        cv2.line(picture, start, end, _BLACK, 4)
        cv2.line(picture, start, end, _WHITE, 2)


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


def _grown(box: Box, by: float) -> Box:
    """A frame around the print, not over it."""
    return Box(box.left - by, box.top - by, box.right + by, box.bottom + by)


def _mark(picture: Pixels, frame: Box, is_read: bool) -> None:
    """A tick on the upper right corner of a label whose price was read, else a cross;
    the corner, for prices stand lower."""
    size = float(np.clip(0.22 * frame.height, 5, 9))
    x = min(frame.right - 0.4 * size, picture.shape[1] - size - 3)
    y = max(frame.top + 0.2 * size, size)
    strokes = _TICK if is_read else _CROSS
    lines = [
        np.array([(x + dx * size, y + dy * size) for dx, dy in stroke]).round()
        for stroke in strokes
    ]
    for colour, thickness in ((_BLACK, 5), (_TICKED if is_read else _CROSSED, 2)):
        cv2.polylines(
            picture, [line.astype(np.int32) for line in lines], False, colour, thickness
        )


def _odd_tag(picture: Pixels, box: Box) -> None:
    """A label that says another price: a thick red frame around its print, and "!"."""
    around = _grown(box, 4)
    _outline(picture, around, _ODD_TAG, 3)
    beside = (round(around.right) + 8, round(around.bottom) + 2)
    _plate(picture, "!", beside, _ODD_TAG, 0.8)


def _number(picture: Pixels, box: Box, group: int) -> None:
    """The group's number on a plate at the foot of the facing, off the brand name."""
    scale = float(np.clip(box.width / 75, 0.4, 0.8))
    foot = (round(box.centre[0]), round(box.bottom) - 3)
    _plate(picture, str(group), foot, group_colour(group), scale)


def _plate(
    picture: Pixels, text: str, foot: tuple[int, int], colour: Colour, scale: float
) -> None:
    """A text on a filled plate; `foot` is the middle of its lower edge."""
    (width, height), _ = cv2.getTextSize(text, _FONT, scale, 1)
    pad = 3
    full = width + 2 * pad
    left = int(np.clip(foot[0] - full // 2, 0, max(0, picture.shape[1] - full)))
    bottom = max(foot[1], height + 2 * pad)
    corner, top = (left + full, bottom), (left, bottom - height - 2 * pad)
    cv2.rectangle(picture, top, corner, colour, cv2.FILLED)
    cv2.rectangle(picture, top, corner, _BLACK, 1)
    ink = _BLACK if _brightness(colour) > 110 else _WHITE
    base = (left + pad, bottom - pad)
    cv2.putText(picture, text, base, _FONT, scale, ink, 1, cv2.LINE_AA)


def _brightness(colour: Colour) -> float:
    red, green, blue = colour
    return 0.299 * red + 0.587 * green + 0.114 * blue


def _encoded(picture: Pixels) -> bytes:
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
