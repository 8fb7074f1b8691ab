"""Readings to ask: those of the pipeline, with the shipped detector or with nets that
never saw the shop. Called by `bench.grounded`.

The shipped detector has learned from all labelled real photos. What a new shop gets is
shown by the nets that `training/crossvalidate.sh` leaves (ATLASVISION_FOLDS, by default
`build/detector`): each has read its photos without having learned from their shop.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path

from bench.accuracy import PHOTOS
from bench.grounded_ignored import without_ignored
from bench.grounded_truth import Shelf
from bench.installation import DEMO_IMAGES
from pipeline.models import Models, load_models
from pipeline.reference_folder import load_folder
from pipeline.shelf import read_shelf
from pipeline.types import Catalogue, ShelfReading
from pipeline.vision.detection.detect import Detector
from pipeline.vision.shelf_scale import ShelfScale

Reader = Callable[[Shelf], ShelfReading]
REAL_SETS = ("dev", "train")
FOLDS = Path(os.environ.get("ATLASVISION_FOLDS", "build/detector"))


def pipeline_reader() -> Reader:
    """Reads each photo once, the demo photos with the packshots of their catalogue; of
    what the labels leave out nothing is told."""
    models = load_models()
    packshots = load_folder(DEMO_IMAGES / "catalogue", models)

    @cache
    def read(shelf: Shelf) -> ShelfReading:
        is_demo = photo_of(shelf).parent == DEMO_IMAGES
        return _read(shelf, packshots if is_demo else Catalogue(), models)

    return read


def new_shop_reader(nets: Mapping[str, Path]) -> Reader:
    """Reads each photo once with the net of its folder."""
    shipped = load_models()

    @cache
    def models_of(folder: Path) -> Models:
        scale = ShelfScale.load(folder / "detector.json")
        return replace(shipped, detector=Detector.load(folder), scale=scale)

    @cache
    def read(shelf: Shelf) -> ShelfReading:
        return _read(shelf, Catalogue(), models_of(nets[shelf.name]))

    return read


def nets_of_new_shops(folds: Path = FOLDS) -> dict[str, Path]:
    """By the name of a photo the folder of the net that never saw its shop."""
    return {
        Path(json.loads(line)["photo"]).stem: file.parent
        for file in sorted(folds.glob("fold*/held_out.jsonl"))
        for line in file.read_text().splitlines()
    }


def photo_of(shelf: Shelf) -> Path:
    demo = DEMO_IMAGES / f"{shelf.name}.jpg"
    real = (PHOTOS / name / "photos" / demo.name for name in REAL_SETS)
    return next(photo for photo in (demo, *real) if photo.is_file())


def _read(shelf: Shelf, catalogue: Catalogue, models: Models) -> ShelfReading:
    reading = read_shelf([photo_of(shelf).read_bytes()], catalogue, models)
    return without_ignored(reading, shelf)
