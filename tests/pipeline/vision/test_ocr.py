"""Print that runs along a pack, up, down, or stands on its head."""

from __future__ import annotations

from collections.abc import Iterator

import cv2
import numpy as np
import pytest

from pipeline.images import Pixels
from pipeline.vision.ocr import RapidTextReader


@pytest.fixture(scope="module")
def reader() -> Iterator[RapidTextReader]:
    yield RapidTextReader(1)


def pack(word: str, quarter_turns: int) -> Pixels:
    """A word on a plain pack, turned to the left so many times."""
    face = np.full((150, 300, 3), (60, 60, 170), np.uint8)
    cv2.putText(face, word, (40, 88), 0, 1.3, (250, 250, 250), 4, cv2.LINE_AA)
    return np.ascontiguousarray(np.rot90(face, quarter_turns))


@pytest.mark.parametrize("quarter_turns", [0, 1, 2, 3])
def test_word_is_read_however_the_pack_lies(
    reader: RapidTextReader, quarter_turns: int
) -> None:
    ((line,),) = reader.read([pack("SOLEVA", quarter_turns)], 3)

    assert line.text == "SOLEVA"
    assert line.score > 0.9


def test_digits_are_not_turned_on_their_head(reader: RapidTextReader) -> None:
    ((line,),) = reader.read([pack("1689", 0)], 3)

    assert line.text == "1689"
