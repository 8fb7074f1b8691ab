"""Which size of a product it is, where several sizes of it stand on one photo.

Called by `pipeline.vision.naming.recognise`. Sizes of one product look the same, but
beside each other the larger one is the larger one, however large packs are on the
photo.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from pipeline.types import CatalogueProduct
from pipeline.vision.naming.name_odds import Values
from pipeline.vision.naming.names import words_of
from pipeline.vision.naming.pack_scale import Packs, Standing
from pipeline.vision.text.sizes import without_sizes

Numbers = npt.NDArray[np.intp]

_LIKELY = 0.6  # chance of all sizes together from which a group is this product
_SPREAD, _SPREAD_APART = 0.1, 0.16  # of differences of log heights
_SAME_HEIGHT = 0.08  # of the photo's height: two groups that stand in one row
_UNLIKELY = 0.02
_MOST = 3.0  # that sizes can tell, in log-odds


def families_of(products: Sequence[CatalogueProduct]) -> Numbers:
    """(products,) a number for each name without its size."""
    numbers: dict[tuple[str, ...], int] = {}
    names = (words_of(without_sizes(product.name)) for product in products)
    return np.array([numbers.setdefault(n, len(numbers)) for n in names], np.intp)


def told_by_twins(
    groups: Sequence[Standing],
    chances: Sequence[Values],
    packs: Packs,
    families: Numbers,
) -> list[Values]:
    """(products,) log-odds for each group of a photo, 0 for its likeliest size.

    `families` gives each product the number of its family: the same in every size.
    """
    told = [np.zeros(len(families)) for _ in groups]
    if len(groups) < 2 or not len(families):
        return told
    mass = np.stack([np.bincount(families, chance) for chance in chances])
    for family in np.flatnonzero((mass >= _LIKELY).sum(axis=0) > 1):
        sizes = np.flatnonzero((families == family) & ~np.isnan(packs.height))
        if len(sizes) > 1:
            own = np.flatnonzero(mass[:, family] >= _LIKELY)
            _tell(told, groups, chances, packs.height[sizes], (own, sizes))
    return told


def _tell(
    told: list[Values],
    groups: Sequence[Standing],
    chances: Sequence[Values],
    heights: Values,
    which: tuple[Numbers, Numbers],
) -> None:
    """Compare each of these groups with all others that are the same product."""
    own, sizes = which
    for one in own:
        odds = np.zeros(len(sizes))
        for other in own:
            if other != one:
                shares = chances[other][sizes] + 1e-6
                shares = shares / shares.sum()
                odds += _beside(groups[one], groups[other], heights, shares)
        told[one][sizes] = np.maximum(odds - odds.max(), -_MOST)


def _beside(one: Standing, other: Standing, heights: Values, shares: Values) -> Values:
    """(sizes,) log-likelihood of what one group is higher than the other."""
    is_near = abs(one.middle - other.middle) < _SAME_HEIGHT
    spread = _SPREAD if is_near else _SPREAD_APART
    off = (one.height - other.height) - (heights[:, None] - heights)
    likely: Values = np.exp(-((off / spread) ** 2) / 2) @ shares
    logarithm: Values = np.log(likely + _UNLIKELY)
    return logarithm
