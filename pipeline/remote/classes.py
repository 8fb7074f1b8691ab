"""What a picture shows, by a classifier at Hugging Face inference.

Implements `pipeline.category_looks.Classifier`, task image-classification.
"""

from __future__ import annotations

import math
from typing import Any

from pipeline.category_looks import Labels
from pipeline.images import Pixels
from pipeline.remote.hugging_face import HuggingFace, broken
from pipeline.remote.pictures import as_jpeg
from pipeline.remote.resting import Resting

_SIDE = 512  # pixels
_MOST_LABELS = 8


class RemoteClassifier:
    """One question a picture."""

    def __init__(
        self, server: HuggingFace, model: str, resting: Resting | None = None
    ) -> None:
        self._server, self._model = server, model
        self._resting = resting or Resting()

    def classify(self, pack: Pixels) -> Labels:
        """Raises RemoteModelError when there is no answer that can be used."""
        data, _ = as_jpeg(pack, _SIDE)
        return self._resting.ask(lambda: self._labels(data))

    def _labels(self, data: bytes) -> Labels:
        answer = self._server.ask_about(self._model, data, {"top_k": _MOST_LABELS})
        if not isinstance(answer, list) or not all(map(_is_label, answer)):
            raise broken(self._model)
        return [(each["label"], float(each["score"])) for each in answer]


def _is_label(value: Any) -> bool:
    if not isinstance(value, dict) or not isinstance(value.get("label"), str):
        return False
    score = value.get("score")
    return isinstance(score, int | float) and math.isfinite(score) and 0 <= score <= 1
