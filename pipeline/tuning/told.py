"""Photos of which people have said what stands on them: what tuning learns from.

Called by `pipeline.tuning.learning`, and by the `models tune` command, which makes them
from the scans of a shop.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from pipeline.exposure import in_normal_light
from pipeline.images import (
    DEFAULT_MAX_MEGAPIXELS,
    WORKING_MEGAPIXELS,
    open_photo,
    upright_size,
)
from pipeline.items import typical_look
from pipeline.photo_coach import inspect_photo
from pipeline.resized import resized
from pipeline.types import (
    Box,
    Catalogue,
    CatalogueProduct,
    Detection,
    ItemReading,
    Reference,
    ShelfReading,
)
from pipeline.vision.find import crops_of
from pipeline.vision.looks.looks import Embedder, Vectors
from pipeline.vision.naming.recognise import GroupEvidence

NO_PRODUCT = "no-product"
"""What people have said of a group that is not to be counted."""
MOST_CROPS = 8  # of one product; as many as a shop keeps


@dataclass(frozen=True, slots=True)
class ToldPhoto:
    """Groups of one photo as they were read, with the product that people say each is:
    its id, NO_PRODUCT, or None where nothing was said."""

    groups: tuple[GroupEvidence, ...]
    truths: tuple[str | None, ...]

    @property
    def told(self) -> int:
        return sum(truth is not None for truth in self.truths)


def told_photo(
    photos: Sequence[bytes],
    reading: ShelfReading,
    truths: Sequence[str | None],
    embedder: Embedder,
    max_megapixels: float = DEFAULT_MAX_MEGAPIXELS,
) -> ToldPhoto:
    """What was read of these photos, looked at anew, with what each item truly is.

    Raises UnreadableImage.
    """
    looks = {
        number: looks_on(photo, facings, embedder, max_megapixels)
        for number, photo in enumerate(photos)
        if (facings := _facings_on(reading, number))
    }
    groups = [_evidence(item, reading, looks, embedder) for item in reading.items]
    return ToldPhoto(tuple(groups), tuple(truths))


def looks_on(
    photo: bytes,
    facings: Sequence[Detection],
    embedder: Embedder,
    max_megapixels: float = DEFAULT_MAX_MEGAPIXELS,
) -> Vectors:
    """One unit vector for each facing, as a reading makes them; the boxes are those of
    the whole photo. Raises UnreadableImage."""
    width, _ = upright_size(photo, max_megapixels)
    pixels = open_photo(photo, max_megapixels, WORKING_MEGAPIXELS)
    seen = inspect_photo(pixels)
    factor = pixels.shape[1] / width
    boxes = [resized(facing.box, factor) for facing in facings]
    lit = in_normal_light(pixels, seen.shadows, seen.lights)
    return embedder.embed(crops_of(lit, boxes))


def _facings_on(reading: ShelfReading, photo: int) -> list[Detection]:
    return [f for item in reading.items for f in item.facings if f.photo == photo]


def _evidence(
    item: ItemReading,
    reading: ShelfReading,
    looks: dict[int, Vectors],
    embedder: Embedder,
) -> GroupEvidence:
    """The group as it was before it had a name; its barcode is left out, as a name that
    a barcode gives needs no learning."""
    rows = [
        looks[f.photo][_facings_on(reading, f.photo).index(f)] for f in item.facings
    ]
    found = np.stack(rows) if rows else np.zeros((0, embedder.dimensions), np.float32)
    prints = [line.text for line in reading.texts if _bears(item, line.photo, line.box)]
    height = reading.sizes[item.facings[0].photo][1] if item.facings else 0
    return GroupEvidence(found, tuple(prints), (), item.facings, float(height))


def _bears(item: ItemReading, photo: int, box: Box) -> bool:
    x, y = box.centre
    return any(
        f.photo == photo
        and f.box.left <= x <= f.box.right
        and f.box.top <= y <= f.box.bottom
        for f in item.facings
    )


def with_crops(
    products: Sequence[CatalogueProduct], photos: Sequence[ToldPhoto]
) -> Catalogue:
    """The products with the looks that people have confirmed on these photos (the last
    eight of each), and what they said is no product."""
    crops: dict[str, list[Reference]] = {}
    skipped: list[CatalogueProduct] = []
    for photo in photos:
        for group, truth in zip(photo.groups, photo.truths, strict=True):
            if truth == NO_PRODUCT:
                skipped.append(_skipped(len(skipped), group))
            elif truth is not None and len(group.looks):
                crops.setdefault(truth, []).append(_crop(group))
    known = [
        replace(p, references=(*p.references, *_last(crops.get(p.product_id, []))))
        for p in products
    ]
    return Catalogue((*known, *skipped))


def _last(crops: Sequence[Reference]) -> Sequence[Reference]:
    return crops[-MOST_CROPS:]


def _skipped(number: int, group: GroupEvidence) -> CatalogueProduct:
    return CatalogueProduct(f"{NO_PRODUCT}:{number}", "", references=(_crop(group),))


def _crop(group: GroupEvidence) -> Reference:
    """What a shop keeps of a group that was named."""
    shapes = [_shape(facing.box) for facing in group.facings if facing.box.height > 0]
    shape = float(np.median(shapes)) if shapes else None
    return Reference(typical_look(group.looks), " ".join(group.prints), "crop", shape)


def _shape(box: Box) -> float:
    return box.width / box.height
