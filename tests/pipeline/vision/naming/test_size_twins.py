"""Sizes of one product on one photo tell each other apart, and nothing alone."""

from __future__ import annotations

import numpy as np
import pytest

from pipeline.types import CatalogueProduct
from pipeline.vision.naming.name_odds import Values
from pipeline.vision.naming.pack_scale import Packs, Standing, reckoned_height
from pipeline.vision.naming.size_twins import families_of, told_by_twins

NAMES = ("Coke 500 ml", "Coke 1 L", "Fanta 500 ml", "Tea")
FAMILIES = families_of([CatalogueProduct(name, name) for name in NAMES])
SHAPE = np.full(4, np.log(0.35))
AMOUNTS = np.array([500.0, 1000.0, 500.0, np.nan])
PACKS = Packs(SHAPE, reckoned_height(AMOUNTS, SHAPE), np.zeros(4, bool))
OPEN = np.array([0.45, 0.45, 0.02, 0.0])


def group(height: float, middle: float = 0.0) -> Standing:
    return Standing(float(SHAPE[0]), float(np.log(height)), middle, 3)


def told(*groups: Standing, chances: Values = OPEN) -> list[Values]:
    return told_by_twins(groups, [chances for _ in groups], PACKS, FAMILIES)


def test_names_that_differ_in_their_sizes_are_one_family() -> None:
    assert FAMILIES.tolist() == [0, 0, 1, 2]


@pytest.mark.parametrize("pixels", [60.0, 160.0, 400.0])
def test_the_higher_of_two_groups_is_the_larger_size(pixels: float) -> None:
    small, large = told(group(pixels), group(1.26 * pixels))

    assert small[0] == 0 and small[1] <= -1.5
    assert large[1] == 0 and large[0] <= -1.5


def test_groups_of_one_height_leave_their_size_open() -> None:
    one, other = told(group(100), group(101))

    assert one[0] == pytest.approx(one[1], abs=0.3)
    assert other[0] == pytest.approx(other[1], abs=0.3)


def test_one_group_alone_tells_nothing() -> None:
    assert not told(group(100))[0].any()


def test_another_product_beside_it_tells_nothing() -> None:
    fanta = np.array([0.0, 0.0, 0.95, 0.0])

    found = told_by_twins([group(100), group(126)], [OPEN, fanta], PACKS, FAMILIES)

    assert not any(odds.any() for odds in found)


def test_farther_apart_on_the_photo_heights_tell_less() -> None:
    beside, _ = told(group(100), group(126))
    apart, _ = told(group(100, -0.4), group(126, 0.4))

    assert beside[1] < apart[1] < 0


def test_sizes_never_tell_more_than_a_bound() -> None:
    found = told(*[group(100)], *[group(126) for _ in range(9)])

    assert all(odds.min() >= -3.0 for odds in found)


def test_without_products_or_groups_there_is_nothing_to_tell() -> None:
    nothing = Packs(np.zeros(0), np.zeros(0), np.zeros(0, bool))

    assert told() == []
    assert told_by_twins([group(9)] * 2, [np.zeros(0)] * 2, nothing, families_of([]))
