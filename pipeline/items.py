"""Groups of facings with all that speaks for their product become readings.

Called by `pipeline.shelf`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from pipeline.types import Catalogue, Detection, ItemReading
from pipeline.vision.looks import Vectors
from pipeline.vision.recognise import Identity


@dataclass(frozen=True, slots=True)
class Group:
    """Facings that look the same; `members` are indices into all facings."""

    members: tuple[int, ...]
    prints: tuple[str, ...] = ()
    gtins: tuple[str, ...] = ()


def in_reading_order(
    groups: Sequence[int], facings: Sequence[Detection]
) -> list[Group]:
    """Groups by their first facing: photo by photo, row by row, from the left."""
    members: dict[int, list[int]] = {}
    for index in sorted(range(len(facings)), key=lambda i: _place(facings[i])):
        members.setdefault(groups[index], []).append(index)
    return [Group(tuple(indices)) for indices in members.values()]


def _place(facing: Detection) -> tuple[int, int, float]:
    return facing.photo, facing.row, facing.box.centre[0]


def joined_by_product(
    groups: Sequence[Group], identities: Sequence[Identity]
) -> list[tuple[Group, Identity]]:
    """Groups that turned out to be one product as one group, the surest name first."""
    joined: dict[object, tuple[Group, Identity]] = {}
    for group, identity in zip(groups, identities, strict=True):
        key = identity.product_id or group
        if key not in joined:
            joined[key] = (group, identity)
            continue
        first, known = joined[key]
        merged = Group(
            first.members + group.members,
            first.prints + group.prints,
            first.gtins + group.gtins,
        )
        joined[key] = (merged, max(known, identity, key=lambda i: i.score))
    return list(joined.values())


def build_items(
    named: Sequence[tuple[Group, Identity]],
    facings: Sequence[Detection],
    looks: Vectors,
    catalogue: Catalogue,
) -> tuple[ItemReading, ...]:
    """One reading a group, numbered from 1."""
    items = []
    for number, (group, identity) in enumerate(named, 1):
        shown = tuple(facings[index] for index in group.members)
        low, high = count_range([facing.score for facing in shown])
        items.append(
            ItemReading(
                group=number,
                product_id=identity.product_id,
                name=catalogue.name_of(identity.product_id),
                count=len(shown),
                count_low=low,
                count_high=high,
                score=round(identity.score, 4),
                candidates=identity.candidates,
                facings=shown,
                text=" ".join(dict.fromkeys(group.prints)),
                embedding=typical_look(looks[list(group.members)]),
            )
        )
    return tuple(items)


def count_range(scores: Sequence[float]) -> tuple[int, int]:
    """Fewest and most facings that are likely there, around the count of `scores`.

    Scores are probabilities: the number of true ones has their sum as mean and, each
    being independent, the sum of p (1 - p) as variance (Poisson binomial). What was
    missed is taken to be as much as what is doubtful.
    """
    doubt = sum(1 - score for score in scores)
    spread = sum(score * (1 - score) for score in scores) ** 0.5
    low = round(len(scores) - doubt - spread / 2)
    high = round(len(scores) + spread)
    return max(1, min(low, len(scores))), max(high, len(scores))


def typical_look(looks: Vectors) -> tuple[float, ...]:
    """The mean look of a group, unit length."""
    mean = looks.mean(axis=0)
    length = max(float(np.linalg.norm(mean)), 1e-9)
    return tuple(float(value) for value in mean / length)
