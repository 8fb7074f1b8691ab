"""A named look of one size does not make its other sizes into it."""

from __future__ import annotations

import numpy as np
import pytest

from pipeline.types import Catalogue, CatalogueProduct, Reference
from pipeline.vision.looks.looks import Vectors
from pipeline.vision.naming.product_index import ProductIndex

SIZE = 8
SMALL, LARGE, OTHER = 0, 1, 2


def look(pack: int, *, on_shelf: bool) -> Vectors:
    """Sizes differ a little from each other, a shelf much more from a packshot."""
    vector = np.zeros(SIZE)
    vector[3 if pack == OTHER else 0] = 1.0
    vector[1] = {SMALL: 0.05, LARGE: -0.05, OTHER: 0.0}[pack]
    vector[2] = 0.5 if on_shelf else 0.0
    unit: Vectors = (vector / np.linalg.norm(vector)).astype(np.float32)
    return unit


def product(pack: int, *sources: str) -> CatalogueProduct:
    name = ("Rice 1 kg", "Rice 2 kg", "Milo 400 g")[pack]
    known = [
        Reference(tuple(look(pack, on_shelf=source == "crop").tolist()), source=source)
        for source in sources
    ]
    return CatalogueProduct(f"p{pack}", name, references=tuple(known))


def distances(*products: CatalogueProduct, of: int) -> list[float]:
    index = ProductIndex(Catalogue(products), SIZE)
    seen = look(of, on_shelf=True)
    found: list[float] = index.distances([np.stack([seen, seen])])[0].tolist()
    return found


@pytest.mark.parametrize("seen", [SMALL, LARGE])
def test_packshots_tell_the_size_of_a_pack_whose_other_size_was_named(
    seen: int,
) -> None:
    small, large = distances(
        product(SMALL, "packshot", "crop"), product(LARGE, "packshot"), of=seen
    )

    assert (small < large) == (seen == SMALL)
    assert max(small, large) < 0.2


def test_pack_that_was_named_comes_nearer_by_it() -> None:
    posed = product(SMALL, "packshot"), product(LARGE, "packshot")
    named = product(SMALL, "packshot", "crop"), product(LARGE, "packshot")

    assert min(distances(*named, of=LARGE)) < min(distances(*posed, of=LARGE)) - 0.2


def test_size_that_has_no_packshot_is_known_by_its_shelf_alone() -> None:
    small, large = distances(
        product(SMALL, "packshot"), product(LARGE, "crop"), of=LARGE
    )

    assert large == pytest.approx(0.0, abs=1e-3)
    assert small > 0.3


def test_other_packs_are_as_far_as_ever() -> None:
    without = distances(
        product(SMALL, "packshot"),
        product(LARGE, "packshot"),
        product(OTHER, "packshot"),
        of=LARGE,
    )
    named = distances(
        product(SMALL, "packshot", "crop"),
        product(LARGE, "packshot"),
        product(OTHER, "packshot"),
        of=LARGE,
    )

    assert named[OTHER] == without[OTHER]
