"""A reading without what the labels leave out, so that both speak of the same packs.

Called by `bench.grounded`. Labels have areas of which they say nothing: the next bay,
cartons on top, a jumble of bags. What is read there is neither right nor wrong, and all
questions are asked of the rest.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TypeVar

from bench.grounded_truth import Shelf
from bench.scores import is_ignored, match
from pipeline.types import Box, Detection, Gap, ItemReading, PriceTag, ShelfReading

_Boxed = TypeVar("_Boxed", Detection, Gap, PriceTag)
_FACING_IOU, _GAP_IOU, _TAG_IOU = 0.5, 0.3, 0.5  # as `bench.scores` matches them


def without_ignored(reading: ShelfReading, shelf: Shelf) -> ShelfReading:
    """Facings, gaps and tags that are no labelled ones and lie in an ignored area are
    left out, and shelves that have nothing else are not counted."""
    if not shelf.ignored:
        return reading
    facings = [facing for item in reading.items for facing in item.facings]
    packs = [pack.box for pack in shelf.packs]
    kept = _kept(facings, packs, shelf.ignored, _FACING_IOU)
    gap_boxes, tag_boxes = [g.box for g in shelf.gaps], [t.box for t in shelf.tags]
    gaps = _kept(reading.gaps, gap_boxes, shelf.ignored, _GAP_IOU)
    tags = _kept(reading.price_tags, tag_boxes, shelf.ignored, _TAG_IOU)
    used = sorted({f.row for f in kept if f.row} | {g.row for g in gaps if g.row})
    rows = {0: 0, **{row: number for number, row in enumerate(used, 1)}}
    items = (_of_kept(item, {id(facing) for facing in kept}) for item in reading.items)
    left_out = len(facings) - len(kept)
    return replace(
        reading,
        items=tuple(_on_rows(item, rows) for item in items if item.facings),
        gaps=tuple(replace(gap, row=rows[gap.row]) for gap in gaps),
        price_tags=tuple(replace(tag, row=rows.get(tag.row, 0)) for tag in tags),
        facings_low=_less(reading.facings_low, left_out),
        facings_high=_less(reading.facings_high, left_out),
    )


def _kept(
    read: Sequence[_Boxed], labelled: Sequence[Box], ignored: Sequence[Box], iou: float
) -> list[_Boxed]:
    """Best scores choose first which label is theirs."""
    matches = match([(part.score, part.box) for part in read], labelled, iou)
    return [
        part
        for part, found in zip(read, matches, strict=True)
        if found is not None or not is_ignored(part.box, ignored)
    ]


def _of_kept(item: ItemReading, kept: set[int]) -> ItemReading:
    facings = tuple(facing for facing in item.facings if id(facing) in kept)
    fewer = len(item.facings) - len(facings)
    return replace(
        item,
        facings=facings,
        count=item.count - fewer,
        count_low=max(0, item.count_low - fewer),
        count_high=item.count_high - fewer,
    )


def _on_rows(item: ItemReading, rows: dict[int, int]) -> ItemReading:
    facings = (replace(facing, row=rows[facing.row]) for facing in item.facings)
    return replace(item, facings=tuple(facings))


def _less(count: int | None, fewer: int) -> int | None:
    return None if count is None else max(0, count - fewer)
