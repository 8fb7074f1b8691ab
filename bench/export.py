"""Whether models of the hub are faster on a CPU when they are exported.

A ViT of the base size with random weights: how fast it computes does not depend on
them. The ways take turns, so that what else the machine does hits all of them alike.
"""

from __future__ import annotations

import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from bench.figures import print_table

_SIDE = 224
_PICTURES = 4  # at once; more take as long each
_RUNS, _QUICK_RUNS = 4, 2
_THREADS = 1

Run = Callable[[Any], Any]


def measure(*, quick: bool = False) -> dict[str, Any]:
    """Seconds per picture of each way, and how far its vectors turn from PyTorch's."""
    try:
        import torch
        from transformers import ViTConfig, ViTModel
    except ImportError as error:
        print(f"export: {error.name} is missing, left out\n")
        return {"missing": error.name}
    torch.set_num_threads(_THREADS)
    torch.manual_seed(1)
    config = ViTConfig(num_hidden_layers=4) if quick else ViTConfig()
    model = ViTModel(config, add_pooling_layer=False).eval()
    pictures = torch.randn(_PICTURES, 3, _SIDE, _SIDE)
    with tempfile.TemporaryDirectory() as folder:
        ways = _ways(torch, model, Path(folder))
        seconds = _timed(ways, pictures, _QUICK_RUNS if quick else _RUNS)
        turned = _turned(ways, pictures)
    rows: list[list[object]] = [["way", "s per picture", "times as fast", "cosine"]]
    first = seconds[next(iter(ways))]
    for way, value in seconds.items():
        rows.append([way, f"{value:.3f}", f"{first / value:.2f}", f"{turned[way]:.5f}"])
    layers = f"{config.num_hidden_layers} layers, {_THREADS} thread"
    print_table(f"ViT-base, random weights, {layers}, {_PICTURES} at once", rows)
    return {"seconds": seconds, "cosine": turned}


def _ways(torch: Any, model: Any, folder: Path) -> dict[str, Run]:
    half = type(model)(model.config, add_pooling_layer=False).eval()
    half.load_state_dict(model.state_dict())
    half = half.to(torch.bfloat16)
    onnx = folder / "model.onnx"
    _export(torch, model, onnx)
    ways: dict[str, Run] = {
        "PyTorch, float32": _run_torch(torch, model),
        "PyTorch, bfloat16": _run_torch(torch, half),
        "ONNX Runtime, float32": _run_onnx(onnx),
    }
    small = folder / "small.onnx"
    if _quantised(onnx, small):
        ways["ONNX Runtime, 8 bits"] = _run_onnx(small)
    return ways | _openvino(onnx)


def _export(torch: Any, model: Any, path: Path) -> None:
    class Look(torch.nn.Module):  # type: ignore[misc]
        def __init__(self) -> None:
            super().__init__()
            self.model = model

        def forward(self, pixels: Any) -> Any:
            return self.model(pixel_values=pixels).last_hidden_state[:, 0]

    torch.onnx.export(
        Look(),
        (torch.randn(_PICTURES, 3, _SIDE, _SIDE),),
        str(path),
        input_names=["pixels"],
        output_names=["looks"],
        dynamo=False,
    )


def _run_torch(torch: Any, model: Any) -> Run:
    def run(pictures: Any) -> Any:
        with torch.inference_mode():
            out = model(pixel_values=pictures.to(model.dtype)).last_hidden_state[:, 0]
        return out.float().numpy()

    return run


def _run_onnx(path: Path) -> Run:
    from pipeline.vision.models import session

    ready = session(path, _THREADS)
    return lambda pictures: ready.run(None, {"pixels": pictures.numpy()})[0]


def _quantised(path: Path, small: Path) -> bool:
    """Weights of the large layers in eight bits, where the tools for it are there."""
    try:
        from onnxruntime.quantization import QuantType, quantize_dynamic
    except ImportError:
        return False
    quantize_dynamic(
        path, small, weight_type=QuantType.QInt8, op_types_to_quantize=["MatMul"]
    )
    return True


def _openvino(path: Path) -> dict[str, Run]:
    """Where it is installed; it is none of our dependencies."""
    try:
        import openvino
    except ImportError:
        return {}
    core = openvino.Core()
    found: dict[str, Run] = {}
    for name, precision in (("float32", "f32"), ("bfloat16", "bf16")):
        options = {
            "INFERENCE_NUM_THREADS": _THREADS,
            "INFERENCE_PRECISION_HINT": precision,
        }
        ready = core.compile_model(path, "CPU", options)
        found[f"OpenVINO, {name}"] = lambda pictures, r=ready: r(pictures.numpy())[0]
    return found


def _timed(ways: dict[str, Run], pictures: Any, runs: int) -> dict[str, float]:
    taken: dict[str, list[float]] = {way: [] for way in ways}
    for _ in range(runs + 1):
        for way, run in ways.items():
            started = time.process_time()
            run(pictures)
            taken[way].append((time.process_time() - started) / len(pictures))
    return {way: round(statistics.median(t[1:]), 4) for way, t in taken.items()}


def _turned(ways: dict[str, Run], pictures: Any) -> dict[str, float]:
    """The least cosine between a way's vectors and the first way's."""
    vectors = {way: _unit(run(pictures)) for way, run in ways.items()}
    first = next(iter(vectors.values()))
    return {
        way: round(float((first * found).sum(axis=1).min()), 5)
        for way, found in vectors.items()
    }


def _unit(vectors: Any) -> Any:
    return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
