"""Fit what the embedder's distances mean: `python -m training.looks_calibrate --help`.

Writes into `looks.json` beside `looks.onnx` a logistic regression on pairs of facings
for grouping, fitted on the labelled training photos and on scenes that the net never
saw. When a name is given is fitted by `training.looks_naming`, after this.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from dataclasses import asdict, fields, replace
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from pipeline.vision.grouping import same_product_odds
from pipeline.vision.look_scale import Evidence, LookScale
from pipeline.vision.trained_look import TrainedLook
from training.looks_measure import (
    Embedded,
    embedded,
    grouping,
)
from training.looks_shelves import load_shelves

_NOT_FITTED = ("other_photo", "other_size")


def fit_evidence(shelves: Sequence[Embedded]) -> Evidence:
    """Logistic regression on the pairs of each photo, each facing counting the same;
    then the start that groups best."""
    names = [f.name for f in fields(Evidence) if f.name not in _NOT_FITTED]
    rows, same, weights = [], [], []
    for shelf in shelves:
        measures = [_measure(shelf, name) for name in names]
        upper = np.triu_indices(len(shelf.products), 1)
        rows.append(np.stack([m[upper] for m in measures], 1))
        same.append((shelf.products[:, None] == shelf.products)[upper])
        weights.append(np.full(len(same[-1]), 1 / len(shelf.products)))
    offsets = np.concatenate([row for row in _other_size(shelves)])
    fitted = _logistic(
        np.concatenate(rows), np.concatenate(same), np.concatenate(weights), offsets
    )
    evidence = replace(Evidence(), **dict(zip(names, map(float, fitted), strict=True)))
    starts = evidence.start + np.arange(-3.0, 3.01, 0.5)
    tried = [replace(evidence, start=float(start)) for start in starts]
    return max(tried, key=lambda e: grouping(shelves, e)[2])


def _measure(shelf: Embedded, name: str) -> NDArray[np.float64]:
    """What a weight is multiplied with, for each pair of facings."""
    nothing = {f.name: 0.0 for f in fields(Evidence)}
    return same_product_odds(
        shelf.facings, shelf.looks, Evidence(**{**nothing, name: 1.0})
    )


def _other_size(shelves: Sequence[Embedded]) -> list[NDArray[np.float64]]:
    """Odds of the weight that is known beforehand: sizes of one pack differ."""
    return [
        Evidence().other_size
        * _measure(s, "other_size")[np.triu_indices(len(s.products), 1)]
        for s in shelves
    ]


def _logistic(
    rows: NDArray[np.float64],
    same: NDArray[np.bool_],
    weights: NDArray[np.float64],
    offsets: NDArray[np.float64],
) -> NDArray[np.float64]:
    """Newton's method with a slight pull to zero."""
    beta = np.zeros(rows.shape[1])
    pull = 0.02 * np.eye(len(beta))
    for _ in range(40):
        chance = 1 / (1 + np.exp(-np.clip(rows @ beta + offsets, -30, 30)))
        slope = rows.T @ (weights * (same - chance)) - pull @ beta
        curve = (rows * (weights * chance * (1 - chance))[:, None]).T @ rows + pull
        step = np.linalg.solve(curve, slope)
        beta = beta + step * min(1.0, 4.0 / (np.abs(step).max() + 1e-9))
    return beta


def _known_scale(file: Path) -> LookScale:
    """What is known of the embedder already, such as when a name is given."""
    return LookScale.load(file) if file.is_file() else LookScale()


def main() -> None:
    ask = argparse.ArgumentParser(description=__doc__)
    ask.add_argument("model", type=Path)
    ask.add_argument("--photos", type=Path, help="labelled training photos")
    ask.add_argument("--rendered", type=Path, help="scenes of training/blender")
    options = ask.parse_args()
    cv2.setNumThreads(2)
    embedder = TrainedLook.of(options.model)
    real = rendered = []
    if options.photos:
        folder = options.photos / "train"
        real = embedded(
            load_shelves(folder / "photos", folder / "labels", None), embedder
        )
    if options.rendered:
        shelves = load_shelves(options.rendered, options.rendered, None)
        rendered = embedded(shelves, embedder)
    evidence = fit_evidence([*real, *rendered])
    scale = replace(_known_scale(options.model.with_suffix(".json")), evidence=evidence)
    stored = json.dumps(asdict(scale), indent=1) + "\n"
    options.model.with_suffix(".json").write_text(stored)
    print(json.dumps(asdict(scale)))
    for name, part in (("photos", real), ("rendered", rendered)):
        if part:
            print(f"grouping on {name}: {grouping(part, evidence)}")


if __name__ == "__main__":
    main()
