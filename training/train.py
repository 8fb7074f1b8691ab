"""Train the shelf detector: `python -m training.train --help`.

One run learns from drawn scenes and, for a share, from tiles of real photos, starting
from ImageNet weights or from an earlier run. A run that stops goes on from its last
checkpoint; the learning rate follows a cosine over the planned steps.
"""

from __future__ import annotations

import argparse
import math
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from torch import Tensor
from torch.nn.functional import binary_cross_entropy_with_logits
from torch.utils.data import DataLoader

from training.dataset import ShelfPictures
from training.model import ShelfNet
from training.photos import load_home_fridge, load_photos
from training.real_packs import packshots

EMA_DECAY = 0.998
REPORT, SAVE = 25, 100
"""Steps between two lines of the log, and between two checkpoints."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What one run does. `start` is ImageNet's safetensors file or the checkpoint of
    an earlier run; photos named in `without` are not learned from."""

    start: Path
    photos: tuple[Path, ...]
    home_fridge: Path | None
    packshots: Path | None
    without: frozenset[str]
    out: Path
    steps: int
    real_share: float
    batch: int
    size: int
    rate: float
    workers: int
    threads: int
    seed: int


def heat_loss(logits: Tensor, heat: Tensor, care: Tensor) -> Tensor:
    """Focal loss on heat spots (Zhou et al. 2019), a sum over cells per spot."""
    chance = logits.sigmoid().clamp(1e-5, 1 - 1e-5)
    peak = (heat > 0.999).float()
    hit = -((1 - chance) ** 2) * chance.log() * peak
    miss = -(chance**2) * (1 - chance).log() * (1 - heat) ** 4 * (1 - peak)
    return ((hit + miss) * care).sum() / peak.sum().clamp(min=8.0)


def overlap(sides: Tensor, truth: Tensor) -> tuple[Tensor, Tensor]:
    """IoU and generalised IoU (Rezatofighi et al. 2019) of boxes that share a cell,
    given as distances (N, 4, H, W); both (N, H, W)."""
    least, most = torch.minimum(sides, truth), torch.maximum(sides, truth)
    shared = (least[:, 0] + least[:, 2]) * (least[:, 1] + least[:, 3])
    hull = (most[:, 0] + most[:, 2]) * (most[:, 1] + most[:, 3])
    areas = [(s[:, 0] + s[:, 2]) * (s[:, 1] + s[:, 3]) for s in (sides, truth)]
    union = areas[0] + areas[1] - shared
    iou = shared / union.clamp(min=1e-3)
    return iou, iou - (hull - union) / hull.clamp(min=1e-3)


def box_losses(
    sides: Tensor, fit: Tensor, truth: Tensor, weight: Tensor
) -> tuple[Tensor, Tensor]:
    """How far boxes are off, and how badly the net foresees their IoU."""
    iou, giou = overlap(sides, truth)
    total = weight.sum().clamp(min=1.0)
    foreseen = binary_cross_entropy_with_logits(fit, iou.detach(), reduction="none")
    return ((1 - giou) * weight).sum() / total, (foreseen * weight).sum() / total


class Run:
    """Net, its moving average, optimiser and clock; saved and restored as one."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        # Moments of weights that get no gradient fade into denormal numbers after some
        # 800 steps, and a step on those takes five times as long.
        torch.set_flush_denormal(True)
        self.device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
        torch.manual_seed(plan.seed)
        self.net = ShelfNet()
        if plan.start.suffix == ".safetensors":
            self.net.backbone.start_from(plan.start)
        else:
            earlier = torch.load(plan.start, map_location="cpu", weights_only=True)
            self.net.load_state_dict(earlier["average"])
        self.net.backbone.keep_early_layers()
        self.net.to(self.device, memory_format=torch.channels_last)  # type: ignore[call-overload]
        self.average = {k: v.clone() for k, v in self.net.state_dict().items()}
        backbone = list(self.net.backbone.parameters())
        known = {id(p) for p in backbone}
        rest = [p for p in self.net.parameters() if id(p) not in known]
        groups = [{"params": backbone, "share": 0.5}, {"params": rest, "share": 1.0}]
        self.optimizer = torch.optim.AdamW(groups, plan.rate, weight_decay=0.01)
        self.step = 0
        if self.checkpoint.exists():
            self._restore()

    @property
    def checkpoint(self) -> Path:
        return self.plan.out / "last.pt"

    def state(self) -> dict[str, Any]:
        return {
            "net": self.net.state_dict(),
            "average": self.average,
            "optimizer": self.optimizer.state_dict(),
            "step": self.step,
        }

    def save(self, name: str = "last.pt") -> None:
        fresh = self.plan.out / (name + ".part")
        torch.save(self.state(), fresh)
        fresh.replace(self.plan.out / name)

    def _restore(self) -> None:
        state = torch.load(self.checkpoint, map_location=self.device, weights_only=True)
        self.net.load_state_dict(state["net"])
        self.average = state["average"]
        self.optimizer.load_state_dict(state["optimizer"])
        self.step = state["step"]

    def rate(self) -> float:
        done = min(1.0, self.step / self.plan.steps)
        warm = min(1.0, (self.step + 1) / 200)
        return (
            self.plan.rate * warm * (0.02 + 0.98 * (1 + math.cos(math.pi * done)) / 2)
        )

    def learn(self, batch: dict[str, Tensor]) -> tuple[float, float]:
        """One step; returns the two losses."""
        for group in self.optimizer.param_groups:
            group["lr"] = self.rate() * group["share"]
        batch = {k: v.to(self.device, non_blocking=True) for k, v in batch.items()}
        picture = batch["picture"].float().contiguous(memory_format=torch.channels_last)
        with torch.autocast(self.device.type, torch.bfloat16):
            logits, sides, fit = self.net(picture)
        heat = heat_loss(logits, batch["heat"], batch["care"])
        side, foreseen = box_losses(sides, fit, batch["sides"], batch["weight"])
        (heat + 2.0 * side + 0.5 * foreseen).backward()
        torch.nn.utils.clip_grad_norm_(self.net.parameters(), 10.0)
        self.optimizer.step()
        self.optimizer.zero_grad(set_to_none=True)
        self._follow()
        self.step += 1
        return float(heat.detach()), float(side.detach())

    def _follow(self) -> None:
        decay = min(EMA_DECAY, (1 + self.step) / (10 + self.step))
        with torch.no_grad():
            for key, value in self.net.state_dict().items():
                if value.is_floating_point():
                    self.average[key].lerp_(value, 1 - decay)
                else:
                    self.average[key].copy_(value)


def stream(plan: Plan, step: int) -> DataLoader[dict[str, Tensor]]:
    """Batches of drawn scenes and, for a share, tiles of the real photos."""
    photos = [photo for folder in plan.photos for photo in load_photos(folder)]
    if plan.home_fridge:
        photos += load_home_fridge(plan.home_fridge)
    pictures = ShelfPictures(
        [photo for photo in photos if photo.name not in plan.without],
        packshots(plan.packshots) if plan.packshots else [],
        plan.real_share,
        plan.size,
        plan.seed + step,
    )
    # A forked worker would hang on the locks of OpenCV's and OpenMP's threads.
    return DataLoader(
        pictures,
        plan.batch,
        num_workers=plan.workers,
        multiprocessing_context="spawn" if plan.workers else None,
        pin_memory=torch.cuda.is_available(),
        prefetch_factor=4 if plan.workers else None,
    )


def train(plan: Plan) -> None:
    """Run the plan to its end, saving now and then."""
    plan.out.mkdir(parents=True, exist_ok=True)
    torch.set_num_threads(plan.threads)
    run = Run(plan)
    sums, began = [0.0, 0.0], time.monotonic()
    if run.step < plan.steps:
        for batch in stream(plan, run.step):
            losses = run.learn(batch)
            sums = [sums[0] + losses[0], sums[1] + losses[1]]
            if run.step % REPORT == 0:
                spent = (time.monotonic() - began) / 60
                means = f"heat {sums[0] / REPORT:.3f} sides {sums[1] / REPORT:.4f}"
                print(f"{spent:6.1f} min step {run.step} {means}", flush=True)
                sums = [0.0, 0.0]
            if run.step % SAVE == 0:
                run.save()
            if run.step >= plan.steps:
                break
    run.save()
    run.save("final.pt")


def main() -> None:
    ask = argparse.ArgumentParser(description=__doc__)
    ask.add_argument("--start", type=Path, required=True)
    ask.add_argument("--photos", type=Path, nargs="*", default=[], help="with labels/")
    ask.add_argument("--home-fridge", type=Path, help="with positive/ and negative/")
    ask.add_argument("--packshots", type=Path, help="products on white ground")
    ask.add_argument("--without", nargs="*", default=[], help="names of photos")
    ask.add_argument("--out", type=Path, required=True)
    ask.add_argument("--steps", type=int, required=True)
    ask.add_argument("--real-share", type=float, default=0.6)
    ask.add_argument("--batch", type=int, default=8)
    ask.add_argument("--size", type=int, default=512)
    ask.add_argument("--rate", type=float, default=1e-3)
    ask.add_argument("--workers", type=int, default=1)
    ask.add_argument("--threads", type=int, default=3)
    ask.add_argument("--seed", type=int, default=7)
    given = vars(ask.parse_args())
    given["photos"] = tuple(given["photos"])
    given["without"] = frozenset(given["without"])
    train(Plan(**given))


if __name__ == "__main__":
    main()
