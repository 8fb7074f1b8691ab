"""One product looks one way on a photo: the names of a reading held against each other.

Called by `pipeline.shelf` and `training.looks_naming`. A flavour that nobody enrolled
is taken for its enrolled sibling, and mostly that one stands there too and looks
otherwise; a pack in glare or shadow is unsure, and the same pack stands there in better
light.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import numpy.typing as npt

from pipeline.types import Detection
from pipeline.vision.looks.neighbours import Matrix
from pipeline.vision.naming.recognise import SURE, Identity

# Mean log-odds of two groups' facings being the same product, wherever they stand:
# below the first they are surely not, above the second nothing speaks against it.
_APART, _ALIKE = -2.0, -1.0
_LIKELY = 0.5  # chance of a name from which another group may confirm it


def likeness(
    members: Sequence[Sequence[int]],
    origins: Sequence[int],
    facings: Sequence[Detection],
    alike: Matrix,
) -> Matrix:
    """(groups, groups) mean log-odds of their facings on one photo; nan for groups that
    share no photo and for parts of one group (the same origin, if not negative).

    `alike` (facings, facings) are those of `pipeline.vision.looks.grouping`.
    """
    photos = np.array([facing.photo for facing in facings])
    together = (photos[:, None] == photos).astype(float)
    belongs = np.zeros((len(members), len(facings)))
    for group, own in enumerate(members):
        belongs[group, list(own)] = 1.0
    pairs = belongs @ together @ belongs.T
    origin = np.array(origins, np.intp)
    parts = (origin[:, None] == origin) & (origin >= 0)
    pairs[parts | np.eye(len(members), dtype=bool)] = np.nan
    pairs[pairs == 0] = np.nan
    found: Matrix = (belongs @ (alike * together) @ belongs.T) / pairs
    return found


def settled(identities: Sequence[Identity], likeness: Matrix) -> list[Identity]:
    """Of groups that look otherwise and got one name, the surest keeps it; a group that
    is likely, but not surely, what another one is named gets the name if they look the
    same."""
    named = [identity.product_id for identity in identities]
    kept = [
        replace(identity, product_id=None)
        if _is_contradicted(group, identities, likeness[group])
        else identity
        for group, identity in enumerate(identities)
    ]
    return [
        replace(identity, product_id=identity.candidates[0].product_id)
        if named[group] is None and _is_confirmed(identity, kept, likeness[group])
        else identity
        for group, identity in enumerate(kept)
    ]


def _is_contradicted(
    group: int, identities: Sequence[Identity], likeness: npt.NDArray[np.float64]
) -> bool:
    own = identities[group]
    return own.product_id is not None and any(
        other.product_id == own.product_id and other.score > own.score and odds < _APART
        for other, odds in zip(identities, likeness, strict=True)
    )


def _is_confirmed(
    own: Identity, others: Sequence[Identity], likeness: npt.NDArray[np.float64]
) -> bool:
    """What is surer and still has no name has it for its print, and stays without."""
    if not own.candidates or not _LIKELY <= own.score < SURE:
        return False
    likeliest = own.candidates[0].product_id
    return any(
        other.product_id == likeliest and odds >= _ALIKE
        for other, odds in zip(others, likeness, strict=True)
    )
