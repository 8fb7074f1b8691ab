"""What a reading means for the stock, as proposals; nothing is changed here.

Called by the jobs with the stock levels of the shop. Facings are not units: each spot
has a depth (units behind one another) that the books know.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, replace
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
    ELSEWHERE = "elsewhere"


@dataclass(frozen=True, slots=True)
class _Seen:
    count: int
    low: int
    high: int


@dataclass(frozen=True, slots=True)
class Spread:
    """Units of a product that stands on several shelves, by the last photo of each.

    `here` is the shelf of the photo, `elsewhere` all others. `taken` and `added` are
    what the books have taken off and put to it since the oldest photo of the others.
    """

    here: int
    elsewhere: int
    taken: int = 0
    added: int = 0


def total(books: int, seen: int, spread: Spread) -> int:
    """What is in stock after a photo shows `seen` units `here`.

    That is the sum of the shelves, and what was booked since their photos: a sale that
    the fall on this shelf explains has not come off another one as well, nor does more
    come off the others than stood there. Once all shelves are seen anew, only what the
    photos show counts.
    """
    rest = books - spread.here - spread.elsewhere
    change = seen - spread.here
    if change < 0:
        rest += min(-change, max(0, -rest))
    else:
        rest -= min(change, max(0, rest))
    rest = max(-spread.taken, min(spread.added, rest))
    return seen + max(0, spread.elsewhere + rest)


def add_up(
    change: InventoryChange, books: int, spread: Spread, *, is_named: bool
) -> InventoryChange:
    """A change on one shelf as one of the whole stock.

    A product that was not on this shelf before may be one that was photographed on
    another: it is asked about, unless people have named both shelves (`is_named`).
    """
    after = total(books, change.after, spread)
    whole = replace(change, before=books, after=after)
    if change.certainty is Certainty.ASK:
        return whole
    if change.certainty is Certainty.IGNORE:
        # The photo agrees with what stood here; the others may have been seen since.
        kept = total(books, spread.here, spread)
        whole = replace(whole, after=kept)
    if whole.after == books:
        return replace(whole, certainty=Certainty.IGNORE, reason=Reason.UNCHANGED)
    if not spread.here and not is_named:
        return replace(whole, certainty=Certainty.ASK, reason=Reason.ELSEWHERE)
    return whole if _is_modest(books, whole.after) else _doubted(whole)


def _is_modest(before: int, after: int) -> bool:
    if before <= 0 or abs(after - before) <= _SMALL_CHANGE:
        return True
    return _STEEP_FALL * before <= after <= _STEEP_RISE * before


def _doubted(change: InventoryChange) -> InventoryChange:
    is_rise = change.after > change.before
    reason = Reason.STEEP_RISE if is_rise else Reason.STEEP_FALL
    return replace(change, certainty=Certainty.ASK, reason=reason)


def nothing_left(level: StockLevel) -> InventoryChange:
    """The change of a product that stood on the shelf and is not seen there."""
    return _change(level, _Seen(0, 0, 0))


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
