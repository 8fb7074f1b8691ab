"""An uncertain number of pieces: the demand of some days. Used by `demand`, `restock`.

Counts of sales scatter more than a Poisson variable does; they are taken for a negative
binomial one with the same mean and variance (Fisher 1941; for stock see Silver, Pyke
and Thomas, "Inventory and Production Management in Supply Chains", 4th ed., ch. 7).
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate
from statistics import NormalDist

NOTHING = 1e-9
"""A mean below this is no demand."""
LARGE = 300.0
"""From this mean on the number is taken for a normal one: cheaper, and as good."""
_TAIL = 1e-5
_NORMAL = NormalDist()


@dataclass(frozen=True, slots=True)
class Pieces:
    """So many pieces on average, with this variance (of the pieces, squared)."""

    mean: float
    variance: float

    def at_least(self, pieces: float) -> float:
        """How likely it is that there are so many or more."""
        if pieces <= 0:
            return 1.0
        if self.mean < NOTHING:
            return 0.0
        if self.mean > LARGE:
            return 1 - _NORMAL.cdf((pieces - 0.5 - self.mean) / self._spread)
        below = _below(self.mean, self.variance)
        whole = math.ceil(pieces)
        return max(0.0, 1 - below[whole - 1]) if whole <= len(below) else 0.0

    def quantile(self, share: float) -> int:
        """The least number that is not exceeded in this share of cases."""
        if self.mean < NOTHING:
            return 0
        if self.mean > LARGE:
            return max(0, math.ceil(self.mean + _NORMAL.inv_cdf(share) * self._spread))
        below = _below(self.mean, self.variance)
        return next((n for n, sum_ in enumerate(below) if sum_ >= share), len(below))

    def interval(self, share: float = 0.9) -> tuple[int, int]:
        """The shortest range that holds at least this share of cases."""
        rest = 1 - share
        tails = [rest * part / 10 for part in range(11)]
        ranges = [
            (self.quantile(max(low, _TAIL)), self.quantile(low + share - _TAIL))
            for low in tails
        ]
        return min(ranges, key=lambda ends: (ends[1] - ends[0], ends[0]))

    def sold_from(self, stock: float) -> float:
        """How many are sold on average where only so many are there."""
        if stock <= 0 or self.mean < NOTHING:
            return 0.0
        if self.mean > LARGE:
            z = (stock - self.mean) / self._spread
            lost = self._spread * (_NORMAL.pdf(z) - z * (1 - _NORMAL.cdf(z)))
            return self.mean - lost
        sold = _sold(self.mean, self.variance)
        return sold[min(math.floor(stock), len(sold) - 1)]

    def spread_of_sold(self, stock: float) -> float:
        """The variance of how many are sold where only so many are there."""
        if stock <= 0 or self.mean < NOTHING:
            return 0.0
        if self.mean > LARGE:
            return self.variance if stock > self.mean else 0.0
        sold = _sold(self.mean, self.variance)
        most = min(math.floor(stock), len(sold) - 1)
        squares = sum((2 * n - 1) * (sold[n] - sold[n - 1]) for n in range(1, most + 1))
        return max(0.0, squares - sold[most] ** 2)

    def gain(self, stock: float, more: int) -> float:
        """How many more are sold on average with so many more pieces in stock."""
        return self.sold_from(stock + more) - self.sold_from(stock)

    @property
    def _spread(self) -> float:
        return math.sqrt(max(self.variance, self.mean))


@lru_cache(maxsize=4096)
def _below(mean: float, variance: float) -> tuple[float, ...]:
    """How likely 0, 1, 2 … pieces or fewer are, until next to nothing is left."""
    variance = max(variance, mean * 1.0001)
    size, share = mean * mean / (variance - mean), 1 - mean / variance
    chance = math.exp(size * math.log(mean / variance))
    sums, total, n = [chance], chance, 0
    most = math.ceil(mean + 40 * math.sqrt(variance)) + 10
    while total < 1 - _TAIL and n < most:
        chance *= (n + size) / (n + 1) * share
        total, n = total + chance, n + 1
        sums.append(total)
    return tuple(sums)


@lru_cache(maxsize=4096)
def _sold(mean: float, variance: float) -> tuple[float, ...]:
    """How many are sold on average from a stock of 0, 1, 2 …"""
    return tuple(accumulate((1 - sum_ for sum_ in _below(mean, variance)), initial=0.0))
