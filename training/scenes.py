"""Procedural shelf photos with boxes: the bulk of what the detector learns from.

`draw_scene` is called by `training.dataset`, by `training.evaluate` (on seeds that
training never sees) and by tests; it needs only numpy and OpenCV.
"""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from training import camera
from training.art import Picture, colour
from training.bins import bin_row
from training.elsewhere import draw_elsewhere
from training.furniture import (
    board_edge,
    carton_lips,
    empty_place,
    margin,
    posters,
    posts,
    price_rail_tags,
)
from training.packs import STACKABLE, Pack, draw_pack, pick_shape, sibling
from training.price_tags import draw_tag
from training.ranks import rear_ranks
from training.stage import (
    GAP,
    IGNORE,
    PRODUCT,
    TAG,
    Boxes,
    Scene,
    Stage,
    clipped,
    turned,
)
from training.walls import back_wall

HELD_BACK = 10_000_000
"""Seeds from here on are for evaluation only."""
NO_SHELF = 0.05
"""Share of pictures without any goods."""
BINS = 0.12
"""Share of shelves that are open bins."""


def _unit(stage: Stage, pack: Pack, loose: float) -> Picture:
    """One unit of the pack as it happens to stand: turned, shifted, a bit crooked."""
    rng, art = stage.rng, pack.picture
    if pack.shape in ("can", "slim_can", "bottle", "jar") and rng.random() < 0.5:
        shift = int(art.shape[1] * rng.uniform(-0.25, 0.25))
        art = np.dstack([np.roll(art[..., :3], shift, 1), art[..., 3]])
    degrees = rng.normal(0, loose)
    if abs(degrees) > 0.7:
        art = turned(art, degrees)
    scale = rng.normal(1, 0.012)
    h, w = art.shape[:2]
    return cv2.resize(
        art,
        (max(4, round(w * scale)), max(4, round(h * scale))),
        interpolation=cv2.INTER_AREA,
    )


def _stand_group(
    stage: Stage, left: float, floor: float, room: float, theme: list[tuple[str, float]]
) -> float:
    """Facings of one product side by side (and stacked); returns where they end."""
    rng = stage.rng
    shape, ratio = theme[int(rng.integers(len(theme)))]
    ratio *= rng.uniform(0.9, 1.1)
    tall = room * rng.uniform(0.5, 0.95)
    if shape in ("flat_box", "wide_bag", "tub"):
        tall = min(tall, stage.facing * 2.5 / ratio)
    levels = 1
    if shape in STACKABLE and rng.random() < (0.5 if shape == "can" else 0.3):
        levels = int(rng.integers(2, 6))
        tall = max(min(tall, room * 0.97 / levels), room * 0.15)
        levels = max(1, min(levels, int(room / tall)))
    pack = _pack(stage, shape, tall, ratio)
    h, w = pack.picture.shape[:2]
    loose = (
        rng.uniform(0, 5) if "bag" in shape or shape == "stick" else rng.uniform(0, 1.2)
    )
    step = w * rng.choice(
        [1.0, 1.03, 1.1, 0.93 if "bag" in shape else 1.0, rng.uniform(1, 1.6)]
    )
    ranks = int(rng.integers(0, 4))
    missing = 0.25 if rng.random() < 0.15 else 0.0
    facings = min(1 + int(rng.geometric(0.3)), max(1, int(stage.size[1] * 1.3 / step)))
    variants = rng.random() < 0.15
    for index in range(facings):
        x = left + index * step
        if variants and rng.random() < 0.5:
            pack = sibling(rng, pack)
            stage.group += 1
        if rng.random() < missing:
            _missing_front(stage, pack, x, floor, room)
            continue
        rear_ranks(stage, pack, x, floor, ranks)
        top = int(rng.integers(1, levels + 1)) if rng.random() < 0.3 else levels
        for level in range(top):
            art = _unit(stage, pack, loose)
            lift = level * h * 0.985 + rng.uniform(0, 0.02) * stage.facing
            light = float(rng.normal(1, 0.05))
            stage.fronts.append((art, x, floor - lift, light, stage.group))
    stage.group += 1
    return left + facings * step


def _pack(stage: Stage, shape: str, tall: float, ratio: float) -> Pack:
    """A printed pack of this shape or, where some are given, often a real one."""
    rng = stage.rng
    if stage.packs and rng.random() < 0.7:
        real = stage.packs[int(rng.integers(len(stage.packs)))]
        ratio = real.shape[1] / real.shape[0] * rng.uniform(0.93, 1.07)
        tall = min(tall, 2 * real.shape[0], stage.facing * 2.5 / ratio)
        size = max(6, round(tall * ratio)), max(8, round(tall))
        art = cv2.resize(real, size, interpolation=cv2.INTER_AREA)
        return Pack(np.ascontiguousarray(art), "box")
    h, w = max(8, round(tall)), max(6, round(tall * ratio))
    return draw_pack(rng, shape, h, w)


def _missing_front(
    stage: Stage, pack: Pack, left: float, floor: float, room: float
) -> None:
    """The front unit was sold: a unit further back is seen, or an empty place."""
    h, w = pack.picture.shape[:2]
    if stage.rng.random() < 0.5:
        scale = stage.rng.uniform(0.8, 0.92)
        art = cv2.resize(pack.picture, (max(4, int(w * scale)), max(4, int(h * scale))))
        up = max(stage.view, 0) * stage.facing * 0.3
        x = left + w * (1 - scale) / 2
        stage.fronts.insert(0, (art, x, floor - up, 0.75, stage.group))
    else:
        empty_place(stage, (left, floor - min(h, room), left + w, floor))


def _row(
    stage: Stage,
    ceiling: float,
    floor: float,
    thick: float,
    crowded: float,
    odds: float,
) -> None:
    """One shelf: floor board, products and gaps from left to right, edge and tags."""
    rng, (height, width) = stage.rng, stage.size
    room = floor - ceiling
    depth = abs(stage.view) * stage.facing * rng.uniform(0.2, 0.6)
    board = colour(rng, 0.2)
    y0, y1 = (floor - depth, floor) if stage.view > 0 else (ceiling, ceiling + depth)
    stage.picture[int(max(y0, 0)) : int(max(y1, 0))] = (
        board if stage.view > 0 else tuple(c // 2 for c in board)
    )
    theme = [pick_shape(rng) for _ in range(int(rng.integers(1, 5)))]
    groups, x, was_empty = [], -rng.uniform(0, stage.facing), False
    while x < width:
        if rng.random() > crowded and not was_empty:
            was_empty = True
            end = x + stage.facing * rng.uniform(0.35, 1.8)
            tall = stage.fronts[-1][0].shape[0] if stage.fronts else room * 0.75
            empty_place(stage, (x, floor - min(tall, room * 0.95), end, floor))
        else:
            was_empty = False
            end = _stand_group(
                stage, x, floor - rng.uniform(0, 0.03) * room, room, theme
            )
        groups.append((x, end))
        x = end + stage.facing * rng.choice([0.0, 0.03, rng.uniform(0, 0.25)])
    stage.bring_forward()
    if rng.random() < 0.25:
        carton_lips(stage, groups, floor, room)
    y0, y1 = int(max(ceiling, 0)), int(min(max(floor, 0), height))
    if y1 - y0 > 2:
        shade = np.linspace(rng.uniform(0.35, 1.0), 1.0, y1 - y0) ** rng.uniform(
            0.4, 1.0
        )
        band = stage.picture[y0:y1]
        band[:] = (band * shade[:, None, None]).astype(np.uint8)
    if rng.random() < 0.12:
        for lift in rng.uniform(0.03, 0.3, int(rng.integers(1, 4))):
            y = int(floor - lift * room)
            cv2.line(
                stage.picture,
                (0, y),
                (width, y),
                colour(rng, 0.1),
                max(1, int(room / 50)),
                cv2.LINE_AA,
            )
    board_edge(stage, floor, thick)
    price_rail_tags(stage, floor, thick, groups, odds)


def _hang(stage: Stage, ceiling: float, floor: float) -> None:
    """Bags on hooks: rows without a board under them."""
    rng, width = stage.rng, stage.size[1]
    room, x = floor - ceiling, -rng.uniform(0, stage.facing)
    while x < width:
        shape, ratio = pick_shape(rng, ("bag", "box", "stick"))
        h = max(8, int(room * rng.uniform(0.6, 0.95)))
        pack = draw_pack(rng, shape, h, max(6, int(h * ratio)))
        for _ in range(int(rng.integers(1, 4))):
            w = pack.picture.shape[1]
            if rng.random() < 0.08:
                stage.add(GAP, (x, floor - h, x + w, floor))
            else:
                stage.paste(
                    _unit(stage, pack, 2.0),
                    x,
                    floor,
                    float(rng.normal(1, 0.05)),
                    PRODUCT,
                )
            hook = (int(x + w / 2), int(floor - h * 0.95))
            cv2.circle(
                stage.picture, hook, max(1, w // 25), (210, 210, 210), -1, cv2.LINE_AA
            )
            if rng.random() < 0.4 and h > 40:
                art = draw_tag(rng, rng, max(8, h // 7), max(12, h // 5))
                stage.paste(art, x + w * 0.4, floor - h * 0.85, 1.0, TAG)
            x += w * rng.uniform(1.02, 1.3)
        stage.group += 1


def _rows(stage: Stage) -> None:
    rng, height = stage.rng, stage.size[0]
    crowded, odds = (
        rng.choice([1.0, 0.95, 0.9, 0.75, 0.6]),
        rng.choice([0.0, 0.5, 0.85, 1.0]),
    )
    thin = (
        stage.facing * rng.uniform(0.05, 0.16)
        if odds == 0
        else stage.facing * rng.uniform(0.14, 0.42)
    )
    y = -rng.uniform(0, stage.facing)
    hangs = rng.random() < 0.08
    bins = float(rng.choice([0.0, 0.4, 1.0], p=[1 - 1.5 * BINS, BINS, BINS / 2]))
    while y < height:
        room = stage.facing * float(np.exp(rng.normal(0.3, 0.22)))
        if hangs:
            _hang(stage, y, y + room)
        elif rng.random() < bins:
            spans = bin_row(stage, y, y + room)
            board_edge(stage, y + room, thin)
            price_rail_tags(stage, y + room, thin, spans, odds)
        else:
            _row(stage, y, y + room, thin, crowded, odds)
        y += room + (thin if not hangs else stage.facing * 0.1)


def _seen(stage: Stage) -> list[int]:
    """Indices of boxes whose units are more than half visible; gaps must be empty."""
    counts = np.bincount(stage.owner.clip(0).ravel(), minlength=len(stage.boxes) + 1)[
        1:
    ]
    keep = []
    for index, kind in enumerate(stage.kinds):
        if kind in (PRODUCT, TAG):
            share = counts[index] / max(1, stage.drawn[index])
            inside = _share_inside(stage.boxes[index], *stage.size)
            if share > 0.5 * inside:
                keep.append(index)
        elif kind == IGNORE or _is_empty(stage, stage.boxes[index]):
            keep.append(index)
    return keep


def _share_inside(box: tuple[float, ...], height: int, width: int) -> float:
    w = min(box[2], width) - max(box[0], 0)
    h = min(box[3], height) - max(box[1], 0)
    return max(w, 0) * max(h, 0) / max(1.0, (box[2] - box[0]) * (box[3] - box[1]))


def _is_empty(stage: Stage, box: tuple[float, ...]) -> bool:
    x0, y0, x1, y1 = (max(0, int(v)) for v in box)
    inside = stage.owner[y0:y1, x0:x1]
    return inside.size > 0 and float((inside != 0).mean()) < 0.2


def _taken(stage: Stage, height: int, width: int) -> Scene:
    """Look at the stage from somewhere in front of it: tilt and perspective."""
    rng, (tall, wide) = stage.rng, stage.size
    spare = np.array([(wide - width) / 2, (tall - height) / 2])
    corners = np.array([[0, 0], [1, 0], [1, 1], [0, 1]]) * [width, height] + spare
    shift = rng.uniform(-1, 1, (4, 2)) * spare * rng.choice([0.15, 0.5, 0.95])
    target = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
    view = cv2.getPerspectiveTransform((corners + shift).astype(np.float32), target)
    picture = cv2.warpPerspective(
        stage.picture, view, (width, height), flags=cv2.INTER_LINEAR
    )
    keep = _seen(stage)
    boxes = np.array([stage.boxes[i] for i in keep], np.float32).reshape(-1, 4)
    kinds = np.array([stage.kinds[i] for i in keep], np.int64)
    groups = np.array([stage.groups[i] for i in keep], np.int64)
    return clipped(picture, _projected(boxes, view), kinds, groups)


def _projected(boxes: Boxes, view: NDArray[np.float64]) -> Boxes:
    """Boxes after the homography: between the inner and the outer upright box of
    the tilted quad, as a person would draw round a body that fills it loosely."""
    if not len(boxes):
        return boxes
    quads = boxes[:, [0, 1, 2, 1, 2, 3, 0, 3]].reshape(-1, 1, 2)
    quads = cv2.perspectiveTransform(quads, view).reshape(-1, 4, 2)
    x, y = np.sort(quads[..., 0], 1), np.sort(quads[..., 1], 1)
    ends = (
        0.7 * x[:, 0] + 0.3 * x[:, 1],
        0.7 * y[:, 0] + 0.3 * y[:, 1],
        0.7 * x[:, 3] + 0.3 * x[:, 2],
        0.7 * y[:, 3] + 0.3 * y[:, 2],
    )
    return np.stack(ends, 1).astype(np.float32)


def _without_goods(rng: np.random.Generator, height: int, width: int) -> Scene:
    picture = camera.exposed(rng, draw_elsewhere(rng, height, width))
    nothing, none = np.zeros((0, 4), np.float32), np.zeros(0, np.int64)
    return Scene(camera.photographed(rng, picture), nothing, none, none)


def draw_scene(
    seed: int,
    height: int = 512,
    width: int = 512,
    facing: float | None = None,
    packs: Sequence[Picture] = (),
) -> Scene:
    """One shelf photo; `facing` is the typical height of a unit in pixels
    (drawn from 34 to 220 when not given). Some units are RGBA pictures of `packs`,
    where there are any. The same seed and packs give the same picture."""
    rng = np.random.default_rng(seed)
    facing = facing or float(np.exp(rng.uniform(np.log(34), np.log(220))))
    if rng.random() < NO_SHELF:
        return _without_goods(rng, height, width)
    tall, wide = int(height * 1.3), int(width * 1.3)
    fridge = rng.random() < 0.3
    stage = Stage(
        rng,
        back_wall(rng, tall, wide, fridge),
        np.zeros((tall, wide), np.int32),
        facing,
        float(rng.uniform(-0.8, 1.0)),
        fridge,
        packs,
    )
    if rng.random() > 0.03:
        _rows(stage)
    for odds, addition in ((0.25, posters), (0.25, posts), (0.3, margin)):
        if rng.random() < odds:
            addition(stage)
    scene = _taken(stage, height, width)
    picture = scene.picture
    if fridge:
        dark = rng.uniform(0.35, 1.0)
        picture = (picture * dark).astype(np.uint8)
        if rng.random() < 0.5:
            picture = camera.behind_glass(rng, picture)
    picture = camera.exposed(rng, picture)
    return Scene(
        camera.photographed(rng, picture), scene.boxes, scene.kinds, scene.groups
    )
