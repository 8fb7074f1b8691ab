"""The back walls of shelves: plain, ribbed, or perforated.

Called by `training.scenes` and `training.furniture`. Holes are drawn because a net that
has seen none takes rows of them for packs.
"""

from __future__ import annotations

import cv2
import numpy as np

from training.art import Picture, Random, cloud, colour


def back_wall(rng: Random, height: int, width: int, fridge: bool) -> Picture:
    wall = np.empty((height, width, 3), np.float32)
    wall[:] = colour(rng, 0.25)
    wall *= rng.uniform(0.15, 0.9) if fridge or rng.random() < 0.6 else 1.0
    wall *= 0.7 + 0.5 * cloud(rng, height, width, 3)[..., None]
    pattern = rng.random()
    if pattern < 0.25:
        step = int(rng.integers(8, 40))
        wall[:, ::step] *= 0.6
        if rng.random() < 0.5:
            wall[::step] *= 0.7
    wall = wall.clip(0, 255).astype(np.uint8)
    if pattern > 0.6:
        _perforated(rng, wall)
    return wall


def _perforated(rng: Random, wall: Picture) -> None:
    """The holes of a pegboard, or the slots of a metal back panel; some are lit."""
    height, width = wall.shape[:2]
    across = rng.uniform(10, 60)
    down = across * rng.choice([0.5, 1.0, 1.0, rng.uniform(0.6, 2.0)])
    half = max(1, int(across * rng.uniform(0.05, 0.16)))
    tall = max(1, int(half * rng.choice([1.0, 1.0, rng.uniform(1.5, 3.5)])))
    shade = rng.uniform(0.15, 0.75) if rng.random() < 0.85 else rng.uniform(1.2, 1.6)
    mask = np.zeros((height, width), np.uint8)
    spared = int(rng.choice([0, 0, 2, 3]))
    for row, y in enumerate(np.arange(0, height, down)):
        if spared and row % spared == 0:
            continue
        for x in np.arange((row % 2) * across / 2 * (spared == 3), width, across):
            middle = (round(x), round(y))
            if half == tall:
                cv2.circle(mask, middle, half, 255, -1, cv2.LINE_AA)
            else:
                corner = (middle[0] + half, middle[1] + tall)
                cv2.rectangle(mask, middle, corner, 255, -1)
    holes = mask[..., None] / np.float32(255)
    wall[:] = (wall * (1 + (shade - 1) * holes)).clip(0, 255)
