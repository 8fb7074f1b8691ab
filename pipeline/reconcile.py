"""What a reading means for the stock, as proposals; nothing is changed here.

Called by the jobs with the stock levels of the shop. Facings are not units: each spot
has a depth (units behind one another) that the books know.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from pipeline.types import (
    Certainty,
    InventoryChange,
    ItemReading,
    ShelfReading,
    StockLevel,
)

# Up to here a difference is a day's trade or a count that was a little off.
_SMALL_CHANGE = 4
# A fall to less than this share of the books is more likely a hidden or moved stock.
_STEEP_FALL = 0.34
# Stock far above what is seen: more is stored behind or elsewhere.
_FAR_ABOVE = 3.0
# A rise to more than this many times the books is a delivery, or a wrong reading.
_STEEP_RISE = 4.0
# From here an unnamed group is more likely this product than anything else.
_LIKELY = 0.5
# Widest count range, as a share of the count, that still counts as sure.
_SURE_RANGE = 0.34


class Reason(StrEnum):
    """Why a change is proposed so; a stable key that replies put into words."""

    SEEN = "seen"
    UNCHANGED = "unchanged"
    FIRST_COUNT = "first_count"
    UNSURE_COUNT = "unsure_count"
    MORE_IN_STORE = "more_in_store"
    STEEP_FALL = "steep_fall"
    STEEP_RISE = "steep_rise"


@dataclass(frozen=True, slots=True)
class _Seen:
    count: int
    low: int
    high: int


def propose(
    reading: ShelfReading, stock: Mapping[str, StockLevel]
) -> list[InventoryChange]:
    """One change for each known product in the photo, in the order it is seen.

    Products that are not in the photo, and groups without a sure product, are never
    touched. A product without a stock level counts as 0 in the books.
    """
    return [
        _change(stock.get(product_id, StockLevel(product_id, 0)), seen)
        for product_id, seen in _seen_products(reading).items()
    ]


def _seen_products(reading: ShelfReading) -> dict[str, _Seen]:
    items: dict[str, list[ItemReading]] = defaultdict(list)
    for item in reading.items:
        if item.product_id is not None and item.count > 0:
            items[item.product_id].append(item)
    maybe = _possible_more(reading)
    return {
        product_id: _Seen(
            sum(item.count for item in group),
            sum(item.count_low for item in group),
            sum(item.count_high for item in group) + maybe[product_id],
        )
        for product_id, group in items.items()
    }


def _possible_more(reading: ShelfReading) -> Counter[str]:
    """Facings of unnamed groups, by the product that they most likely are.

    They may belong to it, so its count is less sure by so many.
    """
    more: Counter[str] = Counter()
    for item in reading.items:
        if item.product_id is not None or not item.candidates:
            continue
        likeliest = item.candidates[0]
        if likeliest.score >= _LIKELY:
            more[likeliest.product_id] += item.count_high
    return more


def _change(level: StockLevel, seen: _Seen) -> InventoryChange:
    after = round(seen.count * level.depth)
    certainty, reason = _judge(level, seen, after)
    return InventoryChange(level.product_id, level.quantity, after, certainty, reason)


def _judge(level: StockLevel, seen: _Seen, after: int) -> tuple[Certainty, Reason]:
    before = level.quantity
    if after == before:
        return Certainty.IGNORE, Reason.UNCHANGED
    if round(seen.low * level.depth) <= before <= round(seen.high * level.depth):
        # The books lie within what the photo can tell: it knows no better.
        return Certainty.IGNORE, Reason.UNCHANGED
    if not _is_sure(seen):
        return Certainty.ASK, Reason.UNSURE_COUNT
    if before <= 0:
        return Certainty.APPLY, Reason.FIRST_COUNT
    if abs(after - before) <= _SMALL_CHANGE:
        return Certainty.APPLY, Reason.SEEN
    if before >= _FAR_ABOVE * max(after, 1) and level.depth <= 1:
        return Certainty.ASK, Reason.MORE_IN_STORE
    if after < _STEEP_FALL * before:
        return Certainty.ASK, Reason.STEEP_FALL
    if after > _STEEP_RISE * before:
        return Certainty.ASK, Reason.STEEP_RISE
    return Certainty.APPLY, Reason.SEEN


def _is_sure(seen: _Seen) -> bool:
    return seen.high - seen.low <= max(1, round(_SURE_RANGE * seen.count))
