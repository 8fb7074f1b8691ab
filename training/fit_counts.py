"""Fit how wide the range of a count must be to hold the truth 9 times in 10.

Called by `training.calibrate`. The middle is that of the highest likelihood under a
normal distribution; the spread is the mean of all, weighed by their likelihood, as the
likeliest is often none at all with few photos; the reach is the split-conformal
quantile (Vovk et al. 2005) of the distances that are left, so it does not rest on that
distribution.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from pipeline.vision.counting import CountScale, Tally

Values = NDArray[np.float64]
SURE = 0.9
_SPREADS = np.linspace(0, 0.25, 51)
_USUAL = 0.7  # share of the missed and the wrong that is believed without any data
_BELIEF = 4.0  # in inverse variances
_ROUNDING = 0.25
_WIDEST = 3.0


@dataclass(frozen=True, slots=True)
class Count:
    """What was tallied on a picture, and what is true."""

    tally: Tally
    truth: int


def fit_counts(counts: Sequence[Count]) -> CountScale:
    """The scale for whole shelves; what grouping adds is not fitted here."""
    table = _table(counts)
    likelihood = np.array([_at_spread(table, spread)[0] for spread in _SPREADS])
    believed = np.exp(likelihood - likelihood.max())
    spread = float(believed @ _SPREADS / believed.sum())
    _, missed, wrong = _at_spread(table, spread)
    scale = replace(CountScale(), spread=spread, missed=missed, wrong=wrong)
    variance = table[:, 4] + (spread * table[:, 0]) ** 2
    return replace(scale, reach=_reach(counts, scale, variance))


def coverage(counts: Sequence[Count], scale: CountScale) -> tuple[float, float]:
    """Share of the counts whose range holds the truth, and the ranges' mean width
    against the truth."""
    ranges = [scale.of_all(count.tally) for count in counts]
    held = [
        low <= c.truth <= high for (low, high), c in zip(ranges, counts, strict=True)
    ]
    widths = [
        (high - low) / max(1, c.truth)
        for (low, high), c in zip(ranges, counts, strict=True)
    ]
    return float(np.mean(held)), float(np.mean(widths))


def left_out_coverage(
    counts: Sequence[Count], wider: float = 1.0
) -> tuple[float, float]:
    """`coverage` of each count with the scale that the others give, its reach
    multiplied by `wider`."""
    each = []
    for k, count in enumerate(counts):
        scale = fit_counts([*counts[:k], *counts[k + 1 :]])
        each.append(coverage([count], replace(scale, reach=wider * scale.reach)))
    held, widths = zip(*each, strict=True)
    return float(np.mean(held)), float(np.mean(widths))


def widened(counts: Sequence[Count], scale: CountScale) -> CountScale:
    """The scale with the least reach at which ranges fitted on the others would hold
    9 in 10 of the truths."""
    for wider in np.arange(1.0, _WIDEST, 0.05):
        if left_out_coverage(counts, wider)[0] >= SURE:
            break
    return replace(scale, reach=float(scale.reach * wider))


def _table(counts: Sequence[Count]) -> Values:
    """(n, 5): count, truth, missed, wrong, variance."""
    rows = [
        (c.tally.count, c.truth, c.tally.missed, c.tally.wrong, c.tally.variance)
        for c in counts
    ]
    return np.array(rows, np.float64)


def _at_spread(table: Values, spread: float) -> tuple[float, float, float]:
    """(log-likelihood, missed, wrong), the shares fitted by weighted least
    squares around what is usual."""
    count, truth, missed, wrong, variance = table.T
    weight = 1 / (variance + (spread * count) ** 2 + _ROUNDING)
    x = np.column_stack([missed, -wrong])
    target = truth - count - x @ [_USUAL, _USUAL]
    bend = (x * weight[:, None]).T @ x + _BELIEF * np.eye(2)
    shares = _USUAL + np.linalg.solve(bend, x.T @ (weight * target))
    shares = shares.clip(0, 1.5)
    off = truth - count - x @ shares
    likelihood = 0.5 * (np.log(weight) - weight * off**2).sum()
    return float(likelihood), float(shares[0]), float(shares[1])


def _reach(counts: Sequence[Count], scale: CountScale, variance: Values) -> float:
    """So many standard deviations hold 9 in 10 of the truths, as whole numbers."""
    middles = np.array([scale.middle(count.tally) for count in counts])
    truths = np.array([count.truth for count in counts])
    distances = np.sort(np.abs(truths - middles) / np.sqrt(variance + _ROUNDING))
    place = min(len(distances), math.ceil((len(distances) + 1) * SURE)) - 1
    return float(distances[place])
