"""How a known product looks to another embedder, from the picture that was kept.

Called by `atlasvision models relearn`.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from pipeline.enrolment import reference_of
from pipeline.exposure import in_normal_light
from pipeline.images import WORKING_MEGAPIXELS, Pixels, open_photo, upright_size
from pipeline.models import Models
from pipeline.photo_coach import inspect_photo
from pipeline.types import Box, ItemReading, Reference, ShelfReading
from pipeline.vision.find import crops_of

_MOST_FACINGS = 6
_SAME = 1e-3  # distance of vectors that differ by rounding only

Vector = tuple[float, ...]


def look_of_picture(picture: bytes, source: str, models: Models) -> Vector:
    """Of a kept pack, or of the main product of a packshot.

    Raises UnreadableImage.
    """
    if source == "packshot":
        return tuple(reference_of(picture, models).embedding)
    return _mean_look([open_photo(picture)], models)


def look_of_group(
    photos: Sequence[bytes], reading: ShelfReading, old: Reference, models: Models
) -> Vector | None:
    """Of the group whose look was `old`, from its facings; None when it is not there.

    Raises UnreadableImage.
    """
    group = _group_of(reading, old)
    if group is None or not _are_of(reading, photos):
        return None
    crops = []
    for number in {facing.photo for facing in group.facings}:
        others = [item for item in reading.items if item is not group]
        boxes = [
            facing.box
            for item in (group, *others)
            for facing in item.facings
            if facing.photo == number
        ]
        own = sum(facing.photo == number for facing in group.facings)
        crops += _crops(photos[number], reading.sizes[number][0], boxes)[:own]
    return _mean_look(crops[:_MOST_FACINGS], models) if crops else None


def _group_of(reading: ShelfReading, old: Reference) -> ItemReading | None:
    for item in reading.items:
        if len(item.embedding) == len(old.embedding):
            apart = np.subtract(item.embedding, old.embedding)
            if float(np.linalg.norm(apart)) < _SAME:
                return item
    return None


def _are_of(reading: ShelfReading, photos: Sequence[bytes]) -> bool:
    """Whether its boxes are places on these photos, not on one stitched of them."""
    return reading.sizes == tuple(upright_size(photo) for photo in photos)


def _crops(photo: bytes, width: int, boxes: Sequence[Box]) -> list[Pixels]:
    """As `pipeline.vision.find` cuts them; boxes are in pixels of the full photo."""
    pixels = open_photo(photo, working_megapixels=WORKING_MEGAPIXELS)
    seen = inspect_photo(pixels)
    pixels = in_normal_light(pixels, seen.shadows, seen.lights)
    share = pixels.shape[1] / width
    return crops_of(pixels, [_scaled(box, share) for box in boxes])


def _scaled(box: Box, share: float) -> Box:
    sides = (box.left, box.top, box.right, box.bottom)
    return Box(*(side * share for side in sides))


def _mean_look(crops: Sequence[Pixels], models: Models) -> Vector:
    mean = models.embedder.embed(crops).mean(axis=0)
    unit = mean / max(float(np.linalg.norm(mean)), 1e-9)
    return tuple(float(value) for value in unit)
