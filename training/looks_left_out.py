"""Naming on real photos, each named with references from the others alone.

`python -m training.looks_left_out --photos ../shared/photos` asks of every boxed pack
of the home fridge, photo by photo, which product it is. The embedder never saw one
of these packs; print is not read. Each product is also left out of the catalogue in
turn, to see whether it gets another one's name.
"""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

import cv2
import numpy as np

from pipeline.types import Catalogue, CatalogueProduct, Reference
from pipeline.vision.looks.look_scale import LookScale
from pipeline.vision.looks.trained_look import TrainedLook
from pipeline.vision.naming.recognise import GroupEvidence, Identity, Recogniser
from training.looks_measure import Embedded, embedded
from training.looks_shelves import load_boxed

REFERENCES = (1, 3, 12)


def left_out(
    shelves: Sequence[Embedded], scale: LookScale, references: int, seed: int = 0
) -> Counter[str]:
    """Facings named with so many references each from the other photos: `known`,
    `top`, `right` and `wrong` with all products enrolled; `other` and `false` where
    their own product is not."""
    rng, found = np.random.default_rng(seed), Counter[str]()
    for number, shelf in enumerate(shelves):
        known = _products([*shelves[:number], *shelves[number + 1 :]], references, rng)
        for product, told in _named(shelf, known, scale):
            best = told.candidates[0].product_id if told.candidates else None
            found["known"] += 1
            found["top"] += best == product
            found["right"] += told.product_id == product
            found["wrong"] += told.product_id not in (None, product)
        for absent in known:
            others = {name: own for name, own in known.items() if name != absent}
            for product, told in _named(shelf, others, scale):
                if product == absent:
                    found["other"] += 1
                    found["false"] += told.product_id is not None
    return found


def _products(
    shelves: Sequence[Embedded], references: int, rng: np.random.Generator
) -> dict[str, CatalogueProduct]:
    """Each product under a name that says nothing, with looks drawn from the photos."""
    looks = np.concatenate([shelf.looks for shelf in shelves])
    names = np.concatenate([shelf.products for shelf in shelves])
    products = {}
    for number, name in enumerate(sorted(set(names.tolist()))):
        own = rng.permutation(np.flatnonzero(names == name))[:references]
        known = tuple(Reference(tuple(map(float, looks[index]))) for index in own)
        products[name] = CatalogueProduct(name, f"no {number}", references=known)
    return products


def _named(
    shelf: Embedded, known: dict[str, CatalogueProduct], scale: LookScale
) -> Iterator[tuple[str, Identity]]:
    """Each facing of a photo with the product that it is and what it is taken for."""
    catalogue = Catalogue(tuple(known.values()))
    recogniser = Recogniser(catalogue, shelf.looks.shape[1], scale)
    groups = [
        GroupEvidence(shelf.looks[n : n + 1], facings=(facing,))
        for n, facing in enumerate(shelf.facings)
    ]
    told = recogniser.identify_all(groups)
    yield from zip(shelf.products.tolist(), told, strict=True)


def main() -> None:
    ask = argparse.ArgumentParser(description=__doc__)
    ask.add_argument("--photos", type=Path, required=True, help="holds home_fridge/")
    ask.add_argument("--model", type=Path, default=Path("pipeline/weights/looks.onnx"))
    options = ask.parse_args()
    cv2.setNumThreads(2)
    embedder = TrainedLook.load(2, options.model)
    shelves = embedded(load_boxed(options.photos / "home_fridge"), embedder)
    for references in REFERENCES:
        found = left_out(shelves, embedder.scale, references)
        known, other = max(1, found["known"]), max(1, found["other"])
        print(
            f"{references} references, {len(shelves)} photos, {known} boxes:"
            f" likeliest {found['top'] / known:.3f}"
            f" right {found['right'] / known:.3f} wrong {found['wrong'] / known:.3f}"
            f" false {found['false'] / other:.3f}"
        )


if __name__ == "__main__":
    main()
