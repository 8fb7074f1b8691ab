"""Which colours a pack has, from the pixels of its facings.

Called by `pipeline.shelf` when a photo is read. Only the middle of a box is looked at:
neighbours and the shelf show at its edges. Shades of one colour are one cluster, named
by how it looks where the light falls on it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import cv2
import numpy as np
import numpy.typing as npt

from pipeline.images import Pixels
from pipeline.resized import resized
from pipeline.types import Box, Colour, Detection, ItemReading
from pipeline.vision.looks.light import light_of
from pipeline.vqa.colour_names import name_of

Floats = npt.NDArray[np.float32]

_MIDDLE = (0.64, 0.76)  # of the width and height of a box
_SAMPLES = (14, 18)  # across and down
_FACINGS = 4  # of one group; more tell nothing new
_CLUSTERS = 5
_ROUNDS = 5
_SHADE_WEIGHT = 0.45  # of lightness beside hue: one colour in light and shadow
_LEAST_SHARE = 0.17  # of the pack
_GREY_WEIGHT = 0.6  # print and highlights are black and white on most packs
_LIT = (0.5, 0.85)  # by lightness: neither in shadow nor a highlight
_DARKEST = 26.0  # grey level of the brightest parts: below it colours are noise
_LIGHTS = 225.0
_MOST_GAIN = 3.5
_MOST_SHADOW = 1.3
_SMALL = 300  # pixels; enough to see the light of a photo
_NOTHING = np.zeros((0, 3), np.float32)
_NEUTRAL = frozenset((Colour.BLACK, Colour.GREY, Colour.WHITE))


def with_colours(
    items: Sequence[ItemReading], photos: Mapping[int, Pixels]
) -> tuple[ItemReading, ...]:
    """The items with their colours; `photos` by number, boxes in their pixels."""
    shown = [sorted(item.facings, key=_area)[-_FACINGS:] for item in items]
    samples: list[list[Floats]] = [[] for _ in items]
    for number, pixels in photos.items():
        around = [f.box for i in items for f in i.facings if f.photo == number]
        own = [
            (k, f.box)
            for k, part in enumerate(shown)
            for f in part
            if f.photo == number
        ]
        found = _sampled(pixels, [box for _, box in own], around)
        for (k, _), part in zip(own, found, strict=True):
            samples[k].append(part)
    return tuple(
        replace(item, colours=_named(np.concatenate([_NOTHING, *parts])))
        for item, parts in zip(items, samples, strict=True)
    )


def colours_of(image: Pixels, boxes: Sequence[Box]) -> tuple[Colour, ...]:
    """The colours of one product, of which `boxes` show facings; the largest share of
    the pack first, none in the dark."""
    return _named(np.concatenate([_NOTHING, *_sampled(image, boxes, boxes)]))


def _area(facing: Detection) -> float:
    return facing.box.area


def _sampled(
    photo: Pixels, boxes: Sequence[Box], products: Sequence[Box]
) -> list[Floats]:
    """Pixels (n, 3) of the middle of each box in CIELAB under neutral light; none in
    the dark. `products` are left out where the colour of the light is looked for."""
    step = max(1, round(max(photo.shape) / _SMALL))
    small = photo[::step, ::step]
    bright = float(np.percentile(small.max(axis=2), 97))
    if bright < _DARKEST or not boxes:
        return [_NOTHING for _ in boxes]
    gain = float(np.clip(_LIGHTS / bright, 1.0, _MOST_GAIN))
    light = light_of(small, [resized(box, 1 / step) for box in products])
    parts = [_middle(photo, box) for box in boxes]
    if not any(len(part) for part in parts):
        return [_NOTHING for _ in boxes]
    gains = [
        np.full(len(part), gain * _shadow(small, resized(box, 1 / step), bright))
        for part, box in zip(parts, boxes, strict=True)
    ]
    seen = light.corrected(np.concatenate(parts)[None]).astype(np.float32)
    lit = seen * (np.concatenate(gains).astype(np.float32)[None, :, None] / 255)
    colours = cv2.cvtColor(np.minimum(lit, 1.0), cv2.COLOR_RGB2LAB)[0]
    ends = np.cumsum([len(part) for part in parts])[:-1]
    return [np.asarray(part, np.float32) for part in np.split(colours, ends)]


def _shadow(small: Pixels, box: Box, bright: float) -> float:
    """By how much it is brighter elsewhere on the photo than around the box; what is
    dark itself looks like a shadow, so not much of it is believed."""
    left, top = max(0, round(box.left - box.width)), max(0, round(box.top - 4))
    around = small[top : round(box.bottom) + 4, left : round(box.right + box.width)]
    if not around.size:
        return 1.0
    local = float(np.percentile(around.max(axis=2), 97))
    return float(np.clip(bright / max(local, 1.0), 1.0, _MOST_SHADOW))


def _middle(photo: Pixels, box: Box) -> Pixels:
    """A grid of pixels (n, 3) of the box's middle."""
    height, width = photo.shape[:2]
    (x, y), (wide, high) = box.centre, _MIDDLE
    across = _grid(x, box.width * wide, _SAMPLES[0], width)
    down = _grid(y, box.height * high, _SAMPLES[1], height)
    return photo[np.ix_(down, across)].reshape(-1, 3)


def _grid(middle: float, length: float, count: int, limit: int) -> npt.NDArray[np.intp]:
    """Up to `count` whole pixels around a middle, inside the picture."""
    at = np.linspace(middle - length / 2, middle + length / 2, count)
    inside = np.unique(np.floor(at).astype(np.intp))
    return inside[(inside >= 0) & (inside < limit)]


def _named(pixels: Floats) -> tuple[Colour, ...]:
    if not len(pixels):
        return ()
    shares: dict[Colour, float] = {}
    for member in _clusters(pixels):
        colour = _name(pixels[member])
        shares[colour] = shares.get(colour, 0.0) + float(member.mean())
    weights = {
        colour: share * (_GREY_WEIGHT if colour in _NEUTRAL else 1.0)
        for colour, share in shares.items()
    }
    best = sorted(weights, key=lambda colour: -weights[colour])
    kept = [colour for colour in best if weights[colour] >= _LEAST_SHARE]
    return tuple(kept[:3] or best[:1])


def _name(pixels: Floats) -> Colour:
    """The term for one cluster, as it looks in good light."""
    order = np.argsort(pixels[:, 0])
    low, high = (int(share * len(order)) for share in _LIT)
    lit = pixels[order[low : max(high, low + 1)]].mean(axis=0)
    a, b = pixels[:, 1].mean(), pixels[:, 2].mean()
    strong = max(float(np.hypot(a, b)), float(np.hypot(lit[1], lit[2])))
    return name_of(float(lit[0]), strong, float(np.degrees(np.arctan2(b, a)) % 360))


def _clusters(pixels: Floats) -> list[npt.NDArray[np.bool_]]:
    """Lloyd's algorithm from starts that lie far apart; as masks over the pixels."""
    points = pixels * np.array([_SHADE_WEIGHT, 1.0, 1.0], np.float32)
    middle = np.median(points, axis=0)
    centres = points[[int(np.abs(points - middle).sum(axis=1).argmin())]]
    for _ in range(_CLUSTERS - 1):
        near = _distances(points, centres).min(axis=1) + (points**2).sum(axis=1)
        far = near.argmax()
        centres = np.concatenate([centres, points[[far]]])
    for _ in range(_ROUNDS):
        belongs = np.eye(_CLUSTERS, dtype=np.float32)[
            _distances(points, centres).argmin(axis=1)
        ]
        sizes = belongs.sum(axis=0)[:, None]
        centres = np.where(
            sizes > 0, belongs.T @ points / np.maximum(sizes, 1), centres
        )
    nearest = _distances(points, centres).argmin(axis=1)
    return [nearest == k for k in range(_CLUSTERS) if (nearest == k).any()]


def _distances(points: Floats, centres: Floats) -> Floats:
    """Squared, (points, centres), but for what is the same for all centres."""
    return np.asarray((centres**2).sum(axis=1) - 2 * points @ centres.T, np.float32)
