"""Recognisers of print as ONNX files that read lines of grey blocks, a block a letter.

Nobody ships a recogniser for tests; this one is exact, so that what comes out can be
compared letter by letter.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

from pipeline.images import Pixels

LETTERS = [*"0123456789٠١٢٣٤٥٦٧٨٩٫.,:/%ABCDلمقهوةجكغ"]
_HEIGHT, _BLOCK = 48, 16


def line_model(path: Path, letters: Sequence[str] = LETTERS, told: str = "") -> Path:
    """A recogniser of these letters and the blank; `told` is what its file says of
    them, for which nothing means that it says nothing."""
    classes = len(letters) + 2
    levels = _levels(classes).astype(np.float32) / 127.5 - 1
    kept = {"levels": levels, "sharp": np.float32([-9e4]), "shape": [0, -1, 1]}
    nodes = [
        helper.make_node(
            "AveragePool",
            ["x"],
            ["blocks"],
            kernel_shape=[_HEIGHT, _BLOCK],
            strides=[_HEIGHT, _BLOCK],
        ),
        helper.make_node("ReduceMean", ["blocks"], ["grey"], axes=[1], keepdims=0),
        helper.make_node("Reshape", ["grey", "shape"], ["steps"]),
        helper.make_node("Sub", ["steps", "levels"], ["off"]),
        helper.make_node("Mul", ["off", "off"], ["far"]),
        helper.make_node("Mul", ["far", "sharp"], ["odds"]),
        helper.make_node("Softmax", ["odds"], ["y"], axis=2),
    ]
    graph = helper.make_graph(
        nodes,
        "lines",
        [helper.make_tensor_value_info("x", TensorProto.FLOAT, ["n", 3, 48, "w"])],
        [helper.make_tensor_value_info("y", TensorProto.FLOAT, ["n", "t", classes])],
        [
            numpy_helper.from_array(
                np.asarray(value, np.int64 if name == "shape" else np.float32), name
            )
            for name, value in kept.items()
        ],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 13)])
    model.ir_version = 9
    if told:
        model.metadata_props.add(key="character", value=told)
    onnx.save(model, path)
    return path


def line_of(text: str, letters: Sequence[str] = LETTERS) -> Pixels:
    """The letters as they stand from the left edge, each a block of its grey."""
    levels = _levels(len(letters) + 2)
    greys = [0]
    for letter in text:
        place = len(letters) + 1 if letter == " " else letters.index(letter) + 1
        greys += [int(levels[place]), 0]
    row = np.repeat(np.array(greys, np.uint8), _BLOCK)
    return np.ascontiguousarray(
        np.broadcast_to(row[None, :, None], (_HEIGHT, len(row), 3))
    )


def _levels(classes: int) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    return np.round(np.linspace(0, 255, classes))
