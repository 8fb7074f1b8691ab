"""What confirmed names are worth on later photos: on the rendered demo photos.

All names on half of the photos are confirmed, those on the other half are asked for;
then the other way round. Twice with different halves. Nothing of the asked photos is
known but a packshot of each product.
"""

from __future__ import annotations

import json
import random
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from bench.figures import print_table
from bench.installation import DEMO_IMAGES
from bench.scores import is_ignored, match
from pipeline.models import Models, load_models
from pipeline.reference_folder import load_folder
from pipeline.shelf import read_shelf
from pipeline.tuning.learning import fit
from pipeline.tuning.told import NO_PRODUCT, ToldPhoto, told_photo, with_crops
from pipeline.tuning.verdict import Named, judge, named_on
from pipeline.types import Box, Catalogue, ItemReading, ShelfReading
from pipeline.vision.naming.recognise import Recogniser

_ORDERS = 2
_STAGES = ("packshots alone", "and looks of confirmed names", "and tuned")


def measure(*, quick: bool = False) -> dict[str, Any]:
    """Numbers named right and wrong before and after, and what tuning takes."""
    models = load_models()
    catalogue = load_folder(DEMO_IMAGES / "catalogue", models)
    photos = [_told(label, catalogue, models) for label in _labels(quick)]
    sums = {stage: Named() for stage in _STAGES}
    verdicts: Counter[str] = Counter()
    seconds: list[float] = []
    for confirmed, asked in _halves(photos):
        started = time.perf_counter()
        named = _named(confirmed, asked, catalogue, models)
        seconds.append(round(time.perf_counter() - started, 1))
        for stage, parts in zip(_STAGES, named, strict=True):
            sums[stage] += sum(parts, Named())
        verdict = judge(named[1], named[2])
        verdicts[verdict.reason or "used"] += 1
    _print(sums, verdicts, seconds)
    return {
        "photos": len(photos),
        "named": {stage: asdict(named) for stage, named in sums.items()},
        "verdicts": dict(verdicts),
        "seconds": seconds,
    }


def _labels(quick: bool) -> list[Path]:
    every = sorted(DEMO_IMAGES.glob("*.json"))
    found = [
        path
        for path in every
        if path.with_suffix(".jpg").is_file() and path.stem != "too_dark"
    ]
    return found[: 6 if quick else None]


def _told(label: Path, catalogue: Catalogue, models: Models) -> ToldPhoto:
    """A photo as it is read, with the names that are true."""
    photo = label.with_suffix(".jpg").read_bytes()
    reading = read_shelf([photo], catalogue, models)
    true = truths(json.loads(label.read_text()), reading, catalogue)
    return told_photo([photo], reading, true, models.embedder)


def truths(
    label: dict[str, Any], reading: ShelfReading, catalogue: Catalogue
) -> list[str | None]:
    """What most facings of each item are; nothing is said of what is not known."""
    boxes = [_box(product) for product in label["products"]]
    found = [(f.score, f.box) for item in reading.items for f in item.facings]
    matches = iter(match(found, boxes, 0.5))
    known = {product.product_id for product in catalogue.products}
    return [
        _truth([next(matches) for _ in item.facings], item, label, known)
        for item in reading.items
    ]


def _truth(
    matches: Sequence[int | None],
    item: ItemReading,
    label: dict[str, Any],
    known: set[str],
) -> str | None:
    names = [label["products"][k]["group"] for k in matches if k is not None]
    if 2 * len(names) <= len(item.facings):
        ignored = [_box(area) for area in label.get("ignore", [])]
        is_unsaid = any(is_ignored(facing.box, ignored) for facing in item.facings)
        return None if names or is_unsaid else NO_PRODUCT
    name, count = Counter(names).most_common(1)[0]
    return name if name in known and 2 * count > len(item.facings) else None


def _box(thing: dict[str, Any]) -> Box:
    return Box(*thing["box"])


def _halves(
    photos: Sequence[ToldPhoto],
) -> list[tuple[Sequence[ToldPhoto], Sequence[ToldPhoto]]]:
    halves = []
    for seed in range(_ORDERS):
        mixed = random.Random(seed).sample(list(photos), len(photos))
        one, other = mixed[: len(mixed) // 2], mixed[len(mixed) // 2 :]
        halves += [(one, other), (other, one)]
    return halves


def _named(
    confirmed: Sequence[ToldPhoto],
    asked: Sequence[ToldPhoto],
    catalogue: Catalogue,
    models: Models,
) -> list[list[Named]]:
    """Photo by photo, for each stage."""
    embedder = models.embedder
    dimensions, scale = embedder.dimensions, embedder.scale
    known = with_crops(catalogue.products, confirmed)
    tuning = fit(catalogue.products, confirmed, dimensions, scale)
    tuned = Catalogue(known.products, tuning=tuning)
    return [
        [named_on(photo, Recogniser(each, dimensions, scale)) for photo in asked]
        for each in (catalogue, known, tuned)
    ]


def _print(
    sums: dict[str, Named], verdicts: Counter[str], seconds: Sequence[float]
) -> None:
    rows: list[list[object]] = [["known", "numbers", "right", "wrong", "not named"]]
    for stage, named in sums.items():
        silent = named.told - named.right - named.wrong
        rows.append([stage, named.told, named.right, named.wrong, silent])
    print_table("naming on photos that were not confirmed", rows)
    said = ", ".join(f"{reason}: {count}" for reason, count in verdicts.items())
    print(f"  what would be done with the tunings: {said}")
    print(f"  seconds each: {', '.join(map(str, seconds))}")
