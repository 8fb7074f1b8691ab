"""Gaps: empty selling positions, from the net's guesses and the holes in the rows.

Called by `pipeline.vision.find`. Neither source is enough: a net sees empty places
above low packs and behind posts too, and a hole between boxes may be a pack that was
missed. What speaks for and against each candidate (`gap_evidence`) is weighed by a
logistic regression (`training.calibrate`), so its score is a probability.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from pipeline.types import Box
from pipeline.vision.evidence import chances
from pipeline.vision.rows.gap_evidence import (
    EVIDENCE,
    FoundGap,
    Scenery,
    gap_candidates,
)
from pipeline.vision.rows.level import Floats

_TOUCHING = 0.3  # of a facing's width: gaps as near as that are one
_WEIGHTS = {
    "net": 0.7,
    "net_share": 1.6,
    "hole": 1.0,
    "end": -0.2,
    "width": 2.0,
    "width_squared": -1.1,
    "doubtful": -7.5,
    "post": -1.5,
    "texture": -0.4,
}


@dataclass(frozen=True, slots=True)
class GapScale:
    """Weights of the evidence, and the chance from which on a gap is told.

    The defaults were fitted on drawn scenes; `training.calibrate` makes those of the
    shipped net.
    """

    start: float = -2.2
    weights: Mapping[str, float] = field(default_factory=lambda: dict(_WEIGHTS))
    threshold: float = 0.35

    def chances(self, evidence: Floats) -> Floats:
        """Probabilities (n,) of candidates with evidence (n, len(EVIDENCE))."""
        return chances(evidence, EVIDENCE, self.start, self.weights)


def find_gaps(scenery: Scenery, scale: GapScale) -> list[FoundGap]:
    """The likely gaps, each hole once, row by row from the left."""
    return told(*gap_candidates(scenery), scenery.facings, scale)


def told(
    candidates: Sequence[FoundGap], evidence: Floats, facings: Floats, scale: GapScale
) -> list[FoundGap]:
    """The likely ones of candidates, each hole once."""
    if not candidates:
        return []
    scored = [
        replace(gap, score=round(float(chance), 4))
        for gap, chance in zip(candidates, scale.chances(evidence), strict=True)
        if chance >= scale.threshold
    ]
    return _joined(_apart(scored), facings)


def _apart(gaps: Sequence[FoundGap]) -> list[FoundGap]:
    """The better one of gaps that cover each other."""
    kept: list[FoundGap] = []
    for gap in sorted(gaps, key=lambda gap: -gap.score):
        areas = [min(gap.box.area, other.box.area) for other in kept]
        common = [gap.box.intersection(other.box) for other in kept]
        if all(c <= 0.5 * a for c, a in zip(common, areas, strict=True)):
            kept.append(gap)
    return kept


def _joined(gaps: Sequence[FoundGap], facings: Floats) -> list[FoundGap]:
    """Gaps of one row that touch, with no facing between, as one wide gap."""
    joined: list[FoundGap] = []
    for gap in sorted(gaps, key=lambda gap: (gap.row, gap.box.left)):
        if joined and _go_on(joined[-1], gap, facings):
            joined[-1] = _union(joined[-1], gap)
        else:
            joined.append(gap)
    return joined


def _go_on(left: FoundGap, right: FoundGap, facings: Floats) -> bool:
    unit = left.box.width / max(left.width, 1e-6)
    if left.row != right.row or right.box.left - left.box.right > _TOUCHING * unit:
        return False
    x = (facings[:, 0] + facings[:, 2]) / 2
    between = (x > left.box.centre[0]) & (x < right.box.centre[0])
    level = (facings[:, 3] > left.box.top) & (facings[:, 1] < left.box.bottom)
    return not bool((between & level).any())


def _union(left: FoundGap, right: FoundGap) -> FoundGap:
    a, b = left.box, right.box
    box = Box(a.left, min(a.top, b.top), b.right, max(a.bottom, b.bottom))
    unit = a.width / max(left.width, 1e-6)
    score = max(left.score, right.score)
    return FoundGap(box, left.row, box.width / unit, score)
