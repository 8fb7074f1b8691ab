"""The 8-bit net: what stays as it was, and when it is refused."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import pytest
from onnx import TensorProto, helper, numpy_helper

from training import quantize as quantizing
from training.quantize import agreement, main, quantize

CHANNELS = 48


def write_net(file: Path, seed: int) -> None:
    """A small net with the real one's inputs, outputs and names of heads."""
    rng = np.random.default_rng(seed)
    weights = {
        "body_w": rng.normal(0, 0.002, (CHANNELS, 3, 4, 4)),
        "deep_w": rng.normal(0, 0.1, (CHANNELS, CHANNELS, 3, 3)),
        "heat_w": rng.normal(0, 2, (3, CHANNELS, 1, 1)),
        "sides_w": rng.normal(0, 0.01, (4, CHANNELS, 1, 1)),
        "least": np.array(9.0),
    }
    conv, node = "Conv", helper.make_node
    nodes = [
        node("Cast", ["picture"], ["float"], to=TensorProto.FLOAT),
        node("Transpose", ["float"], ["nchw"], perm=[0, 3, 1, 2]),
        node(conv, ["nchw", "body_w"], ["a"], "/net/body/Conv", strides=[4, 4]),
        node("Relu", ["a"], ["b"], "/net/body/Relu"),
        node(conv, ["b", "deep_w"], ["c"], "/net/deep/Conv", pads=[1, 1, 1, 1]),
        node("Relu", ["c"], ["d"], "/net/deep/Relu"),
        node(conv, ["d", "heat_w"], ["heat"], "/net/heat/Conv"),
        node("Sigmoid", ["heat"], ["chance"], "/net/Sigmoid"),
        node("MaxPool", ["chance"], ["top"], kernel_shape=[15, 15], pads=[7] * 4),
        node("GreaterOrEqual", ["chance", "top"], ["is_peak"]),
        node("Cast", ["is_peak"], ["mask"], to=TensorProto.FLOAT),
        node("Mul", ["chance", "mask"], ["hot"], "/net/Mul"),
        node("Squeeze", ["hot", "first"], ["peaks"], "/net/Squeeze"),
        node(conv, ["d", "sides_w"], ["raw"], "/net/sides/Conv"),
        node("Abs", ["raw"], ["distance"], "/net/Abs"),
        node("Add", ["distance", "least"], ["some"], "/net/Add"),
        node("Squeeze", ["some", "first"], ["sides"], "/net/Squeeze_1"),
    ]
    shape = helper.make_tensor_value_info
    graph = helper.make_graph(
        nodes,
        "small",
        [shape("picture", TensorProto.UINT8, [1, "h", "w", 3])],
        [
            shape("peaks", TensorProto.FLOAT, [3, "r", "c"]),
            shape("sides", TensorProto.FLOAT, [4, "r", "c"]),
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
    onnx.save(model, file)


@pytest.fixture
def net(tmp_path: Path) -> Path:
    write_net(tmp_path / "net.onnx", 3)
    return tmp_path / "net.onnx"


def test_the_8_bit_net_is_smaller_and_says_nearly_the_same(net: Path) -> None:
    small = net.with_name("small.onnx")
    picture = np.random.default_rng(1).integers(0, 256, (1, 64, 96, 3), dtype=np.uint8)

    quantize(net, small)

    exact, coarse = (
        onnxruntime.InferenceSession(str(file)).run(None, {"picture": picture})
        for file in (net, small)
    )
    assert small.stat().st_size < 0.5 * net.stat().st_size
    assert [part.shape for part in coarse] == [(3, 16, 24), (4, 16, 24)]
    assert 0 < np.abs(coarse[1] / exact[1] - 1).mean() < 0.05


def test_what_is_told_is_computed_in_floats(net: Path) -> None:
    small = net.with_name("small.onnx")

    quantize(net, small)

    nodes = {node.name: node for node in onnx.load(small).graph.node}
    assert "/net/heat/Conv" in nodes and "/net/sides/Conv" in nodes
    assert nodes["/net/heat/Conv"].input[1] == "heat_w"
    assert nodes["/net/deep/Conv"].input[1] != "deep_w"


def test_a_net_agrees_with_itself_and_not_with_another(net: Path) -> None:
    other = net.with_name("other.onnx")
    write_net(other, 4)

    assert agreement(net, net) == 1.0
    assert agreement(net, other) < 0.5


def test_a_net_that_sees_other_things_is_refused(
    net: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(quantizing, "LEAST_AGREEMENT", 1.01)
    monkeypatch.setattr(quantizing, "COMPARED_ON", 1)
    monkeypatch.setattr(sys, "argv", ["quantize", str(net), str(net) + ".8"])

    with pytest.raises(SystemExit, match="other things"):
        main()
