"""Print that runs along a pack, up, down, or stands on its head."""

from __future__ import annotations

from collections.abc import Iterator

import cv2
import numpy as np
import pytest

from pipeline.images import Pixels
from pipeline.vision.text.ocr import RapidTextReader


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


def slanted(word: str, degrees: float) -> Pixels:
    """A word on a plain pack, falling to the right by so many degrees."""
    face = np.full((220, 150, 3), (235, 228, 210), np.uint8)
    (width, height), _ = cv2.getTextSize(word, 0, 1.0, 2)
    at = 75 - width // 2, 110 + height // 2
    cv2.putText(face, word, at, 0, 1.0, (30, 30, 90), 3, cv2.LINE_AA)
    turn = cv2.getRotationMatrix2D((75, 110), -degrees, 0.8)
    return cv2.warpAffine(face, turn, (150, 220), borderMode=cv2.BORDER_REPLICATE)


@pytest.mark.parametrize("degrees", [-25, -15, 15, 25])
def test_slanted_words_of_many_packs_are_read(
    reader: RapidTextReader, degrees: float
) -> None:
    words = ["SOLEVA", "FIZZARO", "KETEPA", "ORANGE", "MANGO", "TROPICAL"]

    read = reader.read([slanted(word, degrees) for word in words], 3)

    said = [" ".join(line.text for line in lines) for lines in read]
    assert sum(word in text for word, text in zip(words, said, strict=True)) >= 5


def test_word_set_upright_is_told_where_it_stands(reader: RapidTextReader) -> None:
    ((line,),) = reader.read([slanted("ORANGE", 20)], 3)

    x, y = line.box.centre
    assert (x, y) == (pytest.approx(75, abs=8), pytest.approx(110, abs=8))


def test_digits_are_not_turned_on_their_head(reader: RapidTextReader) -> None:
    ((line,),) = reader.read([pack("1689", 0)], 3)

    assert line.text == "1689"
