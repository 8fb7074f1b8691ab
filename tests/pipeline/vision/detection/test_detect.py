"""The detector: choice of scale, readings, and the shipped weights."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import onnx
import pytest
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

from pipeline.errors import ModelUnavailable
from pipeline.shrunk import Halves
from pipeline.vision.boxes import overlaps
from pipeline.vision.detection.context import ContextScale
from pipeline.vision.detection.detect import Detector, Tuning
from pipeline.vision.detection.detections import (
    PRODUCT,
    TAG,
    Detections,
)
from pipeline.vision.models import session
from tests.pipeline.vision.detected import boxes
from training.scenes import HELD_BACK, draw_scene
from training.stage import PRODUCT as DRAWN_PRODUCT

Picture = NDArray[np.uint8]
PLAIN = Tuning("plain", (1.0, 1.0, 1.0), (0.0, 0.0, 0.0), (0.3, 0.3, 0.3))


class BlobNet:
    """Finds every bright upright blob of one colour, as an ideal net of the real
    net's shape would, if its height lies between `low` and `high` pixels."""

    def __init__(self, low: float, high: float) -> None:
        self.low, self.high = low, high
        self.shapes: list[tuple[int, int]] = []

    def __call__(self, picture: Picture) -> tuple[NDArray[np.float32], ...]:
        height, width = picture.shape[:2]
        self.shapes.append((height, width))
        peaks = np.zeros((3, height // 4, width // 4), np.float32)
        sides = np.zeros((4, height // 4, width // 4), np.float32)
        bright = picture[..., 0] > 160
        for left, right in _runs(bright.any(0)):
            for top, bottom in _runs(bright[:, left:right].any(1)):
                if self.low <= bottom - top <= self.high:
                    row, column = (top + bottom) // 8, (left + right) // 8
                    x, y = column * 4 + 2, row * 4 + 2
                    peaks[PRODUCT, row, column] = 0.9
                    sides[:, row, column] = x - left, y - top, right - x, bottom - y
        return peaks, sides


def _runs(line: NDArray[np.bool_]) -> list[tuple[int, int]]:
    edges = np.flatnonzero(np.diff(np.concatenate([[0], line.view(np.int8), [0]])))
    return list(zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True))


def shelf(columns: int, rows: int, unit: tuple[int, int], space: int) -> Picture:
    """A black picture with a grid of white units (height, width)."""
    height, width = unit
    shape = (rows * (height + space) + space, columns * (width + space) + space, 3)
    picture = np.zeros(shape, np.uint8)
    for row in range(rows):
        for column in range(columns):
            top, left = space + row * (height + space), space + column * (width + space)
            picture[top : top + height, left : left + width] = 255
    return picture


def test_units_at_tile_borders_are_found_once() -> None:
    photo = shelf(columns=36, rows=22, unit=(96, 60), space=10)
    detector = Detector(BlobNet(50, 200), PLAIN)

    found = detector.read_at(Halves(photo), 1.0)

    assert photo.shape[0] * photo.shape[1] > 4 * Detector.TILE_PIXELS
    assert len(found) == 36 * 22
    assert np.allclose(found.boxes[:, 3] - found.boxes[:, 1], 96)


def test_photo_of_tiny_units_is_read_larger() -> None:
    photo = shelf(columns=50, rows=16, unit=(90, 50), space=10)
    net = BlobNet(15, 200)
    detector = Detector(net, PLAIN)

    found = detector.detect(photo)

    assert len(found) == 50 * 16
    # Coarse, the units are 19 px high; they were then read near 62 px.
    assert max(max(shape) for shape in net.shapes[1:]) > 640
    assert max(high * wide for high, wide in net.shapes) <= Detector.TILE_PIXELS
    assert np.allclose(np.median(found.boxes[:, 3] - found.boxes[:, 1]), 90, atol=2)


def test_photo_of_one_huge_unit_is_read_smaller() -> None:
    photo = shelf(columns=1, rows=1, unit=(1500, 900), space=100)
    net = BlobNet(30, 700)
    detector = Detector(net, PLAIN)

    found = detector.detect(photo)

    assert len(found) == 1
    assert min(max(shape) for shape in net.shapes) <= 288


def test_an_empty_photo_is_looked_at_twice_and_no_more() -> None:
    net = BlobNet(10, 900)

    found = Detector(net, PLAIN).detect(np.zeros((600, 800, 3), np.uint8))

    assert len(found) == 0
    assert len(net.shapes) <= 4  # the coarse look, and at most four tiles in all


def test_a_good_coarse_reading_is_kept() -> None:
    photo = shelf(columns=8, rows=8, unit=(66, 60), space=12)
    net = BlobNet(50, 200)

    found = Detector(net, PLAIN).detect(photo)

    assert len(found) == 64
    half, nearly, same, mirrored, near = sorted(max(shape) for shape in net.shapes)
    assert half < nearly < same == mirrored == PLAIN.coarse_px < near


class Watched(Detector):
    """Remembers at which scales a photo was read."""

    def read_at(
        self, photo: Halves, scale: float, mirrored: bool = False
    ) -> Detections:
        self.scales.append(scale)
        return super().read_at(photo, scale, mirrored)

    def __init__(self, net: BlobNet) -> None:
        super().__init__(net, PLAIN)
        self.scales: list[float] = []


def test_what_the_coarse_reading_saw_is_not_looked_at_again() -> None:
    photo = shelf(columns=18, rows=18, unit=(66, 60), space=12)
    detector = Watched(BlobNet(20, 200))

    found = detector.detect(photo)

    coarse, best, *looks = detector.scales
    assert len(found) == 324
    assert coarse / best == pytest.approx(0.5, rel=0.1)
    assert [look / best for look in looks] == pytest.approx([0.71, 1.41, 1.0])


def test_one_more_look_is_not_taken_beyond_what_helps() -> None:
    photo = shelf(columns=4, rows=4, unit=(330, 300), space=40)
    detector = Watched(BlobNet(20, 2000))
    detector.LONGEST = 640

    detector.detect(photo)

    longest = max(photo.shape)
    assert len(detector.scales) >= 3
    assert max(detector.scales) * longest <= 640 * detector.SAME_SCALE


def test_a_photo_is_read_in_a_mirror_as_it_is() -> None:
    photo = shelf(columns=5, rows=3, unit=(90, 60), space=12)
    photo[:, :200] = 0
    detector = Detector(BlobNet(10, 900), PLAIN)

    plain = detector.read_at(Halves(photo), 0.8)
    mirrored = detector.read_at(Halves(photo), 0.8, mirrored=True)

    cover = overlaps(plain.boxes, mirrored.boxes)
    assert len(plain) == len(mirrored) == 9
    assert (cover.max(1) > 0.9).all()


def test_facings_are_judged_with_what_stands_around_them() -> None:
    weights = ContextScale(-1.0, {"net": 1.0, "alike": 4.0})
    tuning = replace(PLAIN, context=weights)
    row = [(i * 50, 0, i * 50 + 40, 90, 0.5, PRODUCT) for i in range(5)]
    found = boxes(*row, (20, 300, 60, 390, 0.5, PRODUCT), (0, 99, 30, 110, 0.5, TAG))

    judged = tuning.probabilities(found)

    assert judged.scores[:5].min() > 0.7
    assert judged.scores[5:].tolist() == pytest.approx([1 / (1 + np.e), 0.5])


def test_platt_scaling_turns_raw_scores_into_probabilities() -> None:
    tuning = Tuning("t", (2.0, 1.0, 1.0), (1.0, 0.0, 0.0), (0.5, 0.5, 0.5))

    sure = tuning.probabilities(boxes((0, 0, 1, 1, 0.5, 0), (0, 0, 1, 1, 0.5, 1)))

    assert sure.scores.tolist() == pytest.approx([1 / (1 + np.exp(-1.0)), 0.5])


def test_boxes_are_cut_at_the_frame_of_the_photo() -> None:
    photo = np.zeros((200, 300, 3), np.uint8)

    def net(picture: Picture) -> tuple[NDArray[np.float32], ...]:
        cells = (picture.shape[0] // 4, picture.shape[1] // 4)
        peaks, sides = np.zeros((3, *cells), np.float32), np.zeros((4, *cells))
        peaks[PRODUCT, 1, 1] = 0.9
        sides[:, 1, 1] = 50
        return peaks, sides.astype(np.float32)

    found = Detector(net, PLAIN).candidates(photo)

    assert len(found) > 0
    assert found.boxes[:, :2].min() == 0


@pytest.mark.parametrize("size", [(4, 4), (5, 900)])
def test_a_sliver_of_a_picture_gives_nothing(size: tuple[int, int]) -> None:
    found = Detector(BlobNet(1, 900), PLAIN).detect(np.zeros((*size, 3), np.uint8))

    assert len(found) == 0
    assert found.boxes.shape == (0, 4)


def write_random_net(folder: Path) -> None:
    """A net of the real one's inputs and outputs with random weights."""
    rng = np.random.default_rng(3)
    weights = {
        "heat_w": rng.normal(0, 0.02, (3, 3, 1, 1)),
        "side_w": rng.normal(0, 0.02, (4, 3, 1, 1)),
    }
    nodes = [
        helper.make_node("Cast", ["picture"], ["float"], to=TensorProto.FLOAT),
        helper.make_node("Transpose", ["float"], ["nchw"], perm=[0, 3, 1, 2]),
        helper.make_node(
            "AveragePool", ["nchw"], ["small"], kernel_shape=[4, 4], strides=[4, 4]
        ),
        helper.make_node("Conv", ["small", "heat_w"], ["heat"]),
        helper.make_node("Sigmoid", ["heat"], ["chance"]),
        helper.make_node("Squeeze", ["chance", "first"], ["peaks"]),
        helper.make_node("Conv", ["small", "side_w"], ["raw"]),
        helper.make_node("Abs", ["raw"], ["distance"]),
        helper.make_node("Squeeze", ["distance", "first"], ["sides"]),
    ]
    graph = helper.make_graph(
        nodes,
        "random",
        [helper.make_tensor_value_info("picture", TensorProto.UINT8, [1, "h", "w", 3])],
        [
            helper.make_tensor_value_info("peaks", TensorProto.FLOAT, [3, "r", "c"]),
            helper.make_tensor_value_info("sides", TensorProto.FLOAT, [4, "r", "c"]),
        ],
        [
            *(
                numpy_helper.from_array(value.astype(np.float32), name)
                for name, value in weights.items()
            ),
            numpy_helper.from_array(np.array([0], np.int64), "first"),
        ],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)])
    model.ir_version = 8
    onnx.save(model, folder / "detector.onnx")


def write_tuning(folder: Path) -> None:
    stored = {
        "version": "random-1",
        "slopes": [1, 1, 1],
        "offsets": [0, 0, 0],
        "thresholds": [0.5, 0.5, 0.5],
        "context": {"start": 0, "weights": {"net": 1}},
        "coarse_px": 128,
        "unit_px": 62,
    }
    (folder / "detector.json").write_text(json.dumps(stored))


def test_weights_from_a_folder_are_loaded_and_run(tmp_path: Path) -> None:
    write_random_net(tmp_path)
    write_tuning(tmp_path)
    photo = np.random.default_rng(0).integers(0, 255, (60, 90, 3), dtype=np.uint8)

    detector = Detector.load(tmp_path, threads=1)
    found = detector.candidates(photo)

    assert detector.version == "random-1"
    assert len(found) > 0
    assert (found.boxes[:, 2] <= 90).all() and (found.boxes[:, 3] <= 60).all()
    assert ((found.scores > 0) & (found.scores < 1)).all()


def test_tuning_without_context_is_a_clear_error(tmp_path: Path) -> None:
    write_random_net(tmp_path)
    write_tuning(tmp_path)
    file = tmp_path / "detector.json"
    stored = json.loads(file.read_text())
    file.write_text(json.dumps({**stored, "context": {"weight": 1}}))

    with pytest.raises(ModelUnavailable, match=r"detector\.json"):
        Detector.load(tmp_path)


def test_one_session_serves_every_detector_of_a_process(tmp_path: Path) -> None:
    write_random_net(tmp_path)

    first = session(tmp_path / "detector.onnx", 1)

    assert session(tmp_path / "detector.onnx", 1) is first


def test_missing_weights_are_named(tmp_path: Path) -> None:
    with pytest.raises(ModelUnavailable, match=r"detector\.onnx"):
        Detector.load(tmp_path)


def test_broken_weights_are_a_clear_error(tmp_path: Path) -> None:
    (tmp_path / "detector.onnx").write_bytes(b"no model")
    write_tuning(tmp_path)

    with pytest.raises(ModelUnavailable, match="cannot be loaded"):
        Detector.load(tmp_path)


def test_missing_tuning_is_a_clear_error(tmp_path: Path) -> None:
    write_random_net(tmp_path)

    with pytest.raises(ModelUnavailable, match=r"detector\.json"):
        Detector.load(tmp_path)


@pytest.fixture(scope="module")
def shipped() -> Detector:
    return Detector.load(threads=2)


def test_shipped_weights_find_most_units_of_drawn_shelves(shipped: Detector) -> None:
    right = said = there = 0
    for seed in range(900, 906):
        scene = draw_scene(HELD_BACK + seed, 640, 832)
        truth = scene.boxes[scene.kinds == DRAWN_PRODUCT]

        found = shipped.detect(scene.picture).of("product")

        right += int((overlaps(truth, found.boxes).max(1, initial=0) >= 0.5).sum())
        said, there = said + len(found), there + len(truth)

    assert there > 100
    assert right / there > 0.75
    assert right / max(1, said) > 0.75


def test_shipped_weights_find_nothing_on_a_plain_wall(shipped: Detector) -> None:
    wall = np.full((720, 960, 3), 190, np.uint8)

    assert len(shipped.detect(wall).of("product")) == 0
