"""Fit probabilities, thresholds, gaps and ranges on held-back pictures.

`python -m training.calibrate WEIGHTS_DIR --version NAME --drawn 150` writes
`detector.json`: Platt scaling per kind; per kind the threshold at which its F1 is best;
what weighs how much for a gap (`fit_gaps`); how wide a range of a count is
(`fit_counts`). Photos that some nets never saw are given as folds:
`--fold ONNX_DIR PHOTOS_DIR NAME,NAME`, once for each net.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from itertools import compress
from pathlib import Path

from pipeline.vision.boxes import FloatArray
from pipeline.vision.counting import CountScale, tally
from pipeline.vision.detection.detect import Detector, Tuning
from pipeline.vision.detection.detections import KINDS, Detections
from pipeline.vision.find import survey
from pipeline.vision.models import session
from pipeline.vision.rows.gap_evidence import Scenery
from pipeline.vision.rows.gaps import GapScale
from training.examples import Example, drawn, labelled
from training.fit_counts import Count, coverage, fit_counts, left_out_coverage, widened
from training.fit_gaps import fit_gaps, gap_f1, hopes_of
from training.fit_scores import ENOUGH_PHOTOS, RAW, fit, pooled, reliability
from training.metrics import Photo, counting
from training.stage import IGNORE, PRODUCT

MOST_IMPORTANT = 8.0


@dataclass(frozen=True, slots=True)
class Seen:
    """A picture with what a net that was not trained on it finds there."""

    example: Example
    raw: Detections
    is_photo: bool


def counted(example: Example, scenery: Scenery, likely: Detections) -> Count:
    """The facings of a picture, tallied outside of its ignore areas."""
    sure = likely.of("product")
    chances = _outside(example, sure.boxes, sure.scores)
    tallied = tally(chances.tolist(), _outside(example, *scenery.doubtful).tolist())
    return Count(tallied, len(example.truth[PRODUCT]))


def _outside(example: Example, boxes: FloatArray, scores: FloatArray) -> FloatArray:
    photo = Photo(boxes, scores, example.truth[PRODUCT], example.truth[IGNORE])
    return scores[counting(photo, 0.5)]


def detector_of(weights: Path, tuning: Tuning, threads: int) -> Detector:
    """The net of a folder, whatever the tuning beside it."""
    net = session(weights / "detector.onnx", threads)
    return Detector(lambda picture: net.run(None, {"picture": picture[None]}), tuning)


def _seen(options: argparse.Namespace) -> Iterator[Seen]:
    shipped = detector_of(options.weights, RAW, options.threads)
    for example in drawn(options.drawn, 640, 832):
        yield Seen(example, shipped.candidates(example.picture), False)
    if options.photos:
        for example in labelled(options.photos):
            yield Seen(example, shipped.candidates(example.picture), True)
    for weights, photos, names in options.fold:
        net = detector_of(Path(weights), RAW, options.threads)
        for example in labelled(Path(photos), names.split(",")):
            yield Seen(example, net.candidates(example.picture), True)


def main() -> None:
    ask = argparse.ArgumentParser(description=__doc__)
    ask.add_argument("weights", type=Path, help="folder with detector.onnx")
    ask.add_argument("--version", required=True)
    ask.add_argument("--drawn", type=int, default=150)
    ask.add_argument("--photos", type=Path, help="held-out photos/ and labels/ to add")
    ask.add_argument("--fold", nargs=3, action="append", default=[], metavar="PART")
    ask.add_argument("--threads", type=int, default=2)
    options = ask.parse_args()
    seen = list(_seen(options))
    examples, are_photos = [s.example for s in seen], [s.is_photo for s in seen]
    tuning = fit(examples, [s.raw for s in seen], options.version, are_photos)
    found = [tuning.probabilities(one.raw) for one in seen]
    detector = detector_of(options.weights, tuning, options.threads)
    likely = [detector.likely(candidates) for candidates in found]
    sceneries = list(map(survey, [e.picture for e in examples], found, likely))
    gaps = _fit_gaps(seen, sceneries)
    counts = list(map(counted, examples, sceneries, likely))
    photos = list(compress(counts, are_photos))
    counts = photos if len(photos) >= ENOUGH_PHOTOS else counts
    scale = widened(counts, fit_counts(counts))
    stored = {**asdict(tuning), "gaps": asdict(gaps), "counts": asdict(scale)}
    (options.weights / "detector.json").write_text(json.dumps(stored, indent=1) + "\n")
    print(json.dumps(stored))
    _report_kinds(examples, found)
    _report_counts(counts, scale)


def _fit_gaps(seen: list[Seen], sceneries: list[Scenery]) -> GapScale:
    """All photos together count as much as all scenes, but none more than a few."""
    photos = sum(one.is_photo for one in seen)
    share = min(MOST_IMPORTANT, max(1.0, (len(seen) - photos) / max(1, photos)))
    pictures = [
        hopes_of(one.example, scenery, share if one.is_photo else 1.0)
        for one, scenery in zip(seen, sceneries, strict=True)
    ]
    scale = fit_gaps(pictures)
    print(f"gaps: F1 {gap_f1(pictures, scale):.3f} from {scale.threshold} on")
    return scale


def _report_kinds(examples: list[Example], found: list[Detections]) -> None:
    for kind, name in enumerate(KINDS):
        scores, hit, _ = pooled(kind, examples, found)
        error = reliability(scores, hit)
        print(f"{name}: expected calibration error {error:.4f} on {len(hit)}")


def _report_counts(counts: list[Count], scale: CountScale) -> None:
    for name, (held, width) in (
        ("widened", coverage(counts, scale)),
        ("left out, before", left_out_coverage(counts)),
    ):
        print(f"ranges hold {held:.2f}, mean width {width:.2f} ({name})")


if __name__ == "__main__":
    main()
