"""Train the shelf detector: `python -m training.train --help`.

Drawn scenes first, then real tiles mixed in. A run that stops goes on from its last
checkpoint; the learning rate follows a cosine over the planned minutes.
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
from torch.utils.data import DataLoader

from training.dataset import ShelfPictures, load_photos
from training.model import ShelfNet

EMA_DECAY = 0.998


@dataclass(frozen=True, slots=True)
class Plan:
    """What one run does; minutes are of wall clock and survive a restart."""

    start_weights: Path
    photos: Path | None
    out: Path
    minutes: float
    warmup_minutes: float
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


def side_loss(sides: Tensor, truth: Tensor, weight: Tensor) -> Tensor:
    """Generalised IoU of boxes that share a cell (Rezatofighi et al. 2019)."""
    least, most = torch.minimum(sides, truth), torch.maximum(sides, truth)
    shared = (least[:, 0] + least[:, 2]) * (least[:, 1] + least[:, 3])
    hull = (most[:, 0] + most[:, 2]) * (most[:, 1] + most[:, 3])
    areas = [(s[:, 0] + s[:, 2]) * (s[:, 1] + s[:, 3]) for s in (sides, truth)]
    union = areas[0] + areas[1] - shared
    giou = shared / union.clamp(min=1e-3) - (hull - union) / hull.clamp(min=1e-3)
    return ((1 - giou) * weight).sum() / weight.sum().clamp(min=1.0)


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
        self.net.backbone.start_from(plan.start_weights)
        self.net.backbone.keep_early_layers()
        self.net.to(self.device, memory_format=torch.channels_last)  # type: ignore[call-overload]
        self.average = {k: v.clone() for k, v in self.net.state_dict().items()}
        backbone = list(self.net.backbone.parameters())
        known = {id(p) for p in backbone}
        rest = [p for p in self.net.parameters() if id(p) not in known]
        groups = [{"params": backbone, "share": 0.5}, {"params": rest, "share": 1.0}]
        self.optimizer = torch.optim.AdamW(groups, plan.rate, weight_decay=0.01)
        self.spent_s, self.step = 0.0, 0
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
            "spent_s": self.spent_s,
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
        self.spent_s, self.step = state["spent_s"], state["step"]

    def rate(self) -> float:
        done = min(1.0, self.spent_s / 60 / self.plan.minutes)
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
            logits, sides = self.net(picture)
        heat = heat_loss(logits, batch["heat"], batch["care"])
        side = side_loss(sides, batch["sides"], batch["weight"])
        (heat + 2.0 * side).backward()
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


def stream(plan: Plan, real_share: float, step: int) -> DataLoader[dict[str, Tensor]]:
    """Batches of drawn scenes and, for a share, tiles of the real photos."""
    photos = load_photos(plan.photos) if plan.photos and real_share else []
    pictures = ShelfPictures(photos, real_share, plan.size, plan.seed + step)
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
    """Run the plan to its end, saving every two minutes."""
    plan.out.mkdir(parents=True, exist_ok=True)
    torch.set_num_threads(plan.threads)
    run = Run(plan)
    for share, until_min in (
        (0.0, plan.warmup_minutes),
        (plan.real_share, plan.minutes),
    ):
        if run.spent_s < until_min * 60:
            _train_until(run, stream(plan, share, run.step), until_min * 60)
    run.save()
    run.save("final.pt")


def _train_until(
    run: Run, batches: DataLoader[dict[str, Tensor]], until_s: float
) -> None:
    saved, before = run.spent_s, time.monotonic()
    sums, count = [0.0, 0.0], 0
    for batch in batches:
        losses = run.learn(batch)
        sums, count = [sums[0] + losses[0], sums[1] + losses[1]], count + 1
        now = time.monotonic()
        run.spent_s, before = run.spent_s + now - before, now
        if count == 20:
            heat, side = sums[0] / count, sums[1] / count
            when = f"{run.spent_s / 60:7.1f} min step {run.step}"
            print(f"{when} heat {heat:.3f} sides {side:.4f}", flush=True)
            sums, count = [0.0, 0.0], 0
        if run.spent_s - saved > 120:
            run.save()
            saved = run.spent_s
        if run.spent_s >= until_s:
            return


def main() -> None:
    ask = argparse.ArgumentParser(description=__doc__)
    ask.add_argument("--start-weights", type=Path, required=True)
    ask.add_argument("--photos", type=Path, help="folder with photos/ and labels/")
    ask.add_argument("--out", type=Path, required=True)
    ask.add_argument("--minutes", type=float, default=68)
    ask.add_argument("--warmup-minutes", type=float, default=13)
    ask.add_argument("--real-share", type=float, default=0.6)
    ask.add_argument("--batch", type=int, default=8)
    ask.add_argument("--size", type=int, default=512)
    ask.add_argument("--rate", type=float, default=1e-3)
    ask.add_argument("--workers", type=int, default=1)
    ask.add_argument("--threads", type=int, default=2)
    ask.add_argument("--seed", type=int, default=7)
    train(Plan(**vars(ask.parse_args())))


if __name__ == "__main__":
    main()
