"""Which row of a plan is which row of a photo, by the order of their products.

Called by `pipeline.insights.alignment`. Perspective, distance and a crop change every
distance, but never the order of the rows, nor that of the products in a row. So both
are aligned by dynamic programming, as sequences of genes are (Needleman and Wunsch).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Protocol

_SKIPPED_ROW = 0.5  # facings: what it costs to pass over a row between two others


class Standing(Protocol):
    """A spot of a plan, or a facing of a photo."""

    @property
    def key(self) -> str: ...
    @property
    def row(self) -> int: ...
    @property
    def x(self) -> float: ...


@dataclass(frozen=True, slots=True)
class Run:
    """Facings of one product side by side; `members` are indices, left to right."""

    key: str
    members: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class RowMatch:
    """A row of the plan, the same row on the photo, and their runs that agree."""

    plan_row: int
    photo_row: int
    runs: tuple[tuple[Run, Run], ...]


def rows_of(standing: Sequence[Standing]) -> dict[int, list[Run]]:
    """The runs of each row from left to right, by row number from the top."""
    order = sorted(range(len(standing)), key=lambda i: (standing[i].row, standing[i].x))
    rows: dict[int, list[Run]] = {}
    for (row, key), members in groupby(
        order, key=lambda i: (standing[i].row, standing[i].key)
    ):
        rows.setdefault(row, []).append(Run(key, tuple(members)))
    return rows


def match_rows(
    plan: dict[int, list[Run]], photo: dict[int, list[Run]]
) -> list[RowMatch]:
    """The pairs of rows that agree best, in the order of both; empty if none do."""
    ours, theirs = sorted(plan), sorted(photo)
    counts = {row: _facings(runs) for row, runs in plan.items()}
    seen = {row: _facings(runs) for row, runs in photo.items()}
    common: dict[tuple[int, int], list[tuple[Run, Run]]] = {}
    for a in ours:
        for b in theirs:
            if counts[a] & seen[b]:
                common[a, b] = common_runs(plan[a], photo[b])
    weights = {pair: _weight(runs) for pair, runs in common.items()}
    chosen = _in_order(ours, theirs, weights)
    return [RowMatch(a, b, tuple(common[a, b])) for a, b in chosen]


def _facings(runs: Sequence[Run]) -> Counter[str]:
    counts: Counter[str] = Counter()
    for run in runs:
        counts[run.key] += len(run.members)
    return counts


def _weight(runs: Sequence[tuple[Run, Run]]) -> float:
    return sum(_agreed(*pair) for pair in runs)


def _agreed(one: Run, other: Run) -> float:
    """Facings that both runs have; runs of different lengths agree a little less."""
    least, most = sorted((len(one.members), len(other.members)))
    return least - 0.1 * (most - least) / most


def common_runs(ours: Sequence[Run], theirs: Sequence[Run]) -> list[tuple[Run, Run]]:
    """The heaviest runs that both rows have in the same order."""
    both = {run.key for run in ours} & {run.key for run in theirs}
    ours = [run for run in ours if run.key in both]
    theirs = [run for run in theirs if run.key in both]
    best = [[0.0] * (len(theirs) + 1) for _ in range(len(ours) + 1)]
    for i, one in enumerate(ours, 1):
        for j, other in enumerate(theirs, 1):
            best[i][j] = max(best[i - 1][j], best[i][j - 1])
            if one.key == other.key:
                together = best[i - 1][j - 1] + _agreed(one, other)
                best[i][j] = max(best[i][j], together)
    return _traced(best, ours, theirs)


def _traced(
    best: list[list[float]], ours: Sequence[Run], theirs: Sequence[Run]
) -> list[tuple[Run, Run]]:
    i, j, found = len(ours), len(theirs), []
    while i and j:
        if best[i][j] == best[i - 1][j]:
            i -= 1
        elif best[i][j] == best[i][j - 1]:
            j -= 1
        else:
            i, j = i - 1, j - 1
            found.append((ours[i], theirs[j]))
    return found[::-1]


def _in_order(
    ours: Sequence[int],
    theirs: Sequence[int],
    weights: dict[tuple[int, int], float],
) -> list[tuple[int, int]]:
    """Pairs of rows with the greatest weight that cross each other nowhere."""
    best: dict[tuple[int, int], tuple[float, tuple[int, int] | None]] = {}
    for i, a in enumerate(ours):
        for j, b in enumerate(theirs):
            if weights.get((a, b), 0.0) <= 0:
                continue
            value, before = weights[a, b], None
            for (k, m), (reached, _) in best.items():
                if k < i and m < j:
                    skipped = (i - k - 1) + (j - m - 1)
                    total = reached + weights[a, b] - _SKIPPED_ROW * skipped
                    if total > value:
                        value, before = total, (k, m)
            best[i, j] = value, before
    at = max(best, key=lambda place: best[place][0], default=None)
    chosen: list[tuple[int, int]] = []
    while at is not None:
        chosen.append((ours[at[0]], theirs[at[1]]))
        at = best[at][1]
    return chosen[::-1]
