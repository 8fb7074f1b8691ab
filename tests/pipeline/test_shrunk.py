"""Smaller photos by halves equal those made in one step."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from pipeline.shrunk import Halves


def photo(width: int, height: int) -> np.ndarray:
    noise = np.random.default_rng(4).integers(0, 255, (height // 8, width // 8, 3))
    smooth = cv2.resize(noise.astype(np.uint8), (width, height))
    return np.asarray(smooth, np.uint8)


@pytest.mark.parametrize("size", [(640, 480), (500, 375), (1000, 750)])
@pytest.mark.parametrize("sides", [(2000, 1500), (2001, 1501)])
def test_a_photo_shrunk_by_halves_is_the_same_picture(
    sides: tuple[int, int], size: tuple[int, int]
) -> None:
    pixels = photo(*sides)

    by_halves = Halves(pixels).at(*size)

    at_once = cv2.resize(pixels, size, interpolation=cv2.INTER_AREA)
    difference = np.abs(by_halves.astype(int) - at_once)
    assert by_halves.shape == (size[1], size[0], 3)
    assert difference.max() <= 12 and difference.mean() < 2


def test_nothing_is_done_to_a_photo_of_the_right_size() -> None:
    pixels = photo(640, 480)

    assert Halves(pixels).at(640, 480) is pixels
    assert Halves(pixels).within(1024) is pixels


def test_a_photo_can_be_enlarged() -> None:
    assert Halves(photo(160, 120)).at(400, 300).shape == (300, 400, 3)


def test_the_longer_side_is_kept_within_the_limit() -> None:
    assert Halves(photo(1600, 800)).within(1024).shape == (512, 1024, 3)
    assert Halves(photo(800, 1600)).within(1024).shape == (1024, 512, 3)
