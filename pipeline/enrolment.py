"""A photo of one product, as a shop owner sends it to teach its look.

Called by `pipeline.shelf` and, for folders of references, by the `read` command.
"""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np

from pipeline.category_looks import category_by_look
from pipeline.errors import UnreadableImage
from pipeline.images import DEFAULT_MAX_MEGAPIXELS, Pixels, open_photo
from pipeline.items import typical_look
from pipeline.models import Models
from pipeline.types import Box, Detection, EnrolmentReading, Reference
from pipeline.vision.barcodes.reader import read_barcodes
from pipeline.vision.find import INSET, find_on_photo
from pipeline.vision.looks.grouping import same_product_odds
from pipeline.vision.looks.light import light_of
from pipeline.vision.looks.looks import crop

_MEGAPIXELS = 12.0
_LEAST_SIDE = 16  # pixels
_LEAST_SHARE = 0.06  # of the photo; a smaller detection is something on the pack
_MOST_OF_PHOTO = 0.6  # a pack that fills more may have been cut out by the sender
_AS_LARGE = 0.5  # of the main product: another one that may be meant
_PLAIN_SPREAD = 14.0  # grey levels; a border that varies less is a plain background
_PACK_DIFFERENCE = 22  # grey levels that set a pack off from a plain background
_MOST_LINES = 8
_THUMBNAIL_SIDE = 320
_THUMBNAIL_QUALITY = 82


def read_product(
    photo: bytes, models: Models, max_megapixels: float = DEFAULT_MAX_MEGAPIXELS
) -> EnrolmentReading:
    """The main product: its look, print, barcodes and a thumbnail.

    Raises UnreadableImage for bytes that are no photo.
    """
    pixels = open_photo(photo, max_megapixels, _MEGAPIXELS)
    packshot = _packshot(pixels)
    packs = [] if packshot else _large_packs(pixels, models)
    box = packshot or _main(packs, pixels) or _whole(pixels)
    is_packshot = packshot is not None
    pack = crop(pixels, box)
    reference = Reference(
        embedding=_look(pixels, box, is_packshot, models),
        text=_print(pack, models),
        source="enrolment",
        shape=_shape(pack),
    )
    return EnrolmentReading(
        reference,
        read_barcodes(pixels),
        _thumbnail(pack),
        category_by_look(pack, models.classifier),
        _has_others(packs, box, pixels, models),
    )


def reference_of(
    photo: bytes, models: Models, *, with_print: bool = False
) -> Reference:
    """The look of the main product, and its print if that is wanted, which takes
    longer; raises UnreadableImage."""
    pixels = open_photo(photo, working_megapixels=_MEGAPIXELS)
    packshot = _packshot(pixels)
    box = packshot or find_product(pixels, models)
    pack = crop(pixels, box)
    look = _look(pixels, box, packshot is not None, models)
    text = _print(pack, models) if with_print else ""
    return Reference(look, text, source="packshot", shape=_shape(pack))


def _print(pack: Pixels, models: Models) -> str:
    lines = models.reader.read([pack], _MOST_LINES)[0] if models.reader else ()
    return " ".join(line.text for line in lines)


def _packshot(pixels: Pixels) -> Box | None:
    """Where the product is on a plain background; None where the background is none."""
    if min(pixels.shape[:2]) < _LEAST_SIDE:
        raise UnreadableImage("not_an_image", "the picture is too small")
    return _on_plain_background(pixels)


def _shape(pack: Pixels) -> float:
    height, width = pack.shape[:2]
    return round(int(width) / int(height), 4)


def _look(
    pixels: Pixels, box: Box, is_packshot: bool, models: Models
) -> tuple[float, ...]:
    """The look of the pack; where its edges are not certain, the mean of several cuts,
    for packs on shelves are cut a little wider or narrower, too."""
    whole = _whole(pixels)
    cuts = [(box, 0.0)]
    if not is_packshot:
        cuts.append((box, INSET))
        if box.area >= _MOST_OF_PHOTO * whole.area:
            cuts += [(whole, 0.0), (whole, INSET)]
    light = light_of(pixels, [box])
    views = [light.corrected(crop(pixels, cut, inset)) for cut, inset in cuts]
    return typical_look(models.embedder.embed(views))


def find_product(pixels: Pixels, models: Models) -> Box:
    """Where the main product is on a photo with a background: the largest facing near
    the middle, else the whole picture."""
    return _main(_large_packs(pixels, models), pixels) or _whole(pixels)


def _whole(pixels: Pixels) -> Box:
    height, width = pixels.shape[:2]
    return Box(0, 0, width, height)


def _large_packs(pixels: Pixels, models: Models) -> list[Detection]:
    """What is large enough to be what the photo is about."""
    least = _LEAST_SHARE * _whole(pixels).area
    facings = find_on_photo(pixels, models.detector).facings
    return [facing for facing in facings if facing.box.area >= least]


def _main(packs: Sequence[Detection], pixels: Pixels) -> Box | None:
    whole = _whole(pixels)
    if not packs:
        return None
    return max(packs, key=lambda pack: _prominence(pack, whole)).box


def _has_others(
    packs: Sequence[Detection], main: Box, pixels: Pixels, models: Models
) -> bool:
    """Whether a pack as large as the main one, or nearly, looks otherwise."""
    near = [pack for pack in packs if pack.box.area >= _AS_LARGE * main.area]
    if len(near) < 2:
        return False
    light = light_of(pixels, [pack.box for pack in near])
    looks = models.embedder.embed(
        [light.corrected(crop(pixels, pack.box, INSET)) for pack in near]
    )
    odds = same_product_odds(near, looks, models.embedder.scale.evidence)
    own = [pack.box for pack in near].index(main)
    return bool(odds.alike[own].min() < 0)


def _prominence(facing: Detection, whole: Box) -> float:
    x, y = facing.box.centre
    aside = abs(x / whole.width - 0.5) + abs(y / whole.height - 0.5)
    return facing.box.area * facing.score * (1.2 - aside)


def _on_plain_background(pixels: Pixels) -> Box | None:
    """The box of what differs from a border of one colour; None without such one."""
    height, width = pixels.shape[:2]
    edge = max(1, min(height, width) // 60)
    parts = (pixels[:edge], pixels[-edge:], pixels[:, :edge], pixels[:, -edge:])
    border = np.concatenate([part.reshape(-1, 3) for part in parts]).astype(np.int16)
    colour = np.median(border, axis=0)
    if float(np.abs(border - colour).mean()) > _PLAIN_SPREAD / 2:
        return None
    difference = np.abs(pixels.astype(np.int16) - colour.astype(np.int16)).max(axis=2)
    solid = cv2.medianBlur((difference > _PACK_DIFFERENCE).astype(np.uint8), 5)
    rows, columns = np.flatnonzero(solid.any(axis=1)), np.flatnonzero(solid.any(axis=0))
    if not len(rows) or not len(columns):
        return None
    box = Box(columns[0], rows[0], columns[-1] + 1, rows[-1] + 1)
    return box if box.area >= _LEAST_SHARE * height * width else None


def _thumbnail(pack: Pixels) -> bytes:
    height, width = pack.shape[:2]
    shrink = min(1.0, _THUMBNAIL_SIDE / max(height, width))
    size = (max(1, round(width * shrink)), max(1, round(height * shrink)))
    small = cv2.resize(pack, size, interpolation=cv2.INTER_AREA)
    quality = [cv2.IMWRITE_JPEG_QUALITY, _THUMBNAIL_QUALITY]
    _, data = cv2.imencode(".jpg", cv2.cvtColor(small, cv2.COLOR_RGB2BGR), quality)
    return data.tobytes()
