"""What a picture shows, by an image classifier of transformers, such as a ViT.

Implements `pipeline.category_looks.Classifier`.
"""

from __future__ import annotations

from copy import copy
from pathlib import Path
from typing import Any

from pipeline.category_looks import Labels, category_of_labels
from pipeline.hub.adapters import features_of, head_of, wearing
from pipeline.hub.loading import Loaded, libraries, loaded
from pipeline.hub.snapshots import version
from pipeline.images import Pixels
from pipeline.types import Adapter

MOST_LABELS = 8


class HubClassifier:
    """A model of a folder, loaded when it is first asked; perhaps with what a shop's
    corrections have taught it."""

    def __init__(self, name: str, folder: Path, threads: int | None = None) -> None:
        self._folder, self._threads = folder, threads
        self._adapter: Adapter | None = None
        self.base = version(name, folder)

    def with_adapter(self, adapter: Adapter) -> HubClassifier:
        """The same model, tuned; it is refused when that was fitted to another one."""
        other = copy(self)
        other._adapter = adapter
        return other

    def load(self) -> Loaded:
        """The model; raises ModelUnavailable."""
        return loaded(
            self._folder,
            "AutoModelForImageClassification",
            "AutoImageProcessor",
            threads=self._threads,
        )

    def classify(self, pack: Pixels) -> Labels:
        """The likeliest labels of one picture with their odds.

        Tuned, it says categories; but one that it was not tuned for, where the model is
        sure of it without.
        """
        torch, _ = libraries()
        ready = self.load()
        inputs = ready.tensors(ready.processor(images=[pack], return_tensors="pt"))
        with torch.inference_mode():
            with wearing(ready, self.base, None):
                odds = ready.model(**inputs).logits[0].float().softmax(-1)
            names = ready.model.config.id2label
            labels = _likeliest(odds, [str(names[n]) for n in range(len(odds))])
            if self._adapter is None:
                return labels
            key = category_of_labels(labels)
            if key and key not in self._adapter.options["keys"]:
                return labels
            return self._tuned(ready, inputs, self._adapter)

    def _tuned(self, ready: Loaded, inputs: Any, adapter: Adapter) -> Labels:
        head = head_of(ready, adapter)
        with wearing(ready, self.base, adapter), features_of(ready.model) as seen:
            ready.model(**inputs)
        return _likeliest(head.logits(seen[-1])[0].softmax(-1), head.keys)


def _likeliest(odds: Any, names: Any) -> Labels:
    best = odds.topk(min(MOST_LABELS, len(odds)))
    return [
        (names[int(number)], float(score))
        for score, number in zip(best.values, best.indices, strict=True)
    ]
