"""A reading as places on shelves: which facings and gaps stand beside one another.

Called by the modules of this package that answer questions.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby

from pipeline.types import Box, Detection, Gap, ItemReading, ShelfReading
from pipeline.vqa.joining import joined
from pipeline.vqa.questions import Side, Spot


@dataclass(frozen=True, slots=True)
class Placed:
    """One facing and the item that it belongs to."""

    item: ItemReading
    facing: Detection

    @property
    def spot(self) -> Spot:
        return Spot(self.facing.photo, self.facing.box)

    @property
    def middle(self) -> float:
        return self.facing.box.centre[0]


@dataclass(frozen=True, slots=True)
class Cell:
    """A place on a shelf: packs on one another, the lowest first; or a gap."""

    members: tuple[Placed, ...] = ()
    gap: Gap | None = None

    @property
    def middle(self) -> float:
        if self.gap is not None:
            return self.gap.box.centre[0]
        return sum(placed.middle for placed in self.members) / len(self.members)

    @property
    def first(self) -> int:
        """The position, from 1; 0: not known."""
        one = self.gap or self.members[0].facing
        return one.position

    @property
    def last(self) -> int:
        return self.first + (self.gap.width - 1 if self.gap else 0)

    def holds(self, groups: Collection[int]) -> bool:
        return any(placed.item.group in groups for placed in self.members)


@dataclass(frozen=True, slots=True)
class Run:
    """Cells of one shelf with `groups` side by side, gaps between them or not.

    `left` and `right` are the next cells with packs; the gaps are those before them.
    """

    photo: int
    row: int
    cells: tuple[Cell, ...]
    groups: frozenset[int]
    left: Cell | None = None
    right: Cell | None = None
    gap_left: Gap | None = None
    gap_right: Gap | None = None

    @property
    def placed(self) -> tuple[Placed, ...]:
        """The facings of its own, without others that are stacked with them."""
        return tuple(
            placed
            for cell in self.cells
            for placed in cell.members
            if placed.item.group in self.groups
        )

    @property
    def box(self) -> Box:
        boxes = [placed.facing.box for placed in self.placed]
        return Box(
            min(box.left for box in boxes),
            min(box.top for box in boxes),
            max(box.right for box in boxes),
            max(box.bottom for box in boxes),
        )

    def stacked(self, upon: bool) -> list[Placed]:
        """Others in the same places, upon its packs or beneath them."""
        found: list[Placed] = []
        for cell in self.cells:
            own = [p.facing.level for p in cell.members if p.item.group in self.groups]
            found += [
                placed
                for placed in cell.members
                if placed.item.group not in self.groups
                and (placed.facing.level > min(own)) == upon
            ]
        return found


class Scene:
    """One reading, looked at by shelves; `numbers` gives each number of the photo the
    one of its product."""

    def __init__(self, reading: ShelfReading) -> None:
        self.reading, self.numbers = joined(reading)
        self.placed = sorted(
            (Placed(i, facing) for i in self.reading.items for facing in i.facings),
            key=lambda placed: _order(placed.facing),
        )

    @cached_property
    def rows(self) -> dict[int, int]:
        """How many shelves each photo shows."""
        rows: dict[int, int] = {}
        seen = [(placed.facing.photo, placed.facing.row) for placed in self.placed]
        seen += [(gap.photo, gap.row) for gap in self.reading.gaps]
        for photo, row in seen:
            rows[photo] = max(rows.get(photo, 0), row)
        return rows

    @cached_property
    def shelves(self) -> dict[tuple[int, int], tuple[Cell, ...]]:
        """The cells of each shelf, from the left, by photo and row (from 1)."""
        return {
            (photo, row): self._cells(photo, row)
            for photo, rows in sorted(self.rows.items())
            for row in range(1, rows + 1)
        }

    def _cells(self, photo: int, row: int) -> tuple[Cell, ...]:
        own = [p for p in self.placed if (p.facing.photo, p.facing.row) == (photo, row)]
        own.sort(key=lambda p: (p.facing.position, p.facing.level, p.middle))
        cells: list[Cell] = []
        for position, members in groupby(own, key=lambda p: p.facing.position):
            if position:
                cells.append(Cell(tuple(members)))
            else:
                cells.extend(Cell((placed,)) for placed in members)
        gaps = [g for g in self.reading.gaps if (g.photo, g.row) == (photo, row)]
        cells.extend(Cell(gap=gap) for gap in gaps)
        return tuple(sorted(cells, key=lambda cell: cell.middle))

    def runs(self, groups: Collection[int]) -> list[Run]:
        """Where the groups stand, taken as one thing; from the top left."""
        found = [
            run
            for (photo, row), cells in self.shelves.items()
            for run in _runs(photo, row, cells, groups)
        ]
        lost = [
            Run(placed.facing.photo, 0, (Cell((placed,)),), frozenset(groups))
            for placed in self.placed
            if placed.facing.row == 0 and placed.item.group in groups
        ]
        return [*found, *lost]

    def side(self, photo: int, x: float) -> Side:
        """In which third of the shelf's width x is."""
        left, right = self._width(photo)
        share = (x - left) / max(1.0, right - left)
        if share < 1 / 3:
            return Side.LEFT
        return Side.MIDDLE if share <= 2 / 3 else Side.RIGHT

    def _width(self, photo: int) -> tuple[float, float]:
        boxes = [p.facing.box for p in self.placed if p.facing.photo == photo]
        boxes += [gap.box for gap in self.reading.gaps if gap.photo == photo]
        return min(box.left for box in boxes), max(box.right for box in boxes)

    def beyond(self, run: Run, above: bool) -> list[Placed]:
        """What stands on it, or else on the next shelf right over it; or beneath it,
        or else under it. The nearest to its middle come first."""
        stacked = run.stacked(above)
        if stacked or not run.row:
            return stacked
        cells = self.shelves.get((run.photo, run.row + (-1 if above else 1)), ())
        found = [p for cell in cells for p in cell.members if _meets(p, run.box)]
        return sorted(found, key=lambda p: abs(p.middle - run.box.centre[0]))


def _meets(placed: Placed, box: Box) -> bool:
    """Whether one is over the other by half of the narrower one's width."""
    own = placed.facing.box
    shared = min(own.right, box.right) - max(own.left, box.left)
    return shared >= 0.5 * min(own.width, box.width)


def _order(facing: Detection) -> tuple[int, int, float, int]:
    return facing.photo, facing.row, facing.box.centre[0], facing.level


def _runs(
    photo: int, row: int, cells: Sequence[Cell], groups: Collection[int]
) -> Iterable[Run]:
    """Split at cells of other packs; gaps split nothing."""
    part: list[Cell] = []
    before: Cell | None = None
    for cell in (*(c for c in cells if c.members), None):
        if cell is not None and cell.holds(groups):
            part.append(cell)
            continue
        if part:
            yield _run(photo, row, cells, part, before, cell, groups)
        part, before = [], cell


def _run(
    photo: int,
    row: int,
    cells: Sequence[Cell],
    part: Sequence[Cell],
    left: Cell | None,
    right: Cell | None,
    groups: Collection[int],
) -> Run:
    start, end = cells.index(part[0]), cells.index(part[-1])
    return Run(
        photo,
        row,
        tuple(part),
        frozenset(groups),
        left,
        right,
        cells[start - 1].gap if start else None,
        cells[end + 1].gap if end + 1 < len(cells) else None,
    )
