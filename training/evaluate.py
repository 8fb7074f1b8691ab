"""Measure the detector on labelled photos, rendered pictures and held-back scenes.

`python -m training.evaluate --photos DIR ... [--drawn N] [--only NAME,NAME]
[--weights ONNX_DIR] [--readings OUT.jsonl] [--worst FOLDER]` reads and measures.
`--score FILE ...` measures readings made before instead, so that photos read by nets
that never saw them (one net a fold, `--only` its photos) give one figure.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterable
from pathlib import Path

import cv2
import numpy as np

from pipeline.vision.detection.detect import Detector
from pipeline.vision.detection.detections import KINDS, Detections
from pipeline.vision.models import WEIGHTS
from pipeline.vision.shelf_scale import ShelfScale
from training.drawing import draw_mistakes, draw_reading, laid_out, mistakes
from training.examples import GAP_IOU, Example, drawn, labelled
from training.metrics import Boxes, Photo, counting, summary
from training.readings import (
    Line,
    Reading,
    load_lines,
    read_examples,
    reading_of,
    write_lines,
)
from training.slices import gap_tally, sliced
from training.stage import GAP, IGNORE, PRODUCT, TAG

_NOWHERE: Boxes = np.zeros((0, 4), np.float32)
_WORST = 8
_WIDTH = 1400


def add_sources(ask: argparse.ArgumentParser) -> None:
    """What is read, and with which weights; shared with `training.sheets`."""
    ask.add_argument("--weights", type=Path, default=WEIGHTS)
    ask.add_argument(
        "--photos", type=Path, nargs="+", default=[], help="folders with labels"
    )
    ask.add_argument("--only", default="", help="names of photos, comma between")
    ask.add_argument("--drawn", type=int, default=0, help="how many held-back scenes")
    ask.add_argument("--score", type=Path, nargs="+", help="readings made before")
    ask.add_argument("--threads", type=int, default=2)


def sources(options: argparse.Namespace) -> list[Example]:
    """The examples that were asked for; with `--score` those that were read."""
    only = set(filter(None, options.only.split(",")))
    if options.score:
        read = set(load_lines(options.score))
        only = only & read if only else read
    found = [one for folder in options.photos for one in labelled(folder, only)]
    scenes = drawn(options.drawn)
    return [*found, *(s for s in scenes if not only or s.name in only)]


def lines_of(
    options: argparse.Namespace, examples: list[Example]
) -> tuple[list[Line], list[Detections]]:
    """A reading of each example, and the net's candidates where it was read now."""
    if options.score:
        lines = load_lines(options.score)
        return [lines[example.name] for example in examples], []
    detector = Detector.load(options.weights, options.threads)
    scale = ShelfScale.load(options.weights / "detector.json")
    return read_examples(examples, detector, scale)


def figures(
    examples: list[Example], readings: list[Reading]
) -> dict[str, dict[str, float]]:
    """Summary per kind of what was told; photos without tag labels say nothing about
    tags."""
    return {
        name: summary(_photos(kind, examples, readings), 0.0, _iou(kind))
        for kind, name in enumerate(KINDS)
    }


def candidate_figures(
    examples: list[Example], found: list[Detections]
) -> dict[str, float]:
    """AP50 and AP of all facings that the net sees, likely or not."""
    photos = []
    for example, detections in zip(examples, found, strict=True):
        mine = detections.of("product")
        truth, ignore = example.truth[PRODUCT], example.truth[IGNORE]
        photos.append(Photo(mine.boxes, mine.scores, truth, ignore))
    every = summary(photos, 0.0)
    return {"ap50": every["ap50"], "ap": every["ap"]}


def range_figures(examples: list[Example], readings: list[Reading]) -> dict[str, float]:
    """Share of examples whose range holds the true number of facings (those in ignore
    areas taken off), and the mean width of the ranges against it."""
    held, widths = [], []
    for example, reading in zip(examples, readings, strict=True):
        (photo,) = _photos(PRODUCT, [example], [reading])
        ignored = int((~counting(photo, 0.5)).sum())
        true = len(photo.truth)
        held.append(reading.low - ignored <= true <= reading.high - ignored)
        widths.append((reading.high - reading.low) / max(1, true))
    return {"held": float(np.mean(held)), "mean_width": float(np.mean(widths))}


def _iou(kind: int) -> float:
    return GAP_IOU if kind == GAP else 0.5


def _photos(kind: int, examples: list[Example], readings: list[Reading]) -> list[Photo]:
    photos = []
    for example, reading in zip(examples, readings, strict=True):
        if kind == TAG and not example.tags:
            continue
        found = reading.found[kind]
        ignore = example.truth[IGNORE] if kind != TAG else _NOWHERE
        photos.append(Photo(found.boxes, found.scores, example.truth[kind], ignore))
    return photos


def write_worst(
    folder: Path, examples: list[Example], readings: list[Reading], most: int = _WORST
) -> None:
    """The examples with most mistakes for their facings: beside each other what was
    read and what is wrong with it."""
    folder.mkdir(parents=True, exist_ok=True)
    pairs = list(zip(examples, readings, strict=True))
    pairs.sort(key=lambda pair: -_badness(*pair))
    for place, (example, reading) in enumerate(pairs[:most], 1):
        both = draw_reading(example, reading, _WIDTH)
        wrong = draw_mistakes(example, reading, _WIDTH)
        file = folder / f"{place}-{example.name}.jpg"
        cv2.imwrite(str(file), laid_out([both, wrong], 2)[..., ::-1])


def _badness(example: Example, reading: Reading) -> float:
    wrong = 0
    for kind in (PRODUCT, GAP):
        _, made_up, missed = mistakes(example, reading, kind, _iou(kind))
        wrong += len(made_up) + len(missed)
    return wrong / (5 + len(example.truth[PRODUCT]))


def _print_photos(examples: Iterable[Example], readings: Iterable[Reading]) -> None:
    for example, reading in zip(examples, readings, strict=True):
        right, made_up, missed = mistakes(example, reading, PRODUCT, 0.5)
        print(
            f"{example.name:32} truth {len(example.truth[PRODUCT]):4}"
            f" right {len(right):4} wrong {len(made_up):3} missed {len(missed):3}"
            f" range {reading.low}-{reading.high} {reading.total_ms:6.0f} ms"
        )


def _print(name: str, values: dict[str, float]) -> None:
    rounded = {key: round(value, 4) for key, value in values.items()}
    print(f"{name:22} {json.dumps(rounded)}")


def main() -> None:
    ask = argparse.ArgumentParser(description=__doc__)
    add_sources(ask)
    ask.add_argument("--readings", type=Path, help="JSON lines to write")
    ask.add_argument("--worst", type=Path, help="folder for pictures of mistakes")
    options = ask.parse_args()
    examples = sources(options)
    lines, candidates = lines_of(options, examples)
    readings = [reading_of(line) for line in lines]
    if options.readings:
        write_lines(options.readings, lines)
    if options.worst:
        write_worst(options.worst, examples, readings)
    _print_photos(examples, readings)
    for name, values in sliced(examples, readings).items():
        _print(name, values)
    for name, values in figures(examples, readings).items():
        _print(name, values)
    if candidates:
        _print("product candidates", candidate_figures(examples, candidates))
    _print("gaps", gap_tally(examples, readings).figures())
    _print("count range", range_figures(examples, readings))


if __name__ == "__main__":
    main()
