"""The part of the shelf that a question is about. Called by all that answers."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from pipeline.types import Gap
from pipeline.vqa.questions import (
    CannotTell,
    Facts,
    Place,
    Reason,
    Relation,
    Subject,
)
from pipeline.vqa.scene import Cell, Placed, Run, Scene
from pipeline.vqa.subjects import meant_by
from pipeline.vqa.things import things_of

_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class Selection:
    """Facings and gaps of a place, from the top left; `row` when it is one shelf."""

    placed: tuple[Placed, ...]
    gaps: tuple[Gap, ...]
    row: int | None = None
    rows: int | None = None
    is_everything: bool = False

    @property
    def empty(self) -> int:
        """Empty places."""
        return sum(gap.width for gap in self.gaps)


def select(
    scene: Scene, place: Place, facts: Facts, is_direct: bool = False
) -> Selection | CannotTell:
    """What stands at the place; `is_direct`: only what is right beside, of all that
    is on that side."""
    chosen: Selection | CannotTell = Selection(
        tuple(scene.placed), scene.reading.gaps, is_everything=place == Place()
    )
    if place.relation is not None:
        chosen = _beside(scene, place, facts, is_direct)
    for step in (_on_photo, _on_rows, _at_position, _on_side):
        if isinstance(chosen, CannotTell):
            return chosen
        chosen = step(scene, place, chosen)
    return chosen


def _on_photo(scene: Scene, place: Place, chosen: Selection) -> Selection | CannotTell:
    if place.photo is None:
        return chosen
    photo = place.photo - 1
    if photo not in scene.rows:
        return CannotTell(reason=Reason.NO_SUCH_PLACE)
    return _kept(chosen, lambda c: _photo(c) == photo)


def _on_side(scene: Scene, place: Place, chosen: Selection) -> Selection:
    if place.side is None:
        return chosen
    return _kept(chosen, lambda c: scene.side(_photo(c), c.middle) == place.side)


def _photo(cell: Cell) -> int:
    return (cell.gap or cell.members[0].facing).photo


def _kept(chosen: Selection, holds: Callable[[Cell], bool]) -> Selection:
    """What is left of a selection; each facing is judged for itself."""
    placed = tuple(one for one in chosen.placed if holds(Cell((one,))))
    gaps = tuple(gap for gap in chosen.gaps if holds(Cell(gap=gap)))
    return Selection(placed, gaps, chosen.row, chosen.rows)


def _on_rows(scene: Scene, place: Place, chosen: Selection) -> Selection | CannotTell:
    if place.row is None and not place.is_middle_row:
        return chosen
    photos = [place.photo - 1] if place.photo is not None else sorted(scene.rows)
    rows = {photo: scene.rows[photo] for photo in photos}
    if not any(rows.values()):
        return CannotTell(reason=Reason.NO_ROWS)
    wanted = {(p, row) for p, count in rows.items() for row in _rows(place, count)}
    if not wanted:
        return CannotTell(reason=Reason.NO_SUCH_ROW, rows=max(rows.values()))
    left = _kept(chosen, lambda c: (_photo(c), _row(c)) in wanted)
    if len(wanted) > 1:
        return left
    ((photo, row),) = wanted
    return Selection(left.placed, left.gaps, row, rows[photo])


def _row(cell: Cell) -> int:
    return (cell.gap or cell.members[0].facing).row


def _rows(place: Place, count: int) -> Iterable[int]:
    """The numbers of the rows meant, of as many as there are."""
    if place.is_middle_row:
        return {(count + 1) // 2, count // 2 + 1} if count else ()
    assert place.row is not None
    row = place.row if place.row > 0 else count + 1 + place.row
    return (row,) if 1 <= row <= count else ()


def _at_position(
    scene: Scene, place: Place, chosen: Selection
) -> Selection | CannotTell:
    """The same position on each shelf, from the left or (negative) from the right."""
    if place.position is None:
        return chosen
    wanted: dict[tuple[int, int], int] = {}
    for shelf, cells in scene.shelves.items():
        length = max((cell.last for cell in cells), default=0)
        from_right = length + 1 + place.position
        wanted[shelf] = place.position if place.position > 0 else from_right
    left = _kept(
        chosen,
        lambda c: c.first <= wanted.get((_photo(c), _row(c)), -1) <= c.last,
    )
    if not left.placed and not left.gaps:
        return CannotTell(reason=Reason.NO_SUCH_PLACE)
    return left


def _beside(
    scene: Scene, place: Place, facts: Facts, is_direct: bool
) -> Selection | CannotTell:
    meant = meant_by(place.what or Subject(), scene, facts)
    if isinstance(meant, Reason):
        return CannotTell(reason=meant)
    runs = [run for run in scene.runs(meant.sure) if run.row]
    if not runs:
        maybe = things_of(p for p in scene.placed if p.item.group in meant.maybe)
        unnamed = sum(i.count for i in scene.reading.items if not i.product_id)
        return CannotTell(reason=Reason.NOT_FOUND, maybe=maybe, unnamed=unnamed)
    assert place.relation is not None
    parts = [_related(scene, run, place.relation, is_direct) for run in runs]
    placed = [one for part, _ in parts for one in part]
    gaps = [gap for _, part in parts for gap in part]
    return Selection(
        tuple(_once(p for p in placed if p.item.group not in meant.sure)),
        tuple(_once(gaps)),
    )


def _related(
    scene: Scene, run: Run, relation: Relation, is_direct: bool
) -> tuple[Sequence[Placed], Sequence[Gap]]:
    if relation is Relation.NEXT_TO:
        left = _related(scene, run, Relation.LEFT_OF, True)
        right = _related(scene, run, Relation.RIGHT_OF, True)
        return [*left[0], *right[0]], [*left[1], *right[1]]
    if relation in (Relation.ABOVE, Relation.BELOW):
        return scene.beyond(run, relation is Relation.ABOVE), ()
    is_left = relation is Relation.LEFT_OF
    cells = scene.shelves[run.photo, run.row]
    at = cells.index(run.cells[0]) if is_left else cells.index(run.cells[-1])
    side = [*reversed(cells[:at])] if is_left else [*cells[at + 1 :]]
    if is_direct:
        side = _nearest(side)
    placed = [placed for cell in side for placed in cell.members]
    return placed, [cell.gap for cell in side if cell.gap is not None]


def _nearest(side: Sequence[Cell]) -> list[Cell]:
    """Up to the end of the next things: a gap before them, and all of the same."""
    near: list[Cell] = []
    groups: set[int] = set()
    for cell in side:
        if cell.gap is not None and groups:
            break
        if groups and not cell.holds(groups):
            break
        groups |= {placed.item.group for placed in cell.members}
        near.append(cell)
    return near


def _once(things: Iterable[_T]) -> list[_T]:
    """Each once, by identity: two facings may be equal."""
    seen: list[_T] = []
    for one in things:
        if not any(one is other for other in seen):
            seen.append(one)
    return seen
