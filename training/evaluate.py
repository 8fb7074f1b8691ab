"""Measure the detector on labelled photos or on held-back drawn scenes.

`python -m training.evaluate --photos DIR --readings OUT.jsonl --pictures DIR` or
`python -m training.evaluate --drawn 100`. The readings have the shape that
`atlasvision read --json` prints.
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np

from pipeline.vision.detect import Detector
from pipeline.vision.detections import KINDS, Detections
from pipeline.vision.models import WEIGHTS
from training.art import Picture
from training.metrics import Boxes, Photo, summary
from training.scenes import HELD_BACK, draw_scene
from training.stage import GAP, IGNORE, PRODUCT, TAG

GAP_IOU = 0.3
COLOURS = ((0, 200, 0), (230, 0, 0), (230, 200, 0), (128, 128, 128))


@dataclass(frozen=True, slots=True)
class Example:
    """A picture with its truth by kind; `tags` says whether tags are labelled."""

    name: str
    picture: Picture
    truth: dict[int, Boxes]
    tags: bool = True


def labelled(folder: Path) -> Iterator[Example]:
    """Photos of folder/photos with the labels of folder/labels."""
    parts = (
        ("products", PRODUCT),
        ("gaps", GAP),
        ("price_tags", TAG),
        ("ignore", IGNORE),
    )
    for file in sorted((folder / "labels").glob("*.json")):
        label = json.loads(file.read_text())
        photo = next((folder / "photos").glob(file.stem + ".*"))
        truth = {kind: _boxes(label.get(part, [])) for part, kind in parts}
        picture = cv2.cvtColor(cv2.imread(str(photo)), cv2.COLOR_BGR2RGB)
        yield Example(file.stem, picture, truth, "price_tags" in label)


def _boxes(entries: list[dict[str, list[float]]]) -> Boxes:
    return np.array([entry["box"] for entry in entries], np.float32).reshape(-1, 4)


def drawn(count: int, height: int = 960, width: int = 1280) -> Iterator[Example]:
    """Scenes of seeds that training never draws, larger than its tiles."""
    for seed in range(HELD_BACK, HELD_BACK + count):
        scene = draw_scene(seed, height, width)
        truth = {kind: scene.boxes[scene.kinds == kind] for kind in range(4)}
        yield Example(f"drawn-{seed - HELD_BACK}", scene.picture, truth)


def figures(
    examples: list[Example],
    found: list[Detections],
    thresholds: tuple[float, float, float],
) -> dict[str, dict[str, float]]:
    """Summary per kind; photos without tag labels say nothing about tags."""
    result = {}
    for kind, name in enumerate(KINDS):
        photos = []
        for example, detections in zip(examples, found, strict=True):
            if kind == TAG and not example.tags:
                continue
            mine = detections.of(name)
            ignore = example.truth[IGNORE] if kind != TAG else _boxes([])
            photos.append(Photo(mine.boxes, mine.scores, example.truth[kind], ignore))
        iou = GAP_IOU if kind == GAP else 0.5
        result[name] = summary(photos, thresholds[kind], iou)
    return result


def reading(example: Example, found: Detections, total_ms: float) -> dict[str, object]:
    """One line as `atlasvision read --json` prints it, each facing its own group."""
    parts: dict[str, list[dict[str, object]]] = {name: [] for name in KINDS}
    for box, score, kind in zip(
        found.boxes.tolist(), found.scores.tolist(), found.kinds, strict=True
    ):
        parts[KINDS[kind]].append(
            {"box": box, "score": score, "group": len(parts["product"])}
        )
    return {
        "photo": example.name,
        "products": parts["product"],
        "gaps": parts["gap"],
        "price_tags": parts["tag"],
        "timings_ms": {"total": total_ms},
    }


def annotated(example: Example, found: Detections) -> Picture:
    """The photo with found boxes in colour and missed facings in magenta."""
    picture = example.picture.copy()
    thick = max(1, picture.shape[1] // 500)
    for box in example.truth[PRODUCT].astype(int):
        cv2.rectangle(picture, box[:2].tolist(), box[2:].tolist(), (255, 0, 255), thick)
    for box, kind in zip(found.boxes.astype(int), found.kinds, strict=True):
        cv2.rectangle(picture, box[:2].tolist(), box[2:].tolist(), COLOURS[kind], thick)
    return picture


def read_all(
    detector: Detector, examples: list[Example]
) -> tuple[list[Detections], list[float]]:
    """Candidates of every picture and the milliseconds each took."""
    found, times_ms = [], []
    for example in examples:
        start = time.perf_counter()
        found.append(detector.candidates(example.picture))
        times_ms.append(1000 * (time.perf_counter() - start))
    return found, times_ms


def write_pictures(
    folder: Path, examples: list[Example], found: list[Detections]
) -> None:
    """One annotated JPEG a photo, to be looked at."""
    folder.mkdir(parents=True, exist_ok=True)
    for example, detections in zip(examples, found, strict=True):
        picture = annotated(example, detections)[..., ::-1]
        cv2.imwrite(str(folder / f"{example.name}.jpg"), picture)


def main() -> None:
    ask = argparse.ArgumentParser(description=__doc__)
    ask.add_argument("--weights", type=Path, default=WEIGHTS)
    ask.add_argument("--photos", type=Path, help="folder with photos/ and labels/")
    ask.add_argument("--drawn", type=int, default=0, help="how many held-back scenes")
    ask.add_argument("--readings", type=Path, help="JSON lines to write")
    ask.add_argument("--pictures", type=Path, help="folder for annotated pictures")
    ask.add_argument("--threads", type=int, default=2)
    options = ask.parse_args()
    detector = Detector.load(options.weights, options.threads)
    folder, count = options.photos, options.drawn
    examples = list(labelled(folder) if folder else drawn(count))
    found, times_ms = read_all(detector, examples)
    sure = [detector.likely(candidates) for candidates in found]
    rows = list(zip(examples, sure, times_ms, strict=True))
    for example, detections, ms in rows:
        truth, read = len(example.truth[PRODUCT]), len(detections.of("product"))
        print(f"{example.name:32} truth {truth:4} found {read:4} {ms:6.0f} ms")
    if options.readings:
        lines = [json.dumps(reading(*row)) for row in rows]
        options.readings.write_text("\n".join(lines) + "\n")
    if options.pictures:
        write_pictures(options.pictures, examples, sure)
    results = figures(examples, found, detector.tuning.thresholds)
    for name, result in results.items():
        print(name, json.dumps({k: round(v, 4) for k, v in result.items()}))


if __name__ == "__main__":
    main()
