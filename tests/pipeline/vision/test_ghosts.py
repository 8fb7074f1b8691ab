"""Rows of doubtful facings: dropped where the photo is sure of others."""

from __future__ import annotations

import numpy as np
import pytest

from pipeline.vision.detections import KINDS, Detections, joined, nothing
from pipeline.vision.ghosts import without_ghosts

SIZE = 50.0


def row_at(y: float, chances: list[float]) -> Detections:
    """Facings side by side, the tops at y."""
    boxes = [
        [10 + 60 * i, y, 10 + 60 * i + SIZE, y + SIZE] for i in range(len(chances))
    ]
    return found("product", boxes, chances)


def tag_under(y: float, chance: float = 0.9) -> Detections:
    return found("tag", [[30, y + SIZE + 4, 60, y + SIZE + 16]], [chance])


def found(kind: str, boxes: list[list[float]], chances: list[float]) -> Detections:
    kinds = np.full(len(boxes), KINDS.index(kind))
    return Detections(np.array(boxes, np.float32), np.array(chances, np.float32), kinds)


SURE = row_at(300, [0.99, 1.0, 0.97, 0.99, 0.98, 0.99])
HOLES = row_at(20, [0.7, 0.85, 0.6, 0.75])


def test_row_of_doubtful_facings_above_sure_ones_is_no_shelf() -> None:
    left = without_ghosts(joined([HOLES, SURE]))

    assert np.array_equal(left.boxes, SURE.boxes)


def test_row_with_one_sure_facing_is_a_shelf() -> None:
    row = row_at(20, [0.7, 0.96, 0.6, 0.75])

    assert len(without_ghosts(joined([row, SURE]))) == 10


def test_row_with_a_price_tag_under_it_is_a_shelf() -> None:
    every = joined([HOLES, tag_under(20), SURE])

    assert len(without_ghosts(every)) == len(every)


def test_doubtful_facing_among_sure_ones_stays() -> None:
    row = row_at(300, [0.99, 0.5, 0.97, 0.99])

    assert len(without_ghosts(row)) == 4


def test_photo_on_which_nothing_is_sure_keeps_all_rows() -> None:
    dim = joined([row_at(20, [0.5, 0.6]), row_at(300, [0.9, 0.8, 0.9])])

    assert len(without_ghosts(dim)) == 5


def test_photo_whose_sure_rows_hold_as_doubtful_facings_keeps_all_rows() -> None:
    mixed = row_at(300, [0.99, 0.7, 0.96, 0.6, 0.98, 0.7])

    assert len(without_ghosts(joined([HOLES, mixed]))) == 10


@pytest.mark.parametrize("kind", ["gap", "tag"])
def test_gaps_and_tags_stay(kind: str) -> None:
    other = found(kind, [[400, 20, 450, 70]], [0.5])

    left = without_ghosts(joined([HOLES, other, SURE]))

    assert np.array_equal(left.of(kind).boxes, other.boxes)


def test_empty_photo_has_no_rows() -> None:
    assert len(without_ghosts(nothing())) == 0
