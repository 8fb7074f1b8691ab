"""Shelf labels of one photo: their print, price, and the facing they belong to.

Called by `pipeline.shelf`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.types import Box, Detection
from pipeline.vision.find import ShelfPhoto, facing_above
from pipeline.vision.looks import crop
from pipeline.vision.ocr import LABEL, SMALL_LABEL, Line, TextReader
from pipeline.vision.price_tags import PrintedPrice, read_label, whole_text

_MOST_LINES, _MOST_LINES_OF_MANY = 4, 2  # the price is the largest print
_MANY_LABELS = 12
_MOST_LABELS = 60  # of one photo; the surest are read


@dataclass(frozen=True, slots=True)
class ReadLabel:
    """One label; `facing` is an index into the facings of its photo."""

    label: Detection
    text: str
    price: PrintedPrice | None
    facing: int | None


def read_labels(photo: ShelfPhoto, reader: TextReader | None) -> list[ReadLabel]:
    """All labels of a photo; the surest `_MOST_LABELS` with their print."""
    labels = sorted(photo.labels, key=lambda label: -label.score)
    lines = _lines_of(photo, [label.box for label in labels[:_MOST_LABELS]], reader)
    lines += [()] * (len(labels) - len(lines))
    return [
        ReadLabel(
            label,
            whole_text(print_of),
            read_label(print_of),
            facing_above(label.box, photo),
        )
        for label, print_of in zip(labels, lines, strict=True)
    ]


def _lines_of(
    photo: ShelfPhoto, boxes: Sequence[Box], reader: TextReader | None
) -> list[tuple[Line, ...]]:
    """Print of each label; those without a price are looked at once more, smaller."""
    if reader is None:
        return [() for _ in boxes]
    crops = [crop(photo.pixels, box) for box in boxes]
    most = _MOST_LINES if len(crops) <= _MANY_LABELS else _MOST_LINES_OF_MANY
    lines = reader.read(crops, most, LABEL)
    unread = [index for index, part in enumerate(lines) if read_label(part) is None]
    again = reader.read([crops[i] for i in unread], most, SMALL_LABEL)
    for index, part in zip(unread, again, strict=True):
        if read_label(part) is not None:
            lines[index] = part
    return lines
