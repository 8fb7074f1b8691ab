"""How good detections are: precision, recall, average precision, count error.

Called by `training.evaluate` and `training.calibrate`. A prediction in an ignore
area (centre inside, or half of it covered by one ignore box) counts neither way.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pipeline.vision.boxes import areas, intersections, overlaps

Boxes = NDArray[np.float32]
Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Photo:
    """Predictions of one kind on one photo against the truth; scores (N,)."""

    boxes: Boxes
    scores: NDArray[np.float32]
    truth: Boxes
    ignore: Boxes


def matches(photo: Photo, iou: float) -> NDArray[np.int64]:
    """For each prediction the truth that no better one had found before; -1: none."""
    found = np.full(len(photo.boxes), -1, np.int64)
    cover = overlaps(photo.boxes, photo.truth)
    for index in np.argsort(-photo.scores, kind="stable"):
        if cover.shape[1] and cover[index].max() >= iou:
            found[index] = int(cover[index].argmax())
            cover[:, found[index]] = -1
    return found


def hits(photo: Photo, iou: float) -> Flags:
    """Which predictions found a truth."""
    return matches(photo, iou) >= 0


def ignorable(photo: Photo) -> Flags:
    """Which predictions lie in an ignore area."""
    if not len(photo.ignore) or not len(photo.boxes):
        return np.zeros(len(photo.boxes), bool)
    centre = (photo.boxes[:, :2] + photo.boxes[:, 2:]) / 2
    low, high = photo.ignore[None, :, :2], photo.ignore[None, :, 2:]
    inside = ((centre[:, None] >= low) & (centre[:, None] <= high)).all(2).any(1)
    half = 0.5 * np.maximum(areas(photo.boxes), 1e-9)
    return inside | (intersections(photo.boxes, photo.ignore).max(1) >= half)


def counting(photo: Photo, iou: float) -> Flags:
    """Which predictions count: the right ones and those outside of ignore areas."""
    return hits(photo, iou) | ~ignorable(photo)


def outcomes(photo: Photo, iou: float) -> tuple[NDArray[np.float32], Flags]:
    """Scores and hits of the predictions that count."""
    hit = hits(photo, iou)
    counts = hit | ~ignorable(photo)
    return photo.scores[counts], hit[counts]


def average_precision(photos: list[Photo], iou: float) -> float:
    """Area under the interpolated precision-recall curve, no cap on boxes."""
    total = sum(len(photo.truth) for photo in photos)
    if not total:
        return 0.0
    results = [outcomes(photo, iou) for photo in photos]
    scores = np.concatenate([scores for scores, _ in results])
    hit = np.concatenate([hit for _, hit in results])
    hit = hit[np.argsort(-scores, kind="stable")]
    found = np.cumsum(hit)
    precision = found / np.arange(1, len(hit) + 1)
    best = np.maximum.accumulate(precision[::-1])[::-1]
    return float((best * hit).sum() / total)


def summary(
    photos: list[Photo], threshold: float, iou: float = 0.5
) -> dict[str, float]:
    """Precision, recall, F1, AP50, AP and count error at one threshold."""
    sure = [_above(photo, threshold) for photo in photos]
    results = [outcomes(photo, iou)[1] for photo in sure]
    right = sum(int(hit.sum()) for hit in results)
    said = sum(len(hit) for hit in results)
    total = sum(len(photo.truth) for photo in photos)
    errors = [
        abs(len(hit) - len(p.truth)) / max(1, len(p.truth))
        for hit, p in zip(results, sure, strict=True)
    ]
    steps = np.arange(0.5, 0.96, 0.05)
    return {
        "precision": right / max(1, said),
        "recall": right / max(1, total),
        "f1": 2 * right / max(1, said + total),
        "ap50": average_precision(photos, 0.5),
        "ap": float(
            np.mean([average_precision(photos, float(step)) for step in steps])
        ),
        "count_error": float(np.mean(errors)) if errors else 0.0,
        "truth": total,
    }


def _above(photo: Photo, threshold: float) -> Photo:
    sure = photo.scores >= threshold
    return Photo(photo.boxes[sure], photo.scores[sure], photo.truth, photo.ignore)
