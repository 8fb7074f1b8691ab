"""Rows that are no shelf: holes in a wall, reflections, shadows that resemble packs.

Called by `pipeline.vision.detect`. One doubtful facing among sure ones is a facing; a
whole row of doubtful ones, without a price tag, on a photo where others are sure, is
not: what fools the net fools it wherever it is repeated.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from pipeline.types import Box
from pipeline.vision.detections import PRODUCT, Detections
from pipeline.vision.shelves import Shelf, find_rows

_SURE = 0.95
"""A row with such a facing is a shelf, and tells how sure the net is on this photo."""
_UNSURE = 0.9
_USUAL = 0.15
"""Share of the facings of sure rows below whose chance a row's best one must lie."""


def without_ghosts(found: Detections) -> Detections:
    """Drop facings of rows in which nothing is sure and under which no tag hangs."""
    places = np.flatnonzero(found.kinds == PRODUCT)
    facings, tags = found.where(places), found.of("tag")
    shelf = find_rows(_boxes(facings), _boxes(tags))
    rows = [np.array(row.members) for row in shelf.rows]
    sure = [row for row in rows if facings.scores[row].max() >= _SURE]
    if not sure:
        return found
    usual = np.quantile(facings.scores[np.concatenate(sure)], _USUAL)
    least = min(float(usual), _UNSURE)
    tagged = _tagged(shelf, tags)
    keep = np.ones(len(found), bool)
    for row, members in zip(shelf.rows, rows, strict=True):
        if facings.scores[members].max() < least and row.number not in tagged:
            keep[places[members]] = False
    return found.where(keep)


def _tagged(shelf: Shelf, tags: Detections) -> set[int | None]:
    return {shelf.row_above(box) for box in _boxes(tags)}


def _boxes(found: Detections) -> list[Box]:
    sides: npt.NDArray[np.float64] = found.boxes.astype(np.float64)
    return [Box(*corners) for corners in sides.tolist()]
