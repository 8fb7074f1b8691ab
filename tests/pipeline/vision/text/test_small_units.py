"""Large numbers with small units behind them, as packs print their size."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from pipeline.images import Pixels
from pipeline.vision.text.ocr import RapidTextReader
from pipeline.vision.text.sizes import PackSize, find_sizes


@pytest.fixture(scope="module")
def reader() -> RapidTextReader:
    return RapidTextReader(1)


def pack(number: str, unit: str, is_raised: bool) -> Pixels:
    """A number with a unit less than half as high."""
    face = np.full((120, 260, 3), (230, 225, 210), np.uint8)
    cv2.putText(face, number, (20, 80), 2, 1.6, (30, 30, 60), 4, cv2.LINE_AA)
    (width, _), _ = cv2.getTextSize(number, 2, 1.6, 4)
    foot = 60 if is_raised else 80
    cv2.putText(face, unit, (26 + width, foot), 2, 0.6, (30, 30, 60), 2, cv2.LINE_AA)
    return cv2.GaussianBlur(face, (0, 0), 0.6)


@pytest.mark.parametrize("is_raised", [False, True])
@pytest.mark.parametrize(
    ("number", "unit", "size"),
    [
        ("500", "ml", PackSize(500, "ml")),
        ("250", "g", PackSize(250, "g")),
        ("75", "cl", PackSize(750, "ml")),
        ("2", "kg", PackSize(2000, "g")),
    ],
)
def test_small_unit_behind_a_large_number_is_read(
    reader: RapidTextReader, number: str, unit: str, size: PackSize, is_raised: bool
) -> None:
    ((*lines,),) = reader.read([pack(number, unit, is_raised)], 3)

    said = [found for line in lines for found in find_sizes(line.text, is_print=True)]

    assert said == [size]


@pytest.mark.parametrize("mark", ["%", "+"])
def test_other_marks_behind_a_number_make_no_size(
    reader: RapidTextReader, mark: str
) -> None:
    ((*lines,),) = reader.read([pack("50", mark, is_raised=True)], 3)

    assert [line.text[:2] for line in lines if "5" in line.text] == ["50"]
    assert not any(find_sizes(line.text, is_print=True) for line in lines)
