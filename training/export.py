"""Turn a checkpoint into the ONNX file that the pipeline loads.

`python -m training.export CHECKPOINT OUT.onnx`. The exported net takes (1, H, W, 3)
uint8 RGB with sides divisible by 32 and gives scores of peaks (3, H/4, W/4), zero
where a neighbour is hotter, and sides (4, H/4, W/4) in input pixels. The score of a
facing is its heat, lowered where the net expects its box to fit badly.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
import onnxruntime
import torch
from torch import Tensor, nn
from torch.nn import functional
from torch.nn.utils.fusion import fuse_conv_bn_eval

from training.model import ShelfNet
from training.scenes import HELD_BACK, draw_scene

TOLERANCE = 2e-3
FIT_SHARE = 0.35
"""Weight of the expected IoU in a score, on the logarithm."""


class Exported(nn.Module):
    """The net with everything around it that is easier inside the graph."""

    def __init__(self, net: ShelfNet) -> None:
        super().__init__()
        self.net = net

    def forward(self, picture: Tensor) -> tuple[Tensor, Tensor]:
        logits, sides, fit = self.net(picture.permute(0, 3, 1, 2).float())
        heat = logits.sigmoid()
        top = functional.max_pool2d(heat, 3, 1, 1)
        score = heat ** (1 - FIT_SHARE) * fit.sigmoid()[:, None] ** FIT_SHARE
        peaks = torch.where(heat >= top, score, torch.zeros_like(heat))
        return peaks[0], sides[0]


def load_average(checkpoint: Path) -> ShelfNet:
    """The moving average of the weights of a training run, ready to read with."""
    net = ShelfNet()
    state = torch.load(checkpoint, map_location="cpu", weights_only=True)
    net.load_state_dict(state["average"])
    return net.eval()


def fused(net: ShelfNet) -> ShelfNet:
    """Fold every batch norm into the convolution before it."""
    for module in net.modules():
        if isinstance(module, nn.Sequential) and len(module) == 3:
            convolution, norm = module[0], module[1]
            if isinstance(convolution, nn.Conv2d) and isinstance(norm, nn.BatchNorm2d):
                module[0] = fuse_conv_bn_eval(convolution, norm)
                module[1] = nn.Identity()
    return net


def export(net: ShelfNet, out: Path) -> None:
    """Write the ONNX file; height and width stay free."""
    example = torch.zeros(1, 256, 320, 3, dtype=torch.uint8)
    free = {1: "height", 2: "width"}
    cells = {1: "rows", 2: "columns"}
    torch.onnx.export(
        Exported(fused(net)).eval(),
        (example,),
        str(out),
        input_names=["picture"],
        output_names=["peaks", "sides"],
        dynamic_axes={"picture": free, "peaks": cells, "sides": cells},
        opset_version=17,
        dynamo=False,
    )


def difference(
    net: ShelfNet, onnx_file: Path, seeds: tuple[int, ...] = (0, 1, 2)
) -> float:
    """Largest gap between trained and exported output on fixed drawn pictures: of
    chances, and of sides as a share. Ties of neighbours may fall either way."""
    session = onnxruntime.InferenceSession(
        str(onnx_file), providers=["CPUExecutionProvider"]
    )
    worst = 0.0
    for seed in seeds:
        picture = draw_scene(HELD_BACK + seed, 384, 512).picture[None]
        with torch.no_grad():
            peaks, sides = Exported(net)(torch.from_numpy(picture))
            clear = _decided(net, torch.from_numpy(picture)).numpy()
        got_peaks, got_sides = session.run(None, {"picture": picture})
        gap = np.abs(got_peaks - peaks.numpy())[clear]
        cells = (peaks.numpy() > 0.05).any(0)
        ratio = np.abs(got_sides / sides.numpy() - 1)[:, cells]
        worst = max(worst, float(gap.max(initial=0)), float(ratio.max(initial=0)))
    return worst


def _decided(net: ShelfNet, picture: Tensor) -> Tensor:
    """Cells that are clearly a peak or clearly none."""
    logits, _, _ = net(picture.permute(0, 3, 1, 2).float())
    heat = logits.sigmoid()[0]
    around = functional.unfold(heat[:, None], 3, padding=1)
    top, second = around.topk(2, dim=1).values.unbind(1)
    flat = heat.flatten(1)
    margin = torch.where(flat >= top, top - second, top - flat)
    return (margin > 1e-3).view_as(heat)


def main() -> None:
    ask = argparse.ArgumentParser(description=__doc__)
    ask.add_argument("checkpoint", type=Path)
    ask.add_argument("out", type=Path)
    options = ask.parse_args()
    export(load_average(options.checkpoint), options.out)
    gap = difference(load_average(options.checkpoint), options.out)
    size_mb = options.out.stat().st_size / 1e6
    print(f"{options.out}: {size_mb:.1f} MB, largest difference {gap:.5f}")
    if gap > TOLERANCE:
        raise SystemExit("the exported net does not equal the trained one")


if __name__ == "__main__":
    main()
