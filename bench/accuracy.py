"""What is read right: the rendered demo photos (held out of training) and, where they
are present, real photos labelled by eye (ATLASVISION_PHOTOS, folder `dev`).

The shipped detector has learned from those real photos: they show that all parts work
together, not what a new photo will give; `training/crossvalidate.sh` tells that.
"""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

from bench.figures import print_table
from bench.installation import DEMO_IMAGES
from bench.scores import Scores
from commands.read_output import as_json_object
from pipeline.models import Models, load_models
from pipeline.reference_folder import load_folder
from pipeline.shelf import read_shelf
from pipeline.types import Catalogue, ShelfReading
from training.examples import example_of
from training.readings import reading_of
from training.slices import sliced

_COLUMNS = ("facings", "recall", "precision", "f1")
PHOTOS = Path(os.environ.get("ATLASVISION_PHOTOS", "../shared/photos"))


def measure(*, quick: bool = False) -> dict[str, Any]:
    """Detection, counts, groups, gaps, tags, prices and names, per set of photos."""
    models = load_models()
    packshots = load_folder(DEMO_IMAGES / "catalogue", models)
    rendered = _photos(DEMO_IMAGES, DEMO_IMAGES)
    chosen = {"rendered": (rendered[: 4 if quick else None], packshots)}
    real = _photos(PHOTOS / "dev" / "labels", PHOTOS / "dev" / "photos")
    if real:
        chosen["real (learned from)"] = real[: 2 if quick else None], Catalogue()
    sets, slices = {}, {}
    for name, (pairs, catalogue) in chosen.items():
        readings = _read(pairs, catalogue, models)
        sets[name] = _score(pairs, readings, catalogue)
        slices[name] = _sliced(pairs, readings)
    names = list(dict.fromkeys(name for figures in sets.values() for name in figures))
    print_table(
        "accuracy (IoU 0.5; gaps 0.3)",
        [
            ["figure", *sets],
            *([n, *(figures.get(n, "") for figures in sets.values())] for n in names),
        ],
    )
    _print_slices(slices)
    return {"accuracy": sets, "slices": slices}


def _photos(labels: Path, photos: Path) -> list[tuple[Path, Path]]:
    return [
        (label, photos / f"{label.stem}.jpg")
        for label in sorted(labels.glob("*.json"))
        if (photos / f"{label.stem}.jpg").is_file() and label.stem != "too_dark"
    ]


def _read(
    pairs: list[tuple[Path, Path]], catalogue: Catalogue, models: Models
) -> list[ShelfReading]:
    return [read_shelf([p.read_bytes()], catalogue, models) for _, p in pairs]


def _score(
    pairs: list[tuple[Path, Path]], readings: list[ShelfReading], catalogue: Catalogue
) -> dict[str, float]:
    scores = Scores()
    known = {product.product_id for product in catalogue.products}
    for (label, _), reading in zip(pairs, readings, strict=True):
        scores.add(json.loads(label.read_text()), reading, known)
    return scores.summary()


def _sliced(
    pairs: list[tuple[Path, Path]], readings: list[ShelfReading]
) -> dict[str, dict[str, float]]:
    """Figures of kinds of packs, sizes and kinds of photos."""
    examples = [example_of(label, photo) for label, photo in pairs]
    lines = [as_json_object(e.name, r) for e, r in zip(examples, readings, strict=True)]
    return sliced(examples, [reading_of(line) for line in lines])


def _print_slices(slices: dict[str, dict[str, dict[str, float]]]) -> None:
    rows = [
        [of, name, *(round(values[k], 3) if k in values else "" for k in _COLUMNS)]
        for of, part in slices.items()
        for name, values in part.items()
    ]
    print_table("slices", [["photos", "slice", *_COLUMNS], *rows])
