"""The shelf detector: MobileNetV2, a feature pyramid and centre-point heads.

Used by `training.train` and `training.export`. Every stride-4 cell says how likely
a facing, a gap or a price tag has its centre there, how far its four sides are
(Zhou et al. 2019, "Objects as Points"; box targets as in Liu et al. 2019, TTFNet),
and how well the box of these sides will fit (Jiang et al. 2018, "IoU-Net").
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import torch
from safetensors.torch import load_file
from torch import Tensor, nn
from torch.nn import functional

KINDS = ("product", "gap", "tag")
STRIDE = 4
WIDTH = 64
DISTANCE_UNIT = 32.0
"""A raw distance of 0 means this many input pixels from the centre to a side."""

# expansion, output channels, repeats, stride (Sandler et al. 2018, table 2)
STAGES = (
    (1, 16, 1, 1),
    (6, 24, 2, 2),
    (6, 32, 3, 2),
    (6, 64, 4, 2),
    (6, 96, 3, 1),
    (6, 160, 3, 2),
    (6, 320, 1, 1),
)
TAPS = {2: 24, 5: 32, 12: 96, 16: 320}
"""Block index -> channels of the maps at strides 4, 8, 16 and 32."""


class InvertedResidual(nn.Module):
    """One MobileNetV2 block whose batch norm is folded into the convolutions."""

    def __init__(self, inside: int, outside: int, expansion: int, stride: int) -> None:
        super().__init__()
        middle = inside * expansion
        layers: list[nn.Module] = []
        if expansion > 1:
            layers += [nn.Conv2d(inside, middle, 1), nn.ReLU6(inplace=True)]
        layers += [
            nn.Conv2d(middle, middle, 3, stride, 1, groups=middle),
            nn.ReLU6(inplace=True),
            nn.Conv2d(middle, outside, 1),
        ]
        self.layers = nn.Sequential(*layers)
        self.has_shortcut = stride == 1 and inside == outside

    def forward(self, x: Tensor) -> Tensor:
        y: Tensor = self.layers(x)
        return x + y if self.has_shortcut else y


class Backbone(nn.Module):
    """MobileNetV2 1.0 up to the 320-channel map; returns strides 4, 8, 16, 32."""

    def __init__(self) -> None:
        super().__init__()
        self.stem = nn.Sequential(nn.Conv2d(3, 32, 3, 2, 1), nn.ReLU6(inplace=True))
        blocks, inside = [], 32
        for expansion, outside, repeats, stride in STAGES:
            for index in range(repeats):
                step = stride if index == 0 else 1
                blocks.append(InvertedResidual(inside, outside, expansion, step))
                inside = outside
        self.blocks = nn.ModuleList(blocks)

    def forward(self, x: Tensor) -> list[Tensor]:
        maps, x = [], self.stem(x)
        for index, block in enumerate(self.blocks):
            x = block(x)
            if index in TAPS:
                maps.append(x)
        return maps

    def convolutions(self) -> Iterator[nn.Conv2d]:
        """The 51 convolutions in execution order, as the start weights number them."""
        return (m for m in self.modules() if isinstance(m, nn.Conv2d))

    def start_from(self, safetensors: Path) -> None:
        """Load ImageNet weights keyed `NN.conv|dw.weight` and `.bias`."""
        stored = load_file(safetensors)
        by_number = {key[:2] + key[key.rindex(".") :]: v for key, v in stored.items()}
        for number, convolution in enumerate(self.convolutions()):
            convolution.weight.data.copy_(by_number[f"{number:02d}.weight"])
            assert convolution.bias is not None
            convolution.bias.data.copy_(by_number[f"{number:02d}.bias"])

    def keep_early_layers(self) -> None:
        """Leave stem and first two blocks as ImageNet taught them: edges and colours
        are the same on a shelf, and their large maps cost a fifth of each step."""
        for module in (self.stem, self.blocks[0], self.blocks[1]):
            module.requires_grad_(False)


def convolved(inside: int, outside: int, size: int) -> nn.Sequential:
    """Convolution, batch norm and ReLU: the brick of pyramid and heads."""
    return nn.Sequential(
        nn.Conv2d(inside, outside, size, padding=size // 2, bias=False),
        nn.BatchNorm2d(outside),
        nn.ReLU(inplace=True),
    )


class ShelfNet(nn.Module):
    """RGB picture (N, 3, H, W) of 0..255 -> heat logits (N, 3, H/4, W/4), distances
    left, top, right, bottom in input pixels (N, 4, H/4, W/4), and the logit of the
    expected IoU of that box (N, H/4, W/4)."""

    def __init__(self) -> None:
        super().__init__()
        self.backbone = Backbone()
        self.lateral = nn.ModuleList(convolved(c, WIDTH, 1) for c in TAPS.values())
        self.smooth = nn.ModuleList(convolved(WIDTH, WIDTH, 3) for _ in TAPS)
        self.tower = nn.Sequential(convolved(WIDTH, WIDTH, 3), convolved(WIDTH, 96, 3))
        self.heat = nn.Conv2d(96, len(KINDS), 1)
        self.sides = nn.Conv2d(96, 4, 1)
        self.fit = nn.Conv2d(96, 1, 1)
        nn.init.constant_(self.heat.bias, -4.0)  # type: ignore[arg-type]

    def forward(self, picture: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        maps = self.backbone(picture / 127.5 - 1.0)
        x: Tensor | None = None
        for level in reversed(range(len(maps))):
            y = self.lateral[level](maps[level])
            if x is not None:
                y = y + functional.interpolate(x, scale_factor=2.0, mode="nearest")
            x = self.smooth[level](y)
        y = self.tower(x)
        raw = self.sides(y).float().clamp(-5.0, 4.0)
        distances = DISTANCE_UNIT * torch.exp(raw)
        return self.heat(y).float(), distances, self.fit(y).float()[:, 0]
