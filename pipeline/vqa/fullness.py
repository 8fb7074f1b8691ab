"""How full the shelves are. Called by `pipeline.vqa.grounded`."""

from __future__ import annotations

from collections.abc import Iterable

from pipeline.types import Gap
from pipeline.vqa.places import select
from pipeline.vqa.questions import (
    Answer,
    CannotTell,
    Facts,
    Filled,
    Kind,
    PhotoQuestion,
    Reason,
    RowFill,
    Spot,
)
from pipeline.vqa.scene import Cell, Scene


def fill_rows(question: PhotoQuestion, scene: Scene, facts: Facts) -> Answer:
    """EMPTIEST, FULLEST, GAPS, SHELVES; `best` is empty where no shelf has gaps."""
    place = select(scene, question.place, facts, is_direct=True)
    if isinstance(place, CannotTell):
        return place
    if not scene.shelves:
        return CannotTell(reason=Reason.NO_ROWS)
    chosen = {id(gap) for gap in place.gaps}
    touched = {(p.facing.photo, p.facing.row) for p in place.placed}
    touched |= {(gap.photo, gap.row) for gap in place.gaps}
    rows = tuple(
        _fill(scene, photo, row, cells, chosen)
        for (photo, row), cells in scene.shelves.items()
        if place.is_everything or (photo, row) in touched
    )
    best = _best(question.kind, rows)
    shown = rows if question.kind is Kind.GAPS else best
    spots = tuple(spot for row in shown for spot in row.spots)
    if question.kind is Kind.FULLEST:
        spots = _of_rows(scene, best)
    return Filled(best=best, all_rows=rows, spots=spots)


def _fill(
    scene: Scene, photo: int, row: int, cells: Iterable[Cell], chosen: set[int]
) -> RowFill:
    cells = [*cells]
    gaps = [c.gap for c in cells if c.gap is not None and id(c.gap) in chosen]
    taken = [cell for cell in cells if cell.members]
    empty = sum(gap.width for gap in gaps)
    return RowFill(
        photo=photo,
        row=row,
        rows=scene.rows[photo],
        facings=sum(len(cell.members) for cell in taken),
        places=len(taken) + empty,
        empty=empty,
        spots=tuple(_spot(gap) for gap in gaps),
    )


def _spot(gap: Gap) -> Spot:
    return Spot(gap.photo, gap.box)


def _best(kind: Kind, rows: tuple[RowFill, ...]) -> tuple[RowFill, ...]:
    if kind is Kind.SHELVES or not any(row.empty for row in rows):
        return ()
    if kind is Kind.GAPS:
        return tuple(row for row in rows if row.empty)
    shares = [row.empty_share for row in rows]
    wanted = max(shares) if kind is Kind.EMPTIEST else min(shares)
    return tuple(row for row in rows if abs(row.empty_share - wanted) < 1e-9)


def _of_rows(scene: Scene, rows: Iterable[RowFill]) -> tuple[Spot, ...]:
    wanted = {(row.photo, row.row) for row in rows}
    return tuple(
        placed.spot
        for placed in scene.placed
        if (placed.facing.photo, placed.facing.row) in wanted
    )
