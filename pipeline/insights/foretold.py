"""How well sales were foretold, looking back: what forecasts may be trusted with.

Used by `demand`. What an empty shelf has sold is the least that was wanted: such a span
counts with what is expected beyond it (a tobit likelihood, with the E step of Dempster,
Laird and Rubin, 1977), for those that were cut off are the large ones.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from statistics import NormalDist

_PRIOR_SPANS = 3.0
_PRIOR_STRETCH = 1.3
_ROUNDS = 3
_MANY = 300
"""More pieces than this are taken for a normal variable."""
_NEVER = 1e-9
_NORMAL = NormalDist()


@dataclass(frozen=True, slots=True)
class Foretold:
    """So many were sold where `mean` was foretold, in a span or more of days.

    `wide`: how many times the variance exceeds that of the sales alone, as the mean is
    not known well. `is_least`: the shelf was empty then, more may have been wanted.
    """

    sold: float
    mean: float
    wide: float
    is_least: bool = False

    def off(self, stretch: float) -> float:
        """The squared error, in variances of sales that scatter as a Poisson's do."""
        usual = self.mean * self.wide
        if not self.is_least:
            return (self.sold - self.mean) ** 2 / usual
        return self._beyond(stretch * self.wide)[1] / usual

    def score(self, stretch: float) -> float:
        """The log likelihood, negative binomial."""
        times = stretch * self.wide
        if self.is_least:
            return math.log(max(self._beyond(times)[0], _NEVER))
        return _log_likelihood(self.sold, self.mean, times)

    def _beyond(self, times: float) -> tuple[float, float]:
        """How likely so many or more are, and their mean squared distance."""
        if self.sold > _MANY:
            return self._beyond_normal(times)
        below = moved = 0.0
        for n in range(math.ceil(self.sold)):
            likely = math.exp(_log_likelihood(n, self.mean, times))
            below, moved = below + likely, moved + likely * (n - self.mean) ** 2
        left = 1 - below
        if left < _NEVER:
            return _NEVER, (self.sold - self.mean) ** 2
        return left, max(0.0, times * self.mean - moved) / left

    def _beyond_normal(self, times: float) -> tuple[float, float]:
        spread = math.sqrt(times * self.mean)
        z = (self.sold - self.mean) / spread
        left = 1 - _NORMAL.cdf(z)
        if left < _NEVER:
            return _NEVER, (self.sold - self.mean) ** 2
        return left, spread**2 * (1 + z * _NORMAL.pdf(z) / left)


def stretch_of(foretold: Sequence[Foretold]) -> float:
    """How many times the variance of sales exceeds their mean.

    Pearson's statistic over its degrees of freedom, drawn to the usual value.
    """
    clear = sum(one.off(1.0) for one in foretold if not one.is_least)
    cut = [one for one in foretold if one.is_least]
    count = len(foretold) + _PRIOR_SPANS
    stretch = _PRIOR_STRETCH
    for _ in range(_ROUNDS if cut else 1):
        off = clear + sum(one.off(stretch) for one in cut)
        stretch = max(1.0, (off + _PRIOR_SPANS * _PRIOR_STRETCH) / count)
    return stretch


@dataclass(slots=True)
class Weeks:
    """Spans put together to about so many days, each foretold from before its first.

    What changes from one week to the next errs in the same direction on each of its
    days, which errors of single days do not show.
    """

    length: float
    found: list[tuple[float, float, float, float]] = field(default_factory=list)
    _sold: float = 0.0
    _days: float = 0.0
    _belief: tuple[float, float] | None = None

    def take(
        self, sold: float, days: float, rate: float, known: float, is_empty: bool
    ) -> None:
        """The next span, and what was believed before it: the rate, from so many days.

        What was wanted of an empty shelf is not known: the week is left out.
        """
        if is_empty:
            self._belief = None
            return
        if self._belief is None:
            self._belief, self._sold, self._days = (rate, known), 0.0, 0.0
        self._sold, self._days = self._sold + sold, self._days + days
        if self._days >= self.length:
            self.found.append((self._sold, self._days, *self._belief))
            self._belief = None

    def wider(self, stretch: float, memory: float, prior: float) -> float:
        """How many times the variance that was foretold had the errors; at least 1."""
        off = sum(self._off(week, stretch, memory) for week in self.found)
        return max(1.0, (off + prior) / (len(self.found) + prior))

    @staticmethod
    def _off(
        week: tuple[float, float, float, float], stretch: float, memory: float
    ) -> float:
        sold, days, rate, known = week
        doubt = 1 / known * (1 + math.log(2) / memory * days / 2)
        variance = stretch * rate * days * (1 + days * doubt)
        return (sold - rate * days) ** 2 / variance


def _log_likelihood(sold: float, mean: float, times: float) -> float:
    """Of so many, negative binomial with `times` the mean as variance."""
    times = max(times, 1.0001)
    size = mean / (times - 1)
    return (
        math.lgamma(sold + size)
        - math.lgamma(size)
        - math.lgamma(sold + 1)
        - size * math.log(times)
        + sold * math.log(1 - 1 / times)
    )
