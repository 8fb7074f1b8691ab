"""Items of a reading as the things of an answer. Called by all that answers."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

from pipeline.types import ItemReading
from pipeline.vqa.questions import Side, Spot, Standing, Thing
from pipeline.vqa.scene import Cell, Placed, Run, Scene


def thing_of(item: ItemReading, placed: Sequence[Placed] | None = None) -> Thing:
    """The item as far as it is `placed` (None: all of it, without boxes).

    The range of a part is as wide, in proportion, as that of the whole.
    """
    count = item.count if placed is None else len(placed)
    share = count / item.count if item.count else 1.0
    return Thing(
        group=item.group,
        product_id=item.product_id,
        name=item.name,
        count=count,
        low=min(count, math.floor(item.count_low * share)),
        high=max(count, math.ceil(item.count_high * share)),
        guess=item.guess,
        colours=item.colours,
        spots=() if placed is None else tuple(one.spot for one in placed),
    )


def things_of(placed: Iterable[Placed]) -> tuple[Thing, ...]:
    """One for each item, in the order in which they come."""
    parts: dict[int, list[Placed]] = {}
    for one in placed:
        parts.setdefault(one.item.group, []).append(one)
    return tuple(thing_of(part[0].item, part) for part in parts.values())


def spots_of(placed: Iterable[Placed]) -> tuple[Spot, ...]:
    return tuple(one.spot for one in placed)


def sum_of(things: Sequence[Thing]) -> tuple[int, int, int]:
    """How many all are, at least and at most: errors of one even out those of others,
    so the range grows with the root of the sum of squares."""
    count = sum(thing.count for thing in things)
    below = math.sqrt(sum((thing.count - thing.low) ** 2 for thing in things))
    above = math.sqrt(sum((thing.high - thing.count) ** 2 for thing in things))
    return count, count - round(below), count + round(above)


def standing_of(scene: Scene, run: Run) -> Standing:
    """Where a run stands and what is around it."""
    above, below = scene.beyond(run, above=True), scene.beyond(run, above=False)
    return Standing(
        thing=thing_of(run.placed[0].item, run.placed),
        photo=run.photo,
        row=run.row,
        rows=scene.rows.get(run.photo, 0),
        first=min((cell.first for cell in run.cells if cell.first), default=0),
        last=max(cell.last for cell in run.cells),
        side=_side(scene, run),
        left=_neighbour(run.left),
        right=_neighbour(run.right),
        above=thing_of(above[0].item) if above else None,
        below=thing_of(below[0].item) if below else None,
        gap_left=run.gap_left is not None,
        gap_right=run.gap_right is not None,
    )


def _side(scene: Scene, run: Run) -> Side:
    return scene.side(run.photo, run.box.centre[0])


def _neighbour(cell: Cell | None) -> Thing | None:
    """What stands on the board there; packs on top of it come second."""
    return thing_of(cell.members[0].item) if cell is not None else None
