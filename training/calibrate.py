"""Fit probabilities and thresholds on held-back pictures: `detector.json`.

`python -m training.calibrate WEIGHTS_DIR --version NAME --drawn 150`. Platt scaling
per kind; the threshold of a kind is the probability at which its F1 is best.
"""

from __future__ import annotations

import argparse
import json
from dataclasses import asdict, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from pipeline.vision.detect import Detector, Tuning
from pipeline.vision.detections import KINDS, Detections
from pipeline.vision.models import session
from training.evaluate import GAP_IOU, Example, drawn, labelled
from training.metrics import Photo, outcomes
from training.stage import GAP, IGNORE, TAG

Values = NDArray[np.float64]
RAW = Tuning("raw", (1.0, 1.0, 1.0), (0.0, 0.0, 0.0), (0.0, 0.0, 0.0))


def platt(scores: Values, hit: NDArray[np.bool_]) -> tuple[float, float]:
    """Slope and offset on the log-odds of raw scores (Platt 1999; Newton steps)."""
    raw = scores.clip(1e-6, 1 - 1e-6)
    x = np.stack([np.log(raw / (1 - raw)), np.ones_like(raw)], 1)
    positives = int(hit.sum())
    high, low = (positives + 1) / (positives + 2), 1 / (len(hit) - positives + 2)
    target = np.where(hit, high, low)
    theta = np.array([1.0, 0.0])
    for _ in range(50):
        chance = 1 / (1 + np.exp(-x @ theta))
        slope = x.T @ (chance - target) + 1e-3 * (theta - [1.0, 0.0])
        bend = (x * (chance * (1 - chance))[:, None]).T @ x + 1e-3 * np.eye(2)
        theta = theta - np.linalg.solve(bend, slope)
    return float(theta[0]), float(theta[1])


def best_threshold(chances: Values, hit: NDArray[np.bool_], truths: int) -> float:
    """The probability from which on F1 against `truths` things is best."""
    order = np.argsort(-chances)
    right = np.cumsum(hit[order])
    f1 = 2 * right / (np.arange(1, len(order) + 1) + truths)
    return float(chances[order][int(f1.argmax())])


def pooled(
    kind: int, examples: list[Example], found: list[Detections]
) -> tuple[Values, NDArray[np.bool_], int]:
    """Scores, hits and the number of truths of one kind over all pictures."""
    iou = GAP_IOU if kind == GAP else 0.5
    scores, flags, truths = [], [], 0
    for example, detections in zip(examples, found, strict=True):
        if kind == TAG and not example.tags:
            continue
        mine = detections.of(KINDS[kind])
        photo = Photo(
            mine.boxes, mine.scores, example.truth[kind], example.truth[IGNORE]
        )
        score, hit = outcomes(photo, iou)
        scores.append(score.astype(np.float64))
        flags.append(hit)
        truths += len(example.truth[kind])
    return np.concatenate(scores), np.concatenate(flags), truths


def fit(examples: list[Example], found: list[Detections], version: str) -> Tuning:
    """Tuning from raw detections on pictures that training never saw."""
    lines, thresholds = [], []
    for kind in range(len(KINDS)):
        scores, hit, truths = pooled(kind, examples, found)
        slope, offset = platt(scores, hit)
        odds = slope * np.log(scores / (1 - scores).clip(1e-6)) + offset
        lines.append((slope, offset))
        thresholds.append(best_threshold(1 / (1 + np.exp(-odds)), hit, truths))
    slopes, offsets = zip(*lines, strict=True)
    return replace(
        RAW,
        version=version,
        slopes=slopes,
        offsets=offsets,
        thresholds=tuple(thresholds),
    )


def reliability(chances: Values, hit: NDArray[np.bool_], bins: int = 10) -> float:
    """Expected calibration error: mean distance of said from true chances."""
    place = np.minimum((chances * bins).astype(int), bins - 1)
    gaps = [
        abs(chances[place == b].mean() - hit[place == b].mean()) * (place == b).sum()
        for b in range(bins)
        if (place == b).any()
    ]
    return float(sum(gaps) / max(1, len(chances)))


def main() -> None:
    ask = argparse.ArgumentParser(description=__doc__)
    ask.add_argument("weights", type=Path, help="folder with detector.onnx")
    ask.add_argument("--version", required=True)
    ask.add_argument("--drawn", type=int, default=150)
    ask.add_argument("--photos", type=Path, help="held-out photos/ and labels/ to add")
    ask.add_argument("--threads", type=int, default=2)
    options = ask.parse_args()
    net = session(options.weights / "detector.onnx", options.threads)
    detector = Detector(lambda picture: net.run(None, {"picture": picture[None]}), RAW)
    examples = list(drawn(options.drawn, 640, 832))
    if options.photos:
        examples += labelled(options.photos)
    found = [detector.candidates(example.picture) for example in examples]
    tuning = fit(examples, found, options.version)
    (options.weights / "detector.json").write_text(
        json.dumps(asdict(tuning), indent=1) + "\n"
    )
    print(json.dumps(asdict(tuning)))
    for kind, name in enumerate(KINDS):
        chances = [tuning.probabilities(candidates) for candidates in found]
        scores, hit, _ = pooled(kind, examples, chances)
        error = reliability(scores, hit)
        print(f"{name}: expected calibration error {error:.4f} on {len(hit)}")


if __name__ == "__main__":
    main()
