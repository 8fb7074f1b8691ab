"""What a picture shows, by an image classifier of transformers, such as a ViT.

Implements `pipeline.category_looks.Classifier`.
"""

from __future__ import annotations

from pathlib import Path

from pipeline.category_looks import Labels
from pipeline.hub.loading import Loaded, libraries, loaded
from pipeline.images import Pixels

MOST_LABELS = 8


class HubClassifier:
    """A model of a folder, loaded when it is first asked."""

    def __init__(self, folder: Path, threads: int | None = None) -> None:
        self._folder, self._threads = folder, threads

    def load(self) -> Loaded:
        """The model; raises ModelUnavailable."""
        return loaded(
            self._folder,
            "AutoModelForImageClassification",
            "AutoImageProcessor",
            threads=self._threads,
        )

    def classify(self, pack: Pixels) -> Labels:
        """The likeliest labels of one picture with their odds."""
        torch, _ = libraries()
        ready = self.load()
        inputs = ready.tensors(ready.processor(images=[pack], return_tensors="pt"))
        with torch.inference_mode():
            odds = ready.model(**inputs).logits[0].float().softmax(-1)
        names = ready.model.config.id2label
        best = odds.topk(min(MOST_LABELS, len(odds)))
        return [
            (str(names[int(number)]), float(score))
            for score, number in zip(best.values, best.indices, strict=True)
        ]
