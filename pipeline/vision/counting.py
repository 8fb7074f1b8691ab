"""How sure a count is: the range that holds the true number 9 times in 10.

Called by `pipeline.items` and `pipeline.shelf`; fitted by `training.calibrate`.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

_ROUNDING = 0.25  # variance: counts are whole numbers


@dataclass(frozen=True, slots=True)
class Tally:
    """A count with what may be wrong in it and missing from it.

    Scores are probabilities, so of `count` facings `wrong` are none, on average, and of
    those too unlikely to be counted `missed` are; the number of true ones varies by
    `variance` (the sum of p (1 - p): Poisson binomial).
    """

    count: int
    wrong: float = 0.0
    missed: float = 0.0
    variance: float = 0.0


def tally(counted: Sequence[float], doubtful: Sequence[float] = ()) -> Tally:
    """From the chances of the facings that count and of those that do not."""
    return Tally(
        len(counted),
        sum(1 - chance for chance in counted),
        sum(doubtful),
        sum(chance * (1 - chance) for chance in (*counted, *doubtful)),
    )


@dataclass(frozen=True, slots=True)
class CountScale:
    """How far the truth lies from a tally.

    The shares of `missed` and `wrong` move the middle of the range. What a photo does
    to all its facings alike, and what grouping mixes up, is no independent chance of
    each: it adds `spread` (share of the count) or `group_spread` (share of its root).
    `reach` is how many standard deviations hold 90 % of the labelled pictures. Those of
    groups were chosen on the products of 20 labelled photos, where they hold 90 % of
    the counts in ranges of half a facing on average; wider ones would make every
    count a question.
    """

    missed: float = 1.0
    wrong: float = 0.7
    spread: float = 0.05
    reach: float = 2.0
    group_spread: float = 0.15
    group_reach: float = 1.2

    def of_all(self, tally: Tally) -> tuple[int, int]:
        """Fewest and most facings on the whole shelf."""
        variance = tally.variance + (self.spread * tally.count) ** 2
        return self._range(tally, variance, self.reach)

    def of_group(self, tally: Tally) -> tuple[int, int]:
        """Fewest and most facings of one product."""
        common = (self.spread * tally.count) ** 2
        mixed = self.group_spread**2 * tally.count
        return self._range(tally, tally.variance + common + mixed, self.group_reach)

    def middle(self, tally: Tally) -> float:
        """The number of facings to be expected."""
        return tally.count + self.missed * tally.missed - self.wrong * tally.wrong

    def _range(self, tally: Tally, variance: float, reach: float) -> tuple[int, int]:
        """Whole numbers within reach of the middle, with the count itself; something
        that was seen is at least one."""
        distance = reach * math.sqrt(variance + _ROUNDING)
        middle = self.middle(tally)
        low, high = math.ceil(middle - distance), math.floor(middle + distance)
        return min(max(low, min(1, tally.count)), tally.count), max(high, tally.count)
