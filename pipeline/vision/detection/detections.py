"""What the detector found, as arrays, and what can be done with it.

Shared by `pipeline.vision.detection.detect`, which makes it, and whoever reads it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pipeline.vision.boxes import FloatArray, areas, distinct, overlaps, shared

KINDS = ("product", "gap", "tag")
PRODUCT, GAP, TAG = range(3)
STRIDE = 4
CHUNK = 256
"""Boxes compared with all others at once: bounds the memory."""
DOUBTFUL = 0.15
"""Raw score of a facing that says nothing about the size of the others."""


@dataclass(frozen=True, slots=True)
class Detections:
    """What was found: boxes (N, 4) in pixels of the whole photo, scores (N,) as
    probabilities, kinds (N,) as indices of KINDS; best first."""

    boxes: FloatArray
    scores: FloatArray
    kinds: NDArray[np.intp]

    def __len__(self) -> int:
        return len(self.scores)

    def of(self, kind: str) -> Detections:
        """Only the facings ("product"), the gaps or the tags."""
        return self.where(self.kinds == KINDS.index(kind))

    def where(self, keep: NDArray[np.bool_] | NDArray[np.intp] | slice) -> Detections:
        """A selection, by mask, by indices, or a part of the list."""
        return Detections(self.boxes[keep], self.scores[keep], self.kinds[keep])

    def moved(self, scale: float, left: float, top: float) -> Detections:
        """Boxes multiplied by `scale` and then shifted."""
        shift = np.array([left, top, left, top], np.float32)
        boxes = (self.boxes * np.float32(scale) + shift).astype(np.float32)
        return Detections(boxes, self.scores, self.kinds)


def nothing() -> Detections:
    """No detections."""
    return Detections(
        np.zeros((0, 4), np.float32), np.zeros(0, np.float32), np.zeros(0, np.intp)
    )


def decode(peaks: FloatArray, sides: FloatArray, least: float) -> Detections:
    """Boxes in pixels of the net's input, of all peaks hotter than `least`."""
    kinds, rows, columns = np.nonzero(peaks > least)
    x = (columns + 0.5) * STRIDE
    y = (rows + 0.5) * STRIDE
    left, top, right, bottom = sides[:, rows, columns]
    boxes = np.stack([x - left, y - top, x + right, y + bottom], 1)
    scores = peaks[kinds, rows, columns]
    return Detections(boxes.astype(np.float32), scores.astype(np.float32), kinds)


def joined(parts: list[Detections]) -> Detections:
    """All parts in one."""
    return Detections(
        np.concatenate([part.boxes for part in parts]),
        np.concatenate([part.scores for part in parts]),
        np.concatenate([part.kinds for part in parts]),
    )


def without_duplicates(found: Detections, iou: float = 0.5) -> Detections:
    """One box per thing: the best of those of a kind that cover each other."""
    apart = np.float32(1e6) * found.kinds[:, None].astype(np.float32)
    keep = distinct(found.boxes + apart, found.scores, iou)
    return found.where(keep)


def without_nested(found: Detections, share: float = 0.8) -> Detections:
    """Where one box lies in another of its kind, the surer stays: a cap is no unit of
    its own, nor is a pile of cans one can. Best first."""
    size = areas(found.boxes)
    kept: list[int] = []
    for index in np.argsort(-found.scores, kind="stable").tolist():
        others = np.array(kept, np.intp)[found.kinds[kept] == found.kinds[index]]
        common = shared(found.boxes[index], found.boxes[others])
        if not (common > share * np.minimum(size[index], size[others])).any():
            kept.append(index)
    return found.where(np.array(kept, np.intp))


def overlaps_of_a_kind(some: Detections, others: Detections) -> FloatArray:
    """IoU of each with each, (len(some), len(others)); 0 between different kinds."""
    cover = overlaps(some.boxes, others.boxes)
    cover[some.kinds[:, None] != others.kinds[None]] = 0
    return cover


def agreed(readings: list[Detections], iou: float = 0.5) -> Detections:
    """One list from several readings of the same photo: boxes that mean the same are
    averaged by score, and a reading that misses one counts as a score of zero
    (after Solovyev et al. 2021, "Weighted boxes fusion")."""
    kept = without_duplicates(joined(readings))
    sums = np.zeros((len(kept), 5))
    for reading in readings:
        for start in range(0, len(kept) if len(reading) else 0, CHUNK):
            part = slice(start, start + CHUNK)
            cover = overlaps_of_a_kind(kept.where(part), reading)
            partner = cover.argmax(1)
            weight = np.where(cover.max(1) > iou, reading.scores[partner], 0)
            sums[part, :4] += weight[:, None] * reading.boxes[partner]
            sums[part, 4] += weight
    boxes = (sums[:, :4] / np.maximum(sums[:, 4:], 1e-9)).astype(np.float32)
    scores = (sums[:, 4] / len(readings)).astype(np.float32)
    order = np.argsort(-scores, kind="stable")
    return Detections(boxes[order], scores[order], kept.kinds[order])


def unit_size(found: Detections) -> float | None:
    """Typical size of a unit in pixels: the median root of width x height of the
    facings, each weighted by its score squared; None when none was found."""
    products = found.of("product")
    products = products.where(products.scores > DOUBTFUL)
    if not len(products):
        return None
    sizes = np.sqrt(areas(products.boxes))
    order = np.argsort(sizes)
    weight = np.cumsum(products.scores[order] ** 2)
    return float(sizes[order][np.searchsorted(weight, weight[-1] / 2)])


def confidence(found: Detections) -> float:
    """Mean score of the facings that are not doubtful: it falls when the net sees
    units at a size that it does not know."""
    scores = found.of("product").scores
    scores = scores[scores > 2 * DOUBTFUL]
    return float(scores.mean()) if len(scores) else 0.0
