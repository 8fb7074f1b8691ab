"""Boxes of a photo that was read smaller, in pixels of the whole photo.

Called by `pipeline.shelf`, and by `pipeline.drawing.annotate` for drawing smaller.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from pipeline.types import Box, ItemReading, ShelfReading


def resized(box: Box, factor: float) -> Box:
    """The same box on a photo `factor` times as large."""
    return Box(
        box.left * factor, box.top * factor, box.right * factor, box.bottom * factor
    )


def in_full_size(reading: ShelfReading, factors: Sequence[float]) -> ShelfReading:
    """The reading with all boxes multiplied by the factor of their photo."""
    if all(factor == 1 for factor in factors):
        return reading
    return replace(
        reading,
        items=tuple(_item(item, factors) for item in reading.items),
        gaps=tuple(
            replace(gap, box=resized(gap.box, factors[gap.photo]))
            for gap in reading.gaps
        ),
        price_tags=tuple(
            replace(tag, box=resized(tag.box, factors[tag.photo]))
            for tag in reading.price_tags
        ),
        barcodes=tuple(
            replace(code, box=resized(code.box, factors[code.photo]))
            for code in reading.barcodes
        ),
        texts=tuple(
            replace(line, box=resized(line.box, factors[line.photo]))
            for line in reading.texts
        ),
    )


def _item(item: ItemReading, factors: Sequence[float]) -> ItemReading:
    facings = tuple(
        replace(facing, box=resized(facing.box, factors[facing.photo]))
        for facing in item.facings
    )
    return replace(item, facings=facings)
