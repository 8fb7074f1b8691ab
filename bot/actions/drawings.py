"""What a person has drawn on a photo's page: checked where it comes in, and at rest.

Called by the page (`webhooks.boxes`), and by who carries it out (`bot.looking`,
`bot.actions.boxes`).
"""

from __future__ import annotations

import math
import uuid
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from pipeline.types import Box, BoxKind, DrawnBox, ShelfReading
from storage.names import clean_name

DRAWN = "boxes"
"""A message of the page says with this that something was drawn: `boxes:ID`."""
MOST_BOXES = 1500
LARGEST_GROUP = 9999
LONGEST_NAME = 120
LEAST_SIDE = 4.0  # pixels


_MALFORMED = (
    LookupError,
    TypeError,
    ValueError,
    AttributeError,
    OverflowError,  # a whole number may have a thousand digits in JSON
)

_Known = Mapping[BoxKind, Sequence[DrawnBox]]


class BadDrawing(Exception):
    """It is no drawing on this photo; the page that made it is out of date."""


@dataclass(frozen=True, slots=True)
class Called:
    """What a number is: a product of the shop, or the name of a new one."""

    product_id: str | None = None
    name: str = ""


@dataclass(frozen=True, slots=True)
class Drawing:
    """All boxes of a photo as they should be, and the names that were given there.

    `base` is the correction that the person saw, "" for the reading as it was made.
    """

    boxes: tuple[DrawnBox, ...]
    names: Mapping[int, Called] = field(default_factory=dict)
    base: str = ""


@dataclass(frozen=True, slots=True)
class Edits:
    """What was done to the packs of a photo; `others`: to gaps and labels, too."""

    added: int = 0
    removed: int = 0
    moved: int = 0
    renumbered: int = 0
    others: int = 0

    @property
    def any(self) -> bool:
        return any((self.added, self.removed, self.moved, self.renumbered, self.others))


def read_drawing(data: Any, reading: ShelfReading) -> Drawing:
    """What the page posted; raises BadDrawing for what does not fit the photo."""
    try:
        posted = list(data["boxes"])
        if len(posted) > MOST_BOXES:
            raise BadDrawing("too many boxes")
        known = as_read(reading)
        boxes = tuple(_box(one, reading.sizes, known) for one in posted)
        names = {int(number): _called(said) for number, said in data["names"].items()}
        base = str(data.get("base", ""))[:64]
    except _MALFORMED as error:
        raise BadDrawing(type(error).__name__) from error
    drawn = [(box.kind, box.source) for box in boxes if box.source is not None]
    if len(set(drawn)) < len(drawn):
        raise BadDrawing("one box twice")
    return Drawing(boxes, {n: said for n, said in names.items() if said}, base)


def to_json(drawing: Drawing) -> dict[str, Any]:
    """JSON-ready mapping from which `read_drawing` makes an equal drawing."""
    return {
        "boxes": [
            {
                "kind": box.kind.value,
                "photo": box.photo,
                "box": [box.box.left, box.box.top, box.box.right, box.box.bottom],
                "group": box.group,
                "source": box.source,
            }
            for box in drawing.boxes
        ],
        "names": {
            str(number): {"product_id": said.product_id, "name": said.name}
            for number, said in drawing.names.items()
        },
        "base": drawing.base,
    }


def edits(drawing: Drawing, reading: ShelfReading) -> Edits:
    """What the person has done to the boxes of the reading."""
    known = as_read(reading)
    kept = [box for box in drawing.boxes if box.source is not None]
    facings = [box for box in kept if box.kind is BoxKind.FACING]
    before = len(known[BoxKind.FACING])
    new = [box for box in drawing.boxes if box.source is None]
    rest = [box for box in kept if box.kind is not BoxKind.FACING]
    gone = len(reading.gaps) + len(reading.price_tags) - len(rest)
    return Edits(
        added=sum(box.kind is BoxKind.FACING for box in new),
        removed=before - len(facings),
        moved=sum(_is_moved(box, known) for box in facings),
        renumbered=sum(box.group != _group_of(box, known) for box in facings),
        others=gone
        + sum(_is_moved(box, known) for box in rest)
        + sum(box.kind is not BoxKind.FACING for box in new),
    )


def groups_drawn(drawing: Drawing, reading: ShelfReading) -> set[int]:
    """Numbers of which a pack was drawn, moved, or given to them."""
    known = as_read(reading)
    return {
        box.group
        for box in drawing.boxes
        if box.kind is BoxKind.FACING
        and (
            box.source is None
            or _is_moved(box, known)
            or box.group != _group_of(box, known)
        )
    }


def odd_tags(
    drawing: Drawing, reading: ShelfReading, before: Collection[int]
) -> list[int]:
    """The places, after, of the labels that said another price before."""
    tags = [
        box
        for photo in range(len(reading.sizes))
        for box in drawing.boxes
        if box.kind is BoxKind.TAG and box.photo == photo
    ]
    return [place for place, box in enumerate(tags) if box.source in before]


def as_read(reading: ShelfReading) -> dict[BoxKind, list[DrawnBox]]:
    """Every box of the reading, in the order in which `DrawnBox.source` counts them."""
    facings = [(item.group, f) for item in reading.items for f in item.facings]
    gaps, tags = reading.gaps, reading.price_tags
    return {
        BoxKind.FACING: [
            DrawnBox(BoxKind.FACING, facing.box, facing.photo, group, place)
            for place, (group, facing) in enumerate(facings)
        ],
        BoxKind.GAP: [
            DrawnBox(BoxKind.GAP, g.box, g.photo, 0, n) for n, g in enumerate(gaps)
        ],
        BoxKind.TAG: [
            DrawnBox(BoxKind.TAG, t.box, t.photo, 0, n) for n, t in enumerate(tags)
        ],
    }


def _is_moved(box: DrawnBox, known: _Known) -> bool:
    return box.source is not None and known[box.kind][box.source].box != box.box


def _group_of(box: DrawnBox, known: _Known) -> int:
    assert box.source is not None
    return known[box.kind][box.source].group


def _box(
    posted: Mapping[str, Any], sizes: Sequence[tuple[int, int]], known: _Known
) -> DrawnBox:
    kind, photo = BoxKind(posted["kind"]), _whole(posted["photo"])
    width, height = sizes[photo] if photo >= 0 else (0, 0)
    left, top, right, bottom = (float(side) for side in posted["box"])
    if not all(map(math.isfinite, (left, top, right, bottom))):
        raise BadDrawing("no number")
    source = posted.get("source")
    if source is not None:
        source = _whole(source)
        if not 0 <= source < len(known[kind]):
            raise BadDrawing("no such box")
        read = known[kind][source]
        if read.photo != photo:
            raise BadDrawing("another photo")
        if _is_same(read.box, (left, top, right, bottom)):
            return replace(read, group=_group(kind, posted))
    box = Box(max(left, 0.0), max(top, 0.0), min(right, width), min(bottom, height))
    if box.width < LEAST_SIDE or box.height < LEAST_SIDE:
        raise BadDrawing("too small")
    return DrawnBox(kind, box, photo, _group(kind, posted), source)


def _is_same(box: Box, sides: tuple[float, float, float, float]) -> bool:
    """Whether nobody has touched it: a page counts in tenths of a pixel."""
    known = (box.left, box.top, box.right, box.bottom)
    return all(abs(a - b) < 0.1 for a, b in zip(known, sides, strict=True))


def _group(kind: BoxKind, posted: Mapping[str, Any]) -> int:
    if kind is not BoxKind.FACING:
        return 0
    group = _whole(posted["group"])
    if not 1 <= group <= LARGEST_GROUP:
        raise BadDrawing("no such number")
    return group


def _whole(value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int):
        raise BadDrawing("not whole")
    return value


def _called(said: Mapping[str, Any]) -> Called | None:
    product_id, name = said.get("product_id"), clean_name(str(said.get("name") or ""))
    if product_id is not None:
        return Called(str(uuid.UUID(str(product_id))))
    if len(name) > LONGEST_NAME:
        raise BadDrawing("name too long")
    return Called(None, name) if name else None
