"""Fit what the embedder's distances mean: `python -m training.looks_calibrate --help`.

Writes `looks.json` beside `looks.onnx`: a logistic regression on pairs of facings for
grouping, and the distances up to which a name is right 99 times in 100. Fitted on
scenes and packs that the net never saw, and on the labelled training photos.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from dataclasses import asdict, fields, replace
from itertools import product
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from pipeline.vision.grouping import same_product_odds
from pipeline.vision.look_scale import Evidence, LookScale
from pipeline.vision.looks import Embedder
from pipeline.vision.trained_look import TrainedLook
from training.art import Random
from training.looks_data import cut, photographed
from training.looks_measure import (
    Asked,
    Embedded,
    asked,
    embedded,
    grouping,
    named,
    packshots,
    top_1,
)
from training.looks_packs import drawn_family, invented_family, on_shelf, on_white
from training.looks_shelves import load_shelves

HELD_BACK = 10_000_000
"""Seeds from here on are never drawn in training."""
MOST_WRONG = 0.008
_NOT_FITTED = ("other_photo", "other_size")
_STEEPNESSES = (10.0, 16.0, 24.0)
_RIVALRIES = (0.0, 6.0, 10.0, 16.0, 24.0)
_EVEN = tuple(np.arange(0.3, 1.3, 0.05))


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


def drawn_questions(embedder: Embedder, families: int, seed: int) -> Asked:
    """Drawn packs on drawn shelves, and the packshot of each as its reference."""
    rng = np.random.default_rng(seed)
    fronts, views, truth = [], [], []
    for number in range(families):
        make = invented_family if number % 2 else drawn_family
        for article in make(rng, 3):
            fronts.append(on_white(article.front()))
            for _ in range(2):
                views.append(_on_a_shelf(rng, article))
                truth.append(len(fronts) - 1)
    references = dict(
        zip(map(str, range(len(fronts))), embedder.embed(fronts), strict=True)
    )
    shelf = Embedded((), np.array([str(t) for t in truth]), embedder.embed(views))
    return asked([shelf], references)


def _on_a_shelf(rng: Random, article):  # type: ignore[no-untyped-def]
    pack = article.front(float(rng.normal(0, 0.25)))
    canvas, box = on_shelf(rng, pack, pack)
    return photographed(rng, cut(rng, canvas, box), harshness=0.5)


def fit_scale(questions: Sequence[Asked], evidence: Evidence) -> LookScale:
    """The scale that names most, with wrong and false names rare on every part."""
    best, most = LookScale(0.0, 24.0, 24.0, evidence), -1.0
    for even, steep, rivalry in product(_EVEN, _STEEPNESSES, _RIVALRIES):
        scale = LookScale(float(even), steep, rivalry, evidence)
        results = [named(question, scale) for question in questions]
        rare = all(max(r.wrong, r.false) <= MOST_WRONG for r in results)
        right = sum(r.right for r in results)
        if rare and right > most:
            best, most = scale, right
    return best


def main() -> None:
    ask = argparse.ArgumentParser(description=__doc__)
    ask.add_argument("model", type=Path)
    ask.add_argument("--photos", type=Path, help="labelled training photos")
    ask.add_argument("--rendered", type=Path, help="scenes of training/blender")
    ask.add_argument("--drawn", type=int, default=120, help="families to draw")
    options = ask.parse_args()
    cv2.setNumThreads(2)
    embedder = TrainedLook.of(options.model)
    real = rendered = []
    if options.photos:
        folder = options.photos / "train"
        real = embedded(
            load_shelves(folder / "photos", folder / "labels", None), embedder
        )
    questions = [drawn_questions(embedder, options.drawn, HELD_BACK)]
    if options.rendered:
        shelves = load_shelves(options.rendered, options.rendered, None)
        rendered = embedded(shelves, embedder)
        references = packshots(options.rendered / "catalogue", embedder)
        questions.append(asked(rendered, references))
    evidence = fit_evidence([*real, *rendered])
    scale = fit_scale(questions, evidence)
    stored = json.dumps(asdict(scale), indent=1) + "\n"
    options.model.with_suffix(".json").write_text(stored)
    print(json.dumps(asdict(scale)))
    for name, part in (("photos", real), ("rendered", rendered)):
        if part:
            print(f"grouping on {name}: {grouping(part, evidence)}")
    for question in questions:
        print(f"top-1 {top_1(question):.3f}", named(question, scale))


if __name__ == "__main__":
    main()
