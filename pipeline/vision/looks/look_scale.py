"""What the distances of one embedder's vectors mean; every embedder brings its own.

Called by `pipeline.vision.looks.grouping` and `pipeline.vision.naming.recognise`.
Distances are Euclidean ones of unit vectors.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path

from pipeline.errors import ModelUnavailable
from pipeline.vision.naming.name_odds import NameWeights


@dataclass(frozen=True, slots=True)
class Evidence:
    """Weights of a logistic regression on the pairs of labelled facings.

    Fitted by `training.looks_calibrate`, each facing counting the same.
    """

    start: float = 5.51
    look: float = -12.85  # by Euclidean distance of the unit vectors
    colours: float = 0.0  # by that of the classical looks, where it weighs anything
    height: float = -2.32  # by difference of the logarithms
    width: float = -0.38
    other_size: float = -12.0  # in one row, by what the heights differ beyond 0.25
    same_row: float = -1.77
    near: float = 3.69  # 1 for neighbours in a row, fading over three widths
    stacked: float = 4.17
    other_photo: float = -1.0  # sizes cannot be compared there
    # How many neighbours are the same product on the shelves that the other weights
    # were fitted on, and how many pairs of a photo that is worth.
    neighbours_same: float = 0.64
    neighbours_worth: float = 8.0


@dataclass(frozen=True, slots=True)
class LookScale:
    """Weights for grouping and for naming; the defaults of both are rough."""

    evidence: Evidence = field(default_factory=Evidence)
    naming: NameWeights = field(default_factory=NameWeights)

    @classmethod
    def load(cls, file: Path) -> LookScale:
        """Read the JSON; raises ModelUnavailable when it is missing or broken."""
        try:
            stored = json.loads(file.read_text())
            evidence = {name: float(w) for name, w in stored["evidence"].items()}
            naming = {name: float(w) for name, w in stored["naming"].items()}
            return cls(Evidence(**evidence), NameWeights(**naming))
        except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
            raise ModelUnavailable(f"{file.name} cannot be read: {error}") from error
