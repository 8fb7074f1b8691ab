"""The weekly pattern of demand: one factor for each weekday. Called by `demand`.

A span of several days says only their sum: it is dealt out to the days as the pattern
so far expects, and the pattern learned from that, in turn (an EM of Poisson counts that
were summed up). Few sales hardly move it away from an even week.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

from pipeline.insights.spans import THURSDAY, Span

Week = tuple[float, float, float, float, float, float, float]
FLAT: Week = (1.0,) * 7
_ROUNDS = 4
_PRIOR_SOLD = 6.0
"""So many sales per weekday speak for an even week."""


def weekly_days(week: Week, begin: float, end: float) -> float:
    """The days from one moment to another, each weighted by its factor."""
    if week is FLAT or week == FLAT:
        return end - begin
    return sum([week[day] * part for day, part in _parts(begin, end)])


def learn_week(found: Sequence[Span], rate: float) -> Week:
    """The pattern; an even week where too little was sold."""
    if rate * sum(span.days for span in found) < 2 * _PRIOR_SOLD:
        return FLAT
    parts = [
        (span.sold, list(_parts(span.begin, span.end)))
        for span in found
        if not span.is_empty
    ]
    expected = [_PRIOR_SOLD] * 7
    for _, days in parts:
        for day, part in days:
            expected[day] += rate * part
    week = list(FLAT)
    for _ in range(_ROUNDS):
        sold = [_PRIOR_SOLD] * 7
        for pieces, days in parts:
            if pieces:
                each = pieces / sum([week[day] * part for day, part in days])
                for day, part in days:
                    sold[day] += each * week[day] * part
        week = [s / e for s, e in zip(sold, expected, strict=True)]
        mean = sum(week) / 7
        week = [factor / mean for factor in week]
    a, b, c, d, e, f, g = week
    return a, b, c, d, e, f, g


def _parts(begin: float, end: float) -> Iterator[tuple[int, float]]:
    """Each weekday that is touched, with the part of that day."""
    at, day = begin, math.floor(begin)
    while at < end:
        until = min(end, day + 1.0)
        yield (day + THURSDAY) % 7, until - at
        at, day = until, day + 1
