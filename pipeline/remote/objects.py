"""Boxes on a picture by a detector at Hugging Face inference.

Implements `pipeline.hub.objects.ObjectFinder`. Tasks object-detection and
zero-shot-object-detection.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from typing import Any

from pipeline.hub.objects import WORDS, Objects
from pipeline.images import Pixels
from pipeline.remote.hugging_face import HuggingFace, broken
from pipeline.remote.pictures import as_jpeg
from pipeline.remote.resting import Resting

_LONGEST = 1600  # pixels of the picture that is sent
_ASKED_BY_WORDS = re.compile(r"owl-?v(i|2)|grounding-?dino|omdet", re.IGNORECASE)
_CORNERS = ("xmin", "ymin", "xmax", "ymax")


class RemoteObjects:
    """One question a photo; a name with OWL or Grounding DINO in it is asked words."""

    tile = 0  # a question for each tile would take too long

    def __init__(
        self,
        server: HuggingFace,
        model: str,
        labels: Sequence[str] = (),
        resting: Resting | None = None,
    ) -> None:
        """`labels` are the classes that are facings, or the words to look for."""
        self._server, self._model = server, model
        self._resting = resting or Resting()
        self._wanted = frozenset(label.lower() for label in labels)
        by_words = bool(_ASKED_BY_WORDS.search(model))
        self._words = list(labels or WORDS) if by_words else []
        kinds = ":" + ",".join(sorted(self._wanted)) if labels else ""
        self.version = f"hf:{model}{kinds}"

    def __call__(self, picture: Pixels, least: float) -> Objects:
        """Raises RemoteModelError when there is no answer that can be used."""
        data, shrink = as_jpeg(picture, _LONGEST)
        answer = self._resting.ask(lambda: self._found(data, least))
        scores = [float(each["score"]) for each in answer]
        boxes = [[each["box"][side] / shrink for side in _CORNERS] for each in answer]
        found = Objects.of(boxes, scores, [each["label"] for each in answer])
        return found if self._words else found.with_labels(self._wanted)

    def _found(self, data: bytes, least: float) -> list[dict[str, Any]]:
        parameters: dict[str, Any] = {"threshold": round(least, 3)}
        if self._words:
            parameters = {"candidate_labels": self._words}
        answer = self._server.ask_about(self._model, data, parameters)
        if not isinstance(answer, list) or not all(map(_is_object, answer)):
            raise broken(self._model)
        return [each for each in answer if each["score"] >= least]


def _is_object(value: Any) -> bool:
    if not isinstance(value, dict) or not isinstance(value.get("box"), dict):
        return False
    numbers = [value.get("score"), *(value["box"].get(side) for side in _CORNERS)]
    return isinstance(value.get("label"), str) and all(
        isinstance(each, int | float) and math.isfinite(each) for each in numbers
    )
