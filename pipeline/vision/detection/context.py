"""How likely a facing is, given what else was found on the photo.

Called by `pipeline.vision.detection.detect`, and by `training.calibrate`, which weighs
the evidence. A net judges each place by itself; on a shelf, goods stand beside their
like, on one floor and at one height, and a box with an empty place in it is none
(context re-scoring after Felzenszwalb et al. 2010, "Object detection with
discriminatively trained part-based models", section 7.4).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from pipeline.vision.boxes import FloatArray, areas, intersections
from pipeline.vision.detection.detections import CHUNK, Detections
from pipeline.vision.evidence import Floats, chances

EVIDENCE = (
    "net",  # log-odds of the net's own score
    "covered",  # greatest IoU with a surer facing
    "level",  # best score of a facing beside it that stands on the same floor
    "alike",  # mean score of the two facings of its row that are most like it in size
    "strange",  # squared logarithm of its size against the usual one of the photo
    "wide",  # logarithm of width by height
    "wide_squared",
    "tag",  # greatest IoU with a price tag, times the tag's score
    "hole",  # best score of an empty place that lies within it
)
_WEIGHTS = {"net": 2.6}
# Shares of boxes, and distances in widths of a box.
_APART, _BESIDE = 0.3, (0.4, 4.0)
_SAME_SPAN, _SAME_FLOOR = 0.7, 0.15
_USUAL = 0.4
"""Score from which on a facing tells what size is usual."""


@dataclass(frozen=True, slots=True)
class ContextScale:
    """Weights of the evidence; those of the shipped net are made by
    `training.calibrate`."""

    start: float = 1.25
    weights: Mapping[str, float] = field(default_factory=lambda: dict(_WEIGHTS))

    def chances(self, evidence: Floats) -> Floats:
        """Probabilities (n,) of facings with evidence (n, len(EVIDENCE))."""
        return chances(evidence, EVIDENCE, self.start, self.weights)


def evidence_of(found: Detections) -> Floats:
    """What speaks for each facing among raw detections, (n, len(EVIDENCE)), in the
    order of `found.of("product")`."""
    facings, gaps, tags = (found.of(kind) for kind in ("product", "gap", "tag"))
    rows = np.zeros((len(facings), len(EVIDENCE)))
    usual = _usual_size(facings)
    for start in range(0, len(facings), CHUNK):
        part = facings.where(slice(start, start + CHUNK))
        among = _among(part, facings)
        rows[start : start + CHUNK] = np.column_stack(
            [*among, *_shape(part, usual), *_other_kinds(part, gaps, tags)]
        )
    return rows


def _usual_size(facings: Detections) -> float:
    sizes = np.sqrt(areas(facings.boxes))
    sure = facings.scores >= _USUAL
    return float(np.median(sizes[sure] if sure.any() else sizes)) if len(sizes) else 1.0


def _among(part: Detections, facings: Detections) -> list[Floats]:
    """Evidence from the other facings: net to alike."""
    boxes, others, scores = part.boxes, facings.boxes, facings.scores[None]
    common, size, sizes = intersections(boxes, others), areas(boxes), areas(others)
    overlap = common / np.maximum(size[:, None] + sizes[None] - common, 1e-6)
    surer = np.where(scores > part.scores[:, None], overlap, 0)
    beside = scores * (_is_beside(boxes, others) & (overlap < _APART))
    height, width = _sides(boxes)
    heights, widths = _sides(others)
    span = np.minimum(boxes[:, None, 3], others[None, :, 3])
    span = span - np.maximum(boxes[:, None, 1], others[None, :, 1])
    on_a_line = beside * (
        span > _SAME_SPAN * np.maximum(height[:, None], heights[None])
    )
    floor = np.abs(boxes[:, None, 3] - others[None, :, 3])
    level = floor < _SAME_FLOOR * np.minimum(height[:, None], heights[None])
    unlike = np.abs(np.log(width[:, None] / widths[None]))
    unlike += np.abs(np.log(height[:, None] / heights[None]))
    raw = part.scores.clip(1e-4, 1 - 1e-4).astype(np.float64)
    return [
        np.log(raw / (1 - raw)),
        surer.max(1),
        (beside * level).max(1),
        _best_two(on_a_line * np.exp(-3 * unlike)),
    ]


def _shape(part: Detections, usual: float) -> list[Floats]:
    height, width = _sides(part.boxes)
    strange = np.log(np.sqrt(height * width) / usual) ** 2
    wide = np.log(width / height)
    return [strange, wide, wide**2]


def _other_kinds(part: Detections, gaps: Detections, tags: Detections) -> list[Floats]:
    size = areas(part.boxes)[:, None]
    on_tags = intersections(part.boxes, tags.boxes)
    in_gaps = intersections(part.boxes, gaps.boxes)
    union = size + areas(tags.boxes)[None] - on_tags
    inside = in_gaps > _SAME_SPAN * areas(gaps.boxes)[None]
    return [
        (on_tags / np.maximum(union, 1e-6) * tags.scores[None]).max(1, initial=0.0),
        (inside * gaps.scores[None]).max(1, initial=0.0),
    ]


def _is_beside(boxes: FloatArray, others: FloatArray) -> NDArray[np.bool_]:
    _, width = _sides(boxes)
    middle, middles = boxes[:, [0, 2]].mean(1), others[:, [0, 2]].mean(1)
    away = np.abs(middle[:, None] - middles[None]) / width[:, None]
    low, high = _BESIDE
    near: NDArray[np.bool_] = (away > low) & (away < high)
    return near


def _sides(boxes: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Heights and widths, none below a pixel."""
    sides: FloatArray = np.maximum(boxes[:, 2:] - boxes[:, :2], 1.0)
    return sides[:, 1], sides[:, 0]


def _best_two(values: FloatArray) -> Floats:
    """Mean of the two greatest of each row."""
    if values.shape[1] < 2:
        return np.asarray(values.mean(1), np.float64)
    return np.asarray(np.partition(values, -2, axis=1)[:, -2:].mean(1), np.float64)
