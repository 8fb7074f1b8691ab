"""Pictures that show no goods: pages, screens, rooms, faces, leaves and plates.

The detector sees them so that it finds nothing there; called by `training.scenes`.
"""

from __future__ import annotations

from collections.abc import Callable

import cv2
import numpy as np

from training.art import Picture, Random, cloud, colour, put_word, word

Drawing = Callable[[Random, Picture], None]


def draw_elsewhere(rng: Random, height: int, width: int) -> Picture:
    """One such picture (height, width, 3)."""
    picture = _ground(rng, height, width)
    for _ in range(int(rng.integers(1, 3))):
        DRAWINGS[int(rng.integers(len(DRAWINGS)))](rng, picture)
    return picture


def _ground(rng: Random, height: int, width: int) -> Picture:
    """A wall, a table or grass: two colours that blend in blots of one size."""
    blots = cloud(rng, height, width, int(rng.choice([2, 4, 12, 60])))[..., None]
    near, far = np.array(colour(rng, 0.3)), np.array(colour(rng, 0.3))
    depth = rng.uniform(0.1, 1.0)
    return (near + (far - near) * depth * blots).clip(0, 255).astype(np.uint8)


def _page(rng: Random, picture: Picture) -> None:
    """A receipt, a letter or a sign: lines of text on paper that lies askew."""
    height, width = picture.shape[:2]
    tall, wide = int(height * rng.uniform(0.5, 1)), int(width * rng.uniform(0.3, 1))
    page = np.full((tall, wide, 3), colour(rng, 0.1 if rng.random() < 0.7 else 0.9))
    page = page.astype(np.uint8)
    line = int(max(6, tall * rng.uniform(0.02, 0.08)))
    for y in range(line, tall - 2 * line, int(line * rng.uniform(1.4, 2.5))):
        text = " ".join(word(rng) for _ in range(int(rng.integers(1, 6))))
        share = rng.uniform(0.2, 0.9)
        put_word(rng, page, text, (wide // 20, y, max(8, int(wide * share)), line))
    _laid(rng, picture, page, float(rng.normal(0, 12)))


def _laid(rng: Random, picture: Picture, piece: Picture, degrees: float) -> None:
    height, width = picture.shape[:2]
    tall, wide = piece.shape[:2]
    middle = (wide / 2, tall / 2)
    turn = cv2.getRotationMatrix2D(middle, degrees, 1.0)
    spare = np.array([width, height]) * rng.uniform(0.3, 0.7, 2)
    turn[:, 2] += spare - np.array(middle)
    over = cv2.warpAffine(piece, turn, (width, height))
    mask = cv2.warpAffine(np.ones((tall, wide), np.uint8), turn, (width, height))
    picture[mask > 0] = over[mask > 0]


def _screen(rng: Random, picture: Picture) -> None:
    """A screenshot: flat bars and bubbles of text below each other."""
    height, width = picture.shape[:2]
    picture[:] = colour(rng, 0.2)
    y = 0
    while y < height:
        tall = int(height * rng.uniform(0.04, 0.16))
        wide = int(width * rng.uniform(0.3, 1.0))
        left = int(rng.choice([0, width - wide, (width - wide) // 2]))
        back = colour(rng, 0.4)
        cv2.rectangle(picture, (left, y), (left + wide, y + tall), back, -1)
        text = " ".join(word(rng) for _ in range(int(rng.integers(1, 4))))
        put_word(rng, picture, text, (left + 4, y + tall // 4, wide // 2, tall // 2))
        y += int(tall * rng.uniform(1.05, 1.6))


def _room(rng: Random, picture: Picture) -> None:
    """Furniture, doors and windows: large quadrilaterals without print."""
    size = np.array([picture.shape[1], picture.shape[0]])
    for _ in range(int(rng.integers(2, 9))):
        middle, half = rng.uniform(0, 1, 2), rng.uniform(0.04, 0.4, 2)
        corners = middle + half * np.array([[-1, -1], [1, -1], [1, 1], [-1, 1]])
        corners += rng.normal(0, 0.03, (4, 2))
        points = (corners * size).astype(np.int32)
        cv2.fillPoly(picture, [points], colour(rng, 0.3), cv2.LINE_AA)
        if rng.random() < 0.5:
            cv2.polylines(picture, [points], True, colour(rng, 0.3), 3, cv2.LINE_AA)


def _face(rng: Random, picture: Picture) -> None:
    """A head of a person or a pet: soft ovals in each other, two eyes, a mouth."""
    height, width = picture.shape[:2]
    size = min(height, width) * rng.uniform(0.15, 0.45)
    x, y = width * rng.uniform(0.2, 0.8), height * rng.uniform(0.2, 0.8)
    skin = np.array(
        [rng.integers(60, 250), rng.integers(40, 200), rng.integers(30, 170)]
    )
    _oval(picture, (x, y - size * 0.3), size * 1.25, size * 1.3, colour(rng, 0.1))
    _oval(picture, (x, y + size * 1.8), size * 1.9, size, colour(rng, 0.5))
    _oval(picture, (x, y), size, size * 1.25, skin)
    for side in (-0.4, 0.4):
        at = (x + side * size, y - size * 0.2)
        _oval(picture, at, size * 0.2, size * 0.11, (240, 240, 235))
        _oval(picture, at, size * 0.09, size * 0.1, colour(rng, 0.2))
    _oval(picture, (x, y + size * 0.6), size * 0.35, size * 0.1, skin * 0.6)
    soft = cv2.GaussianBlur(picture, (0, 0), max(1.0, size * 0.03))
    picture[:] = soft


def _oval(
    picture: Picture,
    middle: tuple[float, float],
    wide: float,
    tall: float,
    ink: object,
) -> None:
    red, green, blue = (int(v) for v in np.asarray(ink))
    centre = (int(middle[0]), int(middle[1]))
    axes = (max(1, int(wide)), max(1, int(tall)))
    cv2.ellipse(picture, centre, axes, 0, 0, 360, (red, green, blue), -1, cv2.LINE_AA)


def _leaves(rng: Random, picture: Picture) -> None:
    """Leaves, fur, gravel: hundreds of strokes that go nearly one way."""
    height, width = picture.shape[:2]
    ink, way = np.array(colour(rng)), rng.uniform(0, 360)
    length = min(height, width) * rng.uniform(0.01, 0.08)
    for _ in range(int(rng.integers(200, 900))):
        at = (int(rng.integers(width)), int(rng.integers(height)))
        axes = (max(1, int(length)), max(1, int(length * rng.uniform(0.1, 0.5))))
        shade = (ink * rng.uniform(0.4, 1.3)).clip(0, 255)
        angle = way + rng.normal(0, 40)
        tint = (int(shade[0]), int(shade[1]), int(shade[2]))
        cv2.ellipse(picture, at, axes, angle, 0, 360, tint, -1)


def _plates(rng: Random, picture: Picture) -> None:
    """Plates, cups and wheels seen from above: rings."""
    height, width = picture.shape[:2]
    for _ in range(int(rng.integers(1, 5))):
        size = min(height, width) * rng.uniform(0.05, 0.35)
        at = (width * rng.uniform(0, 1), height * rng.uniform(0, 1))
        flat = rng.uniform(0.4, 1.0)
        for share in (1.0, 0.92, 0.6):
            wide = size * share
            _oval(picture, at, wide, wide * flat, colour(rng, 0.3))


DRAWINGS: tuple[Drawing, ...] = (_page, _screen, _room, _face, _leaves, _plates)
