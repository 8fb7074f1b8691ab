"""Weigh what speaks for a facing: logistic regression on what nets found on photos
that they had not seen.

Called by `training.fit_scores`. A facing is right when it is the best one that covers
a labelled facing at IoU 0.5.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from pipeline.vision.detection.context import EVIDENCE, ContextScale, evidence_of
from pipeline.vision.detection.detections import Detections
from training.examples import Example
from training.fit_gaps import fit_logistic
from training.metrics import Photo, hits, ignorable
from training.stage import IGNORE, PRODUCT


def fit_context(
    examples: Sequence[Example], found: Sequence[Detections]
) -> ContextScale:
    """The weights, from raw detections; those in ignore areas count neither way."""
    evidence, right = [], []
    for example, detections in zip(examples, found, strict=True):
        facings, truth = detections.of("product"), example.truth
        photo = Photo(facings.boxes, facings.scores, truth[PRODUCT], truth[IGNORE])
        hit = hits(photo, 0.5)
        counts = hit | ~ignorable(photo)
        evidence.append(evidence_of(detections)[counts])
        right.append(hit[counts])
    rows, hit = np.concatenate(evidence), np.concatenate(right)
    start, slopes = fit_logistic(rows, hit, np.ones(len(rows)))
    return ContextScale(start, dict(zip(EVIDENCE, slopes.tolist(), strict=True)))
