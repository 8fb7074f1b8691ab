"""Photos in bad light are brought to normal light; others are not touched."""

from __future__ import annotations

import numpy as np
import pytest

from pipeline.exposure import in_normal_light

SCENE = np.random.default_rng(1).integers(5, 235, (90, 120, 3)).astype(np.uint8)


def spread(pixels: np.ndarray) -> tuple[float, float]:
    low, high = np.percentile(pixels, (2, 98))
    return float(low), float(high)


@pytest.mark.parametrize(("gain", "haze"), [(0.05, 0), (0.2, 0), (0.1, 225)])
def test_little_contrast_is_spread_out(gain: float, haze: float) -> None:
    bad = (haze + SCENE * gain).astype(np.uint8)

    better = in_normal_light(bad, *spread(bad))

    low, high = spread(better)
    assert low < 30 and high > 190
    # The same picture, but for the steps between few grey levels.
    assert np.corrcoef(better.ravel(), SCENE.ravel())[0, 1] > 0.97


def test_normal_light_is_left_alone() -> None:
    assert in_normal_light(SCENE, *spread(SCENE)) is SCENE
    dim = (SCENE * 0.7).astype(np.uint8)
    assert in_normal_light(dim, *spread(dim)) is dim


def test_a_black_picture_does_not_become_noise() -> None:
    black = np.full((20, 20, 3), 2, np.uint8)

    assert in_normal_light(black, 2, 2).max() <= 40
