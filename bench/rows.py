"""How often shelves are told apart as people see them: rows from boxes alone.

On labelled boxes, which shows what rows are worth, and on boxes that a detector sees:
the shipped one on the rendered photos, and on real ones (ATLASVISION_PHOTOS) nets that
never saw their shop (ATLASVISION_FOLDS, see `bench.grounded_readers`). The truth is
the order of the labels; real photos where that does not tell shelves apart are left
out.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.accuracy import PHOTOS
from bench.figures import print_table
from bench.grounded_readers import FOLDS, REAL_SETS, photo_of
from bench.grounded_truth import Shelf, shelf_of
from bench.installation import DEMO_IMAGES
from bench.scores import match
from pipeline.images import open_photo
from pipeline.types import Box
from pipeline.vision.detection.detect import Detector
from pipeline.vision.rows.shelves import find_rows
from training.readings import load_lines, reading_of
from training.stage import PRODUCT, TAG


@dataclass(frozen=True, slots=True)
class Outcome:
    """Facings of one photo on their shelf; whether there are as many as in truth."""

    right: int
    facings: int
    is_number_right: bool


def measure(*, quick: bool = False) -> dict[str, Any]:
    """Photos with the right number of shelves, and facings on the right one."""
    rendered = _shelves(DEMO_IMAGES, is_ordered=True)[: 4 if quick else None]
    real = [s for name in REAL_SETS for s in _shelves(PHOTOS / name / "labels", False)]
    real = [shelf for shelf in real if shelf.has_rows][: 2 if quick else None]
    sets = {
        "rendered, labelled boxes": [_labelled(shelf) for shelf in rendered],
        "rendered, seen": list(_seen(rendered)),
        "real, labelled boxes": [_labelled(shelf) for shelf in real],
        "real, seen by nets new to the shop": list(_seen_by_folds(real)),
    }
    figures = {name: _summary(part) for name, part in sets.items() if part}
    columns = list(_summary([]))
    print_table(
        "rows",
        [
            ["boxes", *columns],
            *([name, *part.values()] for name, part in figures.items()),
        ],
    )
    return {"rows": figures}


def _shelves(folder: Path, is_ordered: bool) -> list[Shelf]:
    files = (f for f in sorted(folder.glob("*.json")) if f.stem != "too_dark")
    return [shelf_of(file, is_ordered) for file in files]


def _labelled(shelf: Shelf) -> Outcome:
    boxes = [pack.box for pack in shelf.packs]
    return outcome(shelf, boxes, [tag.box for tag in shelf.tags])


def _seen(shelves: Sequence[Shelf]) -> Iterator[Outcome]:
    detector = Detector.load()
    for shelf in shelves:
        pixels = open_photo(photo_of(shelf).read_bytes())
        likely = detector.likely(detector.candidates(pixels))
        packs, tags = likely.of("product"), likely.of("tag")
        yield outcome(shelf, _boxes(packs.boxes), _boxes(tags.boxes))


def _seen_by_folds(shelves: Sequence[Shelf]) -> Iterator[Outcome]:
    lines = load_lines(sorted(FOLDS.glob("fold*/held_out.jsonl")))
    for shelf in shelves:
        if shelf.name in lines:
            found = reading_of(lines[shelf.name]).found
            packs, tags = _boxes(found[PRODUCT].boxes), _boxes(found[TAG].boxes)
            yield outcome(shelf, packs, tags)


def outcome(shelf: Shelf, boxes: Sequence[Box], tags: Sequence[Box]) -> Outcome:
    """Rows of boxes against those of the labelled facings that they show; numbers
    count the shelves with such facings, since labels leave shelves out."""
    truth = match([(1.0, box) for box in boxes], [p.box for p in shelf.packs], 0.5)
    rows = {m: row.number for row in find_rows(boxes, tags).rows for m in row.members}
    pairs = [
        (rows[index], shelf.packs[found].row)
        for index, found in enumerate(truth)
        if found is not None
    ]
    read, labelled = (sorted(set(numbers)) for numbers in zip(*pairs, strict=True))
    right = sum(read.index(one) == labelled.index(other) for one, other in pairs)
    return Outcome(right, len(pairs), len(read) == len(labelled))


def _boxes(corners: Any) -> list[Box]:
    return [Box(*(float(side) for side in box)) for box in corners]


def _summary(outcomes: Sequence[Outcome]) -> dict[str, float]:
    facings = sum(one.facings for one in outcomes)
    return {
        "photos": len(outcomes),
        "number of shelves right": sum(one.is_number_right for one in outcomes),
        "facings": facings,
        "on the right shelf": round(
            sum(one.right for one in outcomes) / max(1, facings), 4
        ),
    }
