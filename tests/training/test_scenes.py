"""Drawn shelves: repeatable, labelled inside the picture, honest about cover."""

from __future__ import annotations

import numpy as np
import pytest

from training.art import printed
from training.packs import SHAPES, draw_pack
from training.scenes import HELD_BACK, draw_scene
from training.stage import COVERED, IGNORE, PRODUCT, TAG, Stage, clipped

SEEDS = range(HELD_BACK + 50, HELD_BACK + 62)


def empty_stage(height: int = 200, width: int = 300) -> Stage:
    picture = np.zeros((height, width, 3), np.uint8)
    owner = np.zeros((height, width), np.int32)
    return Stage(np.random.default_rng(1), picture, owner, 80.0, 0.5, False)


def test_the_same_seed_draws_the_same_picture() -> None:
    one, other = draw_scene(HELD_BACK, 256, 320), draw_scene(HELD_BACK, 256, 320)

    assert np.array_equal(one.picture, other.picture)
    assert np.array_equal(one.boxes, other.boxes)


def test_another_seed_draws_another_picture() -> None:
    one, other = draw_scene(HELD_BACK, 256, 256), draw_scene(HELD_BACK + 1, 256, 256)

    assert not np.array_equal(one.picture, other.picture)


def test_boxes_lie_inside_the_picture_and_have_an_area() -> None:
    for seed in SEEDS:
        scene = draw_scene(seed, 320, 448)

        assert scene.picture.shape == (320, 448, 3)
        assert len(scene.boxes) == len(scene.kinds) == len(scene.groups)
        assert (scene.boxes >= 0).all()
        assert (scene.boxes[:, 2] <= 448).all() and (scene.boxes[:, 3] <= 320).all()
        assert (scene.boxes[:, 2:] > scene.boxes[:, :2]).all()


def test_shelves_show_products_tags_and_groups_of_equal_units() -> None:
    scenes = [draw_scene(seed, 512, 512) for seed in SEEDS]

    kinds = np.concatenate([scene.kinds for scene in scenes])
    groups = [np.bincount(s.groups[s.groups >= 0]).max(initial=0) for s in scenes]
    assert (kinds == PRODUCT).sum() > 100
    assert (kinds == TAG).sum() > 5
    assert max(groups) >= 4


def test_wanted_size_of_units_is_drawn() -> None:
    heights = []
    for seed in SEEDS:
        scene = draw_scene(seed, 640, 640, facing=120.0)
        boxes = scene.boxes[scene.kinds == PRODUCT]
        heights += (boxes[:, 3] - boxes[:, 1]).tolist()

    assert 60 < np.median(heights) < 180


def test_a_unit_behind_a_poster_loses_its_pixels() -> None:
    stage = empty_stage()
    unit = np.full((80, 40, 4), 255, np.uint8)
    stage.paste(unit, 100, 180, kind=PRODUCT)

    stage.paste(unit, 105, 180)

    assert (stage.owner == 1).sum() == 80 * 5
    assert (stage.owner == COVERED).sum() == 80 * 40


def test_a_box_is_as_large_as_what_is_drawn_of_it() -> None:
    stage = empty_stage()
    unit = np.zeros((80, 40, 4), np.uint8)
    unit[10:70, 5:35] = 255

    stage.paste(unit, 100, 180, kind=PRODUCT)

    assert stage.boxes == [(105.0, 110.0, 135.0, 170.0)]


def test_what_is_mostly_outside_the_frame_teaches_nothing() -> None:
    boxes = np.array([[-30, 0, 10, 50], [-10, 0, 30, 50]], np.float32)
    kinds = np.array([PRODUCT, PRODUCT])

    scene = clipped(np.zeros((60, 60, 3), np.uint8), boxes, kinds, np.array([0, 0]))

    assert scene.kinds.tolist() == [IGNORE, PRODUCT]
    assert scene.boxes[1].tolist() == [0, 0, 30, 50]


@pytest.mark.parametrize("shape", sorted(SHAPES))
@pytest.mark.parametrize("height", [12, 150])
def test_every_shape_can_be_drawn_small_and_large(shape: str, height: int) -> None:
    rng = np.random.default_rng(5)
    width = max(6, int(height * SHAPES[shape][0]))

    pack = draw_pack(rng, shape, height, width)

    assert pack.picture.shape == (height, width, 4)
    assert (pack.picture[..., 3] > 127).mean() > 0.3


def test_art_is_not_one_flat_colour() -> None:
    pictures = [printed(np.random.default_rng(k), 100, 60) for k in range(8)]

    assert np.mean([picture.std() for picture in pictures]) > 20
