"""How facings stand to each other, and how often neighbours of a shelf are the same.

Called by `pipeline.vision.looks.grouping`. Long rows of one product stand on some
shelves; on others each pack is another flavour than the one beside it.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from pipeline.types import Detection

Matrix = npt.NDArray[np.float64]
Pairs = npt.NDArray[np.bool_]

_WIDEST_GAP = 0.6  # of the narrower pack; farther apart a pack may be missing between
_ROUNDS = 60


def beside(facings: Sequence[Detection]) -> Pairs:
    """(n, n) whether two stand in one row, on the same board or the same packs."""
    rows = np.array([(f.photo, f.row, f.level) for f in facings]).reshape(-1, 3)
    found: Pairs = (rows[:, None] == rows).all(axis=2)
    return found


def nearness(facings: Sequence[Detection], in_row: Pairs) -> Matrix:
    """(n, n) 1 for neighbours in a row, fading over three widths; `in_row` is what
    `beside` tells."""
    x = np.array([f.box.centre[0] for f in facings])
    widths = np.array([max(f.box.width, 1.0) for f in facings])
    steps = np.abs(x[:, None] - x) / ((widths[:, None] + widths) / 2)
    near: Matrix = np.exp(-np.maximum(0.0, steps - 1) / 3)
    return np.where(in_row, near, 0.0)


def stacked(facings: Sequence[Detection]) -> Pairs:
    """(n, n) whether one stands right on the other."""
    left, top, right, bottom = (
        np.array([(f.box.left, f.box.top, f.box.right, f.box.bottom) for f in facings])
        .reshape(-1, 4)
        .T
    )
    photos = np.array([f.photo for f in facings])
    width, height, middle = right - left, bottom - top, (top + bottom) / 2
    shared = np.minimum(right[:, None], right) - np.maximum(left[:, None], left)
    apart = np.abs(middle[:, None] - middle)
    found: Pairs = (
        (photos[:, None] == photos)
        & (shared > 0.5 * np.minimum(width[:, None], width))
        & (apart < 1.3 * (height[:, None] + height) / 2)
    )
    np.fill_diagonal(found, False)
    return found


def next_to(facings: Sequence[Detection]) -> list[tuple[int, int]]:
    """Every two that stand right beside each other, from the left."""
    rows: dict[tuple[int, int, int], list[int]] = {}
    for index in np.argsort([f.box.left + f.box.right for f in facings]):
        facing = facings[index]
        place = facing.photo, facing.row, facing.level
        rows.setdefault(place, []).append(int(index))
    return [
        (one, other)
        for row in rows.values()
        for one, other in pairwise(row)
        if _touch(facings[one], facings[other])
    ]


def _touch(one: Detection, other: Detection) -> bool:
    gap = other.box.left - one.box.right
    return gap < _WIDEST_GAP * min(one.box.width, other.box.width)


def variety(odds: Matrix, usual: float, worth: float) -> float:
    """Log-odds, none or negative, by which neighbours of this photo are seldomer the
    same product than on the shelves that the odds were fitted on.

    `odds` (pairs,) are log-odds of its neighbours, in which a share of `usual` is taken
    for granted; that is believed like as many pairs as `worth`. Expectation and
    maximisation (Dempster, Laird and Rubin 1977) of a mixing share under a beta prior.
    More than the usual is never given: rows of one product end, too, and beside them
    stands its next flavour.
    """
    share = usual
    told = np.exp(np.clip(odds - _log_odds(usual), -20.0, 20.0))
    for _ in range(_ROUNDS):
        same = share * told / (share * told + 1 - share)
        share = (float(same.sum()) + worth * usual) / (len(odds) + worth)
    return min(0.0, _log_odds(share) - _log_odds(usual))


def _log_odds(share: float) -> float:
    return float(np.log(share / (1 - share)))
