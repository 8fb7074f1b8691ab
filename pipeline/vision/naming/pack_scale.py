"""How large packs are on a photo, from what the products on it hold.

Called by `pipeline.vision.naming.recognise`. A pack's height follows from its contents
and its shape (contents = height x width squared, roughly), so products that are known
well tell how many pixels a centimetre has, and that tells sizes of one pack apart.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from pipeline.vision.naming.name_odds import Values, likeliest

_SPREAD, _SPREAD_BY_WEIGHT = (
    0.12,
    0.25,
)  # of log heights; a gram may fill much or little
_MOST_BIAS = 0.25
_ENOUGH = 1.0  # sum of the chances of the best products
_LEAST_KNOWN = 0.3  # chance of all products of known size
_BEST = 8
_UNLIKELY = 0.02
_TOLD = 2.0  # less than that is no evidence of a scale
_SCALES = np.arange(1.0, 6.5, 0.02)  # logarithms of pixels for a centimetre
_SLOPES = np.arange(-0.5, 0.51, 0.1)  # from the top to the foot of the photo
_SLOPE_SPREAD = 0.3


@dataclass(frozen=True, slots=True)
class Packs:
    """Products as packs, (n,) each: logarithm of width through height of the
    reference, logarithm of the height in centimetres (nan: not known), and whether
    that was reckoned from grams."""

    shape: Values
    height: Values
    by_weight: npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Standing:
    """One group on the photo: logarithms of width through height and of the height in
    pixels, its middle from -0.5 (top of the photo) to 0.5, its number of facings."""

    shape: float
    height: float
    middle: float
    facings: int


@dataclass(frozen=True, slots=True)
class PhotoScale:
    """What is common to the other packs of a photo: how much wider than their
    references they look, and logarithms of pixels for a centimetre."""

    wider: float = 0.0
    scale: float = float("nan")
    slope: float = 0.0

    def shape(self, group: Standing, packs: Packs) -> Values:
        """How much wider than each product a group is, as a logarithm."""
        wider: Values = group.shape - self.wider - packs.shape
        return wider

    def height(self, group: Standing, packs: Packs) -> Values:
        """How much higher than each product a group is, as a logarithm."""
        level = self.scale + self.slope * group.middle
        higher: Values = group.height - level - packs.height
        return higher


def reckoned_height(amount: Values, shape: Values) -> Values:
    """Logarithm of the height in centimetres of a pack as deep as it is wide."""
    height: Values = (np.log(amount) - 2 * shape) / 3
    return height


def scales_of(
    groups: Sequence[Standing], chances: Sequence[Values], packs: Packs
) -> list[PhotoScale]:
    """For each group the scale under which all others are likeliest, each being any
    product with the chance that it was given without knowing the scale."""
    wider = _bias(groups, chances, packs)
    likely = np.stack(
        [
            _likelihood(group, chance, packs)
            for group, chance in zip(groups, chances, strict=True)
        ]
    )
    prior = -((_SLOPES / _SLOPE_SPREAD) ** 2)[:, None] / 2
    together: Values = likely.sum(axis=0)
    return [_likeliest(together - own, prior, wider) for own in likely]


def _likeliest(likely: Values, prior: Values, wider: float) -> PhotoScale:
    """The best of (slopes, scales), if anything was told."""
    if np.ptp(likely) < _TOLD:
        return PhotoScale(wider)
    slope, scale = np.unravel_index(int((likely + prior).argmax()), likely.shape)
    return PhotoScale(wider, float(_SCALES[scale]), float(_SLOPES[slope]))


def _bias(groups: Sequence[Standing], chances: Sequence[Values], packs: Packs) -> float:
    """Weighted median of how much wider the groups are than their best products."""
    seen: list[tuple[float, float]] = []
    for group, chance in zip(groups, chances, strict=True):
        best = int(chance.argmax())
        if not np.isnan(packs.shape[best]):
            sure = float(chance[best]) * min(group.facings, 6)
            seen.append((group.shape - float(packs.shape[best]), sure))
    if sum(weight for _, weight in seen) < _ENOUGH:
        return 0.0
    values, weights = (np.array(part) for part in zip(*sorted(seen), strict=True))
    half = np.searchsorted(weights.cumsum(), weights.sum() / 2)
    return float(np.clip(values[half], -_MOST_BIAS, _MOST_BIAS))


def _likelihood(group: Standing, chance: Values, packs: Packs) -> Values:
    """(slopes, scales) logarithms; nothing is told by a group that may be anything."""
    known = np.flatnonzero(~np.isnan(packs.height))
    best = known[likeliest(chance[known], _BEST)]
    share = chance[best][:, None]
    if share.sum() < _LEAST_KNOWN:
        return np.zeros((len(_SLOPES), len(_SCALES)))
    spread = np.where(packs.by_weight[best], _SPREAD_BY_WEIGHT, _SPREAD)[:, None]
    level = group.height - _SLOPES * group.middle
    off = level[:, None, None] - packs.height[best][:, None] - _SCALES
    likely = share / spread * np.exp(-((off / spread) ** 2) / 2)
    told: Values = np.sqrt(min(group.facings, 4)) * np.log(likely.sum(1) + _UNLIKELY)
    return told
