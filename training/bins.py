"""Shelves of open bins: compartments with walls, and goods thrown into them.

Called by `training.scenes`. What lies in front and shows most of itself is a facing;
the pile behind it is like the ranks behind a standing pack: seen, never counted.
"""

from __future__ import annotations

import cv2
import numpy as np

from training.art import Random, colour
from training.packs import Pack, draw_pack, pick_shape
from training.stage import COVERED, GAP, IGNORE, Stage, turned

Span = tuple[float, float]
SHAPES = ("bag", "wide_bag", "stick", "flat_box", "tub", "box")
EMPTY, HEAP = 0.12, 0.3
"""Shares of bins without goods, and of heaps in which no unit lies in front."""


def bin_row(stage: Stage, ceiling: float, floor: float) -> list[Span]:
    """One shelf of bins side by side; returns where each begins and ends."""
    rng, width = stage.rng, stage.size[1]
    wood = np.array(colour(rng, 0.25)) if rng.random() < 0.5 else _wood(rng)
    lip = (floor - ceiling) * rng.uniform(0.06, 0.24)
    usual = stage.facing * rng.uniform(0.7, 2.0)
    spans, x = [], -rng.uniform(0, usual)
    while x < width:
        end = x + usual * rng.uniform(0.8, 1.25)
        top = ceiling + (floor - ceiling) * rng.uniform(0.1, 0.45)
        _walls(stage, (x, top, end, floor), wood)
        if rng.random() < EMPTY:
            stage.add(GAP, (x, top, end, floor - lip))
        else:
            _fill(stage, (x, top, end, floor - lip * rng.uniform(0.3, 1.0)))
        spans.append((x, end))
        x = end
    _lips(stage, spans, floor, lip, wood)
    return spans


def _wood(rng: Random) -> np.ndarray:
    return np.array([176, 142, 104]) * rng.uniform(0.5, 1.2)


def _walls(
    stage: Stage, box: tuple[float, float, float, float], wood: np.ndarray
) -> None:
    """Back, floor and sides of an open box that is seen from above and aside."""
    rng, (left, top, right, bottom) = stage.rng, box
    wide = right - left
    deep, shift = wide * rng.uniform(0.04, 0.2), wide * rng.normal(0, 0.08)
    rise = (bottom - top) * rng.uniform(0.35, 0.75)
    near = [(left, bottom), (right, bottom)]
    far = [
        (left + deep + shift, bottom - rise),
        (right - deep + shift, bottom - rise),
    ]
    roof = [(far[0][0], top), (far[1][0], top)]
    faces = (
        ([*roof, far[1], far[0]], rng.uniform(0.25, 0.6)),
        ([*near, far[1], far[0]], rng.uniform(0.35, 0.9)),
        ([near[0], far[0], roof[0], (left, top)], rng.uniform(0.4, 1.1)),
        ([near[1], far[1], roof[1], (right, top)], rng.uniform(0.4, 1.1)),
    )
    for corners, light in faces:
        shade = (wood * light).clip(0, 255).tolist()
        area = np.array(corners, np.int32)
        cv2.fillPoly(stage.picture, [area], shade, cv2.LINE_AA)


def _fill(stage: Stage, box: tuple[float, float, float, float]) -> None:
    """A heap of one product, mostly with a unit or two lying plainly in front."""
    rng, (left, top, right, bottom) = stage.rng, box
    shape, ratio = pick_shape(rng, SHAPES)
    tall = min(bottom - top, stage.facing) * rng.uniform(0.35, 0.8)
    wide = min(tall * ratio, (right - left) * 0.95)
    pack = draw_pack(rng, shape, max(8, round(tall)), max(6, round(wide)))
    full = (bottom - top) * rng.uniform(0.15, 0.75)
    crooked = float(rng.choice([6.0, 25.0, 70.0]))
    _heap(stage, pack, (left, bottom - full, right, bottom), crooked)
    if rng.random() < HEAP:
        stage.add(IGNORE, (left, bottom - full - tall * 0.5, right, bottom))
    else:
        _fronts(stage, pack, (left, right, bottom), crooked)
    stage.group += 1


def _heap(
    stage: Stage, pack: Pack, box: tuple[float, float, float, float], crooked: float
) -> None:
    rng, (left, top, right, bottom) = stage.rng, box
    for share in np.linspace(0, 1, int(rng.integers(3, 14))):
        scale = 0.7 + 0.25 * share
        art = cv2.resize(pack.picture, None, fx=scale, fy=scale)
        art = turned(art, rng.normal(0, crooked))
        room = max(0.0, right - left - art.shape[1])
        x = left + rng.uniform(0, 1) * room
        floor = top + share * (bottom - top) * rng.uniform(0.8, 1.0)
        stage.paste(art, x, floor, 0.45 + 0.35 * share)


def _fronts(
    stage: Stage, pack: Pack, ground: tuple[float, float, float], crooked: float
) -> None:
    rng, (left, right, floor) = stage.rng, ground
    wide = pack.picture.shape[1]
    most = max(1, int((right - left) / wide))
    beside = int(rng.integers(1, most + 1))
    x = left + rng.uniform(0, 1) * max(0.0, right - left - beside * wide)
    for index in range(beside):
        art = turned(pack.picture, rng.normal(0, min(crooked, 12.0) / 2))
        light = float(rng.normal(0.95, 0.07))
        stage.fronts.append((art, x + index * wide, floor, light, stage.group))


def _lips(
    stage: Stage, spans: list[Span], floor: float, lip: float, wood: np.ndarray
) -> None:
    """The low front of the bins and the ends of their walls, before the goods."""
    stage.bring_forward()
    rng, height = stage.rng, stage.size[0]
    y0, y1 = (int(np.clip(y, 0, height)) for y in (floor - lip, floor))
    if y1 <= y0:
        return
    clear = 0.4 if rng.random() < 0.25 else 1.0
    front = (wood * rng.uniform(0.7, 1.2)).clip(0, 255)
    grain = rng.normal(1, 0.06, (y1 - y0, 1, 1)).clip(0.8, 1.2)
    under = stage.picture[y0:y1]
    under[:] = (under * (1 - clear) + front * grain * clear).clip(0, 255)
    if clear == 1.0:
        stage.owner[y0:y1] = COVERED
    for left, _ in spans:
        x = round(left)
        thick = max(1, int(stage.facing * rng.uniform(0.015, 0.06)))
        edge = (front * rng.uniform(0.5, 1.2)).clip(0, 255).tolist()
        cv2.line(stage.picture, (x, y0), (x, y1), edge, thick)
