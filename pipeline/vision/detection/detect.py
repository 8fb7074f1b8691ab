"""Finds facings, gaps and price tags on a photo; called by `pipeline.shelf`.

The net knows units of about 35 to 150 pixels. A coarse pass therefore finds how large
the units of this photo are, and the photo is then read at the scale at which they
have the size that the net knows best, in overlapping tiles where it is large.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import cv2
import numpy as np
from numpy.typing import NDArray

from pipeline.errors import ModelUnavailable
from pipeline.shrunk import Halves
from pipeline.vision.boxes import FloatArray
from pipeline.vision.detection.context import ContextScale, evidence_of
from pipeline.vision.detection.detections import (
    PRODUCT,
    Detections,
    agreed,
    confidence,
    decode,
    joined,
    nothing,
    unit_size,
    without_duplicates,
    without_nested,
)
from pipeline.vision.detection.tiles import MULTIPLE, spans, tile_shape
from pipeline.vision.models import WEIGHTS, fair_threads, session

Picture = NDArray[np.uint8]
GREY = 114


@dataclass(frozen=True, slots=True)
class Tuning:
    """How raw scores become probabilities and which of them count; made by
    `training.calibrate` and stored beside the weights."""

    version: str
    slopes: tuple[float, float, float]
    offsets: tuple[float, float, float]
    thresholds: tuple[float, float, float]
    context: ContextScale | None = None
    coarse_px: int = 640
    unit_px: float = 54.0

    @classmethod
    def load(cls, file: Path) -> Tuning:
        """Read the JSON; raises ModelUnavailable when it is missing or broken."""
        try:
            stored = json.loads(file.read_text())
            return cls(
                version=str(stored["version"]),
                slopes=_three(stored["slopes"]),
                offsets=_three(stored["offsets"]),
                thresholds=_three(stored["thresholds"]),
                context=ContextScale(**stored["context"]),
                coarse_px=int(stored["coarse_px"]),
                unit_px=float(stored["unit_px"]),
            )
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise ModelUnavailable(f"{file.name} cannot be read: {error}") from error

    def probabilities(self, found: Detections) -> Detections:
        """Platt scaling (Platt 1999) of each kind's raw scores; facings are judged
        with what was found around them, where the weights of that are known."""
        raw = found.scores.clip(1e-6, 1 - 1e-6).astype(np.float64)
        slopes, offsets = np.array(self.slopes), np.array(self.offsets)
        odds = slopes[found.kinds] * np.log(raw / (1 - raw)) + offsets[found.kinds]
        scores = (1 / (1 + np.exp(-odds))).astype(np.float32)
        if self.context is not None:
            scores[found.kinds == PRODUCT] = self.context.chances(evidence_of(found))
        return Detections(found.boxes, scores, found.kinds)


def _three(values: list[float]) -> tuple[float, float, float]:
    first, second, third = (float(value) for value in values)
    return first, second, third


class Net(Protocol):
    """A picture (H, W, 3), sides divisible by 32 -> peaks (3, H/4, W/4) and sides
    (4, H/4, W/4) as `training.export` describes them."""

    def __call__(self, picture: Picture) -> tuple[FloatArray, FloatArray]: ...


@dataclass(frozen=True, slots=True)
class Pass:
    """The photo read at one scale, and how far that can be trusted: the net's
    confidence, lowered where the units have not the size that it knows best."""

    scale: float
    found: Detections
    trust: float


class Detector:
    """Reads photos with one net; safe to share between threads."""

    TILE_PIXELS, OVERLAP = 1024 * 800, 256
    LONGEST, SHORTEST, ENLARGED = 3072, 256, 2.5
    LEAST = 0.12
    PASSES = 3
    LOOKS = (0.5, 0.71, 1.41)
    """Where the photo is read once more, as shares of the best scale."""
    SAME_SCALE = 1.15
    HOPELESS = 0.05
    """Score of all readings together below which nothing is looked into."""

    def __init__(self, net: Net, tuning: Tuning) -> None:
        self.net, self.tuning = net, tuning

    @classmethod
    def load(cls, weights: Path = WEIGHTS, threads: int | None = None) -> Detector:
        """The shipped detector; raises ModelUnavailable when a file is missing."""
        net = session(weights / "detector.onnx", threads or fair_threads())

        def run(picture: Picture) -> tuple[FloatArray, FloatArray]:
            peaks, sides = net.run(None, {"picture": picture[None]})
            return peaks, sides

        return cls(run, Tuning.load(weights / "detector.json"))

    @property
    def version(self) -> str:
        return self.tuning.version

    def detect(self, image: Picture) -> Detections:
        """Everything on the photo (H, W, 3 RGB) that is more likely there than the
        threshold of its kind asks."""
        return self.likely(self.candidates(image))

    def likely(self, found: Detections) -> Detections:
        """Those candidates that reach the threshold of their kind, none of them within
        a surer one."""
        least = np.array(self.tuning.thresholds, np.float32)
        return without_nested(found.where(found.scores >= least[found.kinds]))

    def candidates(self, image: Picture) -> Detections:
        """All detections with their probabilities, also the unlikely ones."""
        if min(image.shape[:2]) < 8:
            return nothing()
        photo = Halves(image)
        passes = self._passes(photo)
        best = max(passes, key=lambda one: one.trust)
        if not len(best.found):
            return best.found
        # From further away it is clearer what is one unit, from nearer where it ends.
        looks = [self._look(photo, best.scale * share, passes) for share in self.LOOKS]
        seen = [look for look in looks if look is not None]
        # What is one unit only from the left or only from the right is doubtful.
        seen.append(self.read_at(photo, best.scale, mirrored=True))
        found = _inside(agreed([best.found, *seen]), image.shape[:2])
        return self.tuning.probabilities(found.where(found.scores >= self.HOPELESS))

    def _passes(self, photo: Halves) -> list[Pass]:
        """The coarse reading, and further ones until the units have the right size."""
        longest = max(photo.pixels.shape[:2])
        scale = self.tuning.coarse_px / longest
        passes: list[Pass] = []
        for _ in range(self.PASSES):
            found = self.read_at(photo, scale)
            size = unit_size(found)
            if size is None and passes:
                break
            ratio = self.tuning.unit_px / (size * scale) if size else 2.0
            trust = confidence(found) * float(np.exp(-2 * np.log(ratio) ** 2))
            passes.append(Pass(scale, found, trust))
            wanted = self._allowed(scale * ratio, longest)
            if 0.85 < wanted / scale < 1.18:
                break
            scale = wanted
        return passes

    def _look(
        self, photo: Halves, scale: float, passes: list[Pass]
    ) -> Detections | None:
        """The photo at about that scale, as a pass has read it or read now; None
        where that would not help."""
        for one in passes:
            if self._is_about(scale, one.scale):
                return one.found
        allowed = self._allowed(scale, max(photo.pixels.shape[:2]))
        return self.read_at(photo, scale) if self._is_about(scale, allowed) else None

    def _is_about(self, scale: float, other: float) -> bool:
        return 1 / self.SAME_SCALE < scale / other < self.SAME_SCALE

    def _allowed(self, scale: float, longest: int) -> float:
        """The scale, kept within what helps and what the memory can take."""
        high = min(self.LONGEST / longest, self.ENLARGED)
        return float(np.clip(scale, min(self.SHORTEST / longest, high), high))

    def read_at(
        self, photo: Halves, scale: float, mirrored: bool = False
    ) -> Detections:
        """One pass over the photo resized by `scale`, as it is or in a mirror; boxes
        in pixels of the photo."""
        size = photo.pixels.shape[:2]
        height, width = (max(8, round(side * scale)) for side in size)
        picture = photo.at(width, height)
        tiles = self._tiles(picture[:, ::-1] if mirrored else picture)
        found = without_duplicates(joined(list(tiles)))
        boxes = found.boxes
        if mirrored:
            boxes = boxes[:, [2, 1, 0, 3]] * [-1, 1, -1, 1] + [width, 0, width, 0]
        ratio = np.array([size[1] / width, size[0] / height] * 2)
        boxes = (boxes * ratio).astype(np.float32)
        return Detections(boxes, found.scores, found.kinds)

    def _tiles(self, picture: Picture) -> Iterator[Detections]:
        height, width = picture.shape[:2]
        high, wide = tile_shape(height, width, self.TILE_PIXELS, self.OVERLAP)
        for top, bottom, first, last in spans(height, high, self.OVERLAP):
            for left, right, begin, end in spans(width, wide, self.OVERLAP):
                tile = _padded(picture[top:bottom, left:right])
                found = decode(*self.net(tile), self.LEAST).moved(1, left, top)
                x = (found.boxes[:, 0] + found.boxes[:, 2]) / 2
                y = (found.boxes[:, 1] + found.boxes[:, 3]) / 2
                own = (x >= begin) & (x < end) & (y >= first) & (y < last)
                yield found.where(own)


def _padded(tile: Picture) -> Picture:
    """The tile with grey added right and below until its sides divide by 32."""
    height, width = tile.shape[:2]
    more = (-height % MULTIPLE, -width % MULTIPLE)
    if more == (0, 0):
        return np.ascontiguousarray(tile)
    return cv2.copyMakeBorder(
        tile, 0, more[0], 0, more[1], cv2.BORDER_CONSTANT, value=(GREY, GREY, GREY)
    ).astype(np.uint8, copy=False)


def _inside(found: Detections, size: tuple[int, int]) -> Detections:
    """Boxes cut at the frame of the photo; what lies outside is dropped."""
    boxes = found.boxes.copy()
    boxes[:, [0, 2]] = boxes[:, [0, 2]].clip(0, size[1])
    boxes[:, [1, 3]] = boxes[:, [1, 3]].clip(0, size[0])
    cut = Detections(boxes, found.scores, found.kinds)
    width, height = boxes[:, 2] - boxes[:, 0], boxes[:, 3] - boxes[:, 1]
    return cut.where((width >= 2) & (height >= 2))
