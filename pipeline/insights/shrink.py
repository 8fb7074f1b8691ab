"""What is gone and was not sold: counted against expected. Called by `bot.actions`.

Expected is the last count with deliveries and without sales and losses that were said.
A wrong count is no theft: what one count finds missing the next finds again, so the
differences of a period add up to that of its ends, and only the counts at both ends
blur it. Where sales are not said, what is gone was sold, and nothing can be told.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from pipeline.insights.sales import TOGETHER, StockEvent

PHOTO_ERROR = 0.08
"""Standard error of a count on a photo, as a share of it; of at least one piece."""
SURE = 1.645
"""Standard errors on each side that hold 90 of 100 cases."""


@dataclass(frozen=True, slots=True)
class Counted:
    """One event of the books; `is_photo` where a count was read from a photo."""

    event: StockEvent
    after: int
    is_photo: bool = False


@dataclass(frozen=True, slots=True)
class Shrinkage:
    """So many pieces are missing (negative: more were found), and between which.

    `sold` were said in the time; `counts` is how many counts were compared.
    """

    missing: int
    low: int
    high: int
    sold: int
    counts: int

    @property
    def is_sure(self) -> bool:
        """Whether more is gone than wrong counts explain."""
        return self.low > 0


def shrinkage(entries: Sequence[Counted]) -> Shrinkage | None:
    """None where fewer than two counts or no said sales are there to compare.

    `entries`: oldest first. The first count only says what there was.
    """
    entries = _joined(entries)
    counts = [n for n, entry in enumerate(entries) if entry.event.is_count]
    if len(counts) < 2:
        return None
    first, last = counts[0], counts[-1]
    inside = entries[first + 1 : last + 1]
    sold = sum(-entry.event.delta for entry in inside if entry.event.is_sale)
    if sold <= 0:
        return None
    missing = -sum(entry.event.delta for entry in inside if entry.event.is_count)
    blur = SURE * math.hypot(_error(entries[first]), _error(entries[last]))
    low, high = math.ceil(missing - blur), math.floor(missing + blur)
    return Shrinkage(missing, low, high, sold, len(counts))


def _joined(entries: Iterable[Counted]) -> list[Counted]:
    """A count that follows another closely corrects it: both are one."""
    joined: list[Counted] = []
    for entry in entries:
        last = joined[-1] if joined else None
        if last is not None and _corrects(last, entry):
            event = replace(entry.event, delta=entry.event.delta + last.event.delta)
            joined[-1] = replace(entry, event=event)
        else:
            joined.append(entry)
    return joined


def _corrects(last: Counted, entry: Counted) -> bool:
    is_near = entry.event.at - last.event.at <= TOGETHER
    return last.event.is_count and entry.event.is_count and is_near


def _error(entry: Counted) -> float:
    return max(1.0, PHOTO_ERROR * entry.after) if entry.is_photo else 0.0
