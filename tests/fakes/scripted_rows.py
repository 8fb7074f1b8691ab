"""Where things stand on a scripted photo: rows of packs, near or far, whole or cut."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pipeline.types import Box

SIZE = (1280, 960)
PACK, TALL, ROW = 36.0, 100.0, 140.0


@dataclass(frozen=True)
class Place:
    """One pack, or one empty place (`is_gap`) of what is called `name`."""

    name: str
    box: Box
    row: int
    position: int
    is_gap: bool = False


def places(shelf: Mapping[str, Any]) -> list[Place]:
    """The places of `rows`: `[[Coke: 4, -Coke, Fanta: 2], ...]`, "-" an empty place.

    `zoom` and `at` ([x, y] pixels) say from where it is seen; what is not within the
    photo then is not seen.
    """
    zoom, (dx, dy) = shelf.get("zoom", 1.0), shelf.get("at", (0, 0))
    seen: list[Place] = []
    for number, row in enumerate(shelf.get("rows", ()), 1):
        for position, name in enumerate(_packs(row), 1):
            left, top = 20 + (position - 1) * (PACK + 2), 20 + (number - 1) * ROW
            box = Box(
                left * zoom + dx,
                top * zoom + dy,
                (left + PACK) * zoom + dx,
                (top + TALL) * zoom + dy,
            )
            if 0 <= box.left and box.right <= SIZE[0] and 0 <= box.top < box.bottom:
                if box.bottom <= SIZE[1]:
                    bare = name.lstrip("-")
                    seen.append(Place(bare, box, number, position, name[:1] == "-"))
    return _counted_anew(seen)


def _packs(row: Sequence[Any]) -> Iterable[str]:
    for entry in row:
        if isinstance(entry, Mapping):
            ((name, count),) = entry.items()
            yield from [str(name)] * count
        else:
            yield str(entry)


def _counted_anew(seen: list[Place]) -> list[Place]:
    rows = {row: n for n, row in enumerate(sorted({p.row for p in seen}), 1)}
    first = {row: min(p.position for p in seen if p.row == row) for row in rows}
    return [
        Place(p.name, p.box, rows[p.row], p.position - first[p.row] + 1, p.is_gap)
        for p in seen
    ]
