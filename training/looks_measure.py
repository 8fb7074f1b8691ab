"""Measures of an embedder on labelled shelves, on true boxes.

Called by `training.looks_calibrate` and `training.looks_evaluate`. Facings are cut and
lit exactly as `pipeline.shelf` does it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from pipeline.types import Box, Detection
from pipeline.vision.find import ShelfPhoto, looks_and_colours
from pipeline.vision.looks.grouping import group_facings
from pipeline.vision.looks.look_scale import Evidence
from pipeline.vision.looks.looks import Embedder, Vectors
from pipeline.vision.rows.shelves import find_rows
from training.looks_shelves import Shelf, pack_of, read_picture


@dataclass(frozen=True, slots=True)
class Embedded:
    """Facings of one labelled photo with their true products, their looks and their
    colours (classical looks)."""

    facings: tuple[Detection, ...]
    products: NDArray[np.str_]
    looks: Vectors
    colours: Vectors


def embedded(shelves: Sequence[Shelf], embedder: Embedder) -> list[Embedded]:
    """The true boxes of each shelf, put in rows and embedded."""
    return [_embedded(shelf, embedder, n) for n, shelf in enumerate(shelves)]


def _embedded(shelf: Shelf, embedder: Embedder, photo: int) -> Embedded:
    named = [(name, box) for name, boxes in shelf.boxes.items() for box in boxes]
    boxes = [Box(*(float(side) for side in box)) for _, box in named]
    rows = find_rows(boxes)
    of = {member: row.number for row in rows.rows for member in row.members}
    levels = rows.levels()
    facings = tuple(
        Detection(box, 1.0, of[i], photo, level=levels[i])
        for i, box in enumerate(boxes)
    )
    found = ShelfPhoto(photo, shelf.picture, facings, (), (), rows)
    products = np.array([name for name, _ in named])
    return Embedded(facings, products, *looks_and_colours(found.crops(), embedder))


def grouping(shelves: Sequence[Embedded], evidence: Evidence) -> tuple[float, ...]:
    """Precision, recall and F1 of pairs of facings that are put in one group."""
    right = said = true = 0
    for shelf in shelves:
        groups = grouped(shelf, evidence)
        upper = np.triu_indices(len(groups), 1)
        together = (groups[:, None] == groups)[upper]
        same = (shelf.products[:, None] == shelf.products)[upper]
        right += int((together & same).sum())
        said += int(together.sum())
        true += int(same.sum())
    precision, recall = right / max(1, said), right / max(1, true)
    return precision, recall, 2 * precision * recall / max(1e-9, precision + recall)


def grouped(shelf: Embedded, evidence: Evidence) -> NDArray[np.int64]:
    """The group of each facing, as the pipeline finds it."""
    found = group_facings(shelf.facings, shelf.looks, evidence, shelf.colours)
    return np.array(found, np.int64)


def packshots(folder: Path, embedder: Embedder) -> dict[str, Vectors]:
    """One look for each PRODUCT_ID.jpg of a folder; on white, their light is white."""
    files = sorted(folder.glob("*.jpg"))
    packs = [pack_of(read_picture(file)) for file in files]
    looks = embedder.embed(packs)
    return {file.stem: look for file, look in zip(files, looks, strict=True)}


@dataclass(frozen=True, slots=True)
class Asked:
    """Distances (facings, references), for each facing the index of the right
    reference or -1, and for each reference its design: the same in every size."""

    distances: NDArray[np.float64]
    truth: NDArray[np.int64]
    designs: NDArray[np.str_]

    def nearest_design_is_right(self) -> float:
        """Share of known facings whose nearest reference is their product, whatever
        the size: by look alone nobody could know that."""
        known = self.truth >= 0
        nearest = self.designs[self.distances.argmin(1)[known]]
        return float((nearest == self.designs[self.truth[known]]).mean())


def asked(
    shelves: Sequence[Embedded],
    references: dict[str, Vectors],
    evidence: Evidence | None = None,
) -> Asked:
    """Every facing for itself or, with `evidence`, the groups of the pipeline, each
    facing of a group with its own truth."""
    names = {name: n for n, name in enumerate(references)}
    stacked = np.stack(list(references.values()))
    distances, truth = [], []
    for shelf in shelves:
        likeness = shelf.looks.astype(np.float64) @ stacked.T
        apart = np.sqrt(np.maximum(0.0, 2 - 2 * likeness))
        if evidence is not None:
            groups = grouped(shelf, evidence)
            for group in np.unique(groups):
                apart[groups == group] = apart[groups == group].mean(0)
        distances.append(apart)
        truth.extend(names.get(str(product), -1) for product in shelf.products)
    designs = np.array([design_of(name) for name in references])
    return Asked(np.concatenate(distances), np.array(truth), designs)


def design_of(product_id: str) -> str:
    """The product id up to its size: "milk-whole" of "milk-whole-1-l"."""
    first, *others = product_id.split("-")
    numbers = [n for n, word in enumerate(others) if word[:1].isdigit()]
    return "-".join([first, *(others[: numbers[0]] if numbers else others)])


def top_1(question: Asked) -> float:
    """Share of facings whose nearest reference is their product."""
    known = question.truth >= 0
    nearest = question.distances.argmin(1)
    return float((nearest == question.truth)[known].mean())
