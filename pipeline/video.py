"""A video file to upright frames, with limits checked before and while decoding.

Called by `pipeline.films.film`. Only the containers that phones and browsers make are
opened, each by its own name: a probing demuxer would follow playlists to other
addresses.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from pipeline.errors import UnreadableImage
from pipeline.films.kinds import container_of
from pipeline.images import Pixels

if TYPE_CHECKING:
    from av import VideoFrame
    from av.container import InputContainer
    from av.video.stream import VideoStream

Grey = npt.NDArray[np.uint8]

MAX_SECONDS = 60.0
MAX_PIXELS = 4096 * 2304
# What a minute of 1080p, or 15 s of 4K, at 30 frames a second have.
MAX_DECODED_PIXELS = 4e9
MOST_A_SECOND = 31.0  # frames; of 60 every other one is enough to follow a hand
WORKING_SIDE = 1920  # pixels of a frame's longer side; also that of TRACKED_SIDE
TRACKED_SIDE = 640
_BRIGHTNESS_FIRST = ("yuv420p", "yuvj420p", "nv12", "yuv422p", "yuvj422p", "gray")


@dataclass(frozen=True, slots=True)
class Frame:
    """One frame. A picture of it is made only where it is asked for."""

    number: int
    seconds: float
    size: tuple[int, int]  # width and height of `pixels`
    tracked: tuple[int, int]  # width and height of `grey`
    _decoded: VideoFrame
    _turns: int

    def grey(self) -> Grey:
        """The upright frame (H, W), small, for following the camera."""
        width, height = self.tracked if self._turns % 2 == 0 else self.tracked[::-1]
        return _turned(_grey_of(self._decoded, width, height), self._turns)

    def pixels(self) -> Pixels:
        """The upright frame (H, W, 3) RGB, its longer side at most WORKING_SIDE."""
        width, height = self.size if self._turns % 2 == 0 else self.size[::-1]
        rgb = self._decoded.reformat(width, height, "rgb24", interpolation="AREA")
        return _turned(rgb.to_ndarray().astype(np.uint8, copy=False), self._turns)


def read_frames(data: bytes, max_seconds: float = MAX_SECONDS) -> Iterator[Frame]:
    """The frames of a video in order, at most MOST_A_SECOND.

    A file that is damaged further back gives the frames before. Raises UnreadableImage
    (video_format, video_damaged, video_without_picture, video_too_long,
    video_too_large).
    """
    import av

    container = container_of(data)
    if container is None:
        raise UnreadableImage("video_format", "neither MP4, 3GP, QuickTime nor WebM")
    try:
        with av.open(
            io.BytesIO(data), "r", format=container, metadata_errors="ignore"
        ) as file:
            yield from _frames(file, max_seconds)
    except av.FFmpegError as error:
        raise UnreadableImage("video_damaged", type(error).__name__) from error


def _frames(file: InputContainer, max_seconds: float) -> Iterator[Frame]:
    stream = _film_of(file)
    stream.thread_type = "AUTO"
    _check(file, stream, max_seconds)
    # Some phones store pixels that are not square.
    stretch = float(stream.sample_aspect_ratio or 1)
    number, next_s, pixels = 0, 0.0, 0
    for decoded, seconds in _decoded(file, stream):
        pixels += decoded.width * decoded.height
        if seconds > max_seconds or pixels > MAX_DECODED_PIXELS:
            raise UnreadableImage("video_too_long", f"{seconds:.0f} s and more")
        if decoded.width * decoded.height > MAX_PIXELS:
            raise UnreadableImage("video_too_large", f"{decoded.width} pixels wide")
        if seconds >= next_s:
            yield _frame(decoded, number, seconds, stretch)
            number, next_s = number + 1, seconds + 1 / MOST_A_SECOND
    if not number:
        raise UnreadableImage("video_damaged", "no frame can be decoded")


def _film_of(file: InputContainer) -> VideoStream:
    """The stream that is a film; the cover of a song is none."""
    from av.stream import Disposition

    films = [
        stream
        for stream in file.streams.video
        if not stream.disposition & Disposition.attached_pic
    ]
    if not films:
        raise UnreadableImage("video_without_picture", "no video stream")
    if films[0].codec_context is None:
        raise UnreadableImage("video_format", "no decoder for it")
    return films[0]


def _check(file: InputContainer, stream: VideoStream, max_seconds: float) -> None:
    """What the header tells, before anything is decoded; it need not be true."""
    width, height = stream.codec_context.width, stream.codec_context.height
    if width * height > MAX_PIXELS:
        raise UnreadableImage("video_too_large", f"{width} x {height} pixels")
    seconds = (file.duration or 0) / 1e6
    frames = seconds * float(stream.average_rate or 0)
    if seconds > max_seconds or frames * width * height > MAX_DECODED_PIXELS:
        raise UnreadableImage("video_too_long", f"{seconds:.0f} s")


def _decoded(
    file: InputContainer, stream: VideoStream
) -> Iterator[tuple[VideoFrame, float]]:
    """Frames with their time from the first one on, up to where the file is damaged."""
    import av

    start: float | None = None
    rate = float(stream.average_rate or 30)
    try:
        for number, frame in enumerate(file.decode(stream)):
            at = number / rate if frame.time is None else frame.time
            start = at if start is None else start
            yield frame, at - start
    except av.FFmpegError:
        if start is None:
            raise


def _frame(decoded: VideoFrame, number: int, seconds: float, stretch: float) -> Frame:
    # The angle counts against the clock, and so does numpy.rot90.
    turns = round(decoded.rotation / 90) % 4
    stored = round(decoded.width * stretch), decoded.height
    width, height = _fitting(stored, WORKING_SIDE)
    wide, tall = _fitting(stored, TRACKED_SIDE)
    return Frame(
        number,
        seconds,
        (width, height) if turns % 2 == 0 else (height, width),
        (wide, tall) if turns % 2 == 0 else (tall, wide),
        decoded,
        turns,
    )


def _grey_of(decoded: VideoFrame, width: int, height: int) -> Grey:
    """The frame as it is stored, shrunk. What decoders give nearly always holds the
    brightness by itself: taking that costs a tenth of a conversion."""
    import cv2

    if decoded.format.name not in _BRIGHTNESS_FIRST:
        grey = decoded.reformat(width, height, "gray", interpolation="AREA")
        return np.asarray(grey.to_ndarray(), np.uint8)
    plane = decoded.planes[0]
    rows = np.frombuffer(memoryview(plane), np.uint8).reshape(
        plane.height, plane.line_size
    )
    small = cv2.resize(
        rows[:, : plane.width], (width, height), interpolation=cv2.INTER_AREA
    )
    return small.astype(np.uint8, copy=False)


def _turned(picture: Pixels, turns: int) -> Pixels:
    """By so many quarters against the clock."""
    import cv2

    if turns == 0:
        return picture
    codes = {
        1: cv2.ROTATE_90_COUNTERCLOCKWISE,
        2: cv2.ROTATE_180,
        3: cv2.ROTATE_90_CLOCKWISE,
    }
    return cv2.rotate(picture, codes[turns]).astype(np.uint8, copy=False)


def _fitting(size: tuple[int, int], side: int) -> tuple[int, int]:
    shrink = min(1.0, side / max(size))
    return max(16, round(size[0] * shrink)), max(16, round(size[1] * shrink))
