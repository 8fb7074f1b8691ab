"""Figures of parts of what was measured: kinds of packs, sizes, kinds of photos.

Called by `training.evaluate`. A miss belongs to the slice of the facing that was
missed; a false box to the slice of its own size or photo. Kinds of packs know no false
boxes: these show no pack.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from training.examples import GAP_IOU, Example
from training.metrics import Boxes, Photo, counting, hits, matches
from training.readings import Reading
from training.stage import GAP, IGNORE, PRODUCT

SMALL, LARGE = 0.05, 0.12
"""Root of a facing's area, of the longest side of the photo."""
DARK = 70
"""Median brightness below which a photo counts as dark."""
_BLENDER = Path(__file__).parent / "blender"
_WORDS = (
    ("cans", r"\b(slim)?cans?\b|\b(lid)?tins?\b"),
    ("bottles", r"\bbottles?\b|\bcap\b|\b(pet|glass|oil|squeeze|pump|spray)\b"),
    ("bags", r"\bbags?\b|pouch|sachet|\bstick pack\b|\bflow\b|\bpillow\b"),
    ("boxes", r"\bbox(es)?\b|carton|tetra|\bbrick\b|\bgable\b|\btube\b"),
    ("jars and tubs", r"\bjars?\b|\btubs?\b|\bcups?\b"),
)


@dataclass(slots=True)
class Tally:
    """Facings of one slice: how many there are, were found, and were made up."""

    true: int = 0
    right: int = 0
    wrong: int | None = None

    def add(self, true: int, right: int, wrong: int | None = None) -> None:
        self.true, self.right = self.true + true, self.right + right
        if wrong is not None:
            self.wrong = (self.wrong or 0) + wrong

    def figures(self) -> dict[str, float]:
        """Recall, and precision and F1 where false boxes are known."""
        result = {"facings": self.true, "recall": self.right / max(1, self.true)}
        if self.wrong is not None:
            said = self.right + self.wrong
            result["precision"] = self.right / max(1, said)
            result["f1"] = 2 * self.right / max(1, said + self.true)
        return result


def sliced(
    examples: list[Example], readings: list[Reading]
) -> dict[str, dict[str, float]]:
    """Figures by slice, those of no facings left out."""
    tallies: dict[str, Tally] = {}
    shapes = rendered_shapes()
    for example, reading in zip(examples, readings, strict=True):
        for name, *numbers in _slices(example, reading, shapes):
            tallies.setdefault(name, Tally()).add(*numbers)
    return {n: t.figures() for n, t in sorted(tallies.items()) if t.true}


def _slices(
    example: Example, reading: Reading, shapes: dict[str, str]
) -> Iterator[tuple[str, int, int, int | None]]:
    """(slice, true, right, wrong) of one example."""
    found, truth = reading.found[PRODUCT], example.truth[PRODUCT]
    photo = Photo(found.boxes, found.scores, truth, example.truth[IGNORE])
    matched = matches(photo, 0.5)
    right, wrong = matched >= 0, counting(photo, 0.5) & (matched < 0)
    seen = np.isin(np.arange(len(truth)), matched)
    for name in photo_kinds(example):
        yield name, len(truth), int(right.sum()), int(wrong.sum())
    longest = max(example.picture.shape[:2])
    own, other = _sizes(truth, longest), _sizes(found.boxes, longest)
    for name in ("small", "middle", "large"):
        mine = own == name
        made_up = int((wrong & (other == name)).sum())
        yield f"{name} facings", int(mine.sum()), int((mine & seen).sum()), made_up
    kinds = np.array([pack_kind(example, group, shapes) for group in example.groups])
    for kind in sorted(set(kinds.tolist())):
        mine = kinds == kind
        yield kind, int(mine.sum()), int((mine & seen).sum()), None


def _sizes(boxes: Boxes, longest: int) -> np.ndarray[tuple[int], np.dtype[np.str_]]:
    sides = np.sqrt((boxes[:, 2:] - boxes[:, :2]).clip(0).prod(1)) / longest
    names = np.array(["small", "middle", "large"])
    return names[(sides >= SMALL).astype(int) + (sides >= LARGE)]


def photo_kinds(example: Example) -> list[str]:
    """What a photo as a whole is a case of."""
    small = example.picture[::4, ::4].mean(axis=2)
    words = " ".join([example.name, *example.looks.values()]).lower()
    is_fridge = bool(re.search("fridge|cooler", words))
    kinds = ["fridge photos" if is_fridge else "other photos"]
    if float(np.median(small)) < DARK:
        kinds.append("dark photos")
    count = len(example.truth[PRODUCT])
    return [*kinds, "photos of 60 and more" if count >= 60 else "photos below 60"]


def pack_kind(example: Example, group: str, shapes: dict[str, str]) -> str:
    """The kind of pack by the group's description, or by its rendered shape."""
    words = example.looks.get(group, shapes.get(group, "")).lower()
    found = (kind for kind, pattern in _WORDS if re.search(pattern, words))
    return next(found, "other packs")


def rendered_shapes() -> dict[str, str]:
    """Shapes of the rendered scenes' products, by product id."""
    sys.path.insert(0, str(_BLENDER))  # its modules run inside Blender's Python
    try:
        from families import FAMILIES
        from products import products_of
    finally:
        sys.path.remove(str(_BLENDER))
    return {p.product_id: p.family.shape for p in products_of(FAMILIES)}


def gap_tally(examples: list[Example], readings: list[Reading]) -> Tally:
    """Gaps that were found, missed and made up."""
    tally = Tally()
    for example, reading in zip(examples, readings, strict=True):
        found, truth = reading.found[GAP], example.truth[GAP]
        photo = Photo(found.boxes, found.scores, truth, example.truth[IGNORE])
        right = hits(photo, GAP_IOU)
        wrong = counting(photo, GAP_IOU) & ~right
        tally.add(len(truth), int(right.sum()), int(wrong.sum()))
    return tally
