"""Units and empty places cut out of real pictures, to be put into other pictures.

Called by `training.dataset`; each is an RGBA picture whose alpha is its outline.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import cv2
import numpy as np

from training.art import Picture
from training.photos import Photo
from training.stage import GAP, PRODUCT

LEAST_PX, MOST_PX = 40, 200
"""Height below which a unit shows too little, and above which it is reduced."""


def cut_out(photos: Iterable[Photo]) -> list[Picture]:
    """All labelled units of the photos that are large enough."""
    return [
        unit
        for photo in photos
        for box in photo.boxes[photo.kinds == PRODUCT]
        if (unit := _unit(photo.picture, [round(float(v)) for v in box])) is not None
    ]


def cut_holes(photos: Iterable[Photo]) -> list[Picture]:
    """All labelled empty places that are large enough, soft at their rims."""
    holes = []
    for photo in photos:
        for box in photo.boxes[photo.kinds == GAP]:
            left, top, right, bottom = (max(0, round(float(v))) for v in box)
            part = photo.picture[top:bottom, left:right]
            if min(part.shape[:2]) < LEAST_PX:
                continue
            alpha = np.zeros(part.shape[:2], np.uint8)
            rim = max(1, min(part.shape[:2]) // 20)
            alpha[rim:-rim, rim:-rim] = 255
            alpha = cv2.blur(alpha, (2 * rim + 1, 2 * rim + 1))
            holes.append(_reduced(np.dstack([part, alpha])))
    return holes


def packshots(folder: Path) -> list[Picture]:
    """Pictures of single products on white ground, below `folder`."""
    files = sorted(f for kind in ("jpg", "png") for f in folder.rglob(f"*.{kind}"))
    return [_packshot(file) for file in files]


def _unit(picture: Picture, box: list[int]) -> Picture | None:
    """The unit in the box without its surroundings (Rother et al. 2004, GrabCut)."""
    left, top, right, bottom = box
    margin = max(2, (right - left) // 6)
    y0, x0 = max(0, top - margin), max(0, left - margin)
    part = picture[y0 : bottom + margin, x0 : right + margin]
    part = np.ascontiguousarray(part)
    inside = (left - x0, top - y0, right - left, bottom - top)
    if min(inside[2:]) < 16 or inside[3] < LEAST_PX:
        return None
    mask = np.zeros(part.shape[:2], np.uint8)
    model = np.zeros((2, 1, 65))
    cv2.setRNGSeed(1)
    cv2.grabCut(part, mask, inside, model[0], model[1], 2, cv2.GC_INIT_WITH_RECT)
    solid = np.isin(mask, (cv2.GC_FGD, cv2.GC_PR_FGD)).astype(np.uint8)
    solid = cv2.morphologyEx(solid, cv2.MORPH_CLOSE, np.ones((5, 5), np.uint8))
    x, y, w, h = inside
    solid = solid[y : y + h, x : x + w]
    if solid.mean() < 0.55:
        solid[:] = 1
    alpha = cv2.GaussianBlur(solid * np.uint8(255), (3, 3), 0)
    return _reduced(np.dstack([part[y : y + h, x : x + w], alpha]))


def _packshot(file: Path) -> Picture:
    picture = cv2.cvtColor(cv2.imread(str(file)), cv2.COLOR_BGR2RGB)
    ground = (picture.min(2) > 243).astype(np.uint8)
    _, parts = cv2.connectedComponents(ground)
    rim = np.unique(np.concatenate([parts[0], parts[-1], parts[:, 0], parts[:, -1]]))
    solid = ~(np.isin(parts, rim[rim > 0]))
    rows, columns = np.flatnonzero(solid.any(1)), np.flatnonzero(solid.any(0))
    whole = np.dstack([picture, solid.astype(np.uint8) * np.uint8(255)])
    cut = whole[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    return _reduced(np.ascontiguousarray(cut))


def _reduced(unit: Picture) -> Picture:
    scale = min(1.0, MOST_PX / unit.shape[0])
    return cv2.resize(unit, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
