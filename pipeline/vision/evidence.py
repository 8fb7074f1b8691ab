"""Chances from named evidence: a logistic regression whose weights come from outside.

Called by `pipeline.vision.detection.context` (facings) and `pipeline.vision.rows.gaps`
(gaps); the weights are made by `training.calibrate`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


def chances(
    evidence: Floats, names: Sequence[str], start: float, weights: Mapping[str, float]
) -> Floats:
    """Probabilities (n,) of things with evidence (n, len(names)); evidence that has no
    weight says nothing."""
    odds = start + evidence @ [weights.get(name, 0.0) for name in names]
    likely: Floats = 1 / (1 + np.exp(-odds.clip(-50, 50)))
    return likely
