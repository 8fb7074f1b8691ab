"""All print of a photographed paper: a delivery note, an invoice, a price list.

Called by `pipeline.shelf`. A page is read in bands as high as it is wide, so that its
small print is not shrunk more than the width needs; a line on the border of two bands
is taken from the one that has its middle.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from pipeline.images import Pixels, open_photo
from pipeline.types import Box, TextLine
from pipeline.vision.text.ocr import Line, TextReader
from pipeline.vision.text.sheets import Limits

_MEGAPIXELS = 12.0
_PAGE: Limits = (930, 930)
_MOST_LINES = 90  # of one band
_OVERLAP = 0.12  # of the width
_MOST_BANDS = 6  # a till roll may be very long


def read_paper(
    photos: Sequence[bytes], reader: TextReader, max_megapixels: float
) -> tuple[TextLine, ...]:
    """The lines of each photo; raises UnreadableImage for bytes that are no photo."""
    found: list[TextLine] = []
    for number, data in enumerate(photos):
        pixels = open_photo(data, max_megapixels, _MEGAPIXELS)
        found += [replace(line, photo=number) for line in _lines(pixels, reader)]
    return tuple(found)


def _lines(pixels: Pixels, reader: TextReader) -> Iterator[TextLine]:
    for top, bottom, first, last in _bands(*pixels.shape[:2]):
        for line in reader.read([pixels[top:bottom]], _MOST_LINES, _PAGE)[0]:
            placed = _moved(line, top)
            if first <= placed.box.centre[1] < last:
                yield placed


def _bands(height: int, width: int) -> Iterator[tuple[int, int, float, float]]:
    """Top and bottom of each band, and between which heights its lines are taken."""
    overlap = int(_OVERLAP * width)
    step = max(width - overlap, height // _MOST_BANDS, 1)
    tops = list(range(0, max(height - overlap, 1), step))
    for number, top in enumerate(tops):
        is_last = number == len(tops) - 1
        bottom = height if is_last else min(height, top + step + overlap)
        first = 0.0 if number == 0 else top + overlap / 2
        yield top, bottom, first, height + 1.0 if is_last else bottom - overlap / 2


def _moved(line: Line, down: int) -> TextLine:
    box = line.box
    placed = Box(box.left, box.top + down, box.right, box.bottom + down)
    return TextLine(placed, line.text, line.score)
