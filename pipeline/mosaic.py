"""One picture of a whole shelf from the sharp frames of a film.

Called by `pipeline.film`. Every pixel comes from one frame: seams go where two frames
look the same, so that a pack which stands in front of the plane is not seen twice.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
import numpy.typing as npt

from pipeline.images import Pixels
from pipeline.mosaic_motion import Matrix, inverse, is_plausible, moved
from pipeline.mosaic_tracking import Still

_CV: Any = cv2  # its type stubs leave the parts of its stitching out
MOST_MEGAPIXELS = 16.0
_SEAM_SIDE = 300  # pixels of a frame's longer side while seams are looked for
_SMEAR, _LEAST_SCALE = 8.0, 0.5  # pixels of movement that a full size bears
_BLEND = 7.0  # pixels on each side of a seam
_NOTHING = 0  # the colour where no frame shows anything
_MOST_LEANING = 1.9  # a frame that would be enlarged by more has drifted away


@dataclass(frozen=True, slots=True)
class _Sheet:
    """A still on the canvas: `matrix` leads from its pixels to the canvas."""

    jpeg: bytes
    matrix: Matrix
    size: tuple[int, int]

    def corners(self) -> npt.NDArray[np.float32]:
        width, height = self.size
        quad = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
        return moved(quad, self.matrix)


def stitch(stills: Sequence[Still]) -> Pixels | None:
    """The stills in one upright picture (H, W, 3), or None where they do not lie flat.

    Its scale is that of the stills, less where it would have over MOST_MEGAPIXELS.
    """
    if len(stills) == 1:
        return _decoded(stills[0].jpeg)
    sheets = _laid_out(stills)
    if sheets is None:
        return None
    smear = float(np.median([still.smear for still in stills]))
    sheets, size = _on_canvas(sheets, _scale_of(smear))
    masks = _seams(sheets, size)
    return _blended(sheets, masks, size)


def _decoded(jpeg: bytes) -> Pixels:
    picture = cv2.imdecode(np.frombuffer(jpeg, np.uint8), cv2.IMREAD_COLOR)
    assert picture is not None, "encoded by this process"
    return cv2.cvtColor(picture, cv2.COLOR_BGR2RGB).astype(np.uint8, copy=False)


def _laid_out(stills: Sequence[Still]) -> list[_Sheet] | None:
    """On the plane of the middle one, at its scale; its sides are upright."""
    middles = [_middle(still, still.to_map) for still in stills]
    centre = np.mean(middles, axis=0)
    nearest = int(np.argmin([np.linalg.norm(m - centre) for m in middles]))
    base = inverse(_from_full(stills[nearest]))
    sheets = [
        _Sheet(still.jpeg, base @ _from_full(still), still.size) for still in stills
    ]
    if not all(
        is_plausible(sheet.matrix, sheet.size[::-1], _MOST_LEANING) for sheet in sheets
    ):
        return None
    return sheets


def _from_full(still: Still) -> Matrix:
    """From the still's own pixels to the map."""
    shrink = np.diag(
        [still.tracked[0] / still.size[0], still.tracked[1] / still.size[1], 1.0]
    )
    return still.to_map @ shrink


def _middle(still: Still, matrix: Matrix) -> npt.NDArray[np.float32]:
    width, height = still.tracked
    middle = np.array([[width / 2, height / 2]], np.float32)
    return moved(middle, matrix).reshape(2)


def _scale_of(smear: float) -> float:
    """Smeared frames show no more at full size; there, stripes are taken for packs."""
    return max(_LEAST_SCALE, min(1.0, _SMEAR / max(smear, 1.0)))


def _on_canvas(
    sheets: Sequence[_Sheet], scale: float
) -> tuple[list[_Sheet], tuple[int, int]]:
    """Moved and shrunk so that all of them lie on one picture of the given size."""
    points = np.concatenate([sheet.corners() for sheet in sheets])
    low, high = points.min(axis=0), points.max(axis=0)
    area = float(np.prod(high - low))
    scale = min(scale, (MOST_MEGAPIXELS * 1e6 / area) ** 0.5)
    x, y = -low * scale
    place = np.array([[scale, 0, x], [0, scale, y], [0, 0, 1]])
    width, height = np.ceil((high - low) * scale).astype(int)
    laid = [_Sheet(sheet.jpeg, place @ sheet.matrix, sheet.size) for sheet in sheets]
    return laid, (int(width), int(height))


def _seams(sheets: Sequence[_Sheet], size: tuple[int, int]) -> list[Any]:
    """For each sheet a small mask of the canvas: where its pixels are taken."""
    shrink = _SEAM_SIDE / max(sheets[0].size)
    small = max(1, round(size[0] * shrink)), max(1, round(size[1] * shrink))
    shrinking = np.diag([shrink, shrink, 1.0])
    pictures, masks, places = [], [], []
    for sheet in sheets:
        laid, mask, (x, y) = _warped(sheet, shrinking, small)
        pictures.append(laid.astype(np.float32))
        masks.append(_CV.UMat(mask))
        places.append((x, y))
    finder = _CV.detail_GraphCutSeamFinder("COST_COLOR_GRAD")
    found = finder.find(pictures, places, masks)
    return [mask.get() if isinstance(mask, cv2.UMat) else mask for mask in found]


def _warped(
    sheet: _Sheet, scaling: Matrix, canvas: tuple[int, int]
) -> tuple[Pixels, npt.NDArray[np.uint8], tuple[int, int]]:
    """The sheet as it lies on the (scaled) canvas, its mask, and its left upper end."""
    matrix = scaling @ sheet.matrix
    points = moved(
        np.array(
            [[0, 0], [sheet.size[0], 0], sheet.size, [0, sheet.size[1]]], np.float32
        ),
        matrix,
    )
    left, top = np.maximum(np.floor(points.min(axis=0)).astype(int), 0)
    right, bottom = np.minimum(np.ceil(points.max(axis=0)).astype(int), canvas)
    move = np.array([[1, 0, -left], [0, 1, -top], [0, 0, 1]], np.float64)
    part = int(right - left), int(bottom - top)
    picture = _decoded(sheet.jpeg)
    shrink = float(scaling[0, 0])
    if shrink < 0.6:  # a warp alone would leave out pixels
        picture = cv2.resize(
            picture, None, fx=shrink, fy=shrink, interpolation=cv2.INTER_AREA
        ).astype(np.uint8, copy=False)
        matrix = matrix @ np.diag([1 / shrink, 1 / shrink, 1.0])
    laid = cv2.warpPerspective(picture, move @ matrix, part)
    full = np.full(picture.shape[:2], 255, np.uint8)
    mask = cv2.warpPerspective(full, move @ matrix, part, flags=cv2.INTER_NEAREST)
    place = int(left), int(top)
    return np.asarray(laid, np.uint8), np.asarray(mask, np.uint8), place


def _blended(
    sheets: Sequence[_Sheet], seams: Sequence[Any], size: tuple[int, int]
) -> Pixels:
    """All sheets on one canvas, softly joined along the seams.

    One is laid after the other, so that only one of them is in memory as numbers.
    """
    width, height = size
    canvas = np.zeros((height, width, 3), np.uint8)
    weights = np.zeros((height, width), np.float32)
    for sheet, small in zip(sheets, seams, strict=True):
        laid, mask, (x, y) = _warped(sheet, np.eye(3), size)
        tall, wide = mask.shape
        wanted = cv2.resize(small, (wide, tall), interpolation=cv2.INTER_LINEAR)
        soft = cv2.GaussianBlur(wanted, (0, 0), _BLEND).astype(np.float32) / 255
        soft[mask == 0] = 0
        place = np.s_[y : y + tall, x : x + wide]
        weights[place] += soft
        share = (soft / np.maximum(weights[place], 1e-3))[..., None]
        below = canvas[place].astype(np.float32)
        canvas[place] = (below + (laid - below) * share).round().astype(np.uint8)
    canvas[weights < 1e-3] = _NOTHING
    return canvas
