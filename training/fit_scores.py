"""Fit what raw scores mean: chances, and the threshold of each kind.

Called by `training.calibrate`. Platt scaling per kind (Platt 1999), and for facings the
weights of what was found around them (`fit_context`); the threshold of a kind is the
probability at which its F1 is best.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import compress

import numpy as np
from numpy.typing import NDArray

from pipeline.vision.detection.detect import Tuning
from pipeline.vision.detection.detections import KINDS, Detections
from training.examples import GAP_IOU, Example
from training.fit_context import fit_context
from training.metrics import Photo, outcomes
from training.stage import GAP, IGNORE, TAG

Values = NDArray[np.float64]
Pooled = tuple[Values, NDArray[np.bool_], int]
"""Scores, hits and the number of truths."""
ENOUGH_PHOTOS = 12
"""Real photos from which on scenes are no longer needed."""
AS_GOOD = 0.003
"""Differences in F1 that mean nothing."""
RAW = Tuning("raw", (1.0, 1.0, 1.0), (0.0, 0.0, 0.0), (0.0, 0.0, 0.0))


def platt(scores: Values, hit: NDArray[np.bool_]) -> tuple[float, float]:
    """Slope and offset on the log-odds of raw scores (Platt 1999; Newton steps)."""
    raw = scores.clip(1e-6, 1 - 1e-6)
    x = np.stack([np.log(raw / (1 - raw)), np.ones_like(raw)], 1)
    positives = int(hit.sum())
    high, low = (positives + 1) / (positives + 2), 1 / (len(hit) - positives + 2)
    target = np.where(hit, high, low)
    theta = np.array([1.0, 0.0])
    for _ in range(50):
        chance = 1 / (1 + np.exp(-x @ theta))
        slope = x.T @ (chance - target) + 1e-3 * (theta - [1.0, 0.0])
        bend = (x * (chance * (1 - chance))[:, None]).T @ x + 1e-3 * np.eye(2)
        theta = theta - np.linalg.solve(bend, slope)
    return float(theta[0]), float(theta[1])


def best_threshold(chances: Values, hit: NDArray[np.bool_], truths: int) -> float:
    """The probability from which on F1 against `truths` things is best: the middle of
    those where it is hardly worse, because the very best one is chance."""
    order = np.argsort(-chances)
    right = np.cumsum(hit[order])
    f1 = 2 * right / (np.arange(1, len(order) + 1) + truths)
    good = chances[order][f1 >= f1.max() - AS_GOOD]
    return float((good.min() + good.max()) / 2)


def pooled(kind: int, examples: list[Example], found: list[Detections]) -> Pooled:
    """Scores, hits and the number of truths of one kind over all pictures."""
    iou = GAP_IOU if kind == GAP else 0.5
    scores, flags, truths = [], [], 0
    for example, detections in zip(examples, found, strict=True):
        if kind == TAG and not example.tags:
            continue
        mine = detections.of(KINDS[kind])
        photo = Photo(
            mine.boxes, mine.scores, example.truth[kind], example.truth[IGNORE]
        )
        score, hit = outcomes(photo, iou)
        scores.append(score.astype(np.float64))
        flags.append(hit)
        truths += len(example.truth[kind])
    return np.concatenate(scores), np.concatenate(flags), truths


def fit(
    examples: list[Example],
    found: list[Detections],
    version: str,
    photos: Sequence[bool] = (),
) -> Tuning:
    """Tuning from raw detections on pictures that training never saw. Enough real
    ones among them (`photos` tells which) decide alone about facings and tags; gaps
    are too few on them."""
    everything = [True] * len(examples)
    decide = photos if sum(photos) >= ENOUGH_PHOTOS else everything
    used = [everything if kind == GAP else decide for kind in range(len(KINDS))]

    def results(kind: int, seen: list[Detections]) -> Pooled:
        some = compress(examples, used[kind]), compress(seen, used[kind])
        return pooled(kind, *map(list, some))

    lines = [platt(*results(kind, found)[:2]) for kind in range(len(KINDS))]
    slopes, offsets = zip(*lines, strict=True)
    context = fit_context(
        list(compress(examples, decide)), list(compress(found, decide))
    )
    tuning = replace(
        RAW, version=version, slopes=slopes, offsets=offsets, context=context
    )
    likely = [tuning.probabilities(one) for one in found]
    thresholds = [best_threshold(*results(kind, likely)) for kind in range(len(KINDS))]
    return replace(tuning, thresholds=tuple(thresholds))


def reliability(chances: Values, hit: NDArray[np.bool_], bins: int = 10) -> float:
    """Expected calibration error: mean distance of said from true chances."""
    place = np.minimum((chances * bins).astype(int), bins - 1)
    gaps = [
        abs(chances[place == b].mean() - hit[place == b].mean()) * (place == b).sum()
        for b in range(bins)
        if (place == b).any()
    ]
    return float(sum(gaps) / max(1, len(chances)))
