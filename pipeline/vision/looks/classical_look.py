"""The look of a pack without a trained model: colours and edges in equal light.

Implements `pipeline.vision.looks.looks.Embedder`; part of what
`pipeline.vision.looks.trained_look` sees.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import cv2
import numpy as np
import numpy.typing as npt

from pipeline.images import Pixels
from pipeline.vision.looks.look_scale import LookScale
from pipeline.vision.looks.looks import Vectors

Plane = npt.NDArray[np.floating[Any]]

_WIDTH, _HEIGHT = 48, 72
_LIGHT = 60.0  # L* that every crop's mean is brought to
_HUES = 12
_CHROMA_STEP = 12.0  # a* and b* apart that fill one more bin, near grey
_GRADIENTS = 8
# How much each part says about a facing being the same pack; by grid search on the
# pairs of labelled facings.
_PARTS = {"palette": 1.0, "hues": 0.7, "bands": 0.4, "edges": 0.5}

# Neighbours show at the sides of a box: the middle columns count more.
_COLUMN_WEIGHT = np.exp(
    -(((np.arange(_WIDTH) - (_WIDTH - 1) / 2) / (0.37 * _WIDTH)) ** 2) / 2
).astype(np.float32)
_WEIGHT = np.repeat(_COLUMN_WEIGHT[None, :], _HEIGHT, axis=0)


class ClassicalLook:
    """Colours and edges on a coarse grid, in light that is made equal first.

    CIE Lab with lightness and chroma scaled to one mean light (a facing deep in the
    shelf is darker and duller in proportion), soft-binned histograms after Swain and
    Ballard (1991) with the square root of Hellinger's distance, and oriented
    gradients after Dalal and Triggs (2005).
    """

    version = "looks-classical-1"
    dimensions = 2 * 81 * 2 + 2 * (_HUES + 3) + 3 * 8 + _GRADIENTS * 4 * 8
    scale = LookScale()

    def embed(self, crops: Sequence[Pixels]) -> Vectors:
        """(number of crops, dimensions), float32, each of length 1."""
        if not crops:
            return np.zeros((0, self.dimensions), np.float32)
        return np.stack([_vector(pixels) for pixels in crops])


def _vector(pixels: Pixels) -> Vectors:
    lightness, contrast, green_red, blue_yellow = _in_equal_light(pixels)
    parts = {
        "palette": _palette(contrast, green_red, blue_yellow),
        "hues": _hues(contrast * 20, green_red, blue_yellow),
        "bands": _grid((green_red, blue_yellow, contrast * 20), 1, 8),
        "edges": _edges(lightness),
    }
    vector = np.concatenate(
        [_unit(part) * _PARTS[name] for name, part in parts.items()]
    )
    return _unit(vector).astype(np.float32)


def _in_equal_light(pixels: Pixels) -> tuple[Plane, Plane, Plane, Plane]:
    """L*, L* in deviations from its mean, and a*, b* in one mean light."""
    shrinks = pixels.shape[0] > _HEIGHT
    interpolation = cv2.INTER_AREA if shrinks else cv2.INTER_LINEAR
    small = cv2.resize(pixels, (_WIDTH, _HEIGHT), interpolation=interpolation)
    lab = cv2.cvtColor(small.astype(np.float32) / 255, cv2.COLOR_RGB2LAB)
    lightness: Plane = lab[..., 0].astype(np.float32)
    green_red: Plane = lab[..., 1].astype(np.float32)
    blue_yellow: Plane = lab[..., 2].astype(np.float32)
    mean = float(lightness.mean())
    gain = np.float32(_LIGHT / (mean + 15))
    contrast = (lightness - mean) / (float(lightness.std()) + 8)
    return lightness, contrast, green_red * gain, blue_yellow * gain


def _palette(contrast: Plane, green_red: Plane, blue_yellow: Plane) -> Plane:
    """Soft histogram of a*, b* (9 x 9) and dark or light, of upper and lower half."""
    halves = []
    for half in (slice(0, _HEIGHT // 2), slice(_HEIGHT // 2, None)):
        places = (
            np.clip(_compressed(green_red[half]) + 4, 0, 7.999),
            np.clip(_compressed(blue_yellow[half]) + 4, 0, 7.999),
            np.clip(contrast[half] / 4 + 0.5, 0, 0.999),
        )
        halves.append(_soft_histogram(places, (9, 9, 2), _WEIGHT[half]))
    return np.concatenate(halves)


def _compressed(chroma: Plane) -> Plane:
    """Fine steps near grey, coarse ones for strong colours."""
    steps = np.log1p(np.abs(chroma) / _CHROMA_STEP) / np.log(2)
    signed: Plane = np.sign(chroma) * steps
    return signed


def _soft_histogram(
    places: tuple[Plane, ...], shape: tuple[int, ...], weight: Plane
) -> Plane:
    """Square root of the shares; each pixel is split among the bins around it."""
    lows = [np.floor(place).astype(np.intp) for place in places]
    parts = [place - low for place, low in zip(places, lows, strict=True)]
    histogram = np.zeros(int(np.prod(shape)))
    for corner in np.ndindex(*(2,) * len(shape)):
        bins = [low + step for low, step in zip(lows, corner, strict=True)]
        shares = weight.copy()
        for step, part in zip(corner, parts, strict=True):
            shares *= part if step else 1 - part
        flat = np.ravel_multi_index(tuple(bins), shape)
        histogram += np.bincount(flat.ravel(), shares.ravel(), histogram.size)
    shares_root: Plane = np.sqrt(histogram / weight.sum())
    return shares_root


def _hues(lightness: Plane, green_red: Plane, blue_yellow: Plane) -> Plane:
    """Histogram of hue by colourfulness, and of dark, middle and light greys."""
    chroma = np.hypot(green_red, blue_yellow)
    place = (np.arctan2(blue_yellow, green_red) + np.pi) / (2 * np.pi) * _HUES
    colourful = np.clip(chroma / 40, 0, 1.2) * _WEIGHT
    grey = np.clip(1 - chroma / 20, 0, 1) * _WEIGHT
    halves = []
    for half in (slice(0, _HEIGHT // 2), slice(_HEIGHT // 2, None)):
        greys = [
            float((grey[half] * (np.abs(lightness[half] - level) < 12)).sum())
            for level in (-24, 0, 24)
        ]
        counts = np.concatenate([_circular(place[half], colourful[half]), greys])
        halves.append(np.sqrt(counts / _WEIGHT[half].sum()))
    return np.concatenate(halves).astype(np.float32)


def _circular(place: Plane, weight: Plane) -> Plane:
    low = np.floor(place).astype(np.intp)
    part = place - low
    here = np.bincount((low % _HUES).ravel(), (weight * (1 - part)).ravel(), _HUES)
    there = np.bincount(((low + 1) % _HUES).ravel(), (weight * part).ravel(), _HUES)
    both: Plane = np.asarray(here + there, np.float64)
    return both


def _grid(planes: Sequence[Plane], columns: int, rows: int) -> Plane:
    """Mean of each plane in overlapping cells."""
    cells = []
    for plane in planes:
        soft = cv2.GaussianBlur(plane.astype(np.float32), (0, 0), _HEIGHT / rows / 3)
        cells.append(cv2.resize(soft, (columns, rows), interpolation=cv2.INTER_AREA))
    stacked: Plane = np.stack([cell.reshape(rows, columns) for cell in cells], -1)
    return stacked.ravel()


def _edges(lightness: Plane) -> Plane:
    """Strength of edges by direction in 4 x 8 cells, each cell made equally strong."""
    across = cv2.Sobel(lightness, cv2.CV_32F, 1, 0)
    along = cv2.Sobel(lightness, cv2.CV_32F, 0, 1)
    strength = np.hypot(across, along)
    place = (np.arctan2(along, across) % np.pi) / np.pi * _GRADIENTS
    low = np.floor(place).astype(np.intp)
    planes = np.zeros((_GRADIENTS, _HEIGHT, _WIDTH), np.float32)
    rows, columns = np.mgrid[:_HEIGHT, :_WIDTH]
    planes[low % _GRADIENTS, rows, columns] += strength * (1 - (place - low))
    planes[(low + 1) % _GRADIENTS, rows, columns] += strength * (place - low)
    cells = _grid(list(planes), 4, 8).reshape(-1, _GRADIENTS)
    lengths = np.linalg.norm(cells, axis=1, keepdims=True)
    flattened: Plane = (cells / (lengths + 3)).ravel()
    return flattened


def _unit(vector: Plane) -> Plane:
    scaled: Plane = vector / max(float(np.linalg.norm(vector)), 1e-9)
    return scaled
