"""Where the camera was at every frame of a film: frames in, pieces of a map out.

Called by `pipeline.films.film`. Each frame is first followed from the one before, where
a step is too small to be mistaken for another pack, and then laid exactly onto the
nearest of a few `View`s, so that errors do not add up and a camera that comes back
finds its place again. What cannot be followed begins a new piece. Of a calm film every
second or third frame is enough.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field

import cv2
import numpy as np
import numpy.typing as npt

from pipeline.films.depth import nearest_plane
from pipeline.films.motion import (
    Grey,
    Matrix,
    Motion,
    Points,
    Thumbnail,
    corners,
    follow,
    inverse,
    likeness,
    moved,
    thumbnail,
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
_STEP = 0.02  # of the longer side: so far the camera may go between looks at it
_LONGEST_WAIT_S = 0.1
_ASTRAY = 3.0  # pixels; what is laid exactly only moves a little
_FEW_POINTS = 80
_STANDING = 0.05  # of the longer side in a second
_UNEVEN = 0.003  # of the longer side: more than it was expected to go
_RATE = 30.0  # frames a second, of which a phone's shutter is open for half
_MOST_VIEWS = 40  # of one piece; some fifteen screens, longer than any shelf
_JPEG = 95
Speed = npt.NDArray[np.float64]


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
    from_map: Matrix
    still: Still


@dataclass(slots=True)
class Piece:
    """Views that belong to one map; the map is in pixels of the first."""

    views: list[View] = field(default_factory=list)
    seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class _Look:
    """A frame that is looked at."""

    frame: Frame
    grey: Grey
    sharpness: float

    @property
    def seconds(self) -> float:
        return self.frame.seconds


@dataclass(frozen=True, slots=True)
class _Followed:
    """Points of a view, and where they are in a frame. Followed all the way, for near
    and far ones move alike from one frame to the next but not over a longer way."""

    view: View
    origins: Points
    points: Points


@dataclass(slots=True)
class _Here:
    """The last frame that was followed."""

    look: _Look
    thumbnail: Thumbnail
    to_map: Matrix
    followed: _Followed
    speed: Speed  # (2,) pixels a second, back to the frame before
    wait: float = 0.0  # seconds in which no frame need be looked at


@dataclass(slots=True)
class _Outermost:
    """The frame that shows most beside the views so far: where a pan ends or turns."""

    look: _Look
    to_map: Matrix
    known: float


class Tracker:
    """Takes the frames of a film in order; `pieces` is what came of them."""

    def __init__(self) -> None:
        self.pieces: list[Piece] = []
        self._here: _Here | None = None
        self._missed = 0
        self._outermost: _Outermost | None = None
        self._sharpness: deque[float] = deque(maxlen=40)
        self._light: deque[float] = deque(maxlen=60)

    def add(self, frame: Frame) -> None:
        """Find the frame's place; make it or better a view where that is of use."""
        here = self._here
        if here is not None and not self._missed:
            if frame.seconds - here.look.seconds < here.wait:
                return
        grey = frame.grey()
        look = _Look(frame, grey, sharpness_of(grey))
        light = float(grey.mean())
        self._sharpness.append(look.sharpness)
        self._light.append(light)
        if here is None:
            self._begin(look)
            return
        to_map = self._place(here, look)
        if to_map is None:
            self._miss(here, look)
            return
        self.pieces[-1].seconds += look.seconds - here.look.seconds
        if abs(light - float(np.median(self._light))) < _OTHER_LIGHT:
            self._use(look, to_map)

    def finish(self) -> None:
        """The film, or what can be followed of it, is over."""
        last = self._outermost
        if last is not None:
            self._add_view(last.look, last.to_map)

    def _begin(self, look: _Look) -> None:
        place = np.eye(3)
        self.pieces.append(Piece([_view(look, place)]))
        self._outermost = None
        self._missed = 0
        view = self.pieces[-1].views[0]
        followed = _Followed(view, view.points, view.points)
        self._here = _Here(look, thumbnail(look.grey), place, followed, np.zeros(2))

    def _miss(self, here: _Here, look: _Look) -> None:
        """A few blurred frames are left out; after more the map begins anew."""
        self._missed += 1
        if self.pieces[-1].seconds == 0:  # black, say: nothing is lost with it
            self.pieces.pop()
        elif look.seconds - here.look.seconds <= _LOST_S:
            return
        else:
            self.finish()
        self._begin(look)

    def _place(self, here: _Here, look: _Look) -> Matrix | None:
        """The frame's place on the map, by the frame before and by the nearest view."""
        if look.grey.shape != here.look.grey.shape:
            return None  # a live recording whose picture was made smaller
        small = thumbnail(look.grey)
        motion = self._step(here, look, small)
        if motion is None:
            return None
        last = here.followed
        origins = last.origins[motion.kept]
        followed = _Followed(last.view, origins, motion.there)
        roughly = here.to_map @ inverse(motion.matrix)
        from_view = nearest_plane(origins, motion.there, look.grey.shape)
        if from_view is not None:
            roughly = last.view.to_map @ inverse(from_view)
        to_map, followed = self._exactly(look.grey, roughly, followed)
        step = inverse(here.to_map) @ to_map
        passed = max(look.seconds - here.look.seconds, 1e-3)
        speed = step[:2, 2] / step[2, 2] / passed
        wait = _wait_after(here.speed, speed, passed, max(look.grey.shape))
        self._here = _Here(look, small, to_map, followed, speed, wait)
        self._missed = 0
        return to_map

    def _step(self, here: _Here, look: _Look, small: Thumbnail) -> Motion | None:
        """From the last frame that was followed to this one."""
        before, points = here.look.grey, here.followed.points
        for expected in self._guesses(here, look):
            motion = follow(before, look.grey, points, inverse(expected), 2)
            if motion is None:
                continue
            alike = likeness(here.thumbnail, small, motion.matrix)
            if alike >= (_SURE if self._missed > 1 else _SAME):
                return motion
        return None

    def _guesses(self, here: _Here, look: _Look) -> Iterator[Matrix]:
        """Where the camera may have gone, the likeliest first."""
        # Without its turn and zoom, which a hand does not go on with.
        yield _translation(*(here.speed * (look.seconds - here.look.seconds)))
        yield np.eye(3)
        yield self._leap(here.look.grey, look.grey)

    def _leap(self, before: Grey, after: Grey) -> Matrix:
        """How far the whole picture seems to have moved, by its frequencies."""
        size = (160, round(160 * after.shape[0] / after.shape[1]))
        one, two = (
            cv2.resize(grey, size, interpolation=cv2.INTER_AREA).astype(np.float32)
            for grey in (before, after)
        )
        window = cv2.createHanningWindow(size, cv2.CV_32F)
        (x, y), _ = cv2.phaseCorrelate(one, two, window)
        scale = after.shape[1] / size[0]
        return _translation(-x * scale, -y * scale)

    def _exactly(
        self, grey: Grey, roughly: Matrix, followed: _Followed
    ) -> tuple[Matrix, _Followed]:
        """The place by the nearest view, where that confirms the rough one, and the
        points to follow from here on."""
        shown = self._shown(grey, roughly)
        view = self.pieces[-1].views[int(np.argmax(shown.mean(axis=1)))]
        expected = inverse(roughly) @ view.to_map  # from the view to the frame
        motion = follow(view.grey, grey, view.points, expected, 1)
        if motion is not None:
            origins = view.points[motion.kept]
            from_view = nearest_plane(origins, motion.there, grey.shape)
            if from_view is not None and _is_near(from_view, expected, grey.shape):
                if view is not followed.view:
                    followed = _Followed(view, origins, motion.there)
                return np.asarray(view.to_map @ inverse(from_view)), followed
        if len(followed.points) < _FEW_POINTS:
            points = corners(grey)
            origins = moved(points, followed.view.from_map @ roughly)
            followed = _Followed(followed.view, origins, points)
        return roughly, followed

    def _shown(self, grey: Grey, to_map: Matrix) -> npt.NDArray[np.bool_]:
        """(views, places): which view shows which of places all over the frame."""
        height, width = grey.shape
        middles = (np.arange(12) + 0.5) / 12
        x, y = np.meshgrid(middles * width, middles * height)
        on_map = moved(np.stack([x.ravel(), y.ravel()], axis=1), to_map)
        rows = []
        for view in self.pieces[-1].views:
            there = moved(on_map, view.from_map)
            tall, wide = view.grey.shape
            rows.append(((there >= 0) & (there <= (wide, tall))).all(axis=1))
        return np.array(rows)

    def _use(self, look: _Look, to_map: Matrix) -> None:
        shown = self._shown(look.grey, to_map)
        known = float(shown.any(axis=0).mean())
        shares = shown.mean(axis=1)
        view = self.pieces[-1].views[int(np.argmax(shares))]
        is_sharper = look.sharpness > _SHARPER * view.still.sharpness
        if shares.max() >= _SAME_VIEW and is_sharper:
            view.still = _still(look, to_map, self._smear(look))
        is_blurred = look.sharpness < _BLURRED * float(np.median(self._sharpness))
        if known < (_LATEST_NEW_VIEW if is_blurred else _NEW_VIEW):
            self._add_view(look, to_map)
        else:
            self._note_outermost(look, to_map, known)

    def _add_view(self, look: _Look, to_map: Matrix) -> None:
        if len(self.pieces[-1].views) >= _MOST_VIEWS:
            self._begin(look)
            return
        view = _view(look, to_map, self._smear(look))
        self.pieces[-1].views.append(view)
        if self._here is not None and self._here.look is look:
            self._here.followed = _Followed(view, view.points, view.points)
        self._outermost = None

    def _smear(self, look: _Look) -> float:
        """About, in pixels of the whole frame: in poor light a phone's shutter is open
        for half of the time."""
        if self._here is None:
            return 0.0
        width, _ = look.frame.size
        far = float(np.hypot(*self._here.speed)) / _RATE
        return float(0.5 * far * width / look.grey.shape[1])

    def _note_outermost(self, look: _Look, to_map: Matrix, known: float) -> None:
        last = self._outermost
        if known < (_ALL_OF_IT if last is None else last.known - 0.01):
            self._outermost = _Outermost(look, to_map, known)
        elif last is not None and known > last.known + _TURNED_BACK:
            self._add_view(last.look, last.to_map)


def _is_near(matrix: Matrix, expected: Matrix, shape: tuple[int, ...]) -> bool:
    height, width = shape
    middle = np.array([[width / 2, height / 2]], np.float32)
    # Where the picture goes to; its ends may turn a little more.
    there = moved(middle, inverse(expected))
    apart = moved(there, matrix) - middle
    return float(np.hypot(*apart[0])) < _ASTRAY


def _wait_after(before: Speed, speed: Speed, passed: float, side: int) -> float:
    """For how long no frame need be looked at: until the camera has gone a little; not
    at all while it stands, or becomes faster or slower: it may go on with a jerk, and
    lie one pack further before it is looked at again."""
    steady = float(np.hypot(*(speed - before))) * passed <= _UNEVEN * side
    far = float(np.hypot(*speed))
    if not steady or far < _STANDING * side:
        return 0.0
    # Half a frame less: times are rounded.
    return min(_STEP * side / far, _LONGEST_WAIT_S) - 0.5 / _RATE


def sharpness_of(grey: Grey) -> float:
    """Variance of the Laplacian through that of the picture, at the tracked size."""
    spread = float(np.var(grey[::4, ::4])) + 1.0
    _, deviation = cv2.meanStdDev(cv2.Laplacian(grey, cv2.CV_16S, ksize=3))
    return float(deviation[0, 0]) ** 2 / spread


def _view(look: _Look, to_map: Matrix, smear: float = 0.0) -> View:
    still = _still(look, to_map, smear)
    return View(look.grey, corners(look.grey), to_map, inverse(to_map), still)


def _still(look: _Look, to_map: Matrix, smear: float) -> Still:
    colours = cv2.cvtColor(look.frame.pixels(), cv2.COLOR_RGB2BGR)
    _, jpeg = cv2.imencode(".jpg", colours, [cv2.IMWRITE_JPEG_QUALITY, _JPEG])
    sizes = look.frame.size, look.frame.tracked
    return Still(jpeg.tobytes(), to_map, look.sharpness, *sizes, smear)


def _translation(x: float, y: float) -> Matrix:
    return np.array([[1.0, 0.0, x], [0.0, 1.0, y], [0.0, 0.0, 1.0]])
