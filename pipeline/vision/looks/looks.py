"""How a product looks, as a vector: two crops of the same pack point the same way.

Called by `pipeline.shelf` for facings and for reference photos. `Embedder` is what
every model of looks offers; `pipeline.vision.looks.classical_look` needs no weights.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol, runtime_checkable

import numpy as np
import numpy.typing as npt

from pipeline.images import Pixels
from pipeline.types import Box
from pipeline.vision.looks.look_scale import LookScale

Vectors = npt.NDArray[np.float32]


class Embedder(Protocol):
    """Turns crops (RGB, any size) into unit vectors, one row each."""

    @property
    def version(self) -> str: ...

    @property
    def dimensions(self) -> int: ...

    @property
    def scale(self) -> LookScale:
        """What distances of its vectors mean."""
        ...

    def embed(self, crops: Sequence[Pixels]) -> Vectors:
        """(number of crops, dimensions), float32, each of length 1."""
        ...


@runtime_checkable
class ColourfulEmbedder(Embedder, Protocol):
    """One that sees the classical looks of the crops anyway."""

    def embed_with_colours(self, crops: Sequence[Pixels]) -> tuple[Vectors, Vectors]:
        """What `embed` gives, and the classical look of each crop."""
        ...


def turned(looks: Vectors, directions: Vectors | None) -> Vectors:
    """Looks multiplied with what tuning has learned, of unit length again."""
    if directions is None or not len(looks):
        return looks
    moved = looks @ directions
    lengths = np.linalg.norm(moved, axis=1, keepdims=True)
    unit: Vectors = moved / np.maximum(lengths, 1e-9)
    return unit


def crop(pixels: Pixels, box: Box, inset: float = 0.0) -> Pixels:
    """The part of the photo under a box, at least 2 x 2 pixels; a view.

    `inset` leaves out that share of the width on the left and on the right, and of
    the height at top and bottom, where neighbours show.
    """
    height, width = pixels.shape[:2]
    dx, dy = inset * box.width, inset * box.height
    left = min(max(0, round(box.left + dx)), width - 2)
    top = min(max(0, round(box.top + dy)), height - 2)
    right = min(max(left + 2, round(box.right - dx)), width)
    bottom = min(max(top + 2, round(box.bottom - dy)), height)
    return pixels[top:bottom, left:right]
