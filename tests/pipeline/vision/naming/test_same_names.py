"""Names of one reading, held against each other by how alike their groups look."""

from __future__ import annotations

import numpy as np
import pytest

from pipeline.types import Box, Candidate, Detection
from pipeline.vision.naming.recognise import UNKNOWN, Identity
from pipeline.vision.naming.same_names import likeness, settled

ALIKE, UNSURE, APART = 0.5, -1.5, -5.0


def named(product: str, score: float) -> Identity:
    return Identity(product, score, (Candidate(product, score, product),))


def unnamed(product: str, score: float) -> Identity:
    return Identity(None, score, (Candidate(product, score, product),))


def between(odds: float) -> np.ndarray:
    return np.array([[np.nan, odds], [odds, np.nan]])


def names(identities: list[Identity], odds: float) -> list[str | None]:
    return [identity.product_id for identity in settled(identities, between(odds))]


def test_of_two_groups_that_look_otherwise_the_surer_one_keeps_the_name() -> None:
    siblings = [named("mango", 0.99), named("mango", 0.9)]

    assert names(siblings, APART) == ["mango", None]
    assert names(siblings, UNSURE) == ["mango", "mango"]
    assert names([named("mango", 0.9), named("lime", 0.99)], APART) == ["mango", "lime"]


def test_contradicted_group_still_offers_its_candidates() -> None:
    _, other = settled([named("mango", 0.99), named("mango", 0.9)], between(APART))

    assert other == unnamed("mango", 0.9)


def test_unsure_group_takes_the_name_of_a_group_that_looks_the_same() -> None:
    in_glare = [named("mango", 0.95), unnamed("mango", 0.6)]

    assert names(in_glare, ALIKE) == ["mango", "mango"]
    assert names(in_glare, UNSURE) == ["mango", None]


@pytest.mark.parametrize(
    "other",
    [
        pytest.param(unnamed("mango", 0.4), id="hardly likely"),
        pytest.param(unnamed("mango", 0.97), id="its print speaks against it"),
        pytest.param(unnamed("lime", 0.7), id="likelier another product"),
        pytest.param(UNKNOWN, id="like nothing that is known"),
    ],
)
def test_group_that_looks_the_same_is_not_named_for_that_alone(
    other: Identity,
) -> None:
    assert names([named("mango", 0.95), other], ALIKE) == ["mango", None]


def test_name_that_was_taken_back_names_no_other_group() -> None:
    groups = [named("mango", 0.99), named("mango", 0.9), unnamed("mango", 0.6)]
    odds = np.array([[0, APART, APART], [APART, 0, ALIKE], [APART, ALIKE, 0]])

    told = settled(groups, odds)

    assert [identity.product_id for identity in told] == ["mango", None, None]


def test_groups_of_two_photos_and_parts_of_one_group_are_not_compared() -> None:
    boxes = [Box(80.0 * n, 0, 80.0 * n + 70, 120) for n in range(4)]
    facings = [Detection(box, 0.9, 1, photo=n == 3) for n, box in enumerate(boxes)]
    alike = np.array([[0, 1, 2, 9], [1, 0, 3, 9], [2, 3, 0, 9], [9, 9, 9, 0]], float)

    free = likeness([(0, 1), (2,), (3,)], (-1, -1, -1), facings, alike)
    parts = likeness([(0, 1), (2,), (3,)], (4, 4, 5), facings, alike)

    assert free[0, 1] == free[1, 0] == pytest.approx(2.5)
    assert np.isnan(free[:, 2]).all() and np.isnan(np.diag(free)).all()
    assert np.isnan(parts).all()
    told = settled([named("mango", 0.99), named("mango", 0.9), UNKNOWN], parts)
    assert [identity.product_id for identity in told] == ["mango", "mango", None]
