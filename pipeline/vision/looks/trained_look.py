"""The look of a pack by the shipped net, trained to tell packs and flavours apart.

Implements `pipeline.vision.looks.looks.Embedder`; how the net was made is told in
`pipeline/weights/MODEL_CARD.md`.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import cv2
import numpy as np
import onnxruntime

from pipeline.errors import ModelUnavailable
from pipeline.images import Pixels
from pipeline.vision.looks.classical_look import ClassicalLook
from pipeline.vision.looks.look_scale import LookScale
from pipeline.vision.looks.looks import Vectors
from pipeline.vision.models import WEIGHTS, fair_threads, session

_BATCH = 32  # crops at once: more are hardly faster and take memory


class TrainedLook:
    """Unit vectors of crops by a net that sees them and their classical looks.

    Vectors of another version cannot be compared.
    """

    version = "looks-2"

    def __init__(self, net: onnxruntime.InferenceSession, scale: LookScale) -> None:
        """Raises ModelUnavailable when the net takes or gives something else."""
        takes = {each.name: each.shape for each in net.get_inputs()}
        gives = {each.name: each.shape for each in net.get_outputs()}
        colours = ClassicalLook.dimensions
        if takes.get("colours", [0])[-1] != colours or "vectors" not in gives:
            raise ModelUnavailable("looks.onnx is no embedder of looks")
        self.scale = scale
        self._net, self._classical = net, ClassicalLook()
        self._height, self._width = (int(side) for side in takes["crops"][1:3])
        self.dimensions = int(gives["vectors"][1])

    @classmethod
    def load(
        cls, threads: int | None = None, model: Path = WEIGHTS / "looks.onnx"
    ) -> TrainedLook:
        """The shipped embedder; raises ModelUnavailable when a part is missing."""
        net = session(model, threads or fair_threads())
        return cls(net, LookScale.load(model.with_suffix(".json")))

    @classmethod
    def of(cls, model: Path, scale: LookScale | None = None) -> TrainedLook:
        """Another model, whose distances need not be known yet."""
        return cls(session(model, fair_threads()), scale or LookScale())

    def embed(self, crops: Sequence[Pixels]) -> Vectors:
        """(number of crops, dimensions), float32, each of length 1."""
        return self.embed_with_colours(crops)[0]

    def embed_with_colours(self, crops: Sequence[Pixels]) -> tuple[Vectors, Vectors]:
        """The same, and the classical looks that the net is shown."""
        colours = self._classical.embed(crops)
        parts = [
            self._run(crops[start : start + _BATCH], colours[start : start + _BATCH])
            for start in range(0, len(crops), _BATCH)
        ]
        nothing = np.zeros((0, self.dimensions), np.float32)
        return np.concatenate([nothing, *parts]), colours

    def _run(self, crops: Sequence[Pixels], colours: Vectors) -> Vectors:
        pixels = np.stack([self._resized(each) for each in crops])
        inputs = {"crops": pixels, "colours": colours}
        vectors: Vectors = self._net.run(["vectors"], inputs)[0]
        return vectors

    def _resized(self, pixels: Pixels) -> Pixels:
        shrinks = pixels.shape[0] > self._height or pixels.shape[1] > self._width
        interpolation = cv2.INTER_AREA if shrinks else cv2.INTER_LINEAR
        size = (self._width, self._height)
        resized = cv2.resize(pixels, size, interpolation=interpolation)
        return resized.astype(np.uint8, copy=False)
