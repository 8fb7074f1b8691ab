"""Weigh what speaks for a gap: logistic regression on candidates of labelled pictures.

Called by `training.calibrate`. A candidate is right when it covers a labelled gap at
IoU 0.3; each picture counts by the root of its number of candidates.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from pipeline.vision.boxes import overlaps
from pipeline.vision.gap_evidence import EVIDENCE, FoundGap, Scenery, gap_candidates
from pipeline.vision.gaps import GapScale, find_gaps
from training.examples import GAP_IOU, Example
from training.metrics import Boxes, Flags, Photo, ignorable, outcomes
from training.stage import GAP, IGNORE

Values = NDArray[np.float64]
_RIDGE = 1.0
_STEPS = 60


def fit_gaps(examples: list[Example], sceneries: list[Scenery]) -> GapScale:
    """The weights, and the threshold at which F1 over the same pictures is best."""
    evidence, hit, weights = _candidates(examples, sceneries)
    start, slopes = fit_logistic(evidence, hit, weights)
    named = dict(zip(EVIDENCE, slopes.tolist(), strict=True))
    scale = GapScale(start, named, 0.0)
    steps = np.arange(0.2, 0.66, 0.05).round(2).tolist()
    scores = [gap_f1(examples, sceneries, replace(scale, threshold=s)) for s in steps]
    return replace(scale, threshold=steps[int(np.argmax(scores))])


def gap_f1(examples: list[Example], sceneries: list[Scenery], scale: GapScale) -> float:
    """F1 of the gaps that are told with this scale."""
    right = said = true = 0
    for example, scenery in zip(examples, sceneries, strict=True):
        found = find_gaps(scenery, scale)
        _, hit = outcomes(_as_photo(found, example), GAP_IOU)
        right, said = right + int(hit.sum()), said + len(hit)
        true += len(example.truth[GAP])
    return 2 * right / max(1, said + true)


def fit_logistic(x: Values, y: Flags, weights: Values) -> tuple[float, Values]:
    """Start and slopes (k,) of log-odds on evidence x (n, k), by Newton's method; the
    slopes are kept small on standardised evidence."""
    mean, spread = x.mean(0), x.std(0) + 1e-9
    z = np.column_stack([np.ones(len(x)), (x - mean) / spread])
    ridge = _RIDGE * np.eye(z.shape[1])
    ridge[0, 0] = 1e-3
    theta = np.zeros(z.shape[1])
    for _ in range(_STEPS):
        chance = 1 / (1 + np.exp(-(z @ theta).clip(-30, 30)))
        slope = z.T @ (weights * (chance - y)) + ridge @ theta
        bend = (z * (weights * chance * (1 - chance))[:, None]).T @ z + ridge
        theta = theta - np.linalg.solve(bend, slope)
    slopes = theta[1:] / spread
    return float(theta[0] - slopes @ mean), slopes


def _candidates(
    examples: list[Example], sceneries: list[Scenery]
) -> tuple[Values, Flags, Values]:
    """Evidence, whether it is a gap, and weight, of all candidates that count."""
    parts: list[tuple[Values, Flags, Values]] = []
    for example, scenery in zip(examples, sceneries, strict=True):
        found, evidence = gap_candidates(scenery)
        photo = _as_photo(found, example)
        cover = overlaps(photo.boxes, photo.truth)
        hit = cover.max(1, initial=0.0) >= GAP_IOU
        counts = hit | ~ignorable(photo)
        weight = np.full(int(counts.sum()), max(1, counts.sum()) ** -0.5)
        parts.append((evidence[counts], hit[counts], weight))
    evidence, hit, weights = (np.concatenate(part) for part in zip(*parts, strict=True))
    return evidence, hit, weights / max(float(weights.mean()), 1e-9)


def _as_photo(found: list[FoundGap], example: Example) -> Photo:
    corners = [(g.box.left, g.box.top, g.box.right, g.box.bottom) for g in found]
    boxes: Boxes = np.array(corners, np.float32).reshape(-1, 4)
    scores = np.array([gap.score for gap in found], np.float32)
    return Photo(boxes, scores, example.truth[GAP], example.truth[IGNORE])
