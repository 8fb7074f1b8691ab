"""Training pictures: drawn scenes and tiles of labelled real photos, as targets.

Called by `training.train`. Photo labels are the JSON files described in
`training/README.md`: products, gaps, ignore areas and perhaps price tags.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
import torch
from numpy.typing import NDArray
from torch.utils.data import IterableDataset, get_worker_info

from training import camera
from training.art import Picture, Random
from training.model import KINDS, STRIDE
from training.scenes import HELD_BACK, draw_scene
from training.stage import GAP, IGNORE, PRODUCT, TAG, Scene, clipped

SPREAD = 0.11
"""Sigma of a heat spot as a share of its box's sides."""
SIDE_AREA = 0.35
"""Cells this hot teach the sides of their box."""


@dataclass(frozen=True, slots=True)
class Photo:
    """A labelled real photo; `tags_complete` says whether every tag has a box."""

    picture: Picture
    boxes: NDArray[np.float32]
    kinds: NDArray[np.int64]
    groups: NDArray[np.int64]
    tags_complete: bool = False

    @property
    def facing(self) -> float:
        """Typical size of a unit: the median root of width x height, in pixels."""
        boxes = self.boxes[self.kinds == PRODUCT]
        sizes = np.sqrt((boxes[:, 2:] - boxes[:, :2]).prod(1))
        return float(np.median(sizes)) if len(sizes) else 100.0


def load_photos(folder: Path) -> list[Photo]:
    """All photos of `folder`/photos that have a label in `folder`/labels."""
    found = []
    for label in sorted((folder / "labels").glob("*.json")):
        files = list((folder / "photos").glob(label.stem + ".*"))
        if files:
            found.append(_load_photo(files[0], json.loads(label.read_text())))
    return found


def _load_photo(file: Path, label: dict[str, list[dict[str, object]]]) -> Photo:
    picture = cv2.cvtColor(cv2.imread(str(file)), cv2.COLOR_BGR2RGB)
    boxes, kinds, groups, names = [], [], [], {}
    parts = (
        ("products", PRODUCT),
        ("gaps", GAP),
        ("price_tags", TAG),
        ("ignore", IGNORE),
    )
    for part, kind in parts:
        for entry in label.get(part, []):
            boxes.append(entry["box"])
            kinds.append(kind)
            group = entry.get("group") if kind == PRODUCT else None
            groups.append(names.setdefault(group, len(names)) if group else -1)
    return Photo(
        picture,
        np.array(boxes, np.float32).reshape(-1, 4),
        np.array(kinds, np.int64),
        np.array(groups, np.int64),
    )


def shrunk(photo: Photo, largest: float = 160.0) -> Photo:
    """The photo with a typical facing of at most `largest` pixels: cuts stay fast."""
    scale = min(1.0, largest / photo.facing)
    picture = cv2.resize(
        photo.picture, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA
    )
    return Photo(
        picture, photo.boxes * scale, photo.kinds, photo.groups, photo.tags_complete
    )


def _somewhere(rng: Random, photo: Photo) -> NDArray[np.float64]:
    """The centre of a random unit or, rather often since they are few, of a gap."""
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


def targets(
    boxes: NDArray[np.float32], kinds: NDArray[np.int64], size: int, tags_known: bool
) -> dict[str, torch.Tensor]:
    """Heat (3, S, S), heat weights, side targets (4, S, S) in pixels, side weights."""
    cells = size // STRIDE
    heat = np.zeros((len(KINDS), cells, cells), np.float32)
    care = np.ones_like(heat)
    sides = np.zeros((4, cells, cells), np.float32)
    weight = np.zeros((cells, cells), np.float32)
    grid = (np.arange(cells, dtype=np.float32) + 0.5) * STRIDE
    if not tags_known:
        care[TAG] = 0
    for box in boxes[kinds == IGNORE]:
        x0, y0, x1, y1 = (box / STRIDE).astype(int)
        care[:, y0 : y1 + 1, x0 : x1 + 1] = 0
    order = np.argsort(-(boxes[:, 2] - boxes[:, 0]) * (boxes[:, 3] - boxes[:, 1]))
    for index in order:
        if kinds[index] != IGNORE:
            _spot(heat, care, sides, weight, grid, boxes[index], int(kinds[index]))
    maps = {"heat": heat, "care": care, "sides": sides, "weight": weight}
    return {name: torch.from_numpy(value) for name, value in maps.items()}


def _spot(
    heat: NDArray[np.float32],
    care: NDArray[np.float32],
    sides: NDArray[np.float32],
    weight: NDArray[np.float32],
    grid: NDArray[np.float32],
    box: NDArray[np.float32],
    kind: int,
) -> None:
    cells = len(grid)
    middle = (box[:2] + box[2:]) / 2
    sigma = np.maximum((box[2:] - box[:2]) * SPREAD, 1.5)
    spot_x = np.exp(-(((grid - middle[0]) / sigma[0]) ** 2) / 2)
    spot_y = np.exp(-(((grid - middle[1]) / sigma[1]) ** 2) / 2)
    column, row = ((middle / STRIDE).astype(int)).clip(0, cells - 1)
    spot_x, spot_y = spot_x / max(spot_x[column], 1e-6), spot_y / max(spot_y[row], 1e-6)
    spot = np.minimum(np.outer(spot_y, spot_x), 1.0)
    np.maximum(heat[kind], spot, out=heat[kind])
    near = spot > 0.05
    care[kind][near] = 1
    hot = spot > SIDE_AREA
    weight[hot] = spot[hot] / spot[hot].sum()
    reach = (
        grid[None] - box[0],
        grid[:, None] - box[1],
        box[2] - grid[None],
        box[3] - grid[:, None],
    )
    for side, distance in enumerate(reach):
        sides[side][hot] = np.broadcast_to(distance, spot.shape)[hot]


class ShelfPictures(IterableDataset[dict[str, torch.Tensor]]):
    """An endless stream of training pictures; each worker draws its own."""

    def __init__(
        self, photos: list[Photo], real_share: float, size: int, seed: int
    ) -> None:
        self.photos = [shrunk(photo) for photo in photos]
        self.real_share = real_share if photos else 0.0
        self.size, self.seed = size, seed

    def __iter__(self) -> Iterator[dict[str, torch.Tensor]]:
        cv2.setNumThreads(1)
        worker = get_worker_info()
        rng = np.random.default_rng([self.seed, worker.id if worker else 0])
        while True:
            yield self._example(rng)

    def _example(self, rng: Random) -> dict[str, torch.Tensor]:
        real = rng.random() < self.real_share
        scene = self._scene(rng, real)
        if rng.random() < 0.15:
            scene = side_by_side(rng, scene, self._scene(rng, real))
        example = targets(scene.boxes, scene.kinds, self.size, tags_known=not real)
        picture = np.ascontiguousarray(scene.picture.transpose(2, 0, 1))
        return {"picture": torch.from_numpy(picture), **example}

    def _scene(self, rng: Random, real: bool) -> Scene:
        if not real:
            return draw_scene(int(rng.integers(HELD_BACK)), self.size, self.size)
        facings = np.array([np.sqrt((p.kinds == PRODUCT).sum()) for p in self.photos])
        photo = self.photos[int(rng.choice(len(facings), p=facings / facings.sum()))]
        scene = cut_tile(rng, photo, self.size)
        if rng.random() < 0.5:
            scene = flipped(scene)
        picture = scene.picture
        if rng.random() < 0.25:
            picture = camera.other_colours(rng, picture)
        if rng.random() < 0.08:
            picture = camera.behind_glass(rng, picture)
        return Scene(
            camera.photographed(rng, picture), scene.boxes, scene.kinds, scene.groups
        )
