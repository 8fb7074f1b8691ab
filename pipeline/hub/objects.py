"""Boxes on a picture by a transformers detector: of learned classes, or of words.

Read by `pipeline.hub.any_detector`, which makes facings of them.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

from pipeline.errors import ModelUnavailable
from pipeline.hub.loading import Digits, Loaded, libraries, loaded
from pipeline.hub.snapshots import version
from pipeline.images import Pixels

WORDS = ("product", "bottle", "can", "box", "packet", "jar")
"""What a detector that is asked by words looks for, unless others are named."""


@dataclass(frozen=True, slots=True)
class Objects:
    """Boxes (n, 4) in pixels of the picture, their scores (n,) and classes."""

    boxes: npt.NDArray[np.float32]
    scores: npt.NDArray[np.float32]
    labels: tuple[str, ...]

    @classmethod
    def of(
        cls, boxes: Sequence[Any], scores: Sequence[float], labels: Sequence[str]
    ) -> Objects:
        """From lists of the same length, also empty ones."""
        return cls(
            np.asarray(boxes, np.float32).reshape(-1, 4),
            np.asarray(scores, np.float32),
            tuple(labels),
        )

    def with_labels(self, wanted: frozenset[str]) -> Objects:
        """Those of the classes, in lower case; all when none is named."""
        if not wanted:
            return self
        kept = [i for i, name in enumerate(self.labels) if name.lower() in wanted]
        labels = tuple(self.labels[i] for i in kept)
        return Objects(self.boxes[kept], self.scores[kept], labels)


class ObjectFinder(Protocol):
    """Finds things on a picture (H, W, 3 RGB) with at least this score."""

    @property
    def version(self) -> str: ...

    @property
    def tile(self) -> int:
        """The longest side in pixels that it sees well; 0: the whole, always."""
        ...

    def __call__(self, picture: Pixels, least: float) -> Objects: ...


class HubObjects:
    """DETR, RT-DETR, YOLOS and the like; or OWLv2, Grounding DINO and the like, which
    are asked for words. Loaded on first use."""

    tile = 1024

    def __init__(
        self,
        name: str,
        folder: Path,
        labels: Sequence[str] = (),
        threads: int | None = None,
    ) -> None:
        """`labels` are the classes that are facings, or the words to look for."""
        self._folder, self._threads = folder, threads
        self._is_asked = is_asked_by_words(folder)
        self._words = tuple(word.lower() for word in labels or WORDS)
        self._wanted = frozenset(word.lower() for word in labels)
        kinds = "" if not labels else ":" + ",".join(sorted(self._wanted))
        self.version = f"{version(name, folder)}{kinds}"

    def __call__(self, picture: Pixels, least: float) -> Objects:
        torch, _ = libraries()
        model = self.load()
        with torch.inference_mode():
            if self._is_asked:
                return self._asked(model, picture, least)
            return self._known(model, picture, least).with_labels(self._wanted)

    def load(self) -> Loaded:
        """The model; raises ModelUnavailable, also when it knows none of the labels."""
        if self._is_asked:
            return self._loaded("AutoModelForZeroShotObjectDetection", "AutoProcessor")
        model = self._loaded("AutoModelForObjectDetection", "AutoImageProcessor")
        known = {name.lower() for name in model.model.config.id2label.values()}
        if self._wanted and not self._wanted & known:
            some = ", ".join(sorted(known)[:8])
            raise ModelUnavailable(
                f"DETECTOR_LABELS: the model knows none of them, but {some} …"
            )
        return model

    def _loaded(self, model: str, processor: str) -> Loaded:
        threads = self._threads
        return loaded(
            self._folder, model, processor, threads=threads, digits=Digits.ALL
        )

    def _known(self, loaded: Loaded, picture: Pixels, least: float) -> Objects:
        inputs = loaded.processor(images=picture, return_tensors="pt")
        outputs = _on_cpu(loaded.model(**loaded.tensors(inputs)))
        found = loaded.processor.post_process_object_detection(
            outputs, threshold=least, target_sizes=[picture.shape[:2]]
        )[0]
        names = loaded.model.config.id2label
        labels = [str(names[int(label)]) for label in found["labels"]]
        return Objects.of(found["boxes"].numpy(), found["scores"].numpy(), labels)

    def _asked(self, loaded: Loaded, picture: Pixels, least: float) -> Objects:
        words = [list(self._words)]
        inputs = loaded.processor(
            text=words, images=picture, return_tensors="pt", padding=True
        )
        outputs = _on_cpu(loaded.model(**loaded.tensors(inputs)))
        found = loaded.processor.post_process_grounded_object_detection(
            outputs,
            threshold=least,
            target_sizes=[picture.shape[:2]],
            text_labels=words,
        )[0]
        boxes, scores = found["boxes"].numpy(), found["scores"].numpy()
        return Objects.of(boxes, scores, found["text_labels"])


def is_asked_by_words(folder: Path) -> bool:
    """Whether the model of a folder finds what it is told to find."""
    _, transformers = libraries()
    mapping = transformers.models.auto.modeling_auto
    kinds = mapping.MODEL_FOR_ZERO_SHOT_OBJECT_DETECTION_MAPPING_NAMES
    return model_type(folder) in kinds


def model_type(folder: Path) -> str:
    """The architecture that a model's config names; raises ModelUnavailable."""
    try:
        config = json.loads((folder / "config.json").read_text())
        return str(config.get("model_type", ""))
    except (OSError, ValueError, AttributeError) as error:
        raise ModelUnavailable(f"{folder} holds no model: no config.json") from error


def _on_cpu(outputs: Any) -> Any:
    """Half numbers of a GPU as those that the boxes are reckoned with."""
    for name in ("logits", "pred_boxes", "input_ids"):
        value = outputs.get(name)
        if value is not None:
            outputs[name] = (
                value.cpu().float() if value.is_floating_point() else (value.cpu())
            )
    return outputs
