"""Everything that is loaded once to read shelves; built by the composition root."""

from __future__ import annotations

from dataclasses import dataclass, field

import cv2

from pipeline.vision.detect import Detector
from pipeline.vision.find import ShelfDetector
from pipeline.vision.looks import Embedder
from pipeline.vision.ocr import RapidTextReader, TextReader
from pipeline.vision.shelf_scale import ShelfScale
from pipeline.vision.trained_look import TrainedLook


@dataclass(frozen=True, slots=True)
class Models:
    """Exchangeable parts of one reading; no reader means that print is not read."""

    detector: ShelfDetector
    embedder: Embedder
    reader: TextReader | None = None
    scale: ShelfScale = field(default_factory=ShelfScale)

    @property
    def version(self) -> str:
        """Names all that decides how a photo is read and how looks compare."""
        reader = self.reader.version if self.reader else ""
        parts = (self.detector.version, self.embedder.version, reader)
        return "+".join(part for part in parts if part)


def load_models(threads: int | None = None) -> Models:
    """The shipped models with `threads` threads each; None: all cores it may use.

    Raises ModelUnavailable when a model file is missing.
    """
    from pipeline.vision.models import WEIGHTS, fair_threads

    threads = threads or fair_threads()
    cv2.setNumThreads(threads)
    return Models(
        Detector.load(threads=threads),
        TrainedLook.load(threads),
        RapidTextReader(threads),
        ShelfScale.load(WEIGHTS / "detector.json"),
    )
