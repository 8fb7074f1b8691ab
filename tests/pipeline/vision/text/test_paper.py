"""Photographed papers: small print in rows, read band by band."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO

import pytest
from PIL import Image, ImageDraw, ImageFont

from pipeline.images import Pixels
from pipeline.insights.papers import lines_of
from pipeline.types import Box
from pipeline.vision.text.ocr import PACK, Line, RapidTextReader
from pipeline.vision.text.paper import read_paper
from pipeline.vision.text.sheets import Limits

ROWS = [
    ("Coke 330ml", "24", "40.00", "960.00"),
    ("Fanta Orange 330ml", "7", "45.00", "315.00"),
    ("Milk 500ml", "12", "55.00", "660.00"),
    ("Washing Powder 1kg", "5", "210.00", "1,050.00"),
]


def photo(width: int = 1240, height: int = 1754, tilt: float = 0.0) -> bytes:
    """A delivery note, as it is printed, on a page of A4."""
    page = Image.new("RGB", (width, height), (250, 249, 244))
    draw = ImageDraw.Draw(page)
    font = ImageFont.load_default(size=30)
    draw.text((90, 90), "KARIM WHOLESALE  -  DELIVERY NOTE", (20, 20, 20), font=font)
    for y, row in enumerate([("Item", "Qty", "Price", "Amount"), *ROWS] * 3):
        for x, cell in zip((90, 620, 780, 980), row, strict=True):
            draw.text((x, 220 + 90 * y), cell, (20, 20, 20), font=font)
    turned = page.rotate(tilt, expand=True, fillcolor=(120, 110, 100))
    data = BytesIO()
    turned.save(data, "JPEG", quality=88)
    return data.getvalue()


@pytest.fixture(scope="module")
def reader() -> RapidTextReader:
    return RapidTextReader(2)


@pytest.mark.parametrize("tilt", [0.0, 2.0])
def test_rows_of_a_page_are_read_once_each(
    reader: RapidTextReader, tilt: float
) -> None:
    lines = lines_of(read_paper([photo(tilt=tilt)], reader, 80))

    read = [(line.quantity, line.price) for line in lines if line.quantity]
    assert len(read) == 3 * len(ROWS)
    assert sum(line.name.startswith("Fanta Orange") for line in lines) == 3
    assert sum(line.quantity == 7 for line in lines) == 3


class ByTheRow:
    """Sees one line every 100 pixels of the page, wherever it is cut."""

    def __init__(self) -> None:
        self.bands: list[int] = []
        self.top = 0

    def read(
        self, crops: Sequence[Pixels], most: int, limits: Limits = PACK
    ) -> list[tuple[Line, ...]]:
        (band,) = crops
        marks = [y for y in range(band.shape[0]) if band[y, 0, 0] == 255]
        self.bands.append(band.shape[0])
        return [tuple(Line("x", 1.0, Box(0, y - 5, 50, y + 6)) for y in marks)]


@pytest.mark.parametrize("height", [300, 1000, 2500, 9000])
def test_no_line_is_lost_or_doubled_between_bands(height: int) -> None:
    page = Image.new("RGB", (1000, height))
    for y in range(50, height, 100):
        page.putpixel((0, y), (255, 255, 255))
    data = BytesIO()
    page.save(data, "PNG")

    lines = read_paper([data.getvalue()], ByTheRow(), 80)

    middles = sorted(line.box.centre[1] for line in lines)
    assert middles == [y + 0.5 for y in range(50, height, 100)]
