"""The look of a pack by a model at Hugging Face inference, or at an endpoint like it.

Implements `pipeline.vision.looks.looks.Embedder`, task image-feature-extraction. There
is no other model to fall back to: its vectors could not be compared with the
references.
"""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cached_property

import numpy as np

from pipeline.hub.embedder import rough_scale, squared, unit
from pipeline.images import Pixels
from pipeline.remote.hugging_face import HuggingFace, broken
from pipeline.remote.pictures import as_jpeg
from pipeline.vision.looks.looks import Vectors

_TASK = "image-feature-extraction"
_SIDE = 384  # pixels
_AT_ONCE = 4


class RemoteEmbedder:
    """One question a crop, a few at the same time."""

    def __init__(self, server: HuggingFace, model: str) -> None:
        self._server, self._model = server, model
        self.version = f"hf:{model}"
        self.scale = rough_scale("dino" in model.lower())

    @cached_property
    def dimensions(self) -> int:
        """Of its vectors, learnt by asking once."""
        return len(self._vector(np.full((8, 8, 3), 128, np.uint8)))

    def embed(self, crops: Sequence[Pixels]) -> Vectors:
        """(number of crops, dimensions), float32, each of length 1.

        Raises RemoteModelError when there is no answer that can be used.
        """
        if not crops:
            return np.zeros((0, self.dimensions), np.float32)
        with ThreadPoolExecutor(_AT_ONCE) as threads:
            rows = list(threads.map(self._vector, crops))
        if len({len(row) for row in rows}) != 1:
            raise broken(self._model)
        return unit(np.stack(rows))

    def _vector(self, pixels: Pixels) -> Vectors:
        data, _ = as_jpeg(squared(pixels), _SIDE)
        answer = self._server.ask_about(self._model, data, task=_TASK)
        try:
            numbers = np.asarray(answer, np.float32)
        except (ValueError, TypeError) as error:
            raise broken(self._model) from error
        while numbers.ndim > 1 and len(numbers):  # pictures, then tokens: the first
            numbers = numbers[0]
        if numbers.ndim != 1 or len(numbers) < 2 or not np.isfinite(numbers).all():
            raise broken(self._model)
        return numbers
