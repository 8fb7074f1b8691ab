"""Where the camera was at every frame of a film: frames in, pieces of a map out.

Called by `pipeline.film`. Each frame is first followed from the one before, where a
step is too small to be mistaken for another pack, and then laid exactly onto the
nearest of a few `View`s, so that errors do not add up and a camera that comes back
finds its place again. What cannot be followed begins a new piece.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field

import cv2
import numpy as np
import numpy.typing as npt

from pipeline.mosaic_motion import (
    Grey,
    Matrix,
    Points,
    agreement,
    corners,
    follow,
    inverse,
    moved,
)
from pipeline.video import Frame

_NEW_VIEW = 0.62  # of a frame lies on the views so far: a new one is begun
_ALL_OF_IT = 0.96
_TURNED_BACK = 0.08
_LATEST_NEW_VIEW = 0.45  # a blurred frame may wait for a sharper one until then
_SAME_VIEW = 0.85  # a sharper frame that shows so much of it takes its place
_SHARPER = 1.12
_BLURRED = 0.6  # of the film's usual sharpness
_OTHER_LIGHT = 30.0  # grey levels from the film's usual light
_SAME = 0.6  # agreement of neighbouring frames
_SURE = 0.8  # that of frames with a hole between
_LOST_S = 0.5
_MOST_VIEWS = 40  # of one piece; some fifteen screens, longer than any shelf
_JPEG = 95
_NOWHERE: Points = np.zeros((0, 2), np.float32)


@dataclass(slots=True)
class Still:
    """A sharp frame: encoded, as a film has many; `to_map` leads from its pixels (those
    of the tracked size) to the map."""

    jpeg: bytes
    to_map: Matrix
    sharpness: float
    size: tuple[int, int]
    tracked: tuple[int, int]  # width and height of the frame when it is followed
    smear: float = 0.0  # pixels that the camera went on while the shutter was open


@dataclass(slots=True)
class View:
    """A place of the map that later frames are laid onto."""

    grey: Grey
    points: Points
    to_map: Matrix
    still: Still


@dataclass(slots=True)
class Piece:
    """Views that belong to one map; the map is in pixels of the first."""

    views: list[View] = field(default_factory=list)
    frames: int = 0


@dataclass(slots=True)
class _Here:
    """The last frame that was followed."""

    grey: Grey
    to_map: Matrix
    step: Matrix  # from this frame's pixels to those of the one before
    seconds: float
    points: Points = field(default_factory=lambda: _NOWHERE)


@dataclass(slots=True)
class _Outermost:
    """The frame that shows most beside the views so far: where a pan ends or turns."""

    frame: Frame
    to_map: Matrix
    sharpness: float
    known: float


class Tracker:
    """Takes the frames of a film in order; `pieces` is what came of them."""

    def __init__(self) -> None:
        self.pieces: list[Piece] = []
        self._here: _Here | None = None
        self._outermost: _Outermost | None = None
        self._sharpness: deque[float] = deque(maxlen=60)
        self._light: deque[float] = deque(maxlen=90)

    def add(self, frame: Frame) -> None:
        """Find the frame's place; make it or better a view where that is of use."""
        sharpness = sharpness_of(frame.grey)
        light = float(frame.grey.mean())
        self._sharpness.append(sharpness)
        self._light.append(light)
        if self._here is None:
            self._begin(frame, sharpness)
            return
        to_map = self._place(frame)
        if to_map is None:
            self._miss(frame, sharpness)
            return
        self.pieces[-1].frames += 1
        if abs(light - float(np.median(self._light))) < _OTHER_LIGHT:
            self._use(frame, to_map, sharpness)

    def finish(self) -> None:
        """The film, or what can be followed of it, is over."""
        last = self._outermost
        if last is not None:
            self._add_view(last.frame, last.to_map, last.sharpness)

    def _begin(self, frame: Frame, sharpness: float) -> None:
        place = np.eye(3)
        self.pieces.append(Piece([_view(frame, place, sharpness)], 1))
        self._outermost = None
        self._here = _Here(frame.grey, place, np.eye(3), frame.seconds)

    def _miss(self, frame: Frame, sharpness: float) -> None:
        """A few blurred frames are left out; after more the map begins anew."""
        assert self._here is not None
        if self.pieces[-1].frames == 1:  # black, say: nothing is lost with it
            self.pieces.pop()
        elif frame.seconds - self._here.seconds <= _LOST_S:
            return
        else:
            self.finish()
        self._begin(frame, sharpness)

    def _place(self, frame: Frame) -> Matrix | None:
        """The frame's place on the map, by the frame before and by the nearest view."""
        here = self._here
        assert here is not None
        to_here = self._step(here, frame)
        if to_here is None:
            return None
        roughly = here.to_map @ to_here
        to_map = self._exactly(frame, roughly)
        step = inverse(here.to_map) @ to_map
        self._here = _Here(frame.grey, to_map, step, frame.seconds)
        return to_map

    def _step(self, here: _Here, frame: Frame) -> Matrix | None:
        """From the frame's pixels to those of the last one that was followed."""
        if len(here.points) == 0:
            here.points = corners(here.grey, 250)
        missed = frame.seconds - here.seconds > 2.5 / 30
        for expected in self._guesses(here, frame):
            motion = follow(here.grey, frame.grey, here.points, inverse(expected), 2)
            if motion is None:
                continue
            alike = agreement(here.grey, frame.grey, motion.matrix)
            if alike >= (_SURE if missed else _SAME):
                return inverse(motion.matrix)
        return None

    def _guesses(self, here: _Here, frame: Frame) -> Iterator[Matrix]:
        """Where the camera may have gone, the likeliest first."""
        yield _shifted(here.step)
        yield np.eye(3)
        yield self._leap(here, frame)

    def _leap(self, here: _Here, frame: Frame) -> Matrix:
        """How far the whole picture seems to have moved, by its frequencies."""
        size = (160, round(160 * frame.grey.shape[0] / frame.grey.shape[1]))
        one, two = (
            cv2.resize(grey, size, interpolation=cv2.INTER_AREA).astype(np.float32)
            for grey in (here.grey, frame.grey)
        )
        window = cv2.createHanningWindow(size, cv2.CV_32F)
        (x, y), _ = cv2.phaseCorrelate(one, two, window)
        scale = frame.grey.shape[1] / size[0]
        return _translation(-x * scale, -y * scale)

    def _exactly(self, frame: Frame, roughly: Matrix) -> Matrix:
        """The place by the nearest view, where that confirms the rough one."""
        view, _ = self._nearest(frame, roughly)
        expected = inverse(roughly) @ view.to_map  # from the view to the frame
        motion = follow(view.grey, frame.grey, view.points, expected, 1)
        if motion is None:
            return roughly
        return np.asarray(view.to_map @ inverse(motion.matrix))

    def _nearest(self, frame: Frame, to_map: Matrix) -> tuple[View, float]:
        """The view that shows most of the frame, and how much of it."""
        shown = self._shown(frame, to_map)
        best = int(np.argmax(shown.mean(axis=1)))
        return self.pieces[-1].views[best], float(shown[best].mean())

    def _shown(self, frame: Frame, to_map: Matrix) -> npt.NDArray[np.bool_]:
        """(views, places): which view shows which of places all over the frame."""
        height, width = frame.grey.shape
        middles = (np.arange(12) + 0.5) / 12
        x, y = np.meshgrid(middles * width, middles * height)
        on_map = moved(np.stack([x.ravel(), y.ravel()], axis=1), to_map)
        rows = []
        for view in self.pieces[-1].views:
            there = moved(on_map, inverse(view.to_map))
            tall, wide = view.grey.shape
            rows.append(((there >= 0) & (there <= (wide, tall))).all(axis=1))
        return np.array(rows)

    def _use(self, frame: Frame, to_map: Matrix, sharpness: float) -> None:
        shown = self._shown(frame, to_map)
        known = float(shown.any(axis=0).mean())
        shares = shown.mean(axis=1)
        view = self.pieces[-1].views[int(np.argmax(shares))]
        if shares.max() >= _SAME_VIEW and sharpness > _SHARPER * view.still.sharpness:
            view.still = _still(frame, to_map, sharpness, self._smear(frame))
        is_blurred = sharpness < _BLURRED * float(np.median(self._sharpness))
        if known < (_LATEST_NEW_VIEW if is_blurred else _NEW_VIEW):
            self._add_view(frame, to_map, sharpness)
        else:
            self._note_outermost(frame, to_map, sharpness, known)

    def _add_view(self, frame: Frame, to_map: Matrix, sharpness: float) -> None:
        if len(self.pieces[-1].views) >= _MOST_VIEWS:
            self._begin(frame, sharpness)
            return
        smear = self._smear(frame)
        self.pieces[-1].views.append(_view(frame, to_map, sharpness, smear))
        self._outermost = None

    def _smear(self, frame: Frame) -> float:
        """About, in pixels of the whole frame: a phone's shutter is open for half of
        the time in poor light."""
        if self._here is None:
            return 0.0
        x, y = self._here.step[0, 2], self._here.step[1, 2]
        return float(0.5 * np.hypot(x, y) * frame.size[0] / frame.grey.shape[1])

    def _note_outermost(
        self, frame: Frame, to_map: Matrix, sharpness: float, known: float
    ) -> None:
        last = self._outermost
        if known < (_ALL_OF_IT if last is None else last.known - 0.01):
            self._outermost = _Outermost(frame, to_map, sharpness, known)
        elif last is not None and known > last.known + _TURNED_BACK:
            self._add_view(last.frame, last.to_map, last.sharpness)


def sharpness_of(grey: Grey) -> float:
    """Variance of the Laplacian through that of the picture, at the tracked size."""
    spread = float(np.var(grey[::4, ::4])) + 1.0
    return float(cv2.Laplacian(grey, cv2.CV_16S, ksize=3).var()) / spread


def _view(frame: Frame, to_map: Matrix, sharpness: float, smear: float = 0.0) -> View:
    still = _still(frame, to_map, sharpness, smear)
    return View(frame.grey, corners(frame.grey), to_map, still)


def _still(frame: Frame, to_map: Matrix, sharpness: float, smear: float) -> Still:
    height, width = frame.grey.shape
    colours = cv2.cvtColor(frame.pixels(), cv2.COLOR_RGB2BGR)
    _, jpeg = cv2.imencode(".jpg", colours, [cv2.IMWRITE_JPEG_QUALITY, _JPEG])
    tracked = (width, height)
    return Still(jpeg.tobytes(), to_map, sharpness, frame.size, tracked, smear)


def _shifted(step: Matrix) -> Matrix:
    """The step without its turn and zoom, which a hand does not go on with."""
    return _translation(step[0, 2], step[1, 2])


def _translation(x: float, y: float) -> Matrix:
    return np.array([[1.0, 0.0, x], [0.0, 1.0, y], [0.0, 0.0, 1.0]])
