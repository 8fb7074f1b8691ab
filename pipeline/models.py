"""Everything that is loaded once to read shelves; built by the composition root.

Which model does which task is chosen here and nowhere else; `docs/models.md` lists
what can be chosen.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Any

import cv2

from pipeline.category_looks import Classifier
from pipeline.errors import ModelUnavailable
from pipeline.hub.choice import SHIPPED, ModelChoice, Where
from pipeline.hub.snapshots import Shelf
from pipeline.remote.hugging_face import HuggingFace
from pipeline.types import Adapter, TunedTask
from pipeline.vision.detection.detect import Detector
from pipeline.vision.find import ShelfDetector
from pipeline.vision.looks.looks import Embedder
from pipeline.vision.looks.trained_look import TrainedLook
from pipeline.vision.shelf_scale import ShelfScale
from pipeline.vision.text.ocr import LineRecogniser, RapidTextReader, TextReader


@dataclass(frozen=True, slots=True)
class Models:
    """Exchangeable parts of one reading; no reader means that print is not read, no
    classifier that categories are told from names and print alone."""

    detector: ShelfDetector
    embedder: Embedder
    reader: TextReader | None = None
    classifier: Classifier | None = None
    scale: ShelfScale = field(default_factory=ShelfScale)

    @property
    def version(self) -> str:
        """Names all that decides how a photo is read and how looks compare."""
        reader = self.reader.version if self.reader else ""
        parts = (self.detector.version, self.embedder.version, reader)
        return "+".join(part for part in parts if part)

    def tuned(self, adapters: Iterable[Adapter]) -> Models:
        """With those of these additions that were fitted to the chosen models; others
        wait until their model is chosen again."""
        tuned = self
        for adapter in adapters:
            if adapter.task is TunedTask.CATEGORY:
                tuned = replace(tuned, classifier=_worn(tuned.classifier, adapter))
            elif isinstance(tuned.reader, RapidTextReader):
                lines = _worn(tuned.reader.lines, adapter)
                if lines is not tuned.reader.lines:
                    tuned = replace(tuned, reader=tuned.reader.with_lines(lines))
        return tuned


def _worn(model: Any, adapter: Adapter) -> Any:
    """The model with the adapter, if it is the one that this was fitted to."""
    if getattr(model, "base", None) != adapter.base:
        return model
    return model.with_adapter(adapter)


@dataclass(frozen=True, slots=True)
class Choices:
    """The model of each task; `server` runs those that are not to run here.

    `labels` are the classes of another detector that are facings, or the words that it
    looks for; `threshold` is its score at which a box is as likely a facing as not.
    """

    detector: ModelChoice = SHIPPED
    reader: ModelChoice = SHIPPED
    embedder: ModelChoice = SHIPPED
    classifier: ModelChoice = SHIPPED
    labels: tuple[str, ...] = ()
    threshold: float = 0.3
    own_code: bool = False
    shelf: Shelf = field(default_factory=Shelf)
    server: HuggingFace | None = None

    def asked(self) -> HuggingFace:
        """The server; raises ModelUnavailable where nobody has given one."""
        if self.server is None:
            raise ModelUnavailable("no server is set up for models that run elsewhere")
        return self.server


def load_models(threads: int | None = None, choices: Choices | None = None) -> Models:
    """The chosen models with `threads` threads each; None: all cores it may use.

    Models of the hub are only looked for now and loaded when they are first needed.
    Raises ModelUnavailable when one is missing.
    """
    from pipeline.vision.models import WEIGHTS

    choices = choices or Choices()
    threads = threads or all_threads()
    cv2.setNumThreads(threads)
    detector = load_detector(choices, threads)
    scale = ShelfScale.load(WEIGHTS / "detector.json")
    if not choices.detector.is_shipped:  # how far its counts reach is not known
        scale = ShelfScale(scale.gaps)
    return Models(
        detector,
        load_embedder(choices, threads),
        load_reader(choices, threads),
        load_classifier(choices, threads),
        scale,
    )


def all_threads() -> int:
    """As many as there are cores that this process may use."""
    from pipeline.vision.models import fair_threads

    return fair_threads()


def load_detector(choices: Choices, threads: int) -> ShelfDetector:
    """What finds facings; gaps and tags are always found by the shipped one."""
    ours = Detector.load(threads=threads)
    chosen = choices.detector
    if chosen.is_shipped:
        return ours
    from pipeline.hub.any_detector import AnyDetector
    from pipeline.hub.objects import HubObjects
    from pipeline.remote.objects import RemoteObjects

    if chosen.where is Where.REMOTE:
        remote = RemoteObjects(choices.asked(), chosen.name, choices.labels)
        return AnyDetector(remote, ours, choices.threshold)
    folder = choices.shelf.find(chosen.name)
    finder = HubObjects(chosen.name, folder, choices.labels, threads)
    return AnyDetector(finder, ours, choices.threshold)


def load_embedder(choices: Choices, threads: int) -> Embedder:
    """What tells packs apart by their looks."""
    chosen = choices.embedder
    if chosen.is_shipped:
        return TrainedLook.load(threads)
    from pipeline.hub.embedder import HubEmbedder
    from pipeline.remote.embedder import RemoteEmbedder

    if chosen.where is Where.REMOTE:
        return RemoteEmbedder(choices.asked(), chosen.name)
    return HubEmbedder(chosen.name, choices.shelf.find(chosen.name), threads)


def load_classifier(choices: Choices, threads: int) -> Classifier | None:
    """What tells the category of a pack by its look; None: its name does."""
    chosen = choices.classifier
    if chosen.is_shipped:
        return None
    from pipeline.hub.classes import HubClassifier
    from pipeline.remote.classes import RemoteClassifier

    if chosen.where is Where.REMOTE:
        return RemoteClassifier(choices.asked(), chosen.name)
    folder = choices.shelf.find(chosen.name)
    return HubClassifier(chosen.name, folder, threads)


def load_reader(choices: Choices, threads: int) -> TextReader:
    """What reads print; the lines are always found by RapidOCR."""
    rapid = RapidTextReader(threads)
    chosen = choices.reader
    if chosen.is_shipped:
        return rapid
    if chosen.where is Where.HERE:
        return rapid.with_lines(_lines_here(choices, threads))
    from pipeline.remote.lines import RemoteLines

    instead = rapid.lines
    return rapid.with_lines(RemoteLines(choices.asked(), chosen.name, instead))


def _lines_here(choices: Choices, threads: int) -> LineRecogniser:
    from pipeline.vision.text.line_models import OnnxLines

    if choices.reader.file is not None:
        return OnnxLines(choices.reader.file, threads)
    from pipeline.hub.lines import hub_lines

    name = choices.reader.name
    folder = choices.shelf.find(name)
    return hub_lines(name, folder, own_code=choices.own_code, threads=threads)
