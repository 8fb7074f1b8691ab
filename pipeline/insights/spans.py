"""What was sold from one look at the shelf to the next. Called by `demand`, `shrink`.

Photos come when they come, and most shops say only what arrives: what has gone since
the last look was sold. Nothing can sell from an empty shelf, so a span tells how much
was on offer, and whether it was empty at the end; for how long it was empty then, only
the speed of sales can tell (`pipeline.insights.demand`).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta, tzinfo

from pipeline.insights.sales import TOGETHER, StockEvent

SHORTEST = 0.9
"""Days; shorter spans are put together, for their ends are not independent of sales."""
_EPOCH = datetime(1970, 1, 1)
_DAY = timedelta(days=1)
THURSDAY = 3
"""The weekday on which days are counted from (Monday is 0)."""


@dataclass(frozen=True, slots=True)
class Span:
    """From one look to the next, in days since 1970 of the shop's clock.

    `offered` is when there came to be how many more: first what there was at the
    beginning, then each delivery. `is_empty`: none were left at the end.
    """

    begin: float
    end: float
    sold: float
    offered: tuple[tuple[float, float], ...]
    is_empty: bool = False

    @property
    def days(self) -> float:
        return self.end - self.begin


def day_number(at: datetime, zone: tzinfo) -> float:
    """Days since 1970 on the clock of the shop."""
    return (at.astimezone(zone).replace(tzinfo=None) - _EPOCH) / _DAY


def spans(
    events: Sequence[StockEvent],
    quantity: int,
    zone: tzinfo,
    *,
    known_since: datetime | None = None,
    known_until: datetime | None = None,
) -> tuple[Span, ...]:
    """Oldest first. `events`: oldest first; `quantity`: what there is now.

    `known_since` is when what was there before the events came to be known, and
    `known_until` is when it is known that nothing more was sold: the last time that the
    product was seen, or now in a shop that says each sale.
    """
    walk = _Walk(zone, quantity - sum(event.delta for event in events))
    if known_since is not None and (not events or known_since < events[0].at):
        walk.begin(day_number(known_since, zone))
    for group in _looks(events):
        walk.take(group)
    if known_until is not None:
        walk.close(day_number(known_until, zone), 0.0)
    return tuple(_joined(walk.found))


def _looks(events: Iterable[StockEvent]) -> list[list[StockEvent]]:
    """Counts that follow each other closely are one look; all else stands alone."""
    groups: list[list[StockEvent]] = []
    for event in events:
        last = groups[-1] if groups else None
        if (
            last
            and event.is_count
            and last[-1].is_count
            and event.at - last[-1].at <= TOGETHER
        ):
            last.append(event)
        else:
            groups.append([event])
    return groups


class _Walk:
    """Goes through the events and closes a span at each look and each sale."""

    def __init__(self, zone: tzinfo, opening: int) -> None:
        self.found: list[Span] = []
        self._zone = zone
        self._level = float(opening)
        self._offered: list[tuple[float, float]] = []

    def take(self, group: Sequence[StockEvent]) -> None:
        at = day_number(group[0].at, self._zone)
        delta = sum(event.delta for event in group)
        first = group[0]
        if first.is_sale:
            self.close(at, -delta)
        elif first.is_count:
            self._count(at, delta)
        elif self._level <= 0 or not self._offered:
            self._level += delta
            self.begin(at)
        else:
            self._level += delta
            self._offered.append((at, float(delta)))

    def _count(self, at: float, delta: int) -> None:
        if delta <= _miscount(self._level):
            self.close(at, -delta)
        else:  # goods have come that nobody has told of: what was sold is not known
            self._level += delta
            self.begin(at)

    def close(self, at: float, sold: float) -> None:
        """A span ends here, and the next begins."""
        self._level = max(0.0, self._level - sold)
        if self._offered and at > self._offered[0][0]:
            begin = self._offered[0][0]
            is_empty = self._level <= 0
            self.found.append(Span(begin, at, sold, tuple(self._offered), is_empty))
        self.begin(at)

    def begin(self, at: float) -> None:
        """From here on it is known what there is."""
        self._offered = [(at, self._level)] if self._level > 0 else []


def _miscount(level: float) -> float:
    """So many more than expected are a mistake of one of the counts, not goods."""
    return max(2.0, 0.15 * level)


def _joined(found: Sequence[Span]) -> list[Span]:
    """Spans of at least a day, none of which sold less than nothing."""
    joined: list[Span] = []
    for span in found:
        last = joined[-1] if joined else None
        if last is not None and last.end == span.begin and _belongs(last, span):
            added = () if last.is_empty else span.offered[1:]
            joined[-1] = replace(
                last,
                end=span.end,
                sold=last.sold + span.sold,
                offered=last.offered + added,
                is_empty=span.is_empty,
            )
        else:
            joined.append(span)
    return [replace(span, sold=max(0.0, span.sold)) for span in joined]


def _belongs(last: Span, span: Span) -> bool:
    return last.days < SHORTEST or last.sold < 0 or span.sold < 0
