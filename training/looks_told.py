"""How often names are right as they are told: `python -m training.looks_told --help`.

Reads labelled scenes with the shipped models, enrols all of their products or a part,
and counts the facings that get a name, groups of a photo held against each other as in
`pipeline.shelf`.
"""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np

from pipeline.models import load_models
from pipeline.types import Catalogue, CatalogueProduct
from pipeline.vision.looks.look_scale import LookScale
from pipeline.vision.naming.recognise import Recogniser
from pipeline.vision.naming.same_names import settled
from training.looks_naming import (
    Scene,
    kept,
    packshots,
    read_all,
    some_designs,
    without_print,
)

_SHARES = (0.5, 0.7)


def as_told(
    scenes: Sequence[Scene], products: Sequence[CatalogueProduct], scale: LookScale
) -> Counter[str]:
    """Facings by how they are named: `known`, of these `right` and `wrong`, and
    `other`, of products that are not enrolled, of these `false`."""
    looks = (r.embedding for p in products for r in p.references)
    dimensions = max(map(len, looks), default=0)
    recogniser = Recogniser(Catalogue(tuple(products)), dimensions, scale)
    ids, found = {product.product_id for product in products}, Counter[str]()
    for scene in scenes:
        told = settled(recogniser.identify_all(scene.groups), scene.likeness)
        for identity, truth in zip(told, scene.truth, strict=True):
            known = sum(count for product, count in truth.items() if product in ids)
            other = truth.total() - known
            found += Counter(known=known, other=other)
            if identity.product_id is not None:
                right = truth[identity.product_id]
                found += Counter(right=right, wrong=known - right, false=other)
    return found


def parts(
    products: Sequence[CatalogueProduct], draws: int, rng: np.random.Generator
) -> Iterator[list[CatalogueProduct]]:
    """Catalogues of half to two thirds of the designs, every other one without the
    print of its references."""
    plain = [without_print(product) for product in products]
    for draw in range(draws):
        known = plain if draw % 2 else products
        yield some_designs(known, _SHARES[draw // 2 % 2], rng)


def _shares(found: Counter[str]) -> str:
    known, other = max(1, found["known"]), max(1, found["other"])
    right, wrong = found["right"] / known, found["wrong"] / known
    return f"right {right:.3f} wrong {wrong:.4f} false {found['false'] / other:.4f}"


def main() -> None:
    ask_for = argparse.ArgumentParser(description=__doc__)
    ask_for.add_argument("--scenes", type=Path, default=Path("demo_images"))
    ask_for.add_argument("--cache", type=Path, help="file for what was read")
    ask_for.add_argument("--draws", type=int, default=12)
    options = ask_for.parse_args()
    models, rng = load_models(), np.random.default_rng(5)
    scenes, products = kept(
        options.cache,
        lambda: (
            read_all(options.scenes, models),
            packshots(options.scenes / "catalogue", models),
        ),
    )
    scale = models.embedder.scale
    print(f"all enrolled: {_shares(as_told(scenes, products, scale))}")
    found = Counter[str]()
    for enrolled in parts(products, options.draws, rng):
        found += as_told(scenes, enrolled, scale)
    print(f"a part of them, {options.draws} draws: {_shares(found)}")


if __name__ == "__main__":
    main()
