"""Looks painted into photos, and the small model that sees them: shades in a grid."""

from __future__ import annotations

import io
from collections.abc import Sequence

import cv2
import numpy as np
from PIL import Image

from pipeline.images import Pixels
from pipeline.types import Box, Detection
from pipeline.vision.looks.look_scale import LookScale
from pipeline.vision.looks.looks import Vectors
from tests.pipeline.tuning.shop import SIZE

ROWS, COLUMNS, SIDE = 8, 6, 10
_CONTRAST = 260.0
WIDTH, HEIGHT = 1000, 800


class PaintedLooks:
    """An embedder that reads the shades back."""

    version = "painted-1"
    dimensions = SIZE
    scale = LookScale()

    def embed(self, crops: Sequence[Pixels]) -> Vectors:
        if not crops:
            return np.zeros((0, SIZE), np.float32)
        return np.stack([_unpainted(crop) for crop in crops])


def _unpainted(crop: Pixels) -> Vectors:
    grey = crop.mean(axis=2).astype(np.float32)
    shades = cv2.resize(grey, (COLUMNS, ROWS), interpolation=cv2.INTER_AREA)
    look = (shades.ravel() - 128) / _CONTRAST
    unit: Vectors = (look / np.linalg.norm(look)).astype(np.float32)
    return unit


def paint(looks: Sequence[Vectors]) -> tuple[bytes, list[Detection]]:
    """A photo with these looks in rows, and where they are."""
    canvas = np.full((HEIGHT, WIDTH, 3), 128, np.uint8)
    facings = []
    for number, look in enumerate(looks):
        row, place = divmod(number, 10)
        left, top = 20 + 95 * place, 30 + 110 * row
        shades = np.clip(128 + _CONTRAST * look.reshape(ROWS, COLUMNS), 0, 255)
        block = np.kron(shades, np.ones((SIDE, SIDE))).astype(np.uint8)
        height, width = block.shape
        canvas[top : top + height, left : left + width] = block[:, :, None]
        box = Box(left, top, left + width, top + height)
        facings.append(Detection(box, 0.9, row + 1, 0, place + 1))
    file = io.BytesIO()
    Image.fromarray(canvas).save(file, "PNG")
    return file.getvalue(), facings
