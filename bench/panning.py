"""Videos of a shelf, made from a large picture of it by a camera that moves over it.

The camera shakes, tilts and zooms a little; its light changes, moving smears, and the
film is compressed as a phone does it. Used by `bench.video` and by the tests.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

import av
import cv2
import numpy as np
import numpy.typing as npt

Pixels = npt.NDArray[np.uint8]
Path = Callable[[float], float]
"""Where the camera is (0 to 1 along the shelf) at a time (0 to 1 of the film)."""


def forwards(time: float) -> float:
    """From one end to the other, beginning and ending gently."""
    return time * time * (3 - 2 * time)


def backwards(time: float) -> float:
    return 1 - forwards(time)


def with_pause(time: float) -> float:
    """Stands still for a third of the film."""
    return forwards(
        min(1.0, time * 1.5) if time < 1 / 3 else max(0.5, time * 1.5 - 0.5)
    )


def there_and_back(time: float) -> float:
    return forwards(1 - abs(2 * time - 1))


@dataclass(frozen=True, slots=True)
class Hand:
    """How the camera is held; all shares are of the frame's shorter side."""

    shake: float = 0.012
    tilt_degrees: float = 1.2
    perspective: float = 0.02
    zoom: float = 0.06
    light: float = 0.10
    smear: int = 3  # pictures that one frame is the mean of
    seed: int = 1


CALM = Hand(0.0, 0.0, 0.0, 0.0, 0.0, 1)


@dataclass(frozen=True, slots=True)
class Film:
    """A camera's path over a picture, and how it is stored."""

    path: Path = forwards
    size: tuple[int, int] = (1920, 1080)
    seconds: float = 10.0
    rate: int = 30
    hand: Hand = Hand()
    vertical: bool = False
    codec: str = "libx264"
    container: str = "mp4"
    bit_rate: int = 8_000_000

    def of(self, picture: Pixels) -> bytes:
        """The film as a file; `picture` (H, W, 3) is as large as it is to be seen."""
        return encode(
            self.frames(picture),
            self.size,
            self.rate,
            self.codec,
            self.container,
            self.bit_rate,
        )

    def frames(self, picture: Pixels) -> Iterator[Pixels]:
        """What the camera sees, frame by frame (H, W, 3)."""
        total = round(self.seconds * self.rate)
        wobbles = _wobbles(self.hand, total)
        for number in range(total):
            yield self._frame(picture, number, total, wobbles)

    def _frame(
        self, picture: Pixels, number: int, total: int, wobbles: dict[str, Any]
    ) -> Pixels:
        hand, (width, height) = self.hand, self.size
        mean = np.zeros((height, width, 3), np.float32)
        for part in range(hand.smear):
            at = number + 0.5 * part / hand.smear  # the shutter is open half the time
            there = self._view(picture, at, total, wobbles)
            mean += cv2.warpPerspective(
                picture,
                there,
                self.size,
                flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP,
                borderMode=cv2.BORDER_REPLICATE,
            )
        light = 1 + hand.light * _at(wobbles["light"], number)
        seen = mean / hand.smear * light
        return seen.clip(0, 255).astype(np.uint8)

    def _view(
        self, picture: Pixels, at: float, total: int, wobbles: dict[str, Any]
    ) -> npt.NDArray[np.float64]:
        """From the frame's pixels to the picture's."""
        hand, (width, height) = self.hand, self.size
        side = min(self.size)
        along = self.path(min(1.0, at / max(1, total - 1)))
        zoom = 1 + hand.zoom * _at(wobbles["zoom"], at)
        room = picture.shape[1] - width, picture.shape[0] - height
        if self.vertical:
            left, top = room[0] / 2, room[1] * along
        else:
            left, top = room[0] * along, room[1] / 2
        x = left + width / 2 + hand.shake * side * _at(wobbles["x"], at)
        y = top + height / 2 + hand.shake * side * _at(wobbles["y"], at)
        turn = np.deg2rad(hand.tilt_degrees) * _at(wobbles["turn"], at)
        cos, sin = zoom * np.cos(turn), zoom * np.sin(turn)
        to_middle = np.array([[1, 0, -width / 2], [0, 1, -height / 2], [0, 0, 1]])
        lean = hand.perspective / side
        leaning = np.array(
            [
                [1, 0, 0],
                [0, 1, 0],
                [
                    lean * _at(wobbles["lean_x"], at),
                    lean * _at(wobbles["lean_y"], at),
                    1,
                ],
            ]
        )
        placing = np.array([[cos, -sin, x], [sin, cos, y], [0, 0, 1]])
        return placing @ leaning @ to_middle


def _wobbles(hand: Hand, total: int) -> dict[str, Any]:
    """Smooth random values for each frame, about -1 to 1."""
    random = np.random.default_rng(hand.seed)
    names = ("x", "y", "turn", "zoom", "light", "lean_x", "lean_y")
    return {name: smooth_values(random, total + 2, 9) for name in names}


def smooth_values(random: np.random.Generator, length: int, over: int) -> Any:
    """Random values, about -1 to 1, that change slowly, over so many of them."""
    rough = random.normal(size=length + 4 * over)
    kernel = np.hanning(2 * over + 1)
    smooth = np.convolve(rough, kernel / np.sqrt((kernel**2).sum()), "valid")
    return (smooth[:length] / 2).clip(-1.5, 1.5)


def _at(values: Any, at: float) -> float:
    low = int(at)
    return float(values[low] + (at - low) * (values[low + 1] - values[low]))


def encode(
    frames: Iterator[Pixels],
    size: tuple[int, int],
    rate: int = 30,
    codec: str = "libx264",
    container: str = "mp4",
    bit_rate: int = 8_000_000,
) -> bytes:
    """Frames as a video file."""
    buffer = io.BytesIO()
    with av.open(buffer, "w", format=container) as file:
        options = {"preset": "veryfast"} if codec == "libx264" else {}
        stream: Any = file.add_stream(codec, rate=Fraction(rate), options=options)
        stream.width, stream.height = size
        stream.pix_fmt = "yuv420p"
        stream.bit_rate = bit_rate
        for frame in frames:
            picture = av.VideoFrame.from_ndarray(frame, format="rgb24")
            file.mux(stream.encode(picture))
        file.mux(stream.encode())
    return buffer.getvalue()


def turned(film: bytes, degrees: int) -> bytes:
    """The MP4 file with another orientation in its header, as a turned phone writes it.

    `degrees` clockwise. The matrix is that of the track's header box (ISO 14496-12).
    """
    start = film.index(b"tkhd") + 4
    matrix = start + (40 if film[start] == 0 else 52)
    cos, sin = {0: (1, 0), 90: (0, 1), 180: (-1, 0), 270: (0, -1)}[degrees]
    values = (cos, sin, 0, -sin, cos, 0, 0, 0, 0x4000)
    words = (v * 0x10000 for v in values)
    packed = b"".join(int(word).to_bytes(4, "big", signed=True) for word in words)
    return film[:matrix] + packed + film[matrix + 36 :]


def slower(film: Film, times: float) -> Film:
    return replace(film, seconds=film.seconds * times)
