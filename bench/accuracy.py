"""What is read right: the rendered demo photos (held out of training) and, where they
are present, real photos labelled by eye (ATLASVISION_PHOTOS, folder `dev`)."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

from bench.figures import print_table
from bench.installation import DEMO_IMAGES
from bench.scores import Scores
from pipeline.models import Models, load_models
from pipeline.reference_folder import load_folder
from pipeline.shelf import read_shelf
from pipeline.types import Catalogue

PHOTOS = Path(os.environ.get("ATLASVISION_PHOTOS", "../shared/photos"))


def measure(*, quick: bool = False) -> dict[str, Any]:
    """Detection, counts, groups, gaps, tags, prices and names, per set of photos."""
    models = load_models()
    packshots = load_folder(DEMO_IMAGES / "catalogue", models)
    rendered = _photos(DEMO_IMAGES, DEMO_IMAGES)
    sets = {"rendered": _score(rendered[: 4 if quick else None], packshots, models)}
    real = _photos(PHOTOS / "dev" / "labels", PHOTOS / "dev" / "photos")
    if real:
        chosen = real[: 2 if quick else None]
        sets["real (dev)"] = _score(chosen, Catalogue(), models)
    names = list(dict.fromkeys(name for figures in sets.values() for name in figures))
    print_table(
        "accuracy (IoU 0.5; gaps 0.3)",
        [
            ["figure", *sets],
            *([n, *(figures.get(n, "") for figures in sets.values())] for n in names),
        ],
    )
    return {"accuracy": sets}


def _photos(labels: Path, photos: Path) -> list[tuple[Path, Path]]:
    return [
        (label, photos / f"{label.stem}.jpg")
        for label in sorted(labels.glob("*.json"))
        if (photos / f"{label.stem}.jpg").is_file() and label.stem != "too_dark"
    ]


def _score(
    pairs: list[tuple[Path, Path]], catalogue: Catalogue, models: Models
) -> dict[str, float]:
    scores = Scores()
    known = {product.product_id for product in catalogue.products}
    for label, photo in pairs:
        reading = read_shelf([photo.read_bytes()], catalogue, models)
        scores.add(json.loads(label.read_text()), reading, known)
    return scores.summary()
