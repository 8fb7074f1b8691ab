"""Weigh what speaks for a gap: logistic regression on candidates of labelled pictures.

Called by `training.calibrate`. A candidate is right when it covers a labelled gap at
IoU 0.3; each picture counts by the root of its number of candidates.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from pipeline.vision.boxes import overlaps
from pipeline.vision.rows.gap_evidence import (
    EVIDENCE,
    FoundGap,
    Scenery,
    gap_candidates,
)
from pipeline.vision.rows.gaps import GapScale, told
from training.examples import GAP_IOU, Example
from training.metrics import Boxes, Flags, Photo, ignorable, outcomes
from training.stage import GAP, IGNORE

Values = NDArray[np.float64]
_RIDGE = 1.0
_STEPS = 60


@dataclass(frozen=True, slots=True)
class Hopes:
    """The candidates of one picture; a picture counts `importance` times."""

    example: Example
    facings: Values
    found: list[FoundGap]
    evidence: Values
    importance: float = 1.0

    def photo(self, gaps: list[FoundGap]) -> Photo:
        """Gaps against the picture's truth."""
        corners = [(g.box.left, g.box.top, g.box.right, g.box.bottom) for g in gaps]
        boxes: Boxes = np.array(corners, np.float32).reshape(-1, 4)
        scores = np.array([gap.score for gap in gaps], np.float32)
        truth = self.example.truth
        return Photo(boxes, scores, truth[GAP], truth[IGNORE])


def hopes_of(example: Example, scenery: Scenery, importance: float = 1.0) -> Hopes:
    """All that may be a gap on a picture."""
    return Hopes(example, scenery.facings, *gap_candidates(scenery), importance)


def fit_gaps(pictures: list[Hopes]) -> GapScale:
    """The weights, and the threshold at which F1 over the same pictures is best."""
    evidence, hit, weights = _candidates(pictures)
    start, slopes = fit_logistic(evidence, hit, weights)
    named = dict(zip(EVIDENCE, slopes.tolist(), strict=True))
    scale = GapScale(start, named, 0.0)
    steps = np.arange(0.2, 0.66, 0.05).round(2).tolist()
    scores = [gap_f1(pictures, replace(scale, threshold=step)) for step in steps]
    return replace(scale, threshold=steps[int(np.argmax(scores))])


def gap_f1(pictures: list[Hopes], scale: GapScale) -> float:
    """F1 of the gaps that are told with this scale."""
    right = said = true = 0.0
    for one in pictures:
        found = told(one.found, one.evidence, one.facings, scale)
        _, hit = outcomes(one.photo(found), GAP_IOU)
        right += one.importance * hit.sum()
        said += one.importance * len(hit)
        true += one.importance * len(one.example.truth[GAP])
    return float(2 * right / max(1.0, said + true))


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


def _candidates(pictures: list[Hopes]) -> tuple[Values, Flags, Values]:
    """Evidence, whether it is a gap, and weight, of all candidates that count."""
    parts: list[tuple[Values, Flags, Values]] = []
    for one in pictures:
        photo = one.photo(one.found)
        cover = overlaps(photo.boxes, photo.truth)
        hit = cover.max(1, initial=0.0) >= GAP_IOU
        counts = hit | ~ignorable(photo)
        each = one.importance * max(1, counts.sum()) ** -0.5
        weight = np.full(int(counts.sum()), each)
        parts.append((one.evidence[counts], hit[counts], weight))
    evidence, hit, weights = (np.concatenate(part) for part in zip(*parts, strict=True))
    return evidence, hit, weights / max(float(weights.mean()), 1e-9)
