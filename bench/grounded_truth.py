"""What is on a labelled photo, worked out from its labels alone.

Called by `bench.grounded_questions`. Labels have boxes and products and neither shelves
nor positions: those come from the order in which the labels were written, row by row
from the left, and not from the code that is measured.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path
from statistics import median
from typing import Any

from bench.installation import DEMO_IMAGES
from pipeline.types import Box, Detection, Gap, ItemReading, PriceTag, ShelfReading

_BACK = 1.5  # widths that a pack lies to the left of the last one where a row begins
_CLEAR = 0.5  # heights between the feet of one row and of the next


@dataclass(frozen=True, slots=True)
class Pack:
    """One labelled facing in its place; shelves and places count from 1."""

    box: Box
    product: str
    row: int
    place: int
    level: int


@dataclass(frozen=True, slots=True)
class Empty:
    """A labelled gap with how many packs of its neighbours' width it has room for."""

    box: Box
    row: int
    place: int
    width: int


@dataclass(frozen=True, slots=True)
class Tag:
    """A labelled price tag and the product that it is under; None, and place 0, where
    what it belongs to is sold out."""

    box: Box
    price: Decimal
    product: str | None
    row: int
    place: int


@dataclass(frozen=True, slots=True)
class Article:
    """A product of the demo catalogue."""

    name: str
    category: str
    price: Decimal


@dataclass(frozen=True, slots=True)
class Shelf:
    """One photo; `has_rows` is False where the labels do not tell shelves apart. Of
    what is in the `ignored` areas they say nothing."""

    name: str
    size: tuple[int, int]
    packs: tuple[Pack, ...]
    gaps: tuple[Empty, ...]
    tags: tuple[Tag, ...]
    has_rows: bool = True
    ignored: tuple[Box, ...] = ()

    @property
    def rows(self) -> int:
        return max(pack.row for pack in self.packs)

    @property
    def products(self) -> list[str]:
        """All there are, in the order of the labels."""
        return list(dict.fromkeys(pack.product for pack in self.packs))

    def on_row(self, row: int) -> list[Pack]:
        """From the left, stacked ones from below."""
        own = [pack for pack in self.packs if pack.row == row]
        return sorted(own, key=lambda pack: (pack.place, pack.level))

    def columns(self, row: int) -> list[set[str]]:
        """What stands at each place of a shelf, from the left; gaps are left out."""
        places: dict[int, set[str]] = {}
        for pack in self.on_row(row):
            places.setdefault(pack.place, set()).add(pack.product)
        return [places[place] for place in sorted(places)]

    def runs(self, product: str) -> Iterator[tuple[int, list[Pack]]]:
        """Each row with neighbouring packs of the product."""
        for row in range(1, self.rows + 1):
            part: list[Pack] = []
            for place in sorted({pack.place for pack in self.on_row(row)}):
                here = [p for p in self.on_row(row) if p.place == place]
                own = [pack for pack in here if pack.product == product]
                if own:
                    part += own
                elif part:
                    yield row, part
                    part = []
            if part:
                yield row, part


@cache
def articles() -> dict[str, Article]:
    """The demo catalogue by product id."""
    with (DEMO_IMAGES / "catalogue.csv").open(newline="") as lines:
        return {
            line["sku"]: Article(line["name"], line["category"], Decimal(line["price"]))
            for line in csv.DictReader(lines)
        }


def shelf_of(label_file: Path, is_ordered: bool = True) -> Shelf:
    """The truth of one photo; `is_ordered` where the rows are known to be in order."""
    label = json.loads(label_file.read_text())
    rows = _rows(label["products"])
    rows.sort(key=lambda row: median(entry["box"][3] for entry in row))
    packs: list[Pack] = []
    gaps: list[Empty] = []
    gap_boxes = [_box(entry) for entry in label.get("gaps", [])]
    feet = [[column[0].bottom for column in _columns(row)] for row in rows]
    for number, row in enumerate(rows, 1):
        own = [box for box in gap_boxes if _row_of(box, rows) == number]
        row_packs, row_gaps = _placed(row, own, number)
        packs += row_packs
        gaps += row_gaps
    return Shelf(
        label_file.stem,
        (int(label["size"][0]), int(label["size"][1])),
        tuple(packs),
        tuple(gaps),
        tuple(_tags(label.get("price_tags", []), packs, rows)),
        is_ordered or _are_clear(rows, feet),
        tuple(_box(entry) for entry in label.get("ignore", [])),
    )


def _box(entry: dict[str, Any]) -> Box:
    return Box(*(float(side) for side in entry["box"]))


def _rows(entries: Sequence[dict[str, Any]]) -> list[list[dict[str, Any]]]:
    """Split where the next pack lies far to the left of the last ones."""
    rows: list[list[dict[str, Any]]] = [[]]
    for entry in entries:
        left, _, right, _ = entry["box"]
        row = rows[-1]
        if row:
            last = max(other["box"][0] for other in row[-3:])
            start, end = row[0]["box"][0], max(other["box"][2] for other in row)
            is_left = left < start + 3 * (right - left) + 0.5 * (end - start)
            if left < last - _BACK * (right - left) and is_left:
                rows.append(row := [])
        row.append(entry)
    return rows


def _columns(row: Sequence[dict[str, Any]]) -> list[list[Box]]:
    """Boxes over one another, the lowest first; columns from the left."""
    columns: list[list[Box]] = []
    for entry in row:
        box = _box(entry)
        if columns and _is_over(columns[-1][-1], box):
            columns[-1].append(box)
        else:
            columns.append([box])
    for column in columns:
        column.sort(key=lambda box: -box.bottom)
    return sorted(columns, key=lambda column: column[0].centre[0])


def _is_over(one: Box, other: Box) -> bool:
    shared = min(one.right, other.right) - max(one.left, other.left)
    deep = min(one.bottom, other.bottom) - max(one.top, other.top)
    narrow, low = min(one.width, other.width), min(one.height, other.height)
    return shared > 0.6 * narrow and deep < 0.6 * low


def _placed(
    row: Sequence[dict[str, Any]], gap_boxes: Sequence[Box], number: int
) -> tuple[list[Pack], list[Empty]]:
    """Places of a shelf from the left: columns of packs, and gaps of some width."""
    product = {_box(entry): str(entry["group"]) for entry in row}
    columns = _columns(row)
    parts: list[tuple[float, list[Box] | Box]] = [
        *((column[0].centre[0], column) for column in columns),
        *((box.centre[0], box) for box in gap_boxes),
    ]
    packs: list[Pack] = []
    gaps: list[Empty] = []
    place = 1
    for _, part in sorted(parts, key=lambda pair: pair[0]):
        if isinstance(part, Box):
            near = sorted(columns, key=lambda c: abs(c[0].centre[0] - part.centre[0]))
            wide = median(column[0].width for column in near[:2])
            gaps.append(Empty(part, number, place, max(1, round(part.width / wide))))
            place += gaps[-1].width
            continue
        for level, box in enumerate(part):
            packs.append(Pack(box, product[box], number, place, level))
        place += 1
    return packs, gaps


def _row_of(box: Box, rows: Sequence[Sequence[dict[str, Any]]]) -> int:
    """The shelf on which something stands."""
    return _row_at(box.bottom, box, rows)


def _row_at(y: float, box: Box, rows: Sequence[Sequence[dict[str, Any]]]) -> int:
    """The shelf whose packs nearest to the box have their feet nearest to `y`."""

    def distance(row: Sequence[dict[str, Any]]) -> float:
        feet = [column[0] for column in _columns(row)]
        near = sorted(feet, key=lambda other: abs(other.centre[0] - box.centre[0]))
        return abs(median(other.bottom for other in near[:2]) - y)

    return 1 + min(range(len(rows)), key=lambda number: distance(rows[number]))


def _are_clear(
    rows: Sequence[Sequence[dict[str, Any]]], feet: Sequence[Sequence[float]]
) -> bool:
    """Whether the feet of each row are well above those of the next."""
    for above, below, row in zip(feet, feet[1:], rows[1:], strict=False):
        high = median(entry["box"][3] - entry["box"][1] for entry in row)
        if min(below) - max(above) < _CLEAR * high:
            return False
    return True


def _tags(
    entries: Sequence[dict[str, Any]],
    packs: Sequence[Pack],
    rows: Sequence[Sequence[dict[str, Any]]],
) -> Iterator[Tag]:
    """Readable tags, each under the nearest pack of its shelf that costs as much."""
    for entry in entries:
        if entry.get("price") is None:
            continue
        box, price = _box(entry), Decimal(str(entry["price"]))
        row = _shelf_over(box, rows)
        own = [p for p in packs if p.row == row and p.level == 0]
        near = sorted(own, key=lambda p: abs(p.box.centre[0] - box.centre[0]))
        known = articles()
        fits = [
            p for p in near if p.product in known and known[p.product].price == price
        ]
        close = [
            p for p in fits if abs(p.box.centre[0] - box.centre[0]) < 1.5 * p.box.width
        ]
        product = close[0].product if close else None
        place = close[0].place if close else 0
        yield Tag(box, price, product, row, place)


def _shelf_over(box: Box, rows: Sequence[Sequence[dict[str, Any]]]) -> int:
    """The shelf at whose board a tag hangs: feet right over its top."""
    return _row_at(box.top, box, rows)


def true_reading(shelf: Shelf, names: dict[str, str]) -> ShelfReading:
    """What a pipeline without errors would read; `names` by product."""
    items = []
    for number, product in enumerate(shelf.products, 1):
        facings = tuple(
            Detection(p.box, 1.0, p.row, 0, p.place, p.level)
            for p in shelf.packs
            if p.product == product
        )
        count = len(facings)
        name = names.get(product)
        product_id = product if name is not None else None
        items.append(
            ItemReading(
                number, product_id, name, count, count, count, 1.0, facings=facings
            )
        )
    return ShelfReading(
        sizes=(shelf.size,),
        items=tuple(items),
        gaps=tuple(
            Gap(gap.box, gap.row, position=gap.place, width=gap.width)
            for gap in shelf.gaps
        ),
        price_tags=tuple(
            PriceTag(
                tag.box,
                str(tag.price),
                tag.price,
                "KES",
                product_id=tag.product,
                row=tag.row,
                position=tag.place,
            )
            for tag in shelf.tags
        ),
    )
