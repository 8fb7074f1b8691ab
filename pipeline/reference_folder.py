"""A folder of reference photos as a catalogue, for reading without a database.

Called by the `read` command. The file stem is the product id; `name__2.jpg` is one
more photo of `name`.
"""

from __future__ import annotations

import re
from collections import defaultdict
from pathlib import Path

from pipeline.enrolment import reference_of
from pipeline.models import Models
from pipeline.types import Catalogue, CatalogueProduct
from pipeline.vision.barcodes.reader import gtin_of

_DECIMAL = re.compile(r"(?<=[-_])(\d{1,2})[-_](\d{1,3})(?=[-_]?(?:l|kg)(?:[-_]|$))")

PHOTO_SUFFIXES = frozenset({".jpg", ".jpeg", ".png", ".webp", ".heic", ".heif"})


def reference_photos(folder: Path) -> dict[str, list[Path]]:
    """The photos of each product id, ids and photos in alphabetical order."""
    photos: dict[str, list[Path]] = defaultdict(list)
    for path in sorted(folder.iterdir()):
        if path.suffix.lower() in PHOTO_SUFFIXES and path.is_file():
            photos[path.stem.split("__")[0]].append(path)
    return dict(photos)


def words_of_id(product_id: str) -> str:
    """The id in words; "water-1-5-l" is water of 1.5 l."""
    decimal = _DECIMAL.sub(r"\1.\2", product_id)
    return decimal.replace("_", " ").replace("-", " ").strip()


def load_folder(folder: Path, models: Models) -> Catalogue:
    """All products of the folder with their looks; raises UnreadableImage.

    An id that is a GTIN is also looked for among the barcodes.
    """
    return Catalogue(
        tuple(
            CatalogueProduct(
                product_id=product_id,
                name=words_of_id(product_id),
                gtin=gtin_of(product_id),
                references=tuple(reference_of(p.read_bytes(), models) for p in paths),
            )
            for product_id, paths in reference_photos(folder).items()
        )
    )
