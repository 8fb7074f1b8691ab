"""Labelled pictures to measure on: real photos, rendered ones, and drawn scenes.

Called by `training.evaluate`, `training.calibrate` and `training.sheets`. Labels are
the JSON files described in `training/README.md`.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import cv2
import numpy as np

from training.art import Picture
from training.metrics import Boxes
from training.scenes import HELD_BACK, draw_scene
from training.stage import GAP, IGNORE, PRODUCT, TAG

GAP_IOU = 0.3
_PARTS = (
    ("products", PRODUCT),
    ("gaps", GAP),
    ("price_tags", TAG),
    ("ignore", IGNORE),
)


@dataclass(frozen=True, slots=True)
class Example:
    """A picture with its truth by kind; `tags` says whether tags are labelled, and
    `groups` names the product of each facing (none where it is not known)."""

    name: str
    picture: Picture
    truth: dict[int, Boxes]
    tags: bool = True
    groups: tuple[str, ...] = ()
    looks: dict[str, str] = field(default_factory=dict)  # groups in words


def labelled(folder: Path, only: Collection[str] = ()) -> Iterator[Example]:
    """Photos of folder/photos with the labels of folder/labels, or both beside each
    other in `folder`; only those named, where names are given."""
    labels = folder / "labels" if (folder / "labels").is_dir() else folder
    photos = folder / "photos" if (folder / "photos").is_dir() else folder
    for file in sorted(labels.glob("*.json")):
        if only and file.stem not in only:
            continue
        photo = next(
            (f for f in photos.glob(file.stem + ".*") if f.suffix != ".json"), None
        )
        if photo:
            yield example_of(file, photo)


def example_of(file: Path, photo: Path) -> Example:
    """A photo with the labels of a JSON file."""
    label = json.loads(file.read_text())
    picture = cv2.cvtColor(cv2.imread(str(photo)), cv2.COLOR_BGR2RGB)
    truth = {kind: as_boxes(label.get(part, [])) for part, kind in _PARTS}
    groups = tuple(str(facing.get("group", "")) for facing in label["products"])
    looks = dict(label.get("groups", {}))
    return Example(file.stem, picture, truth, "price_tags" in label, groups, looks)


def as_boxes(entries: list[dict[str, str]]) -> Boxes:
    """The boxes (n, 4) of a label's or a reading's part."""
    return np.array([entry["box"] for entry in entries], np.float32).reshape(-1, 4)


def drawn(count: int, height: int = 960, width: int = 1280) -> Iterator[Example]:
    """Scenes of seeds that training never draws, larger than its tiles."""
    for seed in range(HELD_BACK, HELD_BACK + count):
        scene = draw_scene(seed, height, width)
        truth = {kind: scene.boxes[scene.kinds == kind] for kind in range(4)}
        groups = tuple(str(g) for g in scene.groups[scene.kinds == PRODUCT])
        yield Example(f"drawn-{seed - HELD_BACK}", scene.picture, truth, True, groups)
