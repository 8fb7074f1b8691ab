"""Labelled shelves and folders of products, as the embedder learns and is measured.

Called by `training.looks_data`, `training.looks_calibrate` and
`training.looks_evaluate`. Labels are the JSON files of `training/README.md`.
"""

from __future__ import annotations

import json
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from training.art import Picture


@dataclass(frozen=True, slots=True)
class Shelf:
    """A labelled shelf: boxes by product, and packshots where there are any."""

    picture: Picture
    boxes: dict[str, NDArray[np.float32]]
    packshots: dict[str, Picture]


def read_picture(file: Path) -> Picture:
    """RGB pixels of a picture file."""
    return cv2.cvtColor(cv2.imread(str(file)), cv2.COLOR_BGR2RGB)


def load_shelves(photos: Path, labels: Path, packshots: Path | None) -> list[Shelf]:
    """Every labelled photo of a folder; `packshots` holds PRODUCT_ID.jpg files."""
    shelves = []
    for label in sorted(labels.glob("*.json")):
        file = photos / json.loads(label.read_text()).get("photo", label.stem + ".jpg")
        if not file.exists():
            file = photos / f"{label.stem}.jpg"
        if not file.exists():
            continue
        boxes: dict[str, list[list[float]]] = defaultdict(list)
        for product in json.loads(label.read_text())["products"]:
            boxes[product["group"]].append(product["box"])
        grouped = {name: np.array(b, np.float32) for name, b in boxes.items()}
        shots = {
            name: pack_of(read_picture(packshots / f"{name}.jpg"))
            for name in grouped
            if packshots and (packshots / f"{name}.jpg").exists()
        }
        if len(grouped) > 1:
            shelves.append(Shelf(read_picture(file), grouped, shots))
    return shelves


def load_boxed(folder: Path) -> list[Shelf]:
    """Pictures below a folder with NAME.bboxes.tsv (left, top, right, bottom a line)
    and NAME.bboxes.labels.tsv beside them."""
    shelves = []
    for file in sorted(folder.rglob("*.jpg")):
        rows, names = (
            file.with_suffix(ending) for ending in (".bboxes.tsv", ".bboxes.labels.tsv")
        )
        if not rows.is_file() or not names.is_file():
            continue
        boxes: dict[str, list[list[float]]] = defaultdict(list)
        for row, name in zip(
            rows.read_text().splitlines(), names.read_text().splitlines(), strict=True
        ):
            boxes[name.strip()].append([float(side) for side in row.split()])
        grouped = {name: np.array(b, np.float32) for name, b in boxes.items()}
        shelves.append(Shelf(read_picture(file), grouped, {}))
    return shelves


def load_folders(folder: Path) -> dict[str, list[Path]]:
    """Picture files of each product of FOLDER/PRODUCT/*.jpg."""
    return {
        each.name: sorted(each.glob("*.jpg"))
        for each in sorted(folder.iterdir())
        if each.is_dir()
    }


def pack_of(packshot: Picture) -> Picture:
    """A packshot without the white around it."""
    solid = (packshot < 240).any(2)
    rows, columns = np.flatnonzero(solid.any(1)), np.flatnonzero(solid.any(0))
    if not len(rows):
        return packshot
    return packshot[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
