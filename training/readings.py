"""Readings of labelled pictures: made with a net, written down, and read again.

Called by `training.evaluate` and `training.sheets`. A reading is one JSON line in the
shape that `atlasvision read --json` prints, so readings of different nets, each of
photos that it never saw, can be put together.
"""

from __future__ import annotations

import json
import time
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from pipeline.types import Box, Detection, Gap
from pipeline.vision.counting import tally
from pipeline.vision.detection.detect import Detector
from pipeline.vision.detection.detections import Detections
from pipeline.vision.find import ShelfPhoto, find_on_photo
from pipeline.vision.shelf_scale import ShelfScale
from training.examples import Example, as_boxes
from training.metrics import Boxes
from training.stage import GAP, PRODUCT, TAG

Line = dict[str, Any]
PARTS = {PRODUCT: "products", GAP: "gaps", TAG: "price_tags"}


@dataclass(frozen=True, slots=True)
class Found:
    """Boxes (n, 4), scores (n,) and row numbers (n,) of one kind."""

    boxes: Boxes
    scores: np.ndarray[Any, np.dtype[np.float32]]
    rows: np.ndarray[Any, np.dtype[np.int64]]


@dataclass(frozen=True, slots=True)
class Reading:
    """What was found on an example, by kind, and the range of its facings."""

    found: dict[int, Found]
    low: int
    high: int
    total_ms: float


class _Remembered:
    """A detector that keeps its candidates: they are measured, too."""

    def __init__(self, detector: Detector) -> None:
        self.version, self.likely = detector.version, detector.likely
        self._detector = detector
        self.found: list[Detections] = []

    def candidates(self, image: Any) -> Detections:
        self.found.append(self._detector.candidates(image))
        return self.found[-1]


def read_examples(
    examples: Iterable[Example], detector: Detector, scale: ShelfScale
) -> tuple[list[Line], list[Detections]]:
    """A line for each example, and all candidates there."""
    lines, remembered = [], _Remembered(detector)
    for example in examples:
        start = time.perf_counter()
        photo = find_on_photo(example.picture, remembered, 0, scale)
        spent_ms = 1000 * (time.perf_counter() - start)
        lines.append(as_line(example.name, photo, scale, spent_ms))
    return lines, remembered.found


def as_line(name: str, photo: ShelfPhoto, scale: ShelfScale, total_ms: float) -> Line:
    """One reading; every facing is a group of its own."""
    chances = [facing.score for facing in photo.facings]
    doubtful = [facing.score for facing in photo.doubtful]
    low, high = scale.counts.of_all(tally(chances, doubtful))
    return {
        "photo": name,
        "products": [
            {**_entry(facing), "group": index}
            for index, facing in enumerate(photo.facings)
        ],
        "gaps": [{**_entry(gap), "width": gap.width} for gap in photo.gaps],
        "price_tags": [_entry(label) for label in photo.labels],
        "count_low": low,
        "count_high": high,
        "timings_ms": {"total": round(total_ms, 1)},
    }


def _entry(found: Detection | Gap) -> Line:
    return {
        "box": _sides(found.box),
        "score": found.score,
        "row": found.row,
        "position": found.position,
    }


def _sides(box: Box) -> list[float]:
    return [round(side, 1) for side in (box.left, box.top, box.right, box.bottom)]


def reading_of(line: Line) -> Reading:
    """The inverse of `as_line`, also for what `atlasvision read --json` prints."""
    found = {}
    for kind, part in PARTS.items():
        entries = line.get(part, [])
        found[kind] = Found(
            as_boxes(entries),
            np.array([entry.get("score", 1.0) for entry in entries], np.float32),
            np.array([entry.get("row", 0) for entry in entries], np.int64),
        )
    count = len(line.get("products", []))
    return Reading(
        found,
        int(line.get("count_low", count)),
        int(line.get("count_high", count)),
        float(line.get("timings_ms", {}).get("total", 0.0)),
    )


def write_lines(file: Path, lines: Iterable[Line]) -> None:
    """Readings as JSON lines."""
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text("".join(json.dumps(line) + "\n" for line in lines))


def load_lines(files: Iterable[Path]) -> dict[str, Line]:
    """Readings of all files by the stem of their photo; no photo may come twice."""
    lines: dict[str, Line] = {}
    for file in files:
        for text in filter(None, file.read_text().splitlines()):
            line = json.loads(text)
            name = Path(line["photo"]).stem
            if name in lines:
                raise ValueError(f"{name} was read twice")
            lines[name] = line
    return lines
