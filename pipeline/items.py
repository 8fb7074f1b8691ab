"""Groups of facings with all that speaks for their product become readings.

Called by `pipeline.shelf`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from pipeline.types import Catalogue, Detection, ItemReading
from pipeline.vision.counting import CountScale, tally
from pipeline.vision.looks.grouping import parted_by_size
from pipeline.vision.looks.looks import Vectors
from pipeline.vision.naming.guesses import guess_names
from pipeline.vision.naming.recognise import Identity


@dataclass(frozen=True, slots=True)
class Group:
    """Facings that look the same; `members` are indices into all facings.

    Parts of one group, of which each may be another size, have the same `origin`.
    `scores` tell how sure each of the `prints` is.
    """

    members: tuple[int, ...]
    prints: tuple[str, ...] = ()
    gtins: tuple[str, ...] = ()
    origin: int = -1
    scores: tuple[float, ...] = ()

    @property
    def lines(self) -> list[tuple[str, float]]:
        """Each line of print with how sure it is."""
        return list(zip(self.prints, self.scores, strict=False))


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


def parted(
    groups: Sequence[Group],
    facings: Sequence[Detection],
    told_apart: Mapping[int, Sequence[Sequence[int]]] | None = None,
) -> list[Group]:
    """Each group, in parts where its packs are of two sizes; `told_apart` has the parts
    of groups, by their places, whose packs most resemble several products."""
    by_look = told_apart or {}
    return [
        Group(part, origin=number)
        for number, group in enumerate(groups)
        for own in by_look.get(number, [group.members])
        for part in parted_by_size(own, facings)
    ]


def reunited(
    parts: Sequence[Group], identities: Sequence[Identity]
) -> tuple[list[Group], list[Identity]]:
    """Parts of a group are one group again unless their names tell them apart: none
    was named, or all are likeliest the product that one was named."""
    of: dict[int, list[int]] = {}
    for index, part in enumerate(parts):
        of.setdefault(part.origin if part.origin >= 0 else -2 - index, []).append(index)
    groups: list[Group] = []
    found: list[Identity] = []
    for indices in of.values():
        best = max(indices, key=lambda k: (identities[k].score, len(parts[k].members)))
        if len({_likeliest(identities[k]) for k in indices}) == 1 or all(
            identities[k].product_id is None for k in indices
        ):
            groups.append(_merged([parts[k] for k in indices]))
            found.append(identities[best])
        else:
            groups.extend(parts[k] for k in indices)
            found.extend(identities[k] for k in indices)
    return groups, found


def _likeliest(identity: Identity) -> str | None:
    return identity.candidates[0].product_id if identity.candidates else None


def _merged(parts: Sequence[Group]) -> Group:
    return Group(
        tuple(member for part in parts for member in part.members),
        tuple(text for part in parts for text in part.prints),
        tuple(gtin for part in parts for gtin in part.gtins),
        scores=tuple(score for part in parts for score in part.scores),
    )


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
        best = max(known, identity, key=lambda i: i.score)
        joined[key] = (_merged([first, group]), best)
    return list(joined.values())


def build_items(
    named: Sequence[tuple[Group, Identity]],
    facings: Sequence[Detection],
    looks: Vectors,
    catalogue: Catalogue,
    doubtful: Sequence[Detection] = (),
    scale: CountScale | None = None,
) -> tuple[ItemReading, ...]:
    """One reading a group, numbered from 1; `doubtful` facings, too unlikely to be
    counted, widen the range of the group that they stand next to."""
    scale, items = scale or CountScale(), []
    names = {product.product_id: product.name for product in catalogue.products}
    maybe = nearest_groups(doubtful, facings, [group for group, _ in named])
    guesses = guess_names([group.lines for group, _ in named], names.values())
    for number, (group, identity) in enumerate(named, 1):
        shown = tuple(facings[index] for index in group.members)
        chances = [facing.score for facing in shown]
        low, high = scale.of_group(tally(chances, maybe[number - 1]))
        items.append(
            ItemReading(
                group=number,
                product_id=identity.product_id,
                name=names.get(identity.product_id or ""),
                count=len(shown),
                count_low=low,
                count_high=high,
                score=round(identity.score, 4),
                candidates=identity.candidates,
                facings=shown,
                text=" ".join(dict.fromkeys(group.prints)),
                embedding=typical_look(looks[list(group.members)]),
                guess="" if identity.product_id else guesses[number - 1],
            )
        )
    return tuple(items)


def nearest_groups(
    doubtful: Sequence[Detection],
    facings: Sequence[Detection],
    groups: Sequence[Group],
) -> list[list[float]]:
    """For each group the chances of facings too unlikely to be counted that are next
    to one of its own, measured in sizes of that one."""
    owner = {m: n for n, group in enumerate(groups) for m in group.members}
    shares: list[list[float]] = [[] for _ in groups]
    for photo in {facings[index].photo for index in owner}:
        own = [index for index in sorted(owner) if facings[index].photo == photo]
        near = [maybe for maybe in doubtful if maybe.photo == photo]
        for maybe, index in zip(
            near, _nearest(near, [facings[i] for i in own]), strict=True
        ):
            shares[owner[own[index]]].append(maybe.score)
    return shares


def _nearest(some: Sequence[Detection], others: Sequence[Detection]) -> list[int]:
    if not some:
        return []
    sizes = np.array([(f.box.width, f.box.height) for f in others])
    middles = np.array([facing.box.centre for facing in others])
    points = np.array([facing.box.centre for facing in some])
    steps = (points[:, None] - middles) / np.maximum(sizes, 1.0)
    return [int(index) for index in (steps**2).sum(axis=2).argmin(axis=1)]


def typical_look(looks: Vectors) -> tuple[float, ...]:
    """The mean look of a group, unit length."""
    mean = looks.mean(axis=0)
    length = max(float(np.linalg.norm(mean)), 1e-9)
    return tuple(float(value) for value in mean / length)
