"""Numbers of a photo that are one product by now, as one. Called by the scene.

People name numbers one by one, so that two of them may come to have the same name.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

from pipeline.types import ItemReading, ShelfReading


def joined(reading: ShelfReading) -> tuple[ShelfReading, dict[int, int]]:
    """The reading with one item a product, and for each number the one that it has
    there: the first of its product."""
    parts: dict[object, list[ItemReading]] = {}
    for item in reading.items:
        parts.setdefault(item.product_id or item.group, []).append(item)
    numbers = {item.group: part[0].group for part in parts.values() for item in part}
    if len(parts) == len(reading.items):
        return reading, numbers
    items = tuple(_one(part) for part in parts.values())
    return replace(reading, items=items), numbers


def _one(part: Sequence[ItemReading]) -> ItemReading:
    if len(part) == 1:
        return part[0]
    largest = max(part, key=lambda item: item.count)
    count = sum(item.count for item in part)
    below = math.hypot(*(item.count - item.count_low for item in part))
    above = math.hypot(*(item.count_high - item.count for item in part))
    return replace(
        largest,
        group=part[0].group,
        count=count,
        count_low=count - round(below),
        count_high=count + round(above),
        facings=tuple(facing for item in part for facing in item.facings),
        text=" ".join(dict.fromkeys(item.text for item in part if item.text)),
    )
