"""The photos of one shelf as one small upright JPEG for a model.

Called in vision workers before a model is asked. Without EXIF: where a photo was taken
is nobody's business but the shop's.
"""

from __future__ import annotations

import io
from collections.abc import Sequence

from PIL import Image

from pipeline.images import DEFAULT_MAX_MEGAPIXELS, open_photo

LONGEST_SIDE = 1280
MOST_PHOTOS = 4
QUALITY = 85


def one_picture(
    photos: Sequence[bytes], max_megapixels: float = DEFAULT_MAX_MEGAPIXELS
) -> bytes:
    """JPEG, its longer side at most 1280 pixels; photos side by side, four at most.

    Raises UnreadableImage.
    """
    parts = [_opened(photo, max_megapixels) for photo in photos[:MOST_PHOTOS]]
    height = min(part.height for part in parts)
    parts = [_of_height(part, height) for part in parts]
    whole = Image.new("RGB", (sum(part.width for part in parts), height))
    left = 0
    for part in parts:
        whole.paste(part, (left, 0))
        left += part.width
    whole.thumbnail((LONGEST_SIDE, LONGEST_SIDE), Image.Resampling.LANCZOS)
    file = io.BytesIO()
    whole.save(file, "JPEG", quality=QUALITY)
    return file.getvalue()


def _opened(photo: bytes, max_megapixels: float) -> Image.Image:
    picture = Image.fromarray(open_photo(photo, max_megapixels, 4.0))
    picture.thumbnail((LONGEST_SIDE, LONGEST_SIDE), Image.Resampling.BOX)
    return picture


def _of_height(picture: Image.Image, height: int) -> Image.Image:
    width = max(1, round(picture.width * height / picture.height))
    return picture if picture.height == height else picture.resize((width, height))
