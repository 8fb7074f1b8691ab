"""Where things stand, and which of them stand where they do not belong.

Called by `pipeline.vqa.grounded`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from pipeline.vqa.choosing import Chosen, choose
from pipeline.vqa.questions import (
    Answer,
    CannotTell,
    Facts,
    Located,
    Misplaced,
    PhotoQuestion,
    Reason,
    Stray,
    Thing,
)
from pipeline.vqa.scene import Cell, Run, Scene
from pipeline.vqa.things import spots_of, standing_of, thing_of

_WIDEST_STRAY = 2  # places
_UNNAMED_RUN = 3  # places
_HOME = 2  # places; fewer are no block of its own


def locate(question: PhotoQuestion, scene: Scene, facts: Facts) -> Answer:
    """WHERE: every place where the things stand."""
    found = choose(question, scene, facts)
    if isinstance(found, CannotTell):
        return found
    if not found.placed:
        return found.cannot_tell(Reason.NOT_FOUND)
    runs = [run for run in _all_runs(scene) if _is_asked(run, found)]
    runs.sort(key=lambda run: (run.photo, run.row, run.box.left))
    return Located(
        standings=tuple(standing_of(scene, run) for run in runs),
        spots=found.spots,
        maybe=found.maybe,
        unnamed=found.unnamed,
    )


def _all_runs(scene: Scene) -> list[Run]:
    """The runs of every item, each item for itself."""
    items = scene.reading.items
    return [run for item in items for run in scene.runs({item.group})]


def _is_asked(run: Run, found: Chosen) -> bool:
    inside = {id(placed.facing) for placed in found.place.placed}
    is_there = any(id(placed.facing) in inside for placed in run.placed)
    return is_there and run.groups <= found.meant.sure


def find_strays(question: PhotoQuestion, scene: Scene, facts: Facts) -> Answer:
    """OUT_OF_PLACE: few packs with the same other product on both sides.

    An unnamed group that stands nowhere else may be the product beside it, read badly:
    that is told as `maybe`.
    """
    found = choose(question, scene, facts)
    if isinstance(found, CannotTell):
        return found
    runs = _all_runs(scene)
    strays: list[tuple[Run, Run | None]] = []
    maybe: list[Thing] = []
    for run in runs:
        if not _is_asked(run, found) or not _is_among_others(run, runs):
            continue
        home = _home(run, runs)
        if home is None and run.placed[0].item.product_id is None:
            maybe.append(thing_of(run.placed[0].item, run.placed))
        elif not any(_touches(stray, run) for stray, _ in strays):
            strays.append((run, home))
    return Misplaced(
        strays=tuple(
            Stray(standing_of(scene, run), standing_of(scene, home) if home else None)
            for run, home in strays
        ),
        spots=spots_of(p for run, _ in strays for p in run.placed),
        maybe=tuple(maybe),
    )


def _is_among_others(run: Run, runs: Sequence[Run]) -> bool:
    """Whether one other thing stands on both sides, and takes more room there.

    One without a name has to take three places: single packs that were not recognised
    between those that were are no run.
    """
    if run.left is None or run.right is None or len(run.cells) > _WIDEST_STRAY:
        return False
    shared = _groups(run.left) & _groups(run.right)
    beside = [r for r in runs if r.groups <= shared and _touches(r, run)]
    named = [r for r in beside if r.placed[0].item.product_id is not None]
    least = len(run.cells) + 1
    return _room(named) >= least or _room(beside) >= max(least, _UNNAMED_RUN)


def _room(runs: Iterable[Run]) -> int:
    return sum(len(run.cells) for run in runs)


def _groups(cell: Cell) -> frozenset[int]:
    return frozenset(placed.item.group for placed in cell.members)


def _touches(one: Run, other: Run) -> bool:
    """Whether one is the left or right neighbour of the other."""
    return (one.photo, one.row) == (other.photo, other.row) and (
        other.left in one.cells or other.right in one.cells
    )


def _home(run: Run, runs: Iterable[Run]) -> Run | None:
    """The largest block of the same thing elsewhere, if it is one."""
    least = max(_HOME, len(run.cells) + 1)
    others = [
        other
        for other in runs
        if other is not run and other.groups == run.groups and len(other.cells) >= least
    ]
    return max(others, key=lambda other: len(other.placed), default=None)
