"""Chances of each product for a group of facings, from all that speaks for it.

Called by `pipeline.vision.naming.recognise`; fitted by `training.looks_naming`. A
conditional logit (McFadden 1974) over the products of the catalogue and "none of them":
products share one chance, so look-alikes take it from each other, and what resembles
nothing that is known well enough stays unknown.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, fields

import numpy as np
import numpy.typing as npt

Values = npt.NDArray[np.float64]

# A name is given from this chance on: then it is right 99 times in 100.
SURE = 0.80
_SMALL = float(np.log(60.0))  # pixels; smaller facings resemble their packshot less
_MOST_SHAPE, _MOST_SIZE = 0.4, 3.0  # beyond it there is nothing more to say


def likeliest(chance: Values, most: int) -> npt.NDArray[np.intp]:
    """Places of the highest chances, best first; of equal ones the first."""
    if len(chance) > most:
        least = np.partition(chance, -most)[-most]
        places = np.flatnonzero(chance >= least)
    else:
        places = np.arange(len(chance))
    order = np.argsort(-chance[places], kind="stable")
    return places[order[:most]]


@dataclass(frozen=True, slots=True)
class Seen:
    """What was seen of one group against each product of a catalogue, (n,) each.

    `distance` is that of the looks (nan where the product has none), `read` the share
    of the name that was read, `foreign` how much print belongs to other names, `known`
    the share of the print that the pack is known to bear (1: nothing was read), `shape`
    the logarithm of how much wider than the reference it is (nan: not known),
    `printed_size` 1 where the same size was read and -1 where another one was, `height`
    the logarithm of how much higher it is than this product would be beside the others
    of the photo (nan), and `by_weight` where that was reckoned from grams. `pixels` is
    the facings' height, `twins` the log-odds of sizes by other sizes of the same
    product on the photo (None: there are none).
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
    twins: Values | None = None


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
    height: float = -1.4
    height_by_weight: float = -0.3
    twins: float = 1.0
    none: float = -8.6
    none_small: float = -1.1


NAMES = tuple(field.name for field in fields(NameWeights))
_OF_PRODUCTS = len(NAMES) - 2  # the last two belong to "none of them"


def measures(seen: Seen) -> Values:
    """(n + 1, weights): what each weight is multiplied with; the last row is "none"."""
    count = len(seen.distance)
    rows = np.zeros((count + 1, len(NAMES)))
    rows[:count, :_OF_PRODUCTS] = np.stack(_of_products(seen), axis=1)
    rows[count, _OF_PRODUCTS:] = _of_none(seen)
    return rows


def _of_products(seen: Seen) -> tuple[Values, ...]:
    """(n,) each, in the order of the weights."""
    unseen = np.isnan(seen.distance)
    distance = np.where(unseen, 0.0, seen.distance)
    nearest = distance[~unseen].min() if (~unseen).any() else 0.0
    wider = np.minimum(np.abs(np.nan_to_num(seen.shape)), _MOST_SHAPE)
    higher = np.minimum(10 * np.nan_to_num(seen.height) ** 2, _MOST_SIZE)
    return (
        distance,
        distance * distance,
        np.where(unseen, 0.0, np.minimum(distance - nearest, 0.4)),
        unseen.astype(float),
        seen.read,
        np.square(np.square(seen.read)),
        seen.read * unseen,
        seen.foreign,
        seen.known - 1.0,
        wider,
        np.maximum(seen.printed_size, 0.0),
        np.maximum(-seen.printed_size, 0.0),
        np.where(seen.by_weight, 0.0, higher),
        np.where(seen.by_weight, higher, 0.0),
        np.zeros(len(distance)) if seen.twins is None else seen.twins,
    )


def _of_none(seen: Seen) -> tuple[float, float]:
    small = np.clip(_SMALL - np.log(max(seen.pixels, 1.0)), -1.0, 1.0)
    return 1.0, float(small)


def chances(seen: Seen, weights: NameWeights) -> Values:
    """(n,) chance of each product; what is missing to 1 is that of none of them."""
    values = [float(getattr(weights, name)) for name in NAMES]
    utility = np.zeros(len(seen.distance))
    for weight, column in zip(values[:_OF_PRODUCTS], _of_products(seen), strict=True):
        utility += weight * column
    none = sum(
        w * v for w, v in zip(values[_OF_PRODUCTS:], _of_none(seen), strict=True)
    )
    highest = max(none, float(utility.max(initial=none)))
    shares = np.exp(utility - highest)
    shared: Values = shares / (shares.sum() + math.exp(none - highest))
    return shared
