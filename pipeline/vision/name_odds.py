"""Chances of each product for a group of facings, from all that speaks for it.

Called by `pipeline.vision.recognise`; fitted by `training.looks_naming`. A conditional
logit (McFadden 1974) over the products of the catalogue and "none of them": products
share one chance, so look-alikes take it from each other, and what resembles nothing
that is known well enough stays unknown.
"""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np
import numpy.typing as npt

Values = npt.NDArray[np.float64]

_SMALL = float(np.log(60.0))  # pixels; smaller facings resemble their packshot less
_MOST_SHAPE, _MOST_SIZE = 0.4, 3.0  # beyond it there is nothing more to say


@dataclass(frozen=True, slots=True)
class Seen:
    """What was seen of one group against each product of a catalogue, (n,) each.

    `distance` is that of the looks (nan where the product has none), `read` the share
    of the name that was read, `foreign` how much print belongs to other names, `known`
    the share of the print that the pack is known to bear, `shape` the logarithm of how
    much wider than the reference it is (nan: not known), `printed_size` 1 where the
    same size was read and -1 where another one was, `height` the logarithm of how much
    higher it is than this product would be beside the others of the photo (nan), and
    `by_weight` where that was reckoned from grams. `pixels` is the facings' height.
    """

    distance: Values
    read: Values
    foreign: Values
    known: Values
    shape: Values
    printed_size: Values
    height: Values
    by_weight: npt.NDArray[np.bool_]
    pixels: float


@dataclass(frozen=True, slots=True)
class NameWeights:
    """Weights of the conditional logit."""

    look: float = -15.8
    look_squared: float = 4.3
    nearer: float = -12.0
    unseen: float = -12.9
    read: float = 2.8
    read_whole: float = -2.5
    read_unseen: float = 7.5
    foreign: float = -3.7
    known: float = 0.7
    shape: float = -0.9
    same_size: float = 1.5
    other_size: float = -1.3
    height: float = -1.2
    height_by_weight: float = -0.3
    none: float = -8.6
    none_small: float = -1.1


NAMES = tuple(field.name for field in fields(NameWeights))
_OF_PRODUCTS = len(NAMES) - 2  # the last two belong to "none of them"


def measures(seen: Seen) -> Values:
    """(n + 1, weights): what each weight is multiplied with; the last row is "none"."""
    count = len(seen.distance)
    unseen = np.isnan(seen.distance)
    distance = np.where(unseen, 0.0, seen.distance)
    nearest = distance[~unseen].min() if (~unseen).any() else 0.0
    wider = np.minimum(np.abs(np.nan_to_num(seen.shape)), _MOST_SHAPE)
    higher = np.minimum(10 * np.nan_to_num(seen.height) ** 2, _MOST_SIZE)
    rows = np.zeros((count + 1, len(NAMES)))
    rows[:count, :_OF_PRODUCTS] = np.stack(
        (
            distance,
            distance**2,
            np.where(unseen, 0.0, np.minimum(distance - nearest, 0.4)),
            unseen,
            seen.read,
            seen.read**4,
            seen.read * unseen,
            seen.foreign,
            seen.known,
            wider,
            seen.printed_size > 0,
            seen.printed_size < 0,
            np.where(seen.by_weight, 0.0, higher),
            np.where(seen.by_weight, higher, 0.0),
        ),
        axis=1,
    )
    small = np.clip(_SMALL - np.log(max(seen.pixels, 1.0)), -1.0, 1.0)
    rows[count, _OF_PRODUCTS:] = 1.0, small
    return rows


def chances(seen: Seen, weights: NameWeights) -> Values:
    """(n,) chance of each product; what is missing to 1 is that of none of them."""
    values = np.array([getattr(weights, name) for name in NAMES])
    utility = measures(seen) @ values
    shares = np.exp(utility - utility.max())
    shared: Values = shares[:-1] / shares.sum()
    return shared
