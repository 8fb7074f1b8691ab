"""Targets, losses, checkpoints and export; needs the `training` extra."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import pytest

torch = pytest.importorskip("torch", reason="the training extra is not installed")

from safetensors.torch import save_file  # noqa: E402

from pipeline.vision.detection.detections import decode  # noqa: E402
from training.dataset import ShelfPictures, targets  # noqa: E402
from training.export import difference, export, load_average  # noqa: E402
from training.model import Backbone  # noqa: E402
from training.photos import load_home_fridge, load_photos, shrunk  # noqa: E402
from training.real_packs import cut_out, packshots  # noqa: E402
from training.stage import GAP, IGNORE, PRODUCT, TAG, Scene  # noqa: E402
from training.tiles import cut_tile, emptied, swapped  # noqa: E402
from training.train import Plan, Run, box_losses, heat_loss  # noqa: E402


def write_start_weights(file: Path) -> None:
    """Random weights keyed as the ImageNet file is."""
    torch.manual_seed(1)
    stored = {}
    for number, convolution in enumerate(Backbone().convolutions()):
        part = "dw" if convolution.groups > 1 else "conv"
        stored[f"{number:02d}.{part}.weight"] = convolution.weight.detach().clone()
        stored[f"{number:02d}.{part}.bias"] = convolution.bias.detach().clone()
    save_file(stored, file)


def plan(folder: Path) -> Plan:
    return Plan(
        start=folder / "start.safetensors",
        photos=(),
        home_fridge=None,
        packshots=None,
        without=frozenset(),
        out=folder,
        steps=1000,
        real_share=0.0,
        batch=2,
        size=64,
        rate=1e-3,
        workers=0,
        threads=1,
        seed=7,
    )


def batch() -> dict[str, object]:
    boxes = np.array([[8, 8, 40, 56]], np.float32)
    one = targets(boxes, np.array([PRODUCT]), 64)
    picture = torch.randint(0, 255, (2, 3, 64, 64), dtype=torch.uint8)
    stacked = {name: torch.stack([value] * 2) for name, value in one.items()}
    return {"picture": picture, **stacked}


def test_targets_decode_to_the_boxes_they_were_made_from() -> None:
    boxes = np.array([[10, 20, 50, 90], [60, 22, 101, 88]], np.float32)

    made = targets(boxes, np.array([PRODUCT, GAP]), 128)

    peaks = (made["heat"].numpy() > 0.999).astype(np.float32)
    found = decode(peaks, made["sides"].numpy(), 0.5)
    assert found.kinds.tolist() == [PRODUCT, GAP]
    assert np.allclose(found.boxes, boxes, atol=1e-3)


def test_ignore_areas_and_unknown_tags_give_no_loss() -> None:
    boxes = np.array([[64, 64, 128, 128], [8, 8, 40, 24]], np.float32)

    made = targets(boxes, np.array([IGNORE, TAG]), 128, [TAG])

    care = made["care"].numpy()
    assert care[PRODUCT, 20, 20] == 0
    assert care[PRODUCT, 4, 4] == 1
    assert care[TAG, 4, 6] == 1
    assert care[TAG, 28, 2] == 0


def test_perfect_output_has_almost_no_loss() -> None:
    boxes = np.array([[10, 20, 50, 90]], np.float32)
    made = targets(boxes, np.array([PRODUCT]), 128)
    heat, care = made["heat"][None], made["care"][None]
    sides, weight = made["sides"][None], made["weight"][None]

    right = torch.where(heat > 0.999, 12.0, torch.where(heat > 0.01, -3.0, -12.0))

    assert float(heat_loss(right, heat, care)) < 0.05
    assert float(heat_loss(-right, heat, care)) > 10
    sure = torch.full_like(weight, 12.0)
    off, misjudged = box_losses(sides, sure, sides, weight)
    assert float(off) == pytest.approx(0, abs=1e-5)
    assert float(misjudged) < 0.01
    off, misjudged = box_losses(2 * sides + 1, sure, sides, weight)
    assert float(off) > 0.5
    assert float(misjudged) > 1


def test_a_stopped_run_goes_on_where_it_was(tmp_path: Path) -> None:
    write_start_weights(tmp_path / "start.safetensors")
    first = Run(plan(tmp_path))
    for _ in range(2):
        first.learn(batch())
    first.save()

    second = Run(plan(tmp_path))

    assert second.step == 2
    for name, value in first.net.state_dict().items():
        assert torch.equal(value, second.net.state_dict()[name])


def test_learning_lowers_the_loss_on_one_picture(tmp_path: Path) -> None:
    write_start_weights(tmp_path / "start.safetensors")
    run, same = Run(plan(tmp_path)), batch()
    run.step = 200

    losses = [sum(run.learn(same)) for _ in range(8)]

    assert losses[-1] < 0.8 * losses[0]


def test_exported_net_equals_the_trained_one(tmp_path: Path) -> None:
    write_start_weights(tmp_path / "start.safetensors")
    run = Run(plan(tmp_path))
    for _ in range(3):
        run.learn(batch())
    with torch.no_grad():
        run.average["heat.bias"].fill_(0.0)
        run.average["heat.weight"].mul_(100.0)  # an untrained net has no clear peaks
    run.save()

    export(load_average(tmp_path / "last.pt"), tmp_path / "net.onnx")

    trained = load_average(tmp_path / "last.pt")
    assert difference(trained, tmp_path / "net.onnx", seeds=(3,)) < 2e-3
    trained.heat.bias.data.add_(1.0)
    assert difference(trained, tmp_path / "net.onnx", seeds=(3,)) > 0.01
    assert (tmp_path / "net.onnx").stat().st_size < 12e6


def test_a_run_can_start_from_an_earlier_one(tmp_path: Path) -> None:
    write_start_weights(tmp_path / "start.safetensors")
    drawn_only = Run(plan(tmp_path))
    drawn_only.learn(batch())
    drawn_only.save()

    further = Run(
        replace(plan(tmp_path), start=tmp_path / "last.pt", out=tmp_path / "further")
    )

    assert further.step == 0
    for name, value in drawn_only.average.items():
        assert torch.equal(value, further.net.state_dict()[name])


def write_shelf(folder: Path) -> None:
    """A photo of nine white units, 40 x 120 pixels, on black, with its label."""
    picture = np.zeros((400, 600, 3), np.uint8)
    for left in range(20, 560, 60):
        picture[100:220, left : left + 40] = 255
    products = [{"box": [left, 100, left + 40, 220]} for left in range(20, 560, 60)]
    for kind in ("photos", "labels"):
        (folder / kind).mkdir()
    cv2.imwrite(str(folder / "photos" / "a.png"), picture)
    (folder / "labels" / "a.json").write_text(json.dumps({"products": products}))


def test_a_tile_of_a_photo_keeps_boxes_on_their_units(tmp_path: Path) -> None:
    write_shelf(tmp_path)

    (photo,) = load_photos(tmp_path)
    tile = cut_tile(np.random.default_rng(8), shrunk(photo), 256)

    whole = tile.boxes[tile.kinds == PRODUCT].astype(int)
    assert len(whole) > 0
    for left, top, right, bottom in whole:
        assert tile.picture[top:bottom, left:right].mean() > 180


def test_units_are_cut_out_along_their_outline(tmp_path: Path) -> None:
    write_shelf(tmp_path)

    units = cut_out(load_photos(tmp_path))

    assert len(units) == 9
    assert units[0].shape == (120, 40, 4)
    assert units[0][10:-10, 5:-5, 3].min() == 255


def test_packshot_loses_its_white_ground_and_keeps_its_white_print(
    tmp_path: Path,
) -> None:
    picture = np.full((200, 160, 3), 255, np.uint8)
    picture[40:180, 50:120] = (40, 90, 200)
    picture[80:100, 70:100] = 255
    cv2.imwrite(str(tmp_path / "pack.png"), picture)

    (unit,) = packshots(tmp_path)

    assert unit.shape == (140, 70, 4)
    assert unit[..., 3].min() == 255


def test_swapped_units_change_the_picture_inside_boxes_only(tmp_path: Path) -> None:
    write_shelf(tmp_path)
    rng, (photo,) = np.random.default_rng(2), load_photos(tmp_path)
    scene = Scene(photo.picture, photo.boxes, photo.kinds, photo.groups)
    red = np.full((120, 40, 4), (255, 0, 0, 255), np.uint8)

    other = swapped(rng, scene, [red])

    changed = (other.picture != scene.picture).any(2)
    assert changed.any()
    outside = np.ones(changed.shape, bool)
    for left, top, right, bottom in photo.boxes.astype(int):
        outside[top:bottom, left:right] = False
    assert not changed[outside].any()
    assert np.array_equal(other.boxes, scene.boxes)


def test_emptied_units_become_gaps(tmp_path: Path) -> None:
    write_shelf(tmp_path)
    (photo,) = load_photos(tmp_path)
    scene = Scene(photo.picture, photo.boxes, photo.kinds, photo.groups)
    board = np.full((120, 40, 4), (90, 90, 90, 255), np.uint8)

    other = emptied(np.random.default_rng(2), scene, [board])

    gaps = other.boxes[other.kinds == GAP].astype(int)
    assert 1 <= len(gaps) <= 3
    for left, top, right, bottom in gaps:
        assert other.picture[top:bottom, left:right].max() < 130
    assert len(other.boxes) == len(scene.boxes)


def test_photos_without_goods_teach_that_nothing_is_there(tmp_path: Path) -> None:
    for kind in ("positive", "negative"):
        (tmp_path / kind).mkdir()
        cv2.imwrite(
            str(tmp_path / kind / "1.jpg"), np.full((300, 300, 3), 90, np.uint8)
        )
    (tmp_path / "positive" / "1.bboxes.tsv").write_text("20\t30\t90\t150\n")

    nothing, fridge = load_home_fridge(tmp_path)
    example = next(iter(ShelfPictures([nothing], [], 1.0, 128, 3)))

    assert len(nothing.boxes) == 0
    assert fridge.boxes.tolist() == [[20, 30, 90, 150]]
    assert float(example["heat"].max()) == 0
    assert float(example["care"][GAP].min()) == 1
