"""All on a shelf photo that is not goods: walls, boards, tags, posters, posts.

Called by `training.scenes`.
"""

from __future__ import annotations

import cv2
import numpy as np

from training.art import Picture, Random, colour, printed
from training.price_tags import draw_tag
from training.stage import COVERED, GAP, TAG, Stage, turned
from training.walls import back_wall


def board_edge(stage: Stage, top: float, thick: float) -> None:
    """The front of the board: metal, a coloured rail, or a strip of adverts."""
    rng, (height, width) = stage.rng, stage.size
    y0, y1 = int(max(top, 0)), int(min(top + thick, height))
    if y1 <= y0:
        return
    strip = np.empty((y1 - y0, width, 3), np.uint8)
    strip[:] = colour(rng, 0.35)
    if rng.random() < 0.25 and y1 - y0 > 8:
        tile = printed(
            rng, y1 - y0, int(min(width, max(16, (y1 - y0) * rng.uniform(2, 8))))
        )
        strip = np.tile(tile, (1, width // tile.shape[1] + 1, 1))[:, :width]
    shade = np.linspace(rng.uniform(0.6, 1.2), rng.uniform(0.5, 1.1), y1 - y0)
    self_lit = (strip * shade[:, None, None]).clip(0, 255).astype(np.uint8)
    stage.picture[y0:y1] = self_lit
    stage.owner[y0:y1] = COVERED


def price_rail_tags(
    stage: Stage,
    edge: float,
    thick: float,
    groups: list[tuple[float, float]],
    odds: float,
) -> None:
    rng = stage.rng
    style = int(rng.integers(1 << 30))
    ratio, tall = rng.uniform(1.1, 2.2), thick * rng.uniform(0.75, 1.15)
    for start, end in groups:
        if rng.random() > odds or tall < 7:
            continue
        big = tall * (rng.uniform(1.2, 2.0) if rng.random() < 0.08 else 1.0)
        art = draw_tag(np.random.default_rng(style), rng, int(big), int(big * ratio))
        if rng.random() < 0.2:
            art = turned(art, rng.normal(0, 3))
        x = start + (end - start - big * ratio) * rng.uniform(0, 1)
        y = edge + thick / 2 + big / 2 + rng.normal(0, 0.06) * thick
        stage.paste(art, x, y, 1.0, TAG)


def empty_place(stage: Stage, box: tuple[float, float, float, float]) -> None:
    """A selling position where nothing stands: board, dividers and wall are seen."""
    rng, (left, top, right, bottom) = stage.rng, box
    deep = (right - left) * rng.uniform(0.1, 0.35)
    lift = (bottom - top) * rng.uniform(0.0, 0.3)
    front = [(left, top), (left, bottom), (right, bottom), (right, top)]
    back = [
        (left + deep, top),
        (left + deep, bottom - lift),
        (right - deep, bottom - lift),
        (right - deep, top),
    ]
    shade = np.array(colour(rng, 0.2))
    if rng.random() < 0.35:
        floor = np.array([front[1], front[2], back[2], back[1]], np.int32)
        cv2.fillPoly(
            stage.picture,
            [floor],
            (shade * rng.uniform(0.5, 1.0)).tolist(),
            cv2.LINE_AA,
        )
    for side in (0, 3):
        if rng.random() < 0.3:
            near = 1 if side == 0 else 2
            wall = np.array(
                [front[side], front[near], back[near], back[side]], np.int32
            )
            cv2.fillPoly(
                stage.picture,
                [wall],
                (shade * rng.uniform(0.3, 0.8)).tolist(),
                cv2.LINE_AA,
            )
    stage.add(GAP, box)


def posters(stage: Stage) -> None:
    """Adverts and notes that hang before the goods; they are no packs."""
    rng, (height, width) = stage.rng, stage.size
    for _ in range(int(rng.integers(1, 3))):
        tall = int(stage.facing * rng.uniform(0.3, 1.2))
        wide = int(tall * rng.uniform(0.6, 2.2))
        art = printed(rng, max(10, tall), max(10, wide))
        paper = rng.uniform(0.0, 0.7)
        art = (art * (1 - paper) + 245 * paper).astype(np.uint8)
        sheet = np.dstack([art, np.full(art.shape[:2], 255, np.uint8)])
        sheet = turned(sheet, rng.normal(0, 4))
        stage.paste(sheet, rng.uniform(-wide, width), rng.uniform(0, height))


def carton_lips(
    stage: Stage, groups: list[tuple[float, float]], floor: float, room: float
) -> None:
    """The cut-open carton in which goods stand, or a glass or plastic front."""
    rng = stage.rng
    for start, end in groups:
        if rng.random() < 0.2:
            tall, wide = int(room * rng.uniform(0.06, 0.2)), int(end - start)
            if tall < 3 or wide < 8:
                continue
            art = printed(rng, tall, wide)
            if rng.random() < 0.4:
                art[:] = (np.array([170, 125, 80]) * rng.uniform(0.5, 1.2)).astype(
                    np.uint8
                )
            alpha = np.full(art.shape[:2], 255 if rng.random() < 0.7 else 110, np.uint8)
            stage.paste(np.dstack([art, alpha]), start, floor)


def posts(stage: Stage) -> None:
    """Uprights and door frames across the shelves."""
    rng, width = stage.rng, stage.size[1]
    for _ in range(int(rng.integers(1, 3))):
        wide = int(stage.facing * rng.uniform(0.08, 0.6))
        x = int(rng.uniform(-wide, width))
        x0, x1 = max(x, 0), max(min(x + wide, width), 0)
        ramp = np.linspace(0.7, 1.1, max(1, x1 - x0))[None, :, None]
        stage.picture[:, x0:x1] = (np.array(colour(rng, 0.2)) * ramp).clip(0, 255)
        stage.owner[:, x0:x1] = COVERED


def margin(stage: Stage) -> None:
    """The shelf ends inside the picture: door, wall or floor beside or below it."""
    rng, (height, width) = stage.rng, stage.size
    share = rng.uniform(0.1, 0.4)
    where = rng.integers(4)
    box = [
        (0, 0, int(width * share), height),
        (int(width * (1 - share)), 0, width, height),
        (0, int(height * (1 - share)), width, height),
        (0, 0, width, int(height * share)),
    ][where]
    x0, y0, x1, y1 = box
    wall = back_wall(rng, y1 - y0, x1 - x0, stage.fridge)
    if rng.random() < 0.3:
        wall = printed(rng, y1 - y0, x1 - x0)
    stage.picture[y0:y1, x0:x1] = wall
    stage.owner[y0:y1, x0:x1] = COVERED
    if where != 2 and rng.random() < 0.5:
        stored_cartons(stage, box)


def stored_cartons(stage: Stage, box: tuple[int, int, int, int]) -> None:
    """Closed transport cartons, as they lie on top of shelves; they are no goods."""
    rng, (left, top, right, bottom) = stage.rng, box
    floor, x = min(bottom, stage.size[0]), left - rng.uniform(0, stage.facing)
    while x < right:
        wide, tall = (int(stage.facing * rng.uniform(0.8, 3)) for _ in range(2))
        tall = min(tall, max(8, int((floor - top) * rng.uniform(0.6, 1.3))))
        for level in range(int(rng.integers(1, 3))):
            art = _carton(rng, max(8, tall), max(8, wide))
            stage.paste(art, x, floor - level * tall, float(rng.normal(0.9, 0.1)))
        x += wide * rng.uniform(1.0, 1.6)


def _carton(rng: Random, height: int, width: int) -> Picture:
    """Corrugated board with print in one ink, tape, and sometimes a coloured face."""
    print_ = printed(rng, height, width).astype(np.float32)
    board = np.array([178, 140, 96]) * rng.uniform(0.6, 1.25)
    paper = rng.uniform(0.55, 0.95) if rng.random() < 0.8 else rng.uniform(0.2, 0.5)
    ink = print_.mean(2, keepdims=True) / 160 * board
    art = board * paper + (ink if rng.random() < 0.7 else print_) * (1 - paper)
    if rng.random() < 0.6:
        y = int(height * rng.uniform(0.0, 0.4))
        art[y : y + max(1, height // 30)] *= rng.uniform(0.5, 0.9)
    if rng.random() < 0.5:
        x, wide = int(width * rng.uniform(0.2, 0.7)), max(2, width // 9)
        art[: int(height * rng.uniform(0.1, 0.6)), x : x + wide] = colour(rng, 0.3)
    solid = np.full((height, width, 1), 255.0)
    return np.dstack([art, solid]).clip(0, 255).astype(np.uint8)
