"""Training pictures with their targets: drawn scenes and tiles of real photos.

Called by `training.train`.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import replace

import cv2
import numpy as np
import torch
from numpy.typing import NDArray
from torch.utils.data import IterableDataset, get_worker_info

from training import camera
from training.art import Picture, Random
from training.model import KINDS, STRIDE
from training.photos import Photo, shrunk
from training.real_packs import cut_holes, cut_out
from training.scenes import HELD_BACK, draw_scene
from training.stage import GAP, IGNORE, TAG, Scene
from training.tiles import cut_tile, emptied, flipped, side_by_side, swapped

SPREAD = 0.11
"""Sigma of a heat spot as a share of its box's sides."""
SIDE_AREA = 0.35
"""Cells this hot teach the sides of their box."""
MIRRORED = 50
"""Drawn scenes that wait to be shown once more."""


def targets(
    boxes: NDArray[np.float32],
    kinds: NDArray[np.int64],
    size: int,
    unknown: Sequence[int] = (),
) -> dict[str, torch.Tensor]:
    """Heat (3, S, S), heat weights, side targets (4, S, S) in pixels, side weights.

    Of the `unknown` kinds there may be more in the picture than have boxes.
    """
    cells = size // STRIDE
    heat = np.zeros((len(KINDS), cells, cells), np.float32)
    care = np.ones_like(heat)
    sides = np.zeros((4, cells, cells), np.float32)
    weight = np.zeros((cells, cells), np.float32)
    grid = (np.arange(cells, dtype=np.float32) + 0.5) * STRIDE
    care[list(unknown)] = 0
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
        self,
        photos: Sequence[Photo],
        packs: Sequence[Picture],
        real_share: float,
        size: int,
        seed: int,
    ) -> None:
        self.photos = [shrunk(photo) for photo in photos]
        self.packs = [*packs, *cut_out(self.photos)]
        self.holes = cut_holes(self.photos)
        self.real_share = real_share if photos else 0.0
        self.size, self.seed = size, seed
        self.drawn: deque[Scene] = deque(maxlen=2 * MIRRORED)

    def __iter__(self) -> Iterator[dict[str, torch.Tensor]]:
        cv2.setNumThreads(1)
        worker = get_worker_info()
        rng = np.random.default_rng([self.seed, worker.id if worker else 0])
        while True:
            if rng.random() < self.real_share:
                yield self._real(rng)
            else:
                yield self._drawn(rng)

    def _drawn(self, rng: Random) -> dict[str, torch.Tensor]:
        return self._example(self._seen_again(rng) or self._fresh(rng))

    def _fresh(self, rng: Random) -> Scene:
        packs = self.packs if rng.random() < 0.5 else []
        seed = int(rng.integers(HELD_BACK))
        scene = draw_scene(seed, self.size, self.size, packs=packs)
        self.drawn.append(scene)
        return scene

    def _seen_again(self, rng: Random) -> Scene | None:
        """An earlier drawn scene as in a mirror and in other colours: drawing takes
        longer than learning."""
        if len(self.drawn) < MIRRORED or rng.random() < 0.5:
            return None
        scene = flipped(self.drawn.popleft())
        picture = camera.other_colours(rng, scene.picture)
        return replace(scene, picture=picture)

    def _real(self, rng: Random) -> dict[str, torch.Tensor]:
        photo = self._pick(rng)
        scene = self._tile(rng, photo)
        if rng.random() < 0.15:
            other = self._pick(rng)
            if other.gaps_complete == photo.gaps_complete:
                scene = side_by_side(rng, scene, self._tile(rng, other))
        return self._example(scene, (TAG,) if photo.gaps_complete else (TAG, GAP))

    def _example(
        self, scene: Scene, unknown: Sequence[int] = ()
    ) -> dict[str, torch.Tensor]:
        picture = np.ascontiguousarray(scene.picture.transpose(2, 0, 1))
        return {
            "picture": torch.from_numpy(picture),
            **targets(scene.boxes, scene.kinds, self.size, unknown),
        }

    def _pick(self, rng: Random) -> Photo:
        odds = np.array([photo.weight for photo in self.photos])
        return self.photos[int(rng.choice(len(odds), p=odds / odds.sum()))]

    def _tile(self, rng: Random, photo: Photo) -> Scene:
        scene = cut_tile(rng, photo, self.size)
        if rng.random() < 0.2:
            scene = swapped(rng, scene, self.packs)
        if self.holes and rng.random() < 0.2:
            scene = emptied(rng, scene, self.holes)
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
