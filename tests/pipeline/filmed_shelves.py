"""Small videos of shelves: a demo photo, or a wall of equal packs with price tags."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import numpy.typing as npt

from bench.panning import Film, Hand

Pixels = npt.NDArray[np.uint8]

DEMO_IMAGES = Path(__file__).parents[2] / "demo_images"
SIZE = (320, 240)
PAN = Film(size=SIZE, seconds=1.6, hand=Hand(smear=1), bit_rate=1_500_000)
PACK, BOARD = 28, 62  # pixels from one pack or board of the wall to the next


def demo_shelf(name: str = "bay_full", height: int = 250) -> Pixels:
    """A demo photo (H, W, 3), shrunk."""
    picture = cv2.imread(str(DEMO_IMAGES / f"{name}.jpg"))
    assert picture is not None
    scale = height / picture.shape[0]
    small = cv2.resize(picture, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    return np.ascontiguousarray(small[:, :, ::-1], dtype=np.uint8)


def wide_shelf() -> Pixels:
    """Two bays side by side."""
    return np.hstack([demo_shelf("bay_full"), demo_shelf("breakfast_bay")])


def wall(packs: int = 26, rows: int = 4, with_tags: bool = True) -> Pixels:
    """Rows of one and the same pack; only the tags, each another price, differ."""
    pack = cv2.resize(demo_shelf("bay_full", 960)[800:950, 265:335], (PACK, 46))
    wall = np.full((rows * BOARD, packs * PACK, 3), 150, np.uint8)
    prices = np.random.default_rng(3)
    for row in range(rows):
        top = row * BOARD + 2
        for number in range(packs):
            wall[top : top + 46, number * PACK : (number + 1) * PACK] = pack
        for number in range(0, packs if with_tags else 0, 3):
            left = number * PACK + int(prices.integers(0, PACK))
            _tag(wall, left, top + 47, int(prices.integers(100, 999)))
    return wall


def _tag(wall: Pixels, left: int, top: int, price: int) -> None:
    cv2.rectangle(wall, (left, top), (left + 30, top + 12), (255, 255, 240), -1)
    foot = (left + 2, top + 10)
    cv2.putText(wall, str(price), foot, cv2.FONT_HERSHEY_SIMPLEX, 0.35, (0, 0, 0), 1)


def film(picture: Pixels, **values: object) -> bytes:
    """A pan over the picture as an MP4 file."""
    return replace(PAN, **values).of(picture)  # type: ignore[arg-type]
