"""What speaks for and against a place being empty, in numbers.

Called by `pipeline.vision.rows.gaps`, and by `training.calibrate`, which weighs it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from pipeline.images import Pixels
from pipeline.types import Box
from pipeline.vision.boxes import FloatArray
from pipeline.vision.rows.holes import Hole, find_holes
from pipeline.vision.rows.level import Floats, as_array
from pipeline.vision.rows.shelves import Row, Shelf
from pipeline.vision.rows.texture import texture_of

EVIDENCE = (
    "net",  # log-odds of the net's best guess there
    "net_share",  # of the hole's width that the net's guesses fill
    "hole",  # 1 where the boxes leave a hole, 0 for a guess of the net alone
    "end",  # 1 beyond the end of a row
    "width",  # logarithm, in facings
    "width_squared",
    "doubtful",  # chance that an unlikely facing fills the place
    "post",  # share of the next rows with a hole at the same place: a post
    "texture",  # logarithm, against that of the facings
)
LEAST_NET = 0.02
"""Chance of a guess of the net below which it says nothing."""
# What no empty place between facings is; shares of its area, heights, widths.
_MOST_COVERED = 0.4
_FOOT = 1 / 3  # where packs below are seen, the place is the air above them
_MOST_OFF_BOARD = 0.5
_MOST_BEYOND = 1.5
_WIDEST = 1.2  # logarithm: more facings than that say nothing more


@dataclass(frozen=True, slots=True)
class FoundGap:
    """An empty place in a row; `width` is in facings of its neighbours."""

    box: Box
    row: int
    width: float
    score: float


@dataclass(frozen=True, slots=True)
class Scenery:
    """What gaps are told from: the photo, its facings (n, 4) in rows, the net's guesses
    at gaps, and the facings that are too unlikely to count; boxes with their scores."""

    pixels: Pixels
    facings: Floats
    shelf: Shelf
    guesses: tuple[FloatArray, FloatArray]
    doubtful: tuple[FloatArray, FloatArray]


@dataclass(frozen=True, slots=True)
class _Place:
    hole: Hole
    net: float = 0.0
    net_share: float = 0.0
    is_hole: bool = True


def gap_candidates(scenery: Scenery) -> tuple[list[FoundGap], Floats]:
    """Possible gaps with their evidence (n, len(EVIDENCE)); scores are still 0."""
    shelf, facings = scenery.shelf, scenery.facings
    holes = find_holes(shelf, facings, scenery.pixels.shape[1])
    places = [
        place
        for place in _with_guesses(holes, scenery)
        if _is_possible(place.hole, shelf, facings)
    ]
    if not places:
        return [], np.zeros((0, len(EVIDENCE)))
    corners = as_array([place.hole.box for place in places])
    textures = texture_of(scenery.pixels, corners, facings)
    doubts = _doubts(corners, scenery.doubtful)
    rows = [
        _evidence(place, scenery, holes, doubt, texture)
        for place, doubt, texture in zip(places, doubts, textures, strict=True)
    ]
    found = [FoundGap(p.hole.box, p.hole.row, p.hole.width, 0.0) for p in places]
    return found, np.array(rows)


def _evidence(
    place: _Place, scenery: Scenery, holes: Sequence[Hole], doubt: float, texture: float
) -> tuple[float, ...]:
    hole, shelf = place.hole, scenery.shelf
    net = float(np.clip(place.net, LEAST_NET / 2, 0.99))
    width = float(np.clip(np.log(max(hole.width, 0.1)), -_WIDEST, _WIDEST))
    return (
        float(np.log(net / (1 - net))),
        place.net_share,
        float(place.is_hole),
        float(hole.is_end),
        width,
        width * width,
        doubt,
        _post(hole, shelf, holes),
        texture,
    )


def _with_guesses(holes: Sequence[Hole], scenery: Scenery) -> list[_Place]:
    """Holes with what the net guesses in them, and its guesses where no hole is."""
    boxes, scores = scenery.guesses
    told = scores >= LEAST_NET
    guesses, chances = boxes[told].astype(np.float64), scores[told]
    used = np.zeros(len(guesses), bool)
    places = []
    for hole in holes:
        corners = as_array([hole.box])[0]
        common = _shared(corners, guesses)
        inside = (common > 0.5 * _areas(guesses)) | (common > 0.5 * hole.box.area)
        used |= inside
        places.append(_guessed(hole, guesses[inside], chances[inside]))
    for box, chance in zip(guesses[~used], chances[~used], strict=True):
        places.append(_alone(box, float(chance), scenery))
    return places


def _guessed(hole: Hole, guesses: Floats, chances: FloatArray) -> _Place:
    """A hole and the guesses in it; its box becomes the mean of both."""
    if not len(guesses):
        return _Place(hole)
    low = np.maximum(guesses[:, 0], hole.box.left)
    high = np.minimum(guesses[:, 2], hole.box.right)
    share = float(np.minimum(1.0, (high - low).sum() / max(hole.box.width, 1e-6)))
    best = guesses[int(chances.argmax())]
    own = as_array([hole.box])[0]
    mean = Box(*(float(side) for side in (own + best) / 2))
    return _Place(replace(hole, box=mean), float(chances.max()), share)


def _alone(box: Floats, chance: float, scenery: Scenery) -> _Place:
    """A guess of the net that fits no hole, in the row on whose board it stands."""
    corners = Box(*(float(side) for side in box))
    number = scenery.shelf.row_of(corners)
    row = scenery.shelf.row(number)
    members = list(row.members) if row else []
    sides = scenery.facings[members]
    unit = float(np.median(sides[:, 2] - sides[:, 0])) if members else corners.width
    hole = Hole(corners, number, corners.width / max(unit, 1e-6))
    return _Place(hole, chance, 1.0, is_hole=False)


def _is_possible(hole: Hole, shelf: Shelf, facings: Floats) -> bool:
    """No gap overlaps facings, floats above low packs or lies beside the shelf."""
    row = shelf.row(hole.row)
    if row is None or hole.box.area < 16:
        return False
    whole = as_array([hole.box])[0]
    foot = whole * [1, _FOOT, 1, 1] + [0, (1 - _FOOT) * whole[3], 0, 0]
    for part in (whole, foot):
        if _shared(part, facings).sum() > _MOST_COVERED * _areas(part[None])[0]:
            return False
    if abs(_off_board(hole, shelf)) > _MOST_OFF_BOARD:
        return False
    return _beyond(hole, row, facings) <= _MOST_BEYOND


def _beyond(hole: Hole, row: Row, facings: Floats) -> float:
    """How far beside its row a place begins, in facings of the row."""
    sides = facings[list(row.members)]
    unit = float(np.median(sides[:, 2] - sides[:, 0]))
    after = hole.box.left - sides[:, 2].max()
    before = sides[:, 0].min() - hole.box.right
    return float(max(after, before, 0.0) / max(unit, 1e-6))


def _off_board(hole: Hole, shelf: Shelf) -> float:
    """How high a place ends above its board, in heights of its row."""
    row = shelf.row(hole.row)
    if row is None:
        return 0.0
    x, _ = hole.box.centre
    board = shelf.level.at(x, row.board_at(x))
    return (board - hole.box.bottom) / max(row.height, 1e-6)


def _post(hole: Hole, shelf: Shelf, holes: Sequence[Hole]) -> float:
    """Share of the two rows above and below that have a hole at the same place."""
    near = [r.number for r in shelf.rows if 0 < abs(r.number - hole.row) <= 2]
    alike = {
        other.row
        for other in holes
        if other.row in near and not other.is_end and _same_x(hole.box, other.box)
    }
    return len(alike) / len(near) if near else 0.0


def _same_x(one: Box, other: Box) -> bool:
    common = min(one.right, other.right) - max(one.left, other.left)
    return common > 0.5 * max(one.width, other.width)


def _doubts(corners: Floats, doubtful: tuple[FloatArray, FloatArray]) -> Floats:
    """How likely an unlikely facing fills each place (n, 4), all in all."""
    boxes, chances = doubtful[0].astype(np.float64), doubtful[1]
    if not len(boxes):
        return np.zeros(len(corners))
    sizes = np.maximum(_areas(boxes), 1e-6)
    doubts = []
    for place, area in zip(corners, _areas(corners), strict=True):
        common = _shared(place, boxes)
        doubts.append(float((chances * common**2 / (sizes * max(area, 1e-6))).max()))
    return np.array(doubts)


def _areas(boxes: Floats) -> Floats:
    sides: Floats = np.maximum(boxes[:, 2:] - boxes[:, :2], 0)
    return sides[:, 0] * sides[:, 1]


def _shared(box: Floats, others: Floats) -> Floats:
    low, high = np.maximum(box[:2], others[:, :2]), np.minimum(box[2:], others[:, 2:])
    sides: Floats = np.maximum(high - low, 0)
    return sides[:, 0] * sides[:, 1]
