"""Train the embedder of looks: `python -m training.looks_train --help`.

Saves the moving average of the weights as it goes; `--go-on FILE` starts from such a
file instead of from ImageNet's weights.
"""

from __future__ import annotations

import argparse
import math
import time
from dataclasses import dataclass
from pathlib import Path

import torch
from torch import Tensor
from torch.utils.data import DataLoader

from training.looks_data import LookBatches, Sources
from training.looks_model import LookNet, contrastive_loss
from training.looks_shelves import load_folders, load_shelves, pack_of, read_picture

EMA_DECAY = 0.99


@dataclass(frozen=True, slots=True)
class Plan:
    """What one run does; minutes are of wall clock."""

    start_weights: Path
    photos: Path | None
    rendered: Path | None
    out: Path
    go_on: Path | None
    minutes: float
    rate: float
    products: int
    workers: int
    threads: int
    seed: int


def sources_of(plan: Plan) -> Sources:
    """Labelled shelves and folders of products, as far as they are there."""
    photos, rendered = plan.photos, plan.rendered
    if photos is None:
        return Sources([], _rendered(rendered), {}, {})
    fronts = sorted((photos / "grocery" / "iconic").rglob("*.jpg"))
    return Sources(
        load_shelves(photos / "train/photos", photos / "train/labels", None),
        _rendered(rendered),
        _folders(photos / "grocery"),
        {file.parent.name: pack_of(read_picture(file)) for file in fronts},
    )


def _folders(grocery: Path) -> dict[str, list[Path]]:
    """Pictures to learn from of each product; those of `test` are only measured."""
    found = load_folders(grocery / "train")
    for name, files in load_folders(grocery / "val").items():
        found[name] = [*found.get(name, []), *files]
    return found


def _rendered(folder: Path | None):  # type: ignore[no-untyped-def]
    return load_shelves(folder, folder, folder / "catalogue") if folder else []


class Run:
    """Net, its moving average and the optimiser of one run."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        torch.set_flush_denormal(True)
        torch.manual_seed(plan.seed)
        self.device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
        self.net = LookNet()
        self.net.start_from(plan.start_weights)
        if plan.go_on:
            self.net.load_state_dict(torch.load(plan.go_on, weights_only=True))
        self.net.to(self.device)
        self.average = {k: v.clone() for k, v in self.net.state_dict().items()}
        backbone = [p for p in self.net.backbone.parameters() if p.requires_grad]
        groups = [
            {"params": backbone, "share": 0.4},
            {"params": list(self.net.project.parameters()), "share": 1.0},
        ]
        self.optimizer = torch.optim.AdamW(groups, plan.rate, weight_decay=0.02)
        self.step = 0

    def learn(self, batch: dict[str, Tensor], done: float) -> float:
        """One step at `done` (0..1) of the plan; returns the loss."""
        warm = min(1.0, (self.step + 1) / 40)
        rate = self.plan.rate * warm * (0.02 + 0.49 * (1 + math.cos(math.pi * done)))
        for group in self.optimizer.param_groups:
            group["lr"] = rate * group["share"]
        batch = {k: v.to(self.device) for k, v in batch.items()}
        with torch.autocast(self.device.type, torch.bfloat16):
            features = self.net.features(batch["crops"])
        vectors = self.net.vectors(features, batch["colours"])
        loss = contrastive_loss(vectors, batch["product"], batch["known"])
        loss.backward()
        torch.nn.utils.clip_grad_norm_(self.net.parameters(), 5.0)
        self.optimizer.step()
        self.optimizer.zero_grad(set_to_none=True)
        self._follow()
        return float(loss.detach())

    def _follow(self) -> None:
        self.step += 1
        decay = min(EMA_DECAY, (1 + self.step) / (10 + self.step))
        with torch.no_grad():
            for key, value in self.net.state_dict().items():
                if value.is_floating_point():
                    self.average[key].lerp_(value, 1 - decay)
                else:
                    self.average[key].copy_(value)

    def save(self) -> None:
        fresh = self.plan.out / "looks.pt.part"
        torch.save(self.average, fresh)
        fresh.replace(self.plan.out / "looks.pt")


def stream(plan: Plan) -> DataLoader[dict[str, Tensor]]:
    """Ready-made batches, drawn by workers of their own."""
    batches = LookBatches(sources_of(plan), plan.products, plan.seed)
    return DataLoader(
        batches,
        batch_size=None,
        num_workers=plan.workers,
        multiprocessing_context="spawn" if plan.workers else None,
        prefetch_factor=4 if plan.workers else None,
    )


def train(plan: Plan) -> Run:
    """Run the plan to its end, saving every two minutes."""
    plan.out.mkdir(parents=True, exist_ok=True)
    torch.set_num_threads(plan.threads)
    run = Run(plan)
    start = saved = time.monotonic()
    losses: list[float] = []
    for batch in stream(plan):
        done = (time.monotonic() - start) / 60 / plan.minutes
        losses.append(run.learn(batch, min(1.0, done)))
        if len(losses) == 20:
            mean = sum(losses) / len(losses)
            spent = (time.monotonic() - start) / 60
            print(f"{spent:6.1f} min step {run.step} loss {mean:.3f}", flush=True)
            losses = []
        if time.monotonic() - saved > 120:
            run.save()
            saved = time.monotonic()
        if done >= 1:
            break
    run.save()
    return run


def main() -> None:
    ask = argparse.ArgumentParser(description=__doc__)
    ask.add_argument("--start-weights", type=Path, required=True)
    ask.add_argument("--photos", type=Path, help="holds train/, grocery/")
    ask.add_argument("--rendered", type=Path, help="scenes of training/blender")
    ask.add_argument("--out", type=Path, required=True)
    ask.add_argument("--go-on", type=Path)
    ask.add_argument("--minutes", type=float, default=40)
    ask.add_argument("--rate", type=float, default=1.2e-3)
    ask.add_argument("--products", type=int, default=28)
    ask.add_argument("--workers", type=int, default=1)
    ask.add_argument("--threads", type=int, default=2)
    ask.add_argument("--seed", type=int, default=5)
    train(Plan(**vars(ask.parse_args())))


if __name__ == "__main__":
    main()
