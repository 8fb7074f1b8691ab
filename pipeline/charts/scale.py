"""Round numbers for an axis. Used by `pipeline.charts.drawing`."""

from __future__ import annotations

import math

_STEPS = (1.0, 2.0, 2.5, 5.0, 10.0)


def round_steps(
    low: float, high: float, most: int = 4, *, is_whole: bool = True
) -> tuple[float, ...]:
    """Evenly spaced round numbers, at most `most` + 1, of which the first is not above
    `low` and the last not below `high`. Whole numbers unless told otherwise."""
    if high <= low:
        high = low + 1
    step = _round_step((high - low) / most, is_whole)
    while True:
        first = math.floor(low / step + 1e-9)
        last = math.ceil(high / step - 1e-9)
        if last - first <= most:
            return tuple(number * step for number in range(first, last + 1))
        step = _round_step(step * 1.01, is_whole)


def _round_step(least: float, is_whole: bool) -> float:
    """The smallest round number that is not below `least`."""
    power = 10.0 ** math.floor(math.log10(least))
    for factor in _STEPS:
        step = factor * power
        if step >= least * (1 - 1e-9) and not (is_whole and step % 1):
            return step
    return max(1.0, 10 * power) if is_whole else 10 * power
