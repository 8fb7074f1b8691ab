"""How a shop went over time, from what was booked and counted. Called by `bot.actions`.

Nothing is known before the first count. Between two counts a level holds what was
booked; what a count found missing was sold at some unknown time since the one before,
so it is spread over that time and kept apart from the sales that were said.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from itertools import pairwise

TOGETHER = timedelta(hours=2)
"""Counts so near each other are one: the later ones correct the first."""
DAY = timedelta(days=1)


class Kind(StrEnum):
    """What moved a quantity, as far as trends tell it apart."""

    SALE = "sale"
    DELIVERY = "delivery"
    LOSS = "loss"
    COUNT = "count"


@dataclass(frozen=True, slots=True)
class Booking:
    """One change of one product's quantity."""

    at: datetime
    delta: int
    kind: Kind


@dataclass(frozen=True, slots=True)
class Span:
    """So much from `begin` to `end`."""

    begin: datetime
    end: datetime
    value: float

    @property
    def days(self) -> float:
        return (self.end - self.begin) / DAY


@dataclass(frozen=True, slots=True)
class Bucket:
    """What was sold in an hour, day, week or month: `said` at that time, and the share
    of what counts `found` missing."""

    begin: datetime
    end: datetime
    said: float = 0.0
    found: float = 0.0

    @property
    def sold(self) -> float:
        return self.said + self.found


def levels(
    bookings: Sequence[Booking],
    quantity: int,
    begin: datetime,
    end: datetime,
    *,
    known_since: datetime | None = None,
) -> tuple[Span, ...]:
    """What there was from `begin` to `end`, as far as it is known.

    `bookings` are at least those since `begin`, oldest first; `quantity` is what there
    is after the last of them; `known_since` is when the product was first booked.
    """
    spans: list[Span] = []
    until, level = end, float(quantity)
    for booking in reversed(bookings):
        since = max(booking.at, begin)
        if since < until:
            spans.append(Span(since, until, level))
            until = since
        level -= booking.delta
    if known_since is not None and (since := max(known_since, begin)) < until:
        spans.append(Span(since, until, level))
    return joined(reversed(spans))


def held(
    changes: Sequence[tuple[datetime, float]], begin: datetime, end: datetime
) -> tuple[Span, ...]:
    """A value that holds until it is changed; `changes` oldest first."""
    times = [(max(at, begin), value) for at, value in changes if at < end]
    ends = [at for at, _ in times[1:]] + [end]
    spans = [
        Span(at, until, value)
        for (at, value), until in zip(times, ends, strict=True)
        if at < until
    ]
    return joined(spans)


def joined(spans: Iterable[Span]) -> tuple[Span, ...]:
    """Spans of the same value that follow each other are one."""
    whole: list[Span] = []
    for span in spans:
        last = whole[-1] if whole else None
        if last and last.end == span.begin and last.value == span.value:
            whole[-1] = Span(last.begin, span.end, span.value)
        else:
            whole.append(span)
    return tuple(whole)


def summed(parts: Iterable[tuple[Sequence[Span], float]]) -> tuple[Span, ...]:
    """All levels together, each times its weight, where any of them is known."""
    steps: dict[datetime, float] = defaultdict(float)
    known: dict[datetime, int] = defaultdict(int)
    for spans, weight in parts:
        for span in spans:
            steps[span.begin] += span.value * weight
            steps[span.end] -= span.value * weight
            known[span.begin] += 1
            known[span.end] -= 1
    whole, value, count = [], 0.0, 0
    for begin, end in pairwise(sorted(steps)):
        value += steps[begin]
        count += known[begin]
        if count:
            whole.append(Span(begin, end, round(value, 6)))
    return joined(whole)


def empty(spans: Iterable[Span]) -> tuple[Span, ...]:
    """When there was nothing."""
    return tuple(span for span in spans if span.value <= 0)


def sales(
    bookings: Sequence[Booking],
    edges: Sequence[datetime],
    *,
    known_since: datetime | None = None,
    gone: Sequence[Span] = (),
) -> tuple[Bucket, ...]:
    """What was sold between the edges.

    `bookings` oldest first; with some from before the first edge, a count just after it
    is spread over the whole time since the count before. Nothing sold while there was
    nothing: `gone`.
    """
    said = [0.0] * (len(edges) - 1)
    found = [0.0] * (len(edges) - 1)
    for booking in bookings:
        place = bisect_right(edges, booking.at) - 1
        if booking.kind is Kind.SALE and 0 <= place < len(said):
            said[place] -= booking.delta
    for begin, end, missing in _found_missing(bookings, known_since):
        emptied = [span for span in gone if span.end > begin and span.begin < end]
        place = max(0, bisect_right(edges, begin) - 1)
        while place < len(found) and edges[place] <= end:
            share = _share(begin, end, edges[place], edges[place + 1], emptied)
            found[place] += missing * share
            place += 1
    return tuple(
        Bucket(left, right, said[place], found[place])
        for place, (left, right) in enumerate(pairwise(edges))
    )


def added(parts: Iterable[Sequence[Bucket]]) -> tuple[Bucket, ...]:
    """The sales of several products together; all with the same edges."""
    return tuple(
        Bucket(
            same[0].begin,
            same[0].end,
            sum(bucket.said for bucket in same),
            sum(bucket.found for bucket in same),
        )
        for same in zip(*parts, strict=True)
    )


def _found_missing(
    bookings: Sequence[Booking], known_since: datetime | None
) -> Iterator[tuple[datetime, datetime, int]]:
    """What each count, with those right after it, found gone, and since when."""
    before = known_since
    group: list[Booking] = []
    for booking in bookings:
        if booking.kind is not Kind.COUNT:
            continue
        if group and booking.at - group[-1].at > TOGETHER:
            yield from _gone(group, before)
            before, group = group[-1].at, []
        group.append(booking)
    if group:
        yield from _gone(group, before)


def _gone(
    group: Sequence[Booking], before: datetime | None
) -> Iterator[tuple[datetime, datetime, int]]:
    net = sum(booking.delta for booking in group)
    end = group[0].at
    if net < 0:
        yield min(before or end, end), end, -net


def _share(
    begin: datetime,
    end: datetime,
    left: datetime,
    right: datetime,
    gone: Sequence[Span],
) -> float:
    """How much of the time with stock, `begin` to `end`, lies between the others."""
    if begin == end:
        return 1.0 if left <= end < right else 0.0
    whole = _stocked(begin, end, gone)
    if not whole:
        gone, whole = (), end - begin
    return _stocked(max(begin, left), min(end, right), gone) / whole


def _stocked(begin: datetime, end: datetime, gone: Sequence[Span]) -> timedelta:
    empty_time = sum(
        (_overlap(begin, end, span.begin, span.end) for span in gone), timedelta(0)
    )
    return max(timedelta(0), end - begin) - empty_time


def _overlap(
    begin: datetime, end: datetime, left: datetime, right: datetime
) -> timedelta:
    return max(timedelta(0), min(end, right) - max(begin, left))
