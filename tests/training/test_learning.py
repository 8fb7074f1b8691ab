"""Targets, losses, checkpoints and export; needs the `training` extra."""

from __future__ import annotations

import json
from pathlib import Path

import cv2
import numpy as np
import pytest

torch = pytest.importorskip("torch", reason="the training extra is not installed")

from safetensors.torch import save_file  # noqa: E402

from pipeline.vision.detections import decode  # noqa: E402
from training.dataset import cut_tile, load_photos, shrunk, targets  # noqa: E402
from training.export import difference, export, load_average  # noqa: E402
from training.model import Backbone  # noqa: E402
from training.stage import GAP, IGNORE, PRODUCT, TAG  # noqa: E402
from training.train import Plan, Run, heat_loss, side_loss  # noqa: E402


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
        start_weights=folder / "start.safetensors",
        photos=None,
        out=folder,
        minutes=10.0,
        warmup_minutes=1.0,
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
    one = targets(boxes, np.array([PRODUCT]), 64, tags_known=True)
    picture = torch.randint(0, 255, (2, 3, 64, 64), dtype=torch.uint8)
    stacked = {name: torch.stack([value] * 2) for name, value in one.items()}
    return {"picture": picture, **stacked}


def test_targets_decode_to_the_boxes_they_were_made_from() -> None:
    boxes = np.array([[10, 20, 50, 90], [60, 22, 101, 88]], np.float32)

    made = targets(boxes, np.array([PRODUCT, GAP]), 128, tags_known=True)

    peaks = (made["heat"].numpy() > 0.999).astype(np.float32)
    found = decode(peaks, made["sides"].numpy(), 0.5)
    assert found.kinds.tolist() == [PRODUCT, GAP]
    assert np.allclose(found.boxes, boxes, atol=1e-3)


def test_ignore_areas_and_unknown_tags_give_no_loss() -> None:
    boxes = np.array([[64, 64, 128, 128], [8, 8, 40, 24]], np.float32)

    made = targets(boxes, np.array([IGNORE, TAG]), 128, tags_known=False)

    care = made["care"].numpy()
    assert care[PRODUCT, 20, 20] == 0
    assert care[PRODUCT, 4, 4] == 1
    assert care[TAG, 4, 6] == 1
    assert care[TAG, 28, 2] == 0


def test_perfect_output_has_almost_no_loss() -> None:
    boxes = np.array([[10, 20, 50, 90]], np.float32)
    made = targets(boxes, np.array([PRODUCT]), 128, tags_known=True)
    heat, care = made["heat"][None], made["care"][None]
    sides, weight = made["sides"][None], made["weight"][None]

    right = torch.where(heat > 0.999, 12.0, torch.where(heat > 0.01, -3.0, -12.0))

    assert float(heat_loss(right, heat, care)) < 0.05
    assert float(heat_loss(-right, heat, care)) > 10
    assert float(side_loss(sides, sides, weight)) == pytest.approx(0, abs=1e-5)
    assert float(side_loss(2 * sides + 1, sides, weight)) > 0.5


def test_a_stopped_run_goes_on_where_it_was(tmp_path: Path) -> None:
    write_start_weights(tmp_path / "start.safetensors")
    first = Run(plan(tmp_path))
    for _ in range(2):
        first.learn(batch())
    first.spent_s = 33.0
    first.save()

    second = Run(plan(tmp_path))

    assert (second.step, second.spent_s) == (2, 33.0)
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


def test_a_tile_of_a_photo_keeps_boxes_on_their_units(tmp_path: Path) -> None:
    picture = np.zeros((400, 600, 3), np.uint8)
    for left in range(20, 560, 60):
        picture[100:220, left : left + 40] = 255
    products = [{"box": [left, 100, left + 40, 220]} for left in range(20, 560, 60)]
    for folder in ("photos", "labels"):
        (tmp_path / folder).mkdir()
    cv2.imwrite(str(tmp_path / "photos" / "a.png"), picture)
    (tmp_path / "labels" / "a.json").write_text(json.dumps({"products": products}))

    (photo,) = load_photos(tmp_path)
    tile = cut_tile(np.random.default_rng(8), shrunk(photo), 256)

    whole = tile.boxes[tile.kinds == PRODUCT].astype(int)
    assert len(whole) > 0
    for left, top, right, bottom in whole:
        assert tile.picture[top:bottom, left:right].mean() > 180
