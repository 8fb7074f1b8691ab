"""Facings by any finder of objects; gaps and price tags still by the shipped detector.

Implements `pipeline.vision.find.ShelfDetector`, so that rows, gaps, counts and names
are told as ever.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt
import structlog

from pipeline.errors import RemoteModelError
from pipeline.hub.objects import ObjectFinder, Objects
from pipeline.images import Pixels
from pipeline.vision.detection.detect import Detector
from pipeline.vision.detection.detections import (
    PRODUCT,
    Detections,
    joined,
    nothing,
    without_duplicates,
    without_nested,
)
from pipeline.vision.detection.tiles import spans

log = structlog.get_logger(__name__)

_LONGEST = 2400  # pixels of the photo that are cut into tiles
_OVERLAP = 256
_LEAST = 0.12  # chance of a facing that is worth being kept as a doubtful one
_EVEN = 0.5
_MOST = 800  # facings and doubtful ones: no photo shows more that can be told apart


@dataclass(frozen=True, slots=True)
class Candidates:
    """All that may be there, and of that what is likely there."""

    every: Detections
    sure: Detections

    @property
    def boxes(self) -> npt.NDArray[np.float32]:
        return self.every.boxes

    @property
    def scores(self) -> npt.NDArray[np.float32]:
        return self.every.scores

    def of(self, kind: str) -> Detections:
        """Only the facings ("product"), the gaps or the tags."""
        return self.every.of(kind)


class AnyDetector:
    """Another model's boxes as facings, with the score at which one is as likely as
    not; what cannot be reached is done by the shipped detector alone."""

    def __init__(
        self, finder: ObjectFinder, ours: Detector, threshold: float = 0.3
    ) -> None:
        self._finder, self._ours, self._threshold = finder, ours, threshold
        self.version = f"{finder.version}/{threshold:g}/{ours.version}"

    def candidates(self, image: Pixels) -> Candidates:
        """All that may stand on the photo (H, W, 3 RGB), also the unlikely."""
        own = self._ours.candidates(image)
        try:
            products = self._products(image)
        except RemoteModelError as error:
            log.warning("detector_fell_back", problem=error.problem, model=error.model)
            return Candidates(own, self._ours.likely(own))
        others = own.where(own.kinds != PRODUCT)
        sure = without_nested(products.where(products.scores >= _EVEN))
        return Candidates(
            joined([products, others]), joined([sure, self._ours.likely(others)])
        )

    def likely(self, found: Candidates) -> Detections:
        """Those candidates that are likely there."""
        return found.sure

    def _products(self, image: Pixels) -> Detections:
        """Facings of the whole photo and of its tiles, with chances as scores."""
        if min(image.shape[:2]) < 8:
            return nothing()
        shrink = min(1.0, _LONGEST / max(image.shape[:2]))
        parts = [self._seen(image), *self._in_tiles(_resized(image, shrink), shrink)]
        found = without_duplicates(joined(parts))
        best = np.argsort(-found.scores, kind="stable")[:_MOST]
        return found.where(best)

    def _in_tiles(self, photo: Pixels, shrink: float) -> Iterator[Detections]:
        tile = self._finder.tile
        if not tile or max(photo.shape[:2]) <= 1.4 * tile:
            return
        for top, bottom, first, last in spans(photo.shape[0], tile, _OVERLAP):
            for left, right, begin, end in spans(photo.shape[1], tile, _OVERLAP):
                found = self._seen(photo[top:bottom, left:right]).moved(1, left, top)
                x = (found.boxes[:, 0] + found.boxes[:, 2]) / 2
                y = (found.boxes[:, 1] + found.boxes[:, 3]) / 2
                own = (x >= begin) & (x < end) & (y >= first) & (y < last)
                yield found.where(own).moved(1 / shrink, 0, 0)

    def _seen(self, picture: Pixels) -> Detections:
        seen = self._finder(np.ascontiguousarray(picture), self._score_of(_LEAST))
        return _inside(self._with_chances(seen), picture.shape[:2])

    def _with_chances(self, seen: Objects) -> Detections:
        """Scores as odds against that of the threshold, which is even."""
        raw = seen.scores.clip(1e-6, 1 - 1e-6).astype(np.float64)
        odds = raw / (1 - raw) / _odds(self._threshold)
        chances = (odds / (1 + odds)).astype(np.float32)
        return Detections(seen.boxes, chances, np.full(len(chances), PRODUCT, np.intp))

    def _score_of(self, chance: float) -> float:
        odds = _odds(chance) * _odds(self._threshold)
        return odds / (1 + odds)


def _odds(chance: float) -> float:
    return chance / (1 - chance)


def _resized(image: Pixels, shrink: float) -> Pixels:
    if shrink == 1:
        return image
    height, width = image.shape[:2]
    size = (round(width * shrink), round(height * shrink))
    resized = cv2.resize(image, size, interpolation=cv2.INTER_AREA)
    return resized.astype(np.uint8, copy=False)


def _inside(found: Detections, size: tuple[int, ...]) -> Detections:
    """Boxes cut at the edge of the picture; what has no size or no number goes."""
    boxes = np.nan_to_num(found.boxes, nan=0.0)
    boxes[:, [0, 2]] = boxes[:, [0, 2]].clip(0, size[1])
    boxes[:, [1, 3]] = boxes[:, [1, 3]].clip(0, size[0])
    cut = Detections(boxes.astype(np.float32), found.scores, found.kinds)
    wide = (boxes[:, 2] - boxes[:, 0] >= 2) & (boxes[:, 3] - boxes[:, 1] >= 2)
    return cut.where(wide & np.isfinite(found.scores))
