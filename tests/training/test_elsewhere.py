"""Pictures without goods: what they must be for the detector to learn from them."""

from __future__ import annotations

import numpy as np
import pytest

from training.elsewhere import DRAWINGS, Drawing, draw_elsewhere
from training.scenes import draw_scene

SIZE = (96, 128)


@pytest.mark.parametrize("drawing", DRAWINGS, ids=lambda drawing: drawing.__name__)
def test_each_kind_of_picture_puts_something_on_its_ground(drawing: Drawing):
    ground = np.full((*SIZE, 3), 255, np.uint8)
    picture = ground.copy()

    drawing(np.random.default_rng(4), picture)

    assert (picture != ground).any(2).mean() > 0.02


def test_one_seed_gives_one_picture_and_another_seed_another():
    first, again, other = (
        draw_elsewhere(np.random.default_rng(seed), *SIZE) for seed in (1, 1, 2)
    )

    assert first.shape == (*SIZE, 3)
    assert np.array_equal(first, again)
    assert not np.array_equal(first, other)


def test_some_scenes_are_nothing_but_such_a_picture():
    scenes = [draw_scene(seed, *SIZE, facing=30) for seed in range(60)]

    empty = [scene for scene in scenes if not len(scene)]

    assert 1 <= len(empty) < 15
    assert all(scene.picture.shape == (*SIZE, 3) for scene in empty)
