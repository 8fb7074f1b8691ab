"""The picture of a shelf while it is being drawn, and the finished scene.

Shared by `training.scenes` (which puts the goods), `training.furniture` (all that is
not goods) and everyone who reads scenes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import cv2
import numpy as np
from numpy.typing import NDArray

from training.art import Picture, Random

PRODUCT, GAP, TAG, IGNORE = 0, 1, 2, 3
COVERED = -1
"""Owner of pixels where something stands or hangs that is not a front unit."""

Boxes = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Scene:
    """A picture (H, W, 3 RGB) and its boxes (N, 4 left top right bottom, pixels);
    kinds are PRODUCT, GAP, TAG or IGNORE; equal groups are the same product."""

    picture: Picture
    boxes: Boxes
    kinds: NDArray[np.int64]
    groups: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.boxes)


@dataclass(slots=True)
class Stage:
    """The picture while it is being drawn, and who owns each of its pixels."""

    rng: Random
    picture: Picture
    owner: NDArray[np.int32]
    facing: float
    view: float
    fridge: bool
    packs: Sequence[Picture] = ()
    boxes: list[tuple[float, float, float, float]] = field(default_factory=list)
    kinds: list[int] = field(default_factory=list)
    groups: list[int] = field(default_factory=list)
    drawn: list[int] = field(default_factory=list)
    group: int = 0
    fronts: list[tuple[Picture, float, float, float, int]] = field(default_factory=list)

    @property
    def size(self) -> tuple[int, int]:
        return self.picture.shape[0], self.picture.shape[1]

    def add(
        self, kind: int, box: tuple[float, float, float, float], pixels: int = 0
    ) -> int:
        """Note a box; returns the number that its pixels carry in `owner`."""
        self.boxes.append(box)
        self.kinds.append(kind)
        self.groups.append(self.group if kind == PRODUCT else -1)
        self.drawn.append(pixels)
        return len(self.boxes)

    def paste(
        self,
        art: Picture,
        left: float,
        bottom: float,
        light: float = 1.0,
        kind: int | None = None,
    ) -> None:
        """Lay an RGBA picture on the stage; with a kind it also becomes a box."""
        h, w = art.shape[:2]
        x, y = round(left), round(bottom) - h
        height, width = self.size
        x0, y0, x1, y1 = max(x, 0), max(y, 0), min(x + w, width), min(y + h, height)
        if x1 <= x0 or y1 <= y0:
            return
        part = art[y0 - y : y1 - y, x0 - x : x1 - x]
        alpha = part[..., 3:].astype(np.uint16)
        under = self.picture[y0:y1, x0:x1]
        lit = (part[..., :3] * light).clip(0, 255).astype(np.uint16)
        under[:] = ((lit * alpha + under * (255 - alpha)) // 255).astype(np.uint8)
        solid = part[..., 3] > 127
        number = COVERED
        if kind is not None:
            rows, columns = (
                np.flatnonzero(art[..., 3].max(1) > 127),
                np.flatnonzero(art[..., 3].max(0) > 127),
            )
            box = (x + columns[0], y + rows[0], x + columns[-1] + 1, y + rows[-1] + 1)
            number = self.add(
                kind, tuple(map(float, box)), int((art[..., 3] > 127).sum())
            )
        self.owner[y0:y1, x0:x1][solid] = number

    def bring_forward(self) -> None:
        """Paste the front units of a row, after everything that stands behind."""
        last = self.group
        for art, left, bottom, light, group in self.fronts:
            self.group = group
            self.paste(art, left, bottom, light, PRODUCT)
        self.fronts.clear()
        self.group = last


def turned(art: Picture, degrees: float) -> Picture:
    h, w = art.shape[:2]
    turn = cv2.getRotationMatrix2D((w / 2, h / 2), degrees, 1.0)
    cos, sin = abs(turn[0, 0]), abs(turn[0, 1])
    wide, tall = int(h * sin + w * cos) + 1, int(h * cos + w * sin) + 1
    turn[:, 2] += (wide - w) / 2, (tall - h) / 2
    return cv2.warpAffine(art, turn, (wide, tall))


def clipped(
    picture: Picture, boxes: Boxes, kinds: NDArray[np.int64], groups: NDArray[np.int64]
) -> Scene:
    """Cut boxes at the frame; what is less than half inside becomes IGNORE."""
    height, width = picture.shape[:2]
    cut = boxes.copy()
    cut[:, [0, 2]] = cut[:, [0, 2]].clip(0, width)
    cut[:, [1, 3]] = cut[:, [1, 3]].clip(0, height)
    sides = np.maximum(cut[:, 2:] - cut[:, :2], 0)
    full = np.maximum((boxes[:, 2:] - boxes[:, :2]).prod(1), 1e-6)
    share = sides.prod(1) / full
    kinds = np.where((share < 0.5) | (sides.min(1, initial=1e9) < 5), IGNORE, kinds)
    there = sides.min(1, initial=1e9) >= 1
    return Scene(picture, cut[there], kinds[there], groups[there])
