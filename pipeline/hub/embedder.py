"""The look of a pack by DINOv2, SigLIP, CLIP and their like.

Implements `pipeline.vision.looks.looks.Embedder`. What the distances mean is read from
`looks.json` beside the model (`training.looks_calibrate` fits it), else it is rough.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import Any

import cv2
import numpy as np

from pipeline.hub.loading import Digits, Loaded, libraries, loaded
from pipeline.hub.objects import model_type
from pipeline.hub.snapshots import version
from pipeline.images import Pixels
from pipeline.vision.looks.look_scale import Evidence, LookScale
from pipeline.vision.looks.looks import Vectors
from pipeline.vision.naming.name_odds import NameWeights

_BATCH = 16
_SPREAD_OUT = 0.57
"""DINO puts two packs about 1 apart and one pack about 0.6, the shipped net less."""
SCALE_FILE = "looks.json"


class HubEmbedder:
    """Unit vectors of crops by a model of images, or of images and text."""

    def __init__(self, name: str, folder: Path, threads: int | None = None) -> None:
        self._folder, self._threads = folder, threads
        self.version = version(name, folder)
        self.scale = scale_of(folder)

    @cached_property
    def dimensions(self) -> int:
        """Of its vectors; loads the model."""
        return int(self._run([np.full((8, 8, 3), 128, np.uint8)]).shape[1])

    def embed(self, crops: Sequence[Pixels]) -> Vectors:
        """(number of crops, dimensions), float32, each of length 1."""
        parts = [
            self._run(crops[start : start + _BATCH])
            for start in range(0, len(crops), _BATCH)
        ]
        if not parts:
            return np.zeros((0, self.dimensions), np.float32)
        return np.concatenate(parts)

    def load(self) -> Loaded:
        """The model; raises ModelUnavailable."""
        return loaded(
            self._folder,
            "AutoModel",
            "AutoImageProcessor",
            threads=self._threads,
            digits=Digits.FEW,
        )

    def _run(self, crops: Sequence[Pixels]) -> Vectors:
        torch, _ = libraries()
        model = self.load()
        squares = [squared(pixels) for pixels in crops]
        inputs = model.tensors(model.processor(images=squares, return_tensors="pt"))
        with torch.inference_mode():
            features = _features(model.model, inputs).float().cpu().numpy()
        return unit(features)


def scale_of(folder: Path) -> LookScale:
    """What distances of a model's vectors mean: as fitted, else by its kind."""
    if (folder / SCALE_FILE).is_file():
        return LookScale.load(folder / SCALE_FILE)
    return rough_scale("dino" in model_type(folder))


def rough_scale(is_spread_out: bool) -> LookScale:
    """For a model whose distances nobody has measured yet."""
    factor = _SPREAD_OUT if is_spread_out else 1.0
    grouping, naming = Evidence(), NameWeights()
    return LookScale(
        replace(grouping, look=grouping.look * factor),
        replace(
            naming,
            look=naming.look * factor,
            look_squared=naming.look_squared * factor**2,
            nearer=naming.nearer * factor,
        ),
    )


def squared(pixels: Pixels) -> Pixels:
    """The whole crop in a square: models cut out the middle of what is not square."""
    height, width = pixels.shape[:2]
    more, less = max(height, width) - width, max(height, width) - height
    return cv2.copyMakeBorder(
        np.ascontiguousarray(pixels),
        less // 2,
        less - less // 2,
        more // 2,
        more - more // 2,
        cv2.BORDER_CONSTANT,
        value=(255, 255, 255),
    ).astype(np.uint8, copy=False)


def unit(vectors: Any) -> Vectors:
    """Each row brought to length 1."""
    rows = np.asarray(vectors, np.float32)
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    scaled: Vectors = (rows / np.maximum(lengths, 1e-9)).astype(np.float32)
    return scaled


def _features(model: Any, inputs: Any) -> Any:
    """One vector a picture: what it shares with text where there is such a thing."""
    pixels = inputs["pixel_values"]
    if hasattr(model, "get_image_features"):
        out = model.get_image_features(pixel_values=pixels)
        return out if not hasattr(out, "pooler_output") else out.pooler_output
    out = model(pixel_values=pixels)
    pooled = getattr(out, "pooler_output", None)
    return out.last_hidden_state[:, 0] if pooled is None else pooled.flatten(1)
