"""A reading with the boxes that a person has drawn in place of those that were found.

Called by `pipeline.shelf.PipelineVision`. A person has seen every box, so counts are
certain; rows, positions and what belongs to what are found as for boxes of the net.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from statistics import median

import numpy as np

from pipeline.images import DEFAULT_MAX_MEGAPIXELS
from pipeline.items import typical_look
from pipeline.tuning.told import looks_on
from pipeline.types import (
    Box,
    BoxKind,
    Detection,
    DrawnBox,
    Gap,
    ItemReading,
    PriceTag,
    Problem,
    ShelfReading,
)
from pipeline.vision.find import (
    ShelfPhoto,
    facing_above,
    facing_beside,
    with_places,
)
from pipeline.vision.looks.looks import Embedder
from pipeline.vision.rows.shelves import Shelf, find_rows

_FILLED = 0.5  # share of a gap that a pack covers where nothing is empty any more
_UNTRUE = (Problem.NO_PRODUCTS, Problem.NOT_A_SHELF, Problem.HARDLY_A_SHELF)
"""What is not so where a person has drawn packs."""


def redrawn(reading: ShelfReading, boxes: Sequence[DrawnBox]) -> ShelfReading:
    """The reading with these boxes and no others.

    Numbers stay what they are; one without a pack is no more, and a new one has no
    name. A gap that was left as it was is gone where a pack was drawn over it. Looks
    of packs that were changed are still the former ones (`with_looks`).
    """
    photos = [_photo(reading, boxes, n) for n in range(len(reading.sizes))]
    facings = [
        (drawn.group, facing)
        for n, photo in enumerate(photos)
        for drawn, facing in zip(
            _on(boxes, BoxKind.FACING, n), photo.facings, strict=True
        )
    ]
    items = _items(reading, facings)
    products = {item.group: item.product_id for item in items}
    named = [
        [products[drawn.group] for drawn in _on(boxes, BoxKind.FACING, n)]
        for n in range(len(photos))
    ]
    problems = reading.problems
    if facings:
        problems = tuple(p for p in problems if p not in _UNTRUE)
    return replace(
        reading,
        items=items,
        gaps=tuple(
            gap
            for photo, own in zip(photos, named, strict=True)
            for gap in _gaps(photo, own)
        ),
        price_tags=tuple(
            tag
            for n, (photo, own) in enumerate(zip(photos, named, strict=True))
            for tag in _tags(reading, photo, _on(boxes, BoxKind.TAG, n), own)
        ),
        problems=problems,
        facings_low=len(facings),
        facings_high=len(facings),
    )


def with_looks(
    reading: ShelfReading,
    before: ShelfReading,
    photos: Sequence[bytes],
    embedder: Embedder,
    max_megapixels: float = DEFAULT_MAX_MEGAPIXELS,
) -> ShelfReading:
    """The reading with the looks of what is otherwise than before, made anew from the
    photos; raises UnreadableImage."""
    boxes = {item.group: Counter(_keys(item)) for item in before.items}
    changed = [i for i in reading.items if Counter(_keys(i)) != boxes.get(i.group)]
    looks: dict[int, list[np.ndarray]] = {item.group: [] for item in changed}
    for number, photo in enumerate(photos):
        owned = [
            (item.group, facing)
            for item in changed
            for facing in item.facings
            if facing.photo == number
        ]
        if not owned:
            continue
        found = looks_on(photo, [f for _, f in owned], embedder, max_megapixels)
        for (group, _), look in zip(owned, found, strict=True):
            looks[group].append(look)
    items = [
        replace(item, embedding=typical_look(np.stack(looks[item.group])))
        if looks.get(item.group)
        else item
        for item in reading.items
    ]
    return replace(reading, items=tuple(items))


def _keys(item: ItemReading) -> list[tuple[int, Box]]:
    return [(facing.photo, facing.box) for facing in item.facings]


def _on(boxes: Sequence[DrawnBox], kind: BoxKind, photo: int) -> list[DrawnBox]:
    return [box for box in boxes if box.kind is kind and box.photo == photo]


def _photo(reading: ShelfReading, boxes: Sequence[DrawnBox], number: int) -> ShelfPhoto:
    """What stands on one photo, each in its place; nothing here needs its pixels."""
    drawn = _on(boxes, BoxKind.FACING, number)
    known = [facing for item in reading.items for facing in item.facings]
    facings = [_facing(one, known) for one in drawn]
    tags = [
        Detection(t.box, 1.0, photo=number) for t in _on(boxes, BoxKind.TAG, number)
    ]
    shelf = find_rows([facing.box for facing in facings], [tag.box for tag in tags])
    gaps = [
        _gap(gap, reading.gaps, shelf, facings)
        for gap in _on(boxes, BoxKind.GAP, number)
        if not _is_filled(gap, reading.gaps, facings)
    ]
    no_pixels = np.zeros((0, 0, 3), np.uint8)
    return with_places(
        ShelfPhoto(number, no_pixels, tuple(facings), tuple(gaps), tuple(tags), shelf)
    )


def _facing(drawn: DrawnBox, known: Sequence[Detection]) -> Detection:
    """A box that was left alone keeps its score; what a person drew is there."""
    if drawn.source is not None and known[drawn.source].box == drawn.box:
        return known[drawn.source]
    return Detection(drawn.box, 1.0, photo=drawn.photo)


def _is_filled(
    drawn: DrawnBox, known: Sequence[Gap], facings: Sequence[Detection]
) -> bool:
    """Whether a gap that nobody touched is covered by a pack now."""
    if drawn.source is None or known[drawn.source].box != drawn.box:
        return False
    covered = (facing.box.intersection(drawn.box) for facing in facings)
    return max(covered, default=0.0) > _FILLED * drawn.box.area


def _gap(
    drawn: DrawnBox, known: Sequence[Gap], shelf: Shelf, facings: Sequence[Detection]
) -> Gap:
    row = shelf.row_of(drawn.box)
    if drawn.source is not None and known[drawn.source].box == drawn.box:
        return replace(known[drawn.source], row=row)
    members = next((r.members for r in shelf.rows if r.number == row), ())
    widths = [facings[member].box.width for member in members]
    width = round(drawn.box.width / median(widths)) if widths else 1
    return Gap(drawn.box, row, photo=drawn.photo, width=max(1, width))


def _gaps(photo: ShelfPhoto, products: Sequence[str | None]) -> list[Gap]:
    """With what has likely stood there: the product beside it."""
    beside = [facing_beside(gap, photo) for gap in photo.gaps]
    return [
        replace(gap, likely_product_id=None if index is None else products[index])
        for gap, index in zip(photo.gaps, beside, strict=True)
    ]


def _tags(
    reading: ShelfReading,
    photo: ShelfPhoto,
    drawn: Sequence[DrawnBox],
    products: Sequence[str | None],
) -> list[PriceTag]:
    """Labels with what was read on them; on one that is new, nothing was."""
    tags = []
    for one, place in zip(drawn, photo.labels, strict=True):
        tag = PriceTag(one.box, "", photo=one.photo)
        if one.source is not None:
            tag = reading.price_tags[one.source]
        facing = facing_above(one.box, photo)
        product_id = None if facing is None else products[facing]
        tags.append(
            replace(
                tag,
                box=one.box,
                product_id=product_id,
                row=place.row,
                position=place.position,
            )
        )
    return tags


def _items(
    reading: ShelfReading, facings: Sequence[tuple[int, Detection]]
) -> tuple[ItemReading, ...]:
    """Numbers with their packs; those that have none left are no more."""
    known = {item.group: item for item in reading.items}
    packs: dict[int, list[Detection]] = {}
    for group, facing in facings:
        packs.setdefault(group, []).append(facing)
    return tuple(
        replace(
            known.get(group) or _new_item(reading, group, packs[group]),
            count=len(packs[group]),
            count_low=len(packs[group]),
            count_high=len(packs[group]),
            facings=tuple(packs[group]),
        )
        for group in sorted(packs)
    )


def _new_item(
    reading: ShelfReading, group: int, packs: Sequence[Detection]
) -> ItemReading:
    """A number that was not on the picture, with the print inside its boxes."""
    lines = [
        line.text
        for line in reading.texts
        if any(p.photo == line.photo and _holds(p.box, line.box) for p in packs)
    ]
    text = " ".join(dict.fromkeys(lines))
    return ItemReading(group, None, None, 0, 0, 0, 1.0, text=text)


def _holds(box: Box, other: Box) -> bool:
    x, y = other.centre
    return box.left <= x <= box.right and box.top <= y <= box.bottom
