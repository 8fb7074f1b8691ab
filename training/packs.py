"""Packs seen from the front: outline, printed art and the light on their surface.

Called by `training.scenes`. `draw_pack` gives an RGBA picture whose alpha is the
outline of one unit; the look (material and shading) follows the shape.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from training.art import Picture, Random, cloud, colour, printed

FloatMap = NDArray[np.float32]

# shape -> smallest and largest width / height, how often it is drawn
SHAPES: dict[str, tuple[float, float, float]] = {
    "bottle": (0.22, 0.42, 1.6),
    "can": (0.42, 0.7, 1.3),
    "slim_can": (0.32, 0.45, 0.6),
    "box": (0.4, 1.5, 1.5),
    "flat_box": (1.5, 3.6, 0.5),
    "bag": (0.55, 1.1, 1.7),
    "wide_bag": (1.1, 1.9, 0.4),
    "jar": (0.55, 0.95, 0.7),
    "carton": (0.3, 0.55, 0.7),
    "tub": (0.8, 1.7, 0.5),
    "cup": (0.7, 1.05, 0.4),
    "multipack": (0.9, 2.0, 0.35),
    "stick": (0.1, 0.24, 0.25),
}
STACKABLE = ("can", "flat_box", "tub", "box", "cup")


@dataclass(frozen=True, slots=True)
class Pack:
    """One product as drawn: RGBA picture (H, W, 4) and the shape it has."""

    picture: Picture
    shape: str


def pick_shape(rng: Random, only: tuple[str, ...] = ()) -> tuple[str, float]:
    """A random shape and its width divided by its height."""
    names = only or tuple(SHAPES)
    odds = np.array([SHAPES[name][2] for name in names])
    name = str(rng.choice(names, p=odds / odds.sum()))
    low, high, _ = SHAPES[name]
    return name, float(rng.uniform(low, high))


def _outline(height: int, width: int, knots: list[tuple[float, float]]) -> Picture:
    """Mask of a body of revolution: knots are (y, half width) of 0..1 from the top."""
    ys = np.linspace(0, 1, height)
    half = np.interp(ys, [k[0] for k in knots], [k[1] for k in knots]) * width / 2
    xs = np.abs(np.arange(width) + 0.5 - width / 2)
    soft = (half[:, None] - xs[None] + 0.5).clip(0, 1)
    return (soft * 255).astype(np.uint8)


def _round(rng: Random, height: int, width: int) -> FloatMap:
    """Light on an upright cylinder: dark rims, one or two highlights."""
    x = np.linspace(-1, 1, width, dtype=np.float32)
    light = 0.45 + 0.6 * np.sqrt((1 - x * x).clip(0, 1)) ** rng.uniform(0.5, 1.2)
    for _ in range(int(rng.integers(0, 3))):
        at, wide = rng.uniform(-0.8, 0.8), rng.uniform(0.03, 0.15)
        light += rng.uniform(0.1, 0.8) * np.exp(-(((x - at) / wide) ** 2))
    return np.broadcast_to(light[None], (height, width)).astype(np.float32)


def _wrinkled(rng: Random, height: int, width: int) -> FloatMap:
    """Light on a film bag: soft folds and a few glossy spots."""
    folds = cloud(rng, height, width, int(rng.integers(3, 8)))
    light = 0.7 + 0.5 * folds
    y, x = np.mgrid[-1 : 1 : height * 1j, -1 : 1 : width * 1j]
    light = light * (1.08 - 0.4 * np.maximum(np.abs(x), np.abs(y)) ** 4)
    gloss = cloud(rng, height, width, int(rng.integers(5, 14)))
    light = light + rng.uniform(0, 1.6) * (gloss > rng.uniform(0.8, 0.95))
    return light.astype(np.float32)


def _flat(rng: Random, height: int, width: int) -> FloatMap:
    slope = np.linspace(rng.uniform(0.8, 1.1), rng.uniform(0.8, 1.1), width)
    return np.broadcast_to(slope[None], (height, width)).astype(np.float32)


def _bottle(rng: Random, art: Picture) -> tuple[Picture, FloatMap]:
    height, width = art.shape[:2]
    cap, neck = rng.uniform(0.04, 0.1), rng.uniform(0.12, 0.32)
    shoulder, slim = neck + rng.uniform(0.04, 0.16), rng.uniform(0.25, 0.55)
    waist = rng.uniform(0.86, 1.0)
    knots = [(0, slim * 0.95), (cap, slim), (cap + 0.01, slim * 0.85), (neck, slim)]
    knots += [(shoulder, 1.0), (0.6, waist), (0.75, 1.0), (0.97, 1.0), (1.0, 0.9)]
    label = (max(shoulder, rng.uniform(0.3, 0.5)), rng.uniform(0.65, 0.97))
    glass = np.array(colour(rng, 0.7), np.float32) * rng.uniform(0.3, 1.0)
    top, bottom = int(label[0] * height), int(label[1] * height)
    if rng.random() < 0.85:
        art[:top] = glass
        art[bottom:] = glass
    art[: int(cap * height) + 1] = colour(rng)
    return _outline(height, width, knots), _round(rng, height, width)


def _can(rng: Random, art: Picture) -> tuple[Picture, FloatMap]:
    height, width = art.shape[:2]
    lid = rng.uniform(0.02, 0.06)
    knots = [(0, 0.84), (lid, 0.9), (lid + 0.05, 1.0), (0.95, 1.0), (1.0, 0.86)]
    metal = rng.integers(120, 220)
    art[: int(lid * height) + 1] = metal
    art[height - max(1, int(0.03 * height)) :] = metal
    return _outline(height, width, knots), _round(rng, height, width)


def _jar(rng: Random, art: Picture) -> tuple[Picture, FloatMap]:
    height, width = art.shape[:2]
    lid = rng.uniform(0.12, 0.28)
    slim = rng.uniform(0.7, 1.0)
    knots = [(0, slim), (lid, slim), (lid + 0.08, 1.0), (0.95, 1.0), (1.0, 0.92)]
    art[: int(lid * height)] = colour(rng, 0.6)
    return _outline(height, width, knots), _round(rng, height, width)


def _tapered(rng: Random, art: Picture) -> tuple[Picture, FloatMap]:
    height, width = art.shape[:2]
    lid = rng.uniform(0.06, 0.15)
    low = rng.uniform(0.68, 0.95)
    art[: int(lid * height) + 1] = colour(rng, 0.4)
    knots = [(0, 1.0), (lid, 1.0), (lid + 0.01, 0.96), (1.0, low)]
    return _outline(height, width, knots), _round(rng, height, width)


def _bag(rng: Random, art: Picture) -> tuple[Picture, FloatMap]:
    height, width = art.shape[:2]
    ys = np.linspace(0, 1, height)
    puff = 0.9 + 0.1 * np.sin(np.pi * ys) ** 0.5
    waves = np.interp(ys, np.linspace(0, 1, 9), rng.normal(0, 0.02, 9))
    left = width / 2 * (1 - puff + np.abs(waves))
    right = width - width / 2 * (1 - puff + np.abs(waves[::-1]))
    xs = np.arange(width) + 0.5
    mask = ((xs - left[:, None] + 0.5).clip(0, 1)) * (
        (right[:, None] - xs + 0.5).clip(0, 1)
    )
    light = _wrinkled(rng, height, width)
    crimp = int(height * rng.uniform(0.03, 0.1))
    if crimp > 1:
        art[:crimp] = (art[:crimp] * 0.6 + 90).astype(np.uint8)
        light[:crimp:2] *= 0.8
    return (mask * 255).astype(np.uint8), light


def _carton(rng: Random, art: Picture) -> tuple[Picture, FloatMap]:
    height, width = art.shape[:2]
    light = _flat(rng, height, width).copy()
    if rng.random() < 0.5:
        gable = int(height * rng.uniform(0.1, 0.2))
        light[:gable] *= rng.uniform(0.6, 1.2)
        art[: max(1, gable // 3)] = colour(rng, 0.3)
    if rng.random() < 0.5:
        cap = int(width * rng.uniform(0.15, 0.25)) + 1
        centre = (width // 2, int(height * rng.uniform(0.05, 0.1)))
        cv2.circle(art, centre, cap, colour(rng), -1, cv2.LINE_AA)
    return np.full((height, width), 255, np.uint8), light


def _box(rng: Random, art: Picture) -> tuple[Picture, FloatMap]:
    height, width = art.shape[:2]
    light = _flat(rng, height, width).copy()
    edge = rng.uniform(0, 0.14)
    if rng.random() < 0.4:
        side = int(width * edge)
        light[:, :side] *= rng.uniform(0.45, 0.8)
        if rng.random() < 0.5:
            light = light[:, ::-1].copy()
    if rng.random() < 0.3:
        light[: int(height * edge)] *= rng.uniform(0.7, 1.4)
    return np.full((height, width), 255, np.uint8), light


def _multipack(rng: Random, art: Picture) -> tuple[Picture, FloatMap]:
    """Film round a block of bottles or cans: one unit, though many are seen."""
    height, width = art.shape[:2]
    across = int(rng.integers(2, 5))
    cell = printed(rng, height, max(6, width // across))
    mask, light = (_bottle, _can)[int(rng.integers(2))](rng, cell)
    unit = (cell * light[..., None]).clip(0, 255) * (mask[..., None] / 255.0)
    block = np.tile(unit, (1, across, 1)).astype(np.uint8)
    art[:] = cv2.resize(block, (width, height))
    film = int(height * rng.uniform(0.2, 0.7))
    art[film:] = (art[film:] * 0.5 + np.array(colour(rng)) * 0.5).astype(np.uint8)
    return np.full((height, width), 255, np.uint8), _wrinkled(rng, height, width)


SURFACES = {
    "bottle": _bottle,
    "can": _can,
    "slim_can": _can,
    "box": _box,
    "flat_box": _box,
    "bag": _bag,
    "wide_bag": _bag,
    "jar": _jar,
    "carton": _carton,
    "tub": _tapered,
    "cup": _tapered,
    "multipack": _multipack,
    "stick": _bag,
}


def draw_pack(rng: Random, shape: str, height: int, width: int) -> Pack:
    """One unit of `shape`, `height` x `width` pixels."""
    art = printed(rng, height, width)
    mask, light = SURFACES[shape](rng, art)
    lit = (art * light[..., None]).clip(0, 255).astype(np.uint8)
    return Pack(np.dstack([lit, mask]), shape)


def sibling(rng: Random, pack: Pack) -> Pack:
    """The same product with another colour: a look-alike variant beside it."""
    hsv = cv2.cvtColor(pack.picture[..., :3], cv2.COLOR_RGB2HSV)
    hsv[..., 0] = (hsv[..., 0].astype(int) + int(rng.integers(20, 160))) % 180
    rgb = cv2.cvtColor(hsv, cv2.COLOR_HSV2RGB)
    return Pack(np.dstack([rgb, pack.picture[..., 3]]), pack.shape)
