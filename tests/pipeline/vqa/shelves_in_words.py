"""Readings from words: one string a shelf, from the top, one word a place.

`cola` is a facing, `_` a gap (`_3` of three places), `milk/juice` a juice upon a milk.
Words in capitals are unnamed groups with that print.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal

from pipeline.types import (
    Box,
    Colour,
    Detection,
    Gap,
    ItemReading,
    PriceTag,
    ShelfReading,
)
from pipeline.vqa.questions import Facts

WIDE, HIGH = 100, 200  # pixels of a facing
BOARD = 300  # pixels from board to board


def names(*words: str) -> Facts:
    return Facts(names={word: f"{word.capitalize()} 1 L" for word in words})


def shelf(*rows: str, colours: Mapping[str, Colour] | None = None) -> ShelfReading:
    """The reading of one photo."""
    return album([*rows], colours=colours)


def album(
    *photos: list[str], colours: Mapping[str, Colour] | None = None
) -> ShelfReading:
    """The reading of several photos together."""
    facings: dict[str, list[Detection]] = {}
    gaps: list[Gap] = []
    for number, rows in enumerate(photos):
        for row, text in enumerate(rows, 1):
            _stand(text, row, number, facings, gaps)
    items = [
        _item(group, word, boxes, (colours or {}).get(word))
        for group, (word, boxes) in enumerate(facings.items(), 1)
    ]
    sizes = tuple((1600, BOARD * len(rows) + 100) for rows in photos)
    return ShelfReading(sizes=sizes, items=tuple(items), gaps=tuple(gaps))


def _stand(
    text: str,
    row: int,
    photo: int,
    facings: dict[str, list[Detection]],
    gaps: list[Gap],
) -> None:
    position = 1
    for word in text.split():
        if word.startswith("_"):
            width = int(word[1:] or 1)
            box = box_at(row, position, width=width)
            gaps.append(Gap(box, row, photo=photo, position=position, width=width))
            position += width
            continue
        for level, name in enumerate(word.split("/")):
            box = box_at(row, position, level)
            facings.setdefault(name, []).append(
                Detection(box, 0.9, row, photo, position, level)
            )
        position += 1


def box_at(row: int, position: int, level: int = 0, width: int = 1) -> Box:
    left, bottom = (position - 1) * WIDE, row * BOARD - level * HIGH // 2
    return Box(left, bottom - HIGH // 2, left + width * WIDE - 4, bottom)


def _item(
    group: int, word: str, boxes: list[Detection], colour: Colour | None
) -> ItemReading:
    count, is_named = len(boxes), not word.isupper()
    return ItemReading(
        group=group,
        product_id=word if is_named else None,
        name=f"{word.capitalize()} 1 L" if is_named else None,
        count=count,
        count_low=count,
        count_high=count,
        score=0.9,
        facings=tuple(boxes),
        text="" if is_named else word.replace("-", " "),
        colours=() if colour is None else (colour,),
    )


def with_tag(
    reading: ShelfReading,
    amount: str | None,
    row: int,
    position: int,
    product_id: str | None = None,
) -> ShelfReading:
    """The reading with a tag under a place."""
    under = box_at(row, position)
    tag = PriceTag(
        box=Box(under.left, under.bottom, under.left + 50, under.bottom + 25),
        text=amount or "??",
        amount=Decimal(amount) if amount else None,
        currency="KES" if amount else None,
        product_id=product_id,
        row=row,
        position=position,
    )
    return replace(reading, price_tags=(*reading.price_tags, tag))
