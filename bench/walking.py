"""Films of a shelf that has depth, by a hand that carries a phone along it.

It drifts and turns, its shutter smears and reads line by line, its light changes. Used
by `bench.video` and the tests of mosaics.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

import cv2
import numpy as np

from bench.deep_shelf import Camera, DeepShelf, Pixels, Points
from bench.panning import Path as Way
from bench.panning import encode, forwards, smooth_values

_RATE = 30
_SHUTTER, _READOUT = 0.4, 0.6  # of the time of one frame


@dataclass(frozen=True, slots=True)
class Walk:
    """A hand that carries a phone along a shelf; in metres and degrees."""

    way: Way = forwards
    size: tuple[int, int] = (1080, 1920)
    seconds: float = 10.0
    distance: float = 1.35
    drift: float = 0.03  # up, down, to and fro
    turning: float = 2.0
    light: float = 0.12
    downwards: bool = False
    seed: int = 1

    def of(self, shelf: DeepShelf, bit_rate: int = 8_000_000) -> bytes:
        """The film as an MP4 file."""
        return encode(self.frames(shelf), self.size, _RATE, bit_rate=bit_rate)

    def frames(self, shelf: DeepShelf) -> Iterator[Pixels]:
        """What the camera sees, frame by frame (H, W, 3)."""
        total = round(self.seconds * _RATE)
        random = np.random.default_rng(self.seed)
        wobbles = [smooth_values(random, total + 2, 9) for _ in range(7)]
        for number in range(total):
            now = self._camera(shelf, number, total, wobbles)
            then = self._camera(shelf, number + 1, total, wobbles)
            moved = _motion(shelf, now, then)
            seen = shelf.seen_by(replace(now, skew=_skew(moved, self.size)))
            light = 1 + self.light * wobbles[6][number]
            yield (
                (_smeared(seen, moved * _SHUTTER) * light).clip(0, 255).astype(np.uint8)
            )

    def _camera(
        self, shelf: DeepShelf, number: int, total: int, wobbles: Sequence[Any]
    ) -> Camera:
        focal = 0.72 * max(self.size)
        width, height = (side / focal * self.distance for side in self.size)
        along = self.way(min(1.0, number / max(1, total - 1)))
        x, y = shelf.width / 2, shelf.height / 2
        if self.downwards:
            y = height * 0.48 + (shelf.height - 0.96 * height) * along
        else:
            x = width * 0.48 + (shelf.width - 0.96 * width) * along
        wobble = [float(values[number]) for values in wobbles]
        away = -self.distance * (1 + 1.5 * self.drift * wobble[2])
        place = np.array([x + self.drift * wobble[0], y + self.drift * wobble[1], away])
        yaw, pitch, roll = (np.deg2rad(self.turning) * np.array(wobble[3:6])).tolist()
        return Camera(place, self.size, focal, (yaw, pitch, 0.6 * roll))


def _motion(shelf: DeepShelf, now: Camera, then: Camera) -> Points:
    """How far the front moves on the picture from one frame to the next (x, y)."""
    middle = np.array([[now.place[0], now.place[1], 0.0]])
    before, after = now.project(middle), then.project(middle)
    assert before is not None
    assert after is not None
    return np.asarray((after - before)[0], np.float64)


def _skew(moved: Points, size: tuple[int, int]) -> Points:
    """A rolling shutter: the sensor's lines lie along the longer side, and each is read
    a little later than the one before."""
    along = 0 if size[1] > size[0] else 1
    skew = np.eye(3)
    skew[:2, along] += moved * _READOUT / size[along]
    return skew


def _smeared(frame: Pixels, moved: Points) -> Pixels:
    """What moves while the shutter is open becomes a line."""
    far = float(np.hypot(*moved))
    if far < 1.0:
        return frame
    side = int(np.ceil(far)) | 1
    kernel = np.zeros((side, side), np.float32)
    middle = side // 2
    half = moved / 2
    start = tuple((np.round((middle - half) * 16)).astype(int).tolist())
    end = tuple((np.round((middle + half) * 16)).astype(int).tolist())
    cv2.line(kernel, start, end, 1.0, 1, cv2.LINE_AA, 4)
    return cv2.filter2D(frame, -1, kernel / kernel.sum()).astype(np.uint8, copy=False)
