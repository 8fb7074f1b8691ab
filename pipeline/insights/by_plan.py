"""What stood on a shelf before, as evidence of what its groups are.

Called by `bot.reading` before a photo is answered. The chances that a reading gives its
candidates are weighed anew, as one more term of the conditional logit that gave them
(`pipeline.vision.naming.name_odds`): the plan settles what looks leave open, such as
which size it is, and can never name what does not look so.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from math import exp

from pipeline.insights.alignment import Alignment
from pipeline.insights.fitting import centre_of
from pipeline.insights.overlay import Name, Overlay, recognise
from pipeline.insights.planogram import UNKNOWN, Plan, Spot, views_of
from pipeline.types import Candidate, ItemReading, PriceTag, ShelfReading
from pipeline.vision.naming.name_odds import SURE

_STANDS_THERE = 2.0
"""Log-odds of a product where all facings of a group stand in its places: seven times
as likely, as nine places of ten show what they showed before."""
_COMPARABLE = 0.5
"""Of the best candidate's chance; what looks less likely the plan cannot name."""
_AT = 0.6  # widths of a place beside its middle, and it is still that place

Expected = Mapping[str, float]
"""The share of a group's facings that stand in a product's places, by product."""


def named_by_plan(reading: ShelfReading, plans: Mapping[Name, Plan]) -> ShelfReading:
    """The reading with names as the plan of its shelf makes them likely.

    `plans` are those of all shelves; without one that the photos show, nothing changes.
    """
    expected = _expected(reading, plans)
    items = tuple(
        _weighed(item, expected[item.group]) if item.group in expected else item
        for item in reading.items
    )
    if items == reading.items:
        return reading
    tags = _named_tags(reading.price_tags, reading.items, items)
    return replace(reading, items=_joined(items), price_tags=tags)


def _expected(reading: ShelfReading, plans: Mapping[Name, Plan]) -> dict[int, Expected]:
    """For each group what the plan has in its places."""
    keys = {item.group: item.product_id or UNKNOWN for item in reading.items}
    views = views_of(reading, keys) if plans else ()
    overlay = recognise(plans, views).overlay
    return _in_places(overlay) if overlay else {}


def _in_places(overlay: Overlay) -> dict[int, Expected]:
    facings: dict[int, int] = defaultdict(int)
    found: dict[int, dict[str, float]] = defaultdict(lambda: defaultdict(float))
    for view in overlay.views:
        for facing in view.facings:
            facings[facing.group] += 1
    for alignment in overlay.alignments:
        for facing, key in zip(
            alignment.view.facings, _keys_at(alignment), strict=True
        ):
            if key:
                found[facing.group][key] += 1 / facings[facing.group]
    return dict(found)


def _keys_at(alignment: Alignment) -> list[str]:
    """The product whose place each facing of a photo stands in; empty: none."""
    rows: dict[int, list[Spot]] = defaultdict(list)
    for spot in alignment.panel.spots:
        rows[spot.row].append(spot)
    facings = alignment.view.facings
    places = alignment.on_panel([centre_of(facing) for facing in facings])
    return [
        _key_at(float(x), rows[alignment.rows.get(facing.row, 0)])
        for facing, (x, _) in zip(facings, places, strict=True)
    ]


def _key_at(x: float, row: Sequence[Spot]) -> str:
    """The product of the spot there; empty where it is none, or one without a name."""
    if not row:
        return ""
    spot = min(row, key=lambda spot: abs(spot.x - x))
    is_there = abs(spot.x - x) <= _AT * spot.width
    return spot.key if is_there and not spot.key.startswith(UNKNOWN) else ""


def _weighed(item: ItemReading, expected: Expected) -> ItemReading:
    """The group with its chances weighed. What was as likely as a name and still got
    none, as its print says otherwise, stays so."""
    if not item.candidates:
        return item
    if item.product_id is None and item.candidates[0].score >= SURE:
        return item
    odds = [
        candidate.score * exp(_STANDS_THERE * expected.get(candidate.product_id, 0.0))
        for candidate in item.candidates
    ]
    seen = sum(candidate.score for candidate in item.candidates)
    total = sum(odds) + max(0.0, 1 - seen)
    weighed = sorted(zip(item.candidates, odds, strict=True), key=lambda pair: -pair[1])
    candidates = tuple(
        Candidate(each.product_id, round(part / total, 4), each.name)
        for each, part in weighed
    )
    if candidates == item.candidates:
        return item
    first, best = weighed[0][0], item.candidates[0].score
    score = candidates[0].score
    is_sure = score >= SURE and first.score >= _COMPARABLE * best
    return replace(
        item,
        product_id=first.product_id if is_sure else None,
        name=first.name if is_sure else None,
        score=score if is_sure else min(score, round(SURE - 1e-4, 4)),
        candidates=candidates,
    )


def _joined(items: Sequence[ItemReading]) -> tuple[ItemReading, ...]:
    """Groups that turned out to be one product as one, numbered from 1 again."""
    found: dict[object, ItemReading] = {}
    for item in items:
        key = item.product_id or item.group
        known = found.get(key)
        found[key] = _both(known, item) if known else item
    return tuple(
        replace(item, group=number) for number, item in enumerate(found.values(), 1)
    )


def _both(one: ItemReading, other: ItemReading) -> ItemReading:
    more = max(one, other, key=lambda item: item.count)
    surer = max(one, other, key=lambda item: item.score)
    texts = (*one.text.split(" "), *other.text.split(" "))
    return replace(
        one,
        count=one.count + other.count,
        count_low=one.count_low + other.count_low,
        count_high=one.count_high + other.count_high,
        score=surer.score,
        candidates=surer.candidates,
        facings=(*one.facings, *other.facings),
        text=" ".join(dict.fromkeys(texts)),
        embedding=more.embedding,
        colours=more.colours,
        guess="",
    )


def _named_tags(
    tags: Sequence[PriceTag],
    before: Sequence[ItemReading],
    after: Sequence[ItemReading],
) -> tuple[PriceTag, ...]:
    """Tags under facings whose name has changed tell the price of that product."""
    names = {
        (facing.photo, facing.row, facing.position): new.product_id
        for old, new in zip(before, after, strict=True)
        if old.product_id != new.product_id
        for facing in new.facings
        if facing.position
    }
    return tuple(
        replace(tag, product_id=names.get(_place(tag), tag.product_id)) for tag in tags
    )


def _place(tag: PriceTag) -> tuple[int, int, int]:
    return tag.photo, tag.row, tag.position
