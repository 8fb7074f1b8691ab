"""What the distances of one embedder's vectors mean; every embedder brings its own.

Called by `pipeline.vision.grouping` and `pipeline.vision.recognise`. Distances are
Euclidean ones of unit vectors.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from pipeline.errors import ModelUnavailable


@dataclass(frozen=True, slots=True)
class Evidence:
    """Weights of a logistic regression on the pairs of labelled facings.

    Fitted on the labelled training photos, each facing counting the same; the
    threshold was chosen with one photo left out at a time.
    """

    start: float = 5.51
    look: float = -12.85  # by Euclidean distance of the unit vectors
    height: float = -2.32  # by difference of the logarithms
    width: float = -0.38
    other_size: float = -12.0  # in one row, by what the heights differ beyond 0.25
    same_row: float = -1.77
    near: float = 3.69  # 1 for neighbours in a row, fading over three widths
    stacked: float = 4.17
    other_photo: float = -1.0  # sizes cannot be compared there


@dataclass(frozen=True, slots=True)
class LookScale:
    """Chances from distances, and the weights for grouping.

    Even odds lie at `even_distance`; `steepness` sets how fast they fade. The defaults
    are the classical look's: a name by look alone is given up to a distance of 0.27,
    and on labelled shelves 2 in 100 facings have another product nearer than that.
    With a `rivalry` above 0 products share one chance: of two that are as near as each
    other, neither gets more than a half.
    """

    even_distance: float = 0.33
    steepness: float = 22.0
    rivalry: float = 0.0
    evidence: Evidence = field(default_factory=Evidence)

    @classmethod
    def load(cls, file: Path) -> LookScale:
        """Read the JSON; raises ModelUnavailable when it is missing or broken."""
        try:
            stored = json.loads(file.read_text())
            weights = {name: float(w) for name, w in stored["evidence"].items()}
            return cls(
                float(stored["even_distance"]),
                float(stored["steepness"]),
                float(stored["rivalry"]),
                Evidence(**weights),
            )
        except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
            raise ModelUnavailable(f"{file.name} cannot be read: {error}") from error

    def chances(self, distances: Mapping[str, float]) -> dict[str, float]:
        """Chance of each product from the distance of its nearest reference."""
        alone = {
            product_id: 1 / (1 + math.exp(self._exponent(distance)))
            for product_id, distance in distances.items()
        }
        if not self.rivalry or not distances:
            return alone
        least = min(distances.values())
        shares = {
            p: math.exp(-self.rivalry * (d - least)) for p, d in distances.items()
        }
        total = sum(shares.values())
        return {p: alone[p] * share / total for p, share in shares.items()}

    def _exponent(self, distance: float) -> float:
        return min(700.0, self.steepness * (distance - self.even_distance))
