"""Facings of a group that clearly are another product of the catalogue than the rest.

Called by `pipeline.vision.naming.recognise`. Without a catalogue two green bottles of
two brands, side by side, may look like one product; their references tell them apart.
"""

from __future__ import annotations

import numpy as np

from pipeline.vision.naming.name_odds import Values

# By how much nearer another product's look must be than that of the group's, and how
# near it must be: turned and shaded packs resemble others by less, or nothing.
_CLEARLY, _NEAR = 0.2, 0.5


def told_apart(distances: Values) -> list[tuple[int, ...]]:
    """The facings of one group in parts, of which each most resembles one product;
    `distances` (facings, products) are those of looks, nan where a product has none."""
    known = np.nan_to_num(distances, nan=np.inf)
    parts, rest = [], np.arange(len(known))
    while len(rest):
        own = known[rest]
        usual = own[:, own.mean(axis=0).argmin()]
        nearest = own.min(axis=1)
        is_other = (nearest <= _NEAR) & (usual >= nearest + _CLEARLY)
        if is_other.all():
            is_other[:] = False
        parts.append(tuple(int(index) for index in rest[~is_other]))
        rest = rest[is_other]
    return sorted(parts)
