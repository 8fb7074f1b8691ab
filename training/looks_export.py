"""Turn a trained embedder into the ONNX file that the pipeline loads.

`python -m training.looks_export CHECKPOINT pipeline/weights/looks.onnx`. The exported
net takes (N, height, width, 3) uint8 RGB with the classical looks of the same crops,
and gives (N, dimensions) unit vectors. Its weights are stored as float16 and widened
when the file is loaded.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import cv2
import numpy as np
import onnx
import onnxruntime
import torch
from onnx import TensorProto, helper, numpy_helper
from torch import Tensor, nn
from torch.nn import functional

from pipeline.vision.looks.classical_look import ClassicalLook
from training.looks_data import SIZE
from training.looks_model import COLOURS_COUNT, LookNet
from training.looks_packs import drawn_family, on_white

LEAST_LIKENESS = 0.999
_LARGE = 256  # numbers in a tensor from which halving it saves anything


class Exported(nn.Module):
    """The net with both of its batch norms folded into the projection."""

    def __init__(self, net: LookNet) -> None:
        super().__init__()
        self.net = net
        shift, scale = _normalising(net.centre)
        self.project = nn.Linear(net.project.in_features, net.project.out_features)
        self.project.weight.data = net.project.weight.data * scale[:, None]
        self.project.bias.data = shift
        self.register_buffer("offset", torch.stack(_normalising(net.even_out)))

    def forward(self, crops: Tensor, colours: Tensor) -> Tensor:
        shift, scale = self.offset.unbind(0)
        seen = functional.normalize(self.net.features(crops) * scale + shift, dim=1)
        both = torch.cat([seen, COLOURS_COUNT * colours], 1)
        return functional.normalize(self.project(both), dim=1)


def _normalising(norm: nn.BatchNorm1d) -> tuple[Tensor, Tensor]:
    """What a batch norm adds and multiplies with, once it has learned."""
    mean, variance = norm.running_mean, norm.running_var
    assert mean is not None and variance is not None
    scale = (variance + norm.eps).rsqrt()
    return -mean * scale, scale


def load_net(checkpoint: Path) -> LookNet:
    """The net of a training run, ready to embed with."""
    net = LookNet()
    net.load_state_dict(torch.load(checkpoint, map_location="cpu", weights_only=True))
    return net.eval()


def export(net: LookNet, out: Path) -> None:
    """Write the ONNX file; the number of crops stays free."""
    crops = torch.zeros(2, *SIZE, 3, dtype=torch.uint8)
    colours = torch.zeros(2, ClassicalLook.dimensions)
    torch.onnx.export(
        Exported(net).eval(),
        (crops, colours),
        str(out),
        input_names=["crops", "colours"],
        output_names=["vectors"],
        dynamic_axes={name: {0: "count"} for name in ("crops", "colours", "vectors")},
        opset_version=17,
        dynamo=False,
    )
    onnx.save(halved(onnx.load(str(out))), str(out))


def halved(model: onnx.ModelProto) -> onnx.ModelProto:
    """The model with large float32 weights stored as float16, cast when loaded."""
    casts = []
    for stored in model.graph.initializer:
        values = numpy_helper.to_array(stored)
        if values.dtype != np.float32 or values.size < _LARGE:
            continue
        name = stored.name
        half = numpy_helper.from_array(values.astype(np.float16), f"{name}.half")
        stored.CopyFrom(half)
        casts.append(
            helper.make_node("Cast", [half.name], [name], to=TensorProto.FLOAT)
        )
    nodes = [*casts, *model.graph.node]
    del model.graph.node[:]
    model.graph.node.extend(nodes)
    onnx.checker.check_model(model)
    return model


def least_likeness(net: LookNet, onnx_file: Path, seed: int = 0) -> float:
    """The lowest cosine between trained and exported vectors of drawn packs."""
    rng = np.random.default_rng(seed)
    packs = [on_white(pack.front()) for _ in range(4) for pack in drawn_family(rng, 2)]
    crops = np.stack([_resized(pack) for pack in packs])
    session = onnxruntime.InferenceSession(
        str(onnx_file), providers=["CPUExecutionProvider"]
    )
    colours = ClassicalLook().embed(list(crops))
    (exported,) = session.run(None, {"crops": crops, "colours": colours})
    with torch.no_grad():
        trained = net(torch.from_numpy(crops), torch.from_numpy(colours)).numpy()
    return float((exported * trained).sum(1).min())


def _resized(pack: np.ndarray) -> np.ndarray:
    return cv2.resize(pack, SIZE[::-1], interpolation=cv2.INTER_AREA)


def main() -> None:
    ask = argparse.ArgumentParser(description=__doc__)
    ask.add_argument("checkpoint", type=Path)
    ask.add_argument("out", type=Path)
    options = ask.parse_args()
    export(load_net(options.checkpoint), options.out)
    likeness = least_likeness(load_net(options.checkpoint), options.out)
    size_mb = options.out.stat().st_size / 1e6
    print(f"{options.out}: {size_mb:.1f} MB, least likeness {likeness:.5f}")
    if likeness < LEAST_LIKENESS:
        raise SystemExit("the exported net does not equal the trained one")


if __name__ == "__main__":
    main()
