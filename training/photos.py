"""Labelled real photos, as the detector learns from them.

Called by `training.train` and `training.evaluate`. Labels are the JSON files described
in `training/README.md`; `load_home_fridge` reads the TSV files of another set.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from training.art import Picture
from training.stage import GAP, IGNORE, PRODUCT, TAG


@dataclass(frozen=True, slots=True)
class Photo:
    """A labelled real photo. `gaps_complete` says whether every gap has a box, `weight`
    how often tiles are cut from it."""

    name: str
    picture: Picture
    boxes: NDArray[np.float32]
    kinds: NDArray[np.int64]
    groups: NDArray[np.int64]
    weight: float
    gaps_complete: bool = True

    @property
    def facing(self) -> float:
        """Typical size of a unit: the median root of width x height, in pixels."""
        boxes = self.boxes[self.kinds == PRODUCT]
        sizes = np.sqrt((boxes[:, 2:] - boxes[:, :2]).prod(1))
        return float(np.median(sizes)) if len(sizes) else 100.0


def load_photos(folder: Path) -> list[Photo]:
    """All photos of `folder`/photos that have a label in `folder`/labels."""
    found = []
    for label in sorted((folder / "labels").glob("*.json")):
        files = list((folder / "photos").glob(label.stem + ".*"))
        if files:
            found.append(_load_photo(files[0], json.loads(label.read_text())))
    return found


def _load_photo(file: Path, label: dict[str, list[dict[str, object]]]) -> Photo:
    picture = cv2.cvtColor(cv2.imread(str(file)), cv2.COLOR_BGR2RGB)
    boxes, kinds, groups, names = [], [], [], {}
    parts = (
        ("products", PRODUCT),
        ("gaps", GAP),
        ("price_tags", TAG),
        ("ignore", IGNORE),
    )
    for part, kind in parts:
        for entry in label.get(part, []):
            boxes.append(entry["box"])
            kinds.append(kind)
            group = entry.get("group") if kind == PRODUCT else None
            groups.append(names.setdefault(group, len(names)) if group else -1)
    return Photo(
        file.stem,
        picture,
        np.array(boxes, np.float32).reshape(-1, 4),
        np.array(kinds, np.int64),
        np.array(groups, np.int64),
        weight=float(np.sqrt(kinds.count(PRODUCT))),
    )


def load_home_fridge(folder: Path) -> list[Photo]:
    """Photos of `folder`/positive with their `.bboxes.tsv`, where neither gaps nor tags
    have boxes, and those of `folder`/negative, which show no goods at all."""
    found = []
    for file in sorted(folder.glob("*/*.jpg")):
        if file.parent.name not in ("positive", "negative"):
            continue
        table = file.with_suffix(".bboxes.tsv")
        rows = table.read_text().split() if table.exists() else []
        boxes = np.array(rows, np.float32).reshape(-1, 4)
        found.append(
            Photo(
                f"{file.parent.name}-{file.stem}",
                cv2.cvtColor(cv2.imread(str(file)), cv2.COLOR_BGR2RGB),
                boxes,
                np.full(len(boxes), PRODUCT, np.int64),
                np.full(len(boxes), -1, np.int64),
                weight=0.5 if len(boxes) else 1.0,
                gaps_complete=file.parent.name == "negative",
            )
        )
    return found


def shrunk(photo: Photo, largest: float = 160.0) -> Photo:
    """The photo with a typical facing of at most `largest` pixels: cuts stay fast."""
    scale = min(1.0, largest / photo.facing)
    picture = cv2.resize(
        photo.picture, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA
    )
    return replace(photo, picture=picture, boxes=photo.boxes * scale)
