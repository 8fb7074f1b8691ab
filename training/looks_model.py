"""The embedder of looks: MobileNetV2 whose maps are pooled on a grid, and its loss.

Used by `training.looks_train` and `training.looks_export`. Where a colour or a picture
sits on a pack tells flavours apart, so the middle maps keep a coarse grid, and the
histograms of the classical look go in beside them.
"""

from __future__ import annotations

from pathlib import Path

import torch
from torch import Tensor, nn
from torch.nn import functional

from pipeline.vision.looks.classical_look import ClassicalLook
from training.model import Backbone

DIMENSIONS = 192
TEMPERATURE = 0.08
FROZEN_BLOCKS = 6
_GRID = (4, 3)
_FEATURES = 96 * _GRID[0] * _GRID[1] + 32 * _GRID[0] * _GRID[1] + 320
_MEAN_LIGHT = 112.0
COLOURS_COUNT = 2.0


class LookNet(nn.Module):
    """Crops (N, height, width, 3) of 0..255 RGB and their classical looks (N, colours)
    -> unit vectors (N, 192)."""

    def __init__(self) -> None:
        super().__init__()
        self.backbone = Backbone()
        self.even_out = nn.BatchNorm1d(_FEATURES, affine=False)
        inside = _FEATURES + ClassicalLook.dimensions
        self.project = nn.Linear(inside, DIMENSIONS, bias=False)
        nn.init.orthogonal_(self.project.weight)  # keeps distances as they are
        self.centre = nn.BatchNorm1d(DIMENSIONS, affine=False)

    def start_from(self, safetensors: Path) -> None:
        """ImageNet weights; edges and colours of the first layers stay as they are,
        and most of a step's time is saved."""
        self.backbone.start_from(safetensors)
        self.backbone.stem.requires_grad_(False)
        self.backbone.blocks[:FROZEN_BLOCKS].requires_grad_(False)

    def features(self, crops: Tensor) -> Tensor:
        """(N, features): two middle maps on a grid, the last one as a mean."""
        picture = in_equal_light(crops.permute(0, 3, 1, 2).float())
        _, fine, middle, last = self.backbone(picture / 127.5 - 1.0)
        parts = [_on_grid(fine, 4), _on_grid(middle, 2), last.mean((2, 3))]
        return torch.cat([part.float() for part in parts], 1)

    def vectors(self, features: Tensor, colours: Tensor) -> Tensor:
        """Unit vectors from both kinds of features."""
        seen = functional.normalize(self.even_out(features), dim=1)
        both = torch.cat([seen, COLOURS_COUNT * colours], 1)
        return functional.normalize(self.centre(self.project(both)), dim=1)

    def forward(self, crops: Tensor, colours: Tensor) -> Tensor:
        return self.vectors(self.features(crops), colours)


def in_equal_light(picture: Tensor) -> Tensor:
    """Each crop brought near one mean brightness: shelves are darker at the back."""
    mean = picture.mean((1, 2, 3), keepdim=True)
    gain = (_MEAN_LIGHT / (mean + 8.0)).clamp(0.7, 3.0)
    return (picture * gain).clamp(0.0, 255.0)


def _on_grid(maps: Tensor, cell: int) -> Tensor:
    return functional.avg_pool2d(maps, cell).flatten(1)


def contrastive_loss(vectors: Tensor, product: Tensor, known: Tensor) -> Tensor:
    """Supervised contrastive loss (Khosla et al. 2020): views of one product are to be
    likelier neighbours than all others. Pairs that are not `known` count nowhere."""
    itself = torch.eye(len(vectors), dtype=torch.bool, device=vectors.device)
    logits = vectors @ vectors.T / TEMPERATURE
    logits = logits.masked_fill(itself | ~known, -1e4)
    chance = logits - logits.logsumexp(1, keepdim=True)
    same = (product[:, None] == product) & ~itself & known
    return -(chance * same).sum(1).div(same.sum(1).clamp(min=1)).mean()
