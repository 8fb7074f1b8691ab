"""One picture of a whole shelf from the sharp frames of a film.

Called by `pipeline.films.film`. Every pixel comes from one frame: seams go where two
frames look the same, so that a pack which stands in front of the plane is not seen
twice.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
import numpy.typing as npt

from pipeline.films.motion import Matrix, inverse, is_plausible, moved
from pipeline.films.tracking import Still
from pipeline.images import Pixels

_CV: Any = cv2  # its type stubs leave the parts of its stitching out
MOST_MEGAPIXELS = 16.0
_SEAM_SIDE = 240  # pixels of a frame's longer side while seams are looked for
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


def _decoded(jpeg: bytes, flags: int = cv2.IMREAD_COLOR_RGB) -> Pixels:
    picture = cv2.imdecode(np.frombuffer(jpeg, np.uint8), flags)
    assert picture is not None, "encoded by this process"
    return picture.astype(np.uint8, copy=False)


def _laid_out(stills: Sequence[Still]) -> list[_Sheet] | None:
    """On the plane of the middle one, as large and as upright as most of them."""
    middles = [_middle(still, still.to_map) for still in stills]
    centre = np.mean(middles, axis=0)
    nearest = int(np.argmin([np.linalg.norm(m - centre) for m in middles]))
    base = inverse(_from_full(stills[nearest]))
    base = _straightening([base @ _from_full(s) for s in stills], stills) @ base
    sheets = [
        _Sheet(still.jpeg, base @ _from_full(still), still.size) for still in stills
    ]
    if not all(
        is_plausible(sheet.matrix, sheet.size[::-1], _MOST_LEANING) for sheet in sheets
    ):
        return None
    return sheets


def _straightening(matrices: Sequence[Matrix], stills: Sequence[Still]) -> Matrix:
    """Undoes what all of them are turned and enlarged by: a hand wavers around the
    middle, and the one in the middle may just be askew."""
    steps = []
    for matrix, still in zip(matrices, stills, strict=True):
        width, height = still.size
        ends = np.array([[0, height / 2], [width, height / 2]], np.float32)
        left, right = moved(ends, matrix)
        steps.append((right - left) / width)
    x, y = np.median(steps, axis=0)
    turn = np.array([[x, y, 0], [-y, x, 0], [0, 0, x * x + y * y]])
    return np.asarray(turn / turn[2, 2], np.float64)


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
        picture = _decoded(sheet.jpeg, cv2.IMREAD_REDUCED_COLOR_2)
        laid, mask, (x, y) = _warped(sheet, picture, shrinking, small)
        pictures.append(laid.astype(np.float32))
        masks.append(_CV.UMat(mask))
        places.append((x, y))
    finder = _CV.detail_GraphCutSeamFinder("COST_COLOR_GRAD")
    found = finder.find(pictures, places, masks)
    return [mask.get() if isinstance(mask, cv2.UMat) else mask for mask in found]


@dataclass(frozen=True, slots=True)
class _Part:
    """What of the canvas is needed of a sheet, in the canvas' pixels."""

    left: int
    top: int
    width: int
    height: int

    @property
    def place(self) -> tuple[slice, slice]:
        return (
            slice(self.top, self.top + self.height),
            slice(self.left, self.left + self.width),
        )


def _warped(
    sheet: _Sheet, picture: Pixels, scaling: Matrix, canvas: tuple[int, int]
) -> tuple[Pixels, npt.NDArray[np.uint8], tuple[int, int]]:
    """The sheet as it lies on the (scaled) canvas, its mask, and its left upper end.

    `picture` is that of the sheet, or a smaller one of it.
    """
    matrix = scaling @ sheet.matrix
    part = _part_of(sheet, matrix, canvas)
    shrink = float(scaling[0, 0]) * sheet.size[0] / picture.shape[1]
    if shrink < 0.6:  # a warp alone would leave out pixels
        picture = cv2.resize(
            picture, None, fx=shrink, fy=shrink, interpolation=cv2.INTER_AREA
        ).astype(np.uint8, copy=False)
    laid, mask = _laid(sheet, picture, matrix, part)
    return laid, mask, (part.left, part.top)


def _part_of(sheet: _Sheet, matrix: Matrix, canvas: tuple[int, int]) -> _Part:
    width, height = sheet.size
    quad = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
    points = moved(quad, matrix)
    left, top = np.maximum(np.floor(points.min(axis=0)).astype(int), 0)
    right, bottom = np.minimum(np.ceil(points.max(axis=0)).astype(int), canvas)
    return _Part(int(left), int(top), int(right - left), int(bottom - top))


def _laid(
    sheet: _Sheet, picture: Pixels, matrix: Matrix, part: _Part
) -> tuple[Pixels, npt.NDArray[np.uint8]]:
    """The part as the sheet shows it, and where it does; `matrix` leads from the
    pixels of the sheet to the canvas."""
    height, width = picture.shape[:2]
    from_picture = np.diag([sheet.size[0] / width, sheet.size[1] / height, 1.0])
    to_part = np.array([[1, 0, -part.left], [0, 1, -part.top], [0, 0, 1]]) @ matrix
    size = part.width, part.height
    laid = cv2.warpPerspective(picture, to_part @ from_picture, size)
    corners = moved(
        np.array(
            [[0, 0], [sheet.size[0], 0], sheet.size, [0, sheet.size[1]]], np.float32
        ),
        to_part,
    )
    mask = np.zeros((part.height, part.width), np.uint8)
    # A little inside: the outermost pixels are mixed with nothing.
    inside = corners + 0.7 * np.sign(corners.mean(axis=0) - corners)
    cv2.fillConvexPoly(mask, (inside * 16).round().astype(np.int32), 255, shift=4)
    return np.asarray(laid, np.uint8), mask


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
        whole = _part_of(sheet, sheet.matrix, size)
        wanted = _wanted(small, whole)
        if wanted is None:
            continue
        soft, part = wanted
        laid, mask = _laid(sheet, _decoded(sheet.jpeg), sheet.matrix, part)
        soft[mask == 0] = 0
        canvas[part.place] = cv2.blendLinear(
            canvas[part.place], laid, weights[part.place], soft
        )
        weights[part.place] += soft
    canvas[weights < 1e-3] = _NOTHING
    return canvas


def _wanted(
    small: npt.NDArray[np.uint8], whole: _Part
) -> tuple[npt.NDArray[np.float32], _Part] | None:
    """How much of a sheet is taken where, 0 to 1, and the part where any is."""
    left, top, width, height = cv2.boundingRect(small)
    if not width:
        return None
    tall, wide = small.shape
    x, y = whole.width / wide, whole.height / tall  # from the mask to the canvas
    room = 3 * _BLEND
    first = max(0, int(left * x - room)), max(0, int(top * y - room))
    last = (
        min(whole.width, int((left + width) * x + room)),
        min(whole.height, int((top + height) * y + room)),
    )
    to_part = np.array(
        [[x, 0, 0.5 * x - 0.5 - first[0]], [0, y, 0.5 * y - 0.5 - first[1]]]
    )
    size = last[0] - first[0], last[1] - first[1]
    laid = cv2.warpAffine(small, to_part, size, borderMode=cv2.BORDER_REPLICATE)
    soft = cv2.GaussianBlur(laid, (0, 0), _BLEND).astype(np.float32) / 255
    return np.asarray(soft, np.float32), _Part(
        whole.left + first[0], whole.top + first[1], *size
    )
