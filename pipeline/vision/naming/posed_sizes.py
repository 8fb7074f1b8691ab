"""Sizes of one pack: looks from a shelf bring all of them nearer, packshots part them.

Called by `pipeline.vision.naming.product_index`. The look of a facing is nearer to
another facing, of whatever size, than to any packshot. A shop that has named one size
of a pack would so see that size everywhere, and not the one of which it has but a
packshot.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from pipeline.types import CatalogueProduct
from pipeline.vision.naming.name_odds import Values
from pipeline.vision.naming.names import words_of
from pipeline.vision.text.sizes import without_sizes

Numbers = npt.NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class PosedFamily:
    """Sizes of one pack, each with a packshot, some with looks from shelves: their
    numbers, the rows of their packshots in that order, and where those of each begin.
    """

    numbers: Numbers
    rows: Numbers
    starts: Numbers


def posed_families(
    products: Sequence[CatalogueProduct],
    owners: Numbers,
    is_crop: npt.NDArray[np.bool_],
) -> list[PosedFamily]:
    """(rows,) `owners` are the numbers of the products whose looks are known, and
    `is_crop` tells which of them come from a shelf."""
    cropped = set(owners[is_crop].tolist())
    posed = set(owners[~is_crop].tolist())
    if not cropped or not posed:
        return []
    found = []
    for numbers in same_but_size(products).values():
        members = [number for number in numbers if number in posed]
        if len(members) > 1 and cropped.intersection(members):
            rows = np.flatnonzero(np.isin(owners, members) & ~is_crop)
            _, starts = np.unique(owners[rows], return_index=True)
            found.append(PosedFamily(np.array(members, np.intp), rows, starts))
    return found


def brought_nearer(posed: Values, known: Values) -> Values:
    """(groups, sizes) distances that differ as those of packshots do (`posed`), the
    least of them being the least that is known."""
    nearer = posed.min(axis=1, keepdims=True) - known.min(axis=1, keepdims=True)
    moved: Values = posed - nearer
    return moved


def same_but_size(
    products: Sequence[CatalogueProduct],
) -> dict[tuple[str, ...], list[int]]:
    """Numbers of products, in their order, whose names differ in their sizes alone."""
    same: dict[tuple[str, ...], list[int]] = {}
    for number, product in enumerate(products):
        words = words_of(without_sizes(product.name))
        if words:
            same.setdefault(words, []).append(number)
    return same
