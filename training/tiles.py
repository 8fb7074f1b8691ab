"""Training pictures cut from real photos, and mixtures of them.

Called by `training.dataset`.
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from training.art import Picture, Random
from training.photos import Photo, shrunk
from training.stage import GAP, IGNORE, PRODUCT, Scene, clipped


def _somewhere(rng: Random, photo: Photo) -> NDArray[np.float64]:
    """The centre of a random unit or, rather often since they are few, of a gap; any
    place on a photo without goods or, at times, on another."""
    if rng.random() < 0.08 or not (photo.kinds == PRODUCT).any():
        height, width = photo.picture.shape[:2]
        return rng.uniform(0, 1, 2) * [width, height]
    kind = GAP if rng.random() < 0.15 and (photo.kinds == GAP).any() else PRODUCT
    boxes = photo.boxes[photo.kinds == kind]
    box = boxes[int(rng.integers(len(boxes)))]
    return ((box[:2] + box[2:]) / 2).astype(np.float64)


def cut_tile(
    rng: Random, photo: Photo, size: int, low: float = 34.0, high: float = 150.0
) -> Scene:
    """A square tile in which the typical facing is `low` to `high` pixels large,
    a bit turned and stretched; ground outside the photo is grey, as in the reader."""
    high = max(low * 1.2, min(high, 2.5 * photo.facing))
    scale = float(np.exp(rng.uniform(np.log(low), np.log(high)))) / photo.facing
    if scale < 0.6:
        half = shrunk(photo, photo.facing * max(scale, 0.1))
        photo, scale = half, scale * photo.facing / half.facing
    stretch = float(np.exp(rng.normal(0, 0.12)))
    height, width = photo.picture.shape[:2]
    half = size / 2 / scale
    centre = _somewhere(rng, photo) + rng.normal(0, 0.4, 2) * half
    centre = np.clip(
        centre,
        np.minimum(half, [width / 2, height / 2]),
        np.maximum([width - half, height - half], [width / 2, height / 2]),
    )
    angle = np.deg2rad(rng.normal(0, 1.5))
    turn = scale * np.array(
        [
            [np.cos(angle) * stretch, -np.sin(angle)],
            [np.sin(angle), np.cos(angle) / stretch],
        ]
    )
    matrix = np.column_stack([turn, size / 2 - turn @ centre])
    picture = cv2.warpAffine(
        photo.picture,
        matrix,
        (size, size),
        flags=cv2.INTER_LINEAR,
        borderValue=(114, 114, 114),
    )
    corners = (
        photo.boxes[:, [0, 1, 2, 1, 2, 3, 0, 3]].reshape(-1, 2) @ turn.T + matrix[:, 2]
    )
    corners = corners.reshape(-1, 4, 2)
    x, y = np.sort(corners[..., 0], 1), np.sort(corners[..., 1], 1)
    boxes = np.stack(
        [x[:, :2].mean(1), y[:, :2].mean(1), x[:, 2:].mean(1), y[:, 2:].mean(1)], 1
    )
    return clipped(picture, boxes.astype(np.float32), photo.kinds, photo.groups)


def flipped(scene: Scene) -> Scene:
    """Left becomes right."""
    width = scene.picture.shape[1]
    boxes = scene.boxes[:, [2, 1, 0, 3]] * [-1, 1, -1, 1] + [width, 0, width, 0]
    return Scene(
        np.ascontiguousarray(scene.picture[:, ::-1]),
        boxes.astype(np.float32),
        scene.kinds,
        scene.groups,
    )


def side_by_side(rng: Random, one: Scene, other: Scene) -> Scene:
    """The left of one picture beside the right of another (or top over bottom)."""
    size = one.picture.shape[0]
    cut = int(size * rng.uniform(0.3, 0.7))
    axis = int(rng.integers(2))
    picture = one.picture.copy()
    picture[
        (slice(cut, None), slice(None)) if axis else (slice(None), slice(cut, None))
    ] = other.picture[
        (slice(cut, None), slice(None)) if axis else (slice(None), slice(cut, None))
    ]
    parts = [_within(one, axis, 0, cut), _within(other, axis, cut, size)]
    groups = np.concatenate(
        [parts[0][2], np.where(parts[1][2] >= 0, parts[1][2] + 10_000, -1)]
    )
    return Scene(
        picture,
        np.concatenate([p[0] for p in parts]),
        np.concatenate([p[1] for p in parts]),
        groups,
    )


def _within(
    scene: Scene, axis: int, low: int, high: int
) -> tuple[NDArray[np.float32], NDArray[np.int64], NDArray[np.int64]]:
    boxes = scene.boxes.copy()
    full = np.maximum((boxes[:, 2:] - boxes[:, :2]).prod(1), 1e-6)
    for column in (axis, axis + 2):
        boxes[:, column] = boxes[:, column].clip(low, high)
    sides = boxes[:, 2:] - boxes[:, :2]
    kinds = np.where(sides.prod(1) / full < 0.5, IGNORE, scene.kinds)
    there = sides.min(1, initial=1e9) >= 1
    return boxes[there], kinds[there], scene.groups[there]


def swapped(rng: Random, scene: Scene, packs: list[Picture]) -> Scene:
    """Some units replaced by others of about the same outline: shelves and light stay
    real, the assortment becomes another."""
    picture = scene.picture.copy()
    shapes = np.array([pack.shape[1] / pack.shape[0] for pack in packs])
    for box in scene.boxes[(scene.kinds == PRODUCT) & (rng.random(len(scene)) < 0.5)]:
        x0, y0, x1, y1 = (round(float(value)) for value in box)
        if min(x1 - x0, y1 - y0) < 12:
            continue
        alike = np.flatnonzero(np.abs(np.log(shapes * (y1 - y0) / (x1 - x0))) < 0.25)
        if len(alike):
            pack = packs[int(rng.choice(alike))]
            lay_over(picture[y0:y1, x0:x1], pack, rng.uniform(0.8, 1.1))
    return Scene(picture, scene.boxes, scene.kinds, scene.groups)


def emptied(rng: Random, scene: Scene, holes: list[Picture]) -> Scene:
    """A few units that nothing overlaps become empty places of other shelves: real
    photos show too few of these."""
    picture, kinds = scene.picture.copy(), scene.kinds.copy()
    shapes = np.array([hole.shape[1] / hole.shape[0] for hole in holes])
    wanted = int(rng.integers(1, 4))
    for index in rng.permutation(np.flatnonzero(kinds == PRODUCT)):
        x0, y0, x1, y1 = (round(float(value)) for value in scene.boxes[index])
        if wanted == 0 or min(x1 - x0, y1 - y0) < 20 or _is_touched(scene, index):
            continue
        alike = np.flatnonzero(np.abs(np.log(shapes * (y1 - y0) / (x1 - x0))) < 0.6)
        if len(alike):
            hole = holes[int(rng.choice(alike))]
            lay_over(picture[y0:y1, x0:x1], hole, rng.uniform(0.6, 1.3))
            kinds[index] = GAP
            wanted -= 1
    groups = np.where(kinds == GAP, -1, scene.groups)
    return Scene(picture, scene.boxes, kinds, groups)


def _is_touched(scene: Scene, index: int) -> bool:
    """Whether a good part of the box is shared with another one."""
    box = scene.boxes[index]
    least = np.maximum(scene.boxes[:, :2], box[:2])
    most = np.minimum(scene.boxes[:, 2:], box[2:])
    shared = np.maximum(most - least, 0).prod(1)
    shared[index] = 0
    return bool((shared > 0.15 * (box[2:] - box[:2]).prod()).any())


def lay_over(place: Picture, pack: Picture, light: float) -> None:
    """Draw the RGBA pack over a part of a picture, filling it."""
    height, width = place.shape[:2]
    art = cv2.resize(pack, (width, height), interpolation=cv2.INTER_AREA)
    alpha = art[..., 3:].astype(np.float32) / 255
    mixed = place * (1 - alpha) + art[..., :3] * (light * alpha)
    place[:] = mixed.clip(0, 255).astype(np.uint8)
