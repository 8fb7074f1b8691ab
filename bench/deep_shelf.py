"""A shelf that has depth, and what a camera somewhere before it sees.

Packs stand a little before or behind each other, others behind them, a wall at the
back; what is nearer passes faster. The packs are cut out of the rendered demo photos.
Used by `bench.walking`, `bench.video` and the tests of mosaics.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import cv2
import numpy as np
import numpy.typing as npt

Pixels = npt.NDArray[np.uint8]
Points = npt.NDArray[np.float64]

DEMO_IMAGES = Path(__file__).parent.parent / "demo_images"
METRES_A_PIXEL = 0.0012  # of a demo photo; a can is some 9 cm wide
DEPTH = 0.42  # metres from the edge of the boards to the wall
_LIP, _ROOM = 0.045, 0.40  # metres: a board's edge, and from board to board


@dataclass(frozen=True, slots=True)
class Face:
    """A flat picture in space: its corners (4, 3) in metres, from the left upper one on
    clockwise; x to the right, y down, z away from the camera. `order`: the larger, the
    earlier it is drawn. Of a `one_sided` one the back is not seen."""

    picture: Pixels
    corners: Points
    order: float
    one_sided: bool = False


@dataclass(slots=True)
class DeepShelf:
    """The faces, the size in metres, and how many packs stand in front."""

    faces: list[Face]
    width: float
    height: float
    packs: int

    def seen_by(self, camera: Camera) -> Pixels:
        """What the camera sees (H, W, 3)."""
        width, height = camera.size
        frame = np.full((height, width, 3), 120, np.uint8)
        for face in self.faces:
            _draw(frame, face, camera)
        return frame

    def photo(self, pixels_a_metre: float = 1000.0) -> Pixels:
        """All of it from far away, as large as a film shows it."""
        far = 1.3 * max(self.width, self.height)
        focal = pixels_a_metre * far
        size = round(self.width * pixels_a_metre), round(self.height * pixels_a_metre)
        middle = np.array([self.width / 2, self.height / 2, -far])
        return self.seen_by(Camera(middle, size, focal))


@dataclass(frozen=True, slots=True)
class Camera:
    """Where it is (metres), its frame (width, height) and focal length in pixels; the
    turns (yaw, pitch, roll) in radians; `skew` is what a rolling shutter does."""

    place: Points
    size: tuple[int, int]
    focal: float
    turns: tuple[float, float, float] = (0.0, 0.0, 0.0)
    skew: Points = field(default_factory=lambda: np.eye(3))

    def project(self, points: Points) -> Points | None:
        """Pixels (n, 2) of points in space; None where one is behind the camera."""
        yaw, pitch, roll = self.turns
        turning, _ = cv2.Rodrigues(np.array([pitch, yaw, roll]))
        x, y, z = turning @ (points - self.place).T
        if z.min() < 0.05:
            return None
        flat = np.stack([self.focal * x / z, self.focal * y / z, np.ones_like(x)])
        flat[0] += self.size[0] / 2
        flat[1] += self.size[1] / 2
        return np.asarray((self.skew @ flat)[:2].T, np.float64)


def _draw(frame: Pixels, face: Face, camera: Camera) -> None:
    quad = camera.project(face.corners)
    if quad is None:
        return
    if face.one_sided and cv2.contourArea(quad.astype(np.float32), True) <= 0:
        return
    height, width = frame.shape[:2]
    left, top = np.maximum(np.floor(quad.min(axis=0)).astype(int), 0)
    right, bottom = np.minimum(
        np.ceil(quad.max(axis=0)).astype(int) + 1, (width, height)
    )
    if right <= left or bottom <= top:
        return
    tall, wide = face.picture.shape[:2]
    own = np.array([[0, 0], [wide, 0], [wide, tall], [0, tall]], np.float32) - 0.5
    there = (quad - (left, top)).astype(np.float32)
    part = np.ascontiguousarray(frame[top:bottom, left:right])
    cv2.warpPerspective(
        face.picture,
        cv2.getPerspectiveTransform(own, there),
        (int(right - left), int(bottom - top)),
        dst=part,
        flags=cv2.INTER_LINEAR,
        borderMode=cv2.BORDER_TRANSPARENT,
    )
    frame[top:bottom, left:right] = part


def build_shelf(
    metres: float = 3.6,
    rows: int = 4,
    empty: float = 0.0,
    seed: int = 1,
    with_tags: bool = True,
    with_holes: bool = False,
) -> DeepShelf:
    """Boards of packs in groups of two to five; `empty` is the share of free places.

    `with_holes`: the wall is a perforated one, in which each place looks like the next.
    """
    random = np.random.default_rng(seed)
    height = rows * (_ROOM + _LIP)
    wall = _perforated(metres, height) if with_holes else _panels(metres, height)
    faces = [Face(wall, _upright(0, 0, metres, height, DEPTH), 10.0)]
    kinds = _cut_out(("bay_full", "breakfast_bay"))
    packs = 0
    for row in range(rows):
        floor = row * (_ROOM + _LIP) + _ROOM
        level = float(rows - row)  # from the top down, for a board hides what is above
        faces += _board(metres, floor, level, random, with_tags)
        left = 0.03
        while left < metres - 0.2:
            art = kinds[int(random.integers(len(kinds)))]
            wide = art.shape[1] * METRES_A_PIXEL
            tall = min(art.shape[0] * METRES_A_PIXEL, 0.9 * _ROOM)
            for _ in range(int(random.integers(2, 6))):
                if left + wide > metres - 0.02:
                    break
                if random.random() >= empty:
                    before = float(random.choice([0.005, 0.02, 0.05]))
                    pack = _pack(art, left, floor, wide, tall, before, random)
                    faces += [replace(face, order=face.order + level) for face in pack]
                    packs += 1
                left += wide * 1.04
            left += float(random.choice([0.0, 0.02, 0.06]))
    ordered = sorted(faces, key=lambda face: -face.order)
    return DeepShelf(ordered, metres, height, packs)


def _cut_out(names: Sequence[str]) -> list[Pixels]:
    kinds: dict[str, Pixels] = {}
    for name in names:
        picture = cv2.imread(str(DEMO_IMAGES / f"{name}.jpg"))
        assert picture is not None
        told = json.loads((DEMO_IMAGES / f"{name}.json").read_text())
        for product in told["products"]:
            left, top, right, bottom = product["box"]
            if right - left > 45 and bottom - top > 60:
                art = picture[top:bottom, left + 2 : right - 2, ::-1]
                kinds.setdefault(product["group"], np.ascontiguousarray(art))
    return list(kinds.values())


def _upright(left: float, top: float, wide: float, tall: float, z: float) -> Points:
    right, bottom = left + wide, top + tall
    return np.array(
        [[left, top, z], [right, top, z], [right, bottom, z], [left, bottom, z]]
    )


def _panels(metres: float, height: float) -> Pixels:
    """Board of panels, with stains and scratches."""
    random = np.random.default_rng(11)
    size = round(height * 500), round(metres * 500)
    spots = random.normal(0, 14, (size[0] // 10, size[1] // 10)).astype(np.float32)
    stains = cv2.GaussianBlur(cv2.resize(spots, size[::-1]), (0, 0), 7)
    picture = np.repeat((165 + stains)[..., None], 3, axis=2).clip(0, 255)
    for x in range(250, size[1], 250):
        cv2.line(picture, (x, 0), (x, size[0]), (120.0, 120.0, 120.0), 2)
    for _ in range(round(40 * metres)):
        start = random.integers(0, size[::-1])
        end = start + random.integers(-25, 25, 2)
        cv2.line(picture, start.tolist(), end.tolist(), (140.0, 140.0, 140.0), 1)
    return picture.astype(np.uint8)


def _perforated(metres: float, height: float) -> Pixels:
    """Light sheet metal with a hole every four centimetres."""
    picture = np.full((round(height * 500), round(metres * 500), 3), 168, np.uint8)
    for y in range(10, picture.shape[0], 20):
        for x in range(10, picture.shape[1], 20):
            cv2.rectangle(picture, (x, y), (x + 3, y + 3), (60, 60, 60), -1)
    return picture


def _board(
    metres: float,
    floor: float,
    level: float,
    random: np.random.Generator,
    with_tags: bool,
) -> Iterator[Face]:
    """What is seen of a board from above or from below, and its edge with tags."""
    plain = np.full((60, 200, 3), 150, np.uint8)
    plain[:] = np.linspace(120, 185, 60)[:, None, None].astype(np.uint8)
    back, front = [0, floor, DEPTH], [0, floor, 0.0]
    wide = np.array([metres, 0, 0])
    top = np.array([back, back + wide, front + wide, front])
    yield Face(plain, top, 9.0, True)
    lower = np.array([0, _LIP, 0])
    yield Face(plain // 2, top[::-1] + lower, level, True)
    edge = np.full((round(_LIP * 1000), round(metres * 1000), 3), 205, np.uint8)
    for left in range(40, edge.shape[1] - 60, 260) if with_tags else ():
        _tag(edge, left + int(random.integers(0, 150)), int(random.integers(20, 990)))
    yield Face(edge, _upright(0, floor, metres, _LIP, 0.0), -1.0)


def _tag(edge: Pixels, left: int, price: int) -> None:
    cv2.rectangle(edge, (left, 6), (left + 52, 38), (252, 252, 246), -1)
    foot = (left + 4, 30)
    cv2.putText(edge, str(price), foot, cv2.FONT_HERSHEY_SIMPLEX, 0.7, (10, 10, 10), 2)


def _pack(
    art: Pixels,
    left: float,
    floor: float,
    wide: float,
    tall: float,
    before: float,
    random: np.random.Generator,
) -> Iterator[Face]:
    """A pack, its sides, and often others behind it."""
    deep = 0.8 * wide
    lit = (art * float(random.uniform(0.93, 1.0))).astype(np.uint8)
    side = (np.full((8, 8, 3), art.mean(axis=(0, 1))) * 0.6).astype(np.uint8)
    for rank in range(int(random.integers(1, 4))):
        z = before + rank * (deep + 0.01)
        if z + deep > DEPTH:
            return
        top = floor - tall
        front = _upright(left, top, wide, tall, z)
        dark = (lit * 0.82**rank).astype(np.uint8)
        yield Face(dark, front, z)
        back = np.array([0, 0, deep])
        a, b, c, d = front
        yield Face(side, np.array([a + back, a, d, d + back]), z + 1e-3, True)
        yield Face(side, np.array([b, b + back, c + back, c]), z + 1e-3, True)
        yield Face(side, np.array([a + back, b + back, b, a]), z + 1e-3, True)
