"""What is true of a number, as far as the label of its photo says it."""

from __future__ import annotations

from typing import Any

from bench.tuning import truths
from pipeline.tuning.told import NO_PRODUCT
from pipeline.types import (
    Box,
    Catalogue,
    CatalogueProduct,
    Detection,
    ItemReading,
    ShelfReading,
)

CATALOGUE = Catalogue((CatalogueProduct("cola", "Cola"),))
LABEL: dict[str, Any] = {
    "products": [
        {"box": [0, 0, 10, 20], "group": "cola"},
        {"box": [10, 0, 20, 20], "group": "cola"},
        {"box": [30, 0, 40, 20], "group": "unknown"},
    ],
    "ignore": [[60, 0, 80, 20]],
}
LABEL["ignore"] = [{"box": box} for box in LABEL["ignore"]]


def read(*items: list[int]) -> ShelfReading:
    """Items whose facings begin at these places, each ten wide."""
    return ShelfReading(
        ((100, 20),),
        tuple(
            ItemReading(
                number, None, None, len(lefts), len(lefts), len(lefts), 0.9,
                facings=tuple(
                    Detection(Box(left, 0, left + 10, 20), 0.9) for left in lefts
                ),
            )
            for number, lefts in enumerate(items, 1)
        ),
    )  # fmt: skip


def test_number_is_what_most_of_its_facings_are() -> None:
    found = truths(LABEL, read([0, 10], [30], [45], [62]), CATALOGUE)

    assert found == ["cola", None, NO_PRODUCT, None]
