"""Printed surfaces: random colours, patterns, pictures and words for packs and tags.

Called by `training.packs` and `training.scenes`. Everything is drawn from the given
random generator, so one seed always gives one picture.
"""

from __future__ import annotations

import string

import cv2
import numpy as np
from numpy.typing import NDArray

Picture = NDArray[np.uint8]
Random = np.random.Generator

FONTS = (0, 1, 2, 3, 4, 5, 6, 7)
SYLLABLES = ("ka", "mo", "ri", "ta", "zo", "bel", "nu", "co", "fa", "lu", "pe", "ix")


def colour(rng: Random, lively: float = 0.75) -> tuple[int, int, int]:
    """A random RGB colour; `lively` is the share of saturated ones."""
    if rng.random() < lively:
        hsv = (rng.integers(180), rng.integers(110, 256), rng.integers(70, 256))
    else:
        hsv = (rng.integers(180), rng.integers(0, 60), rng.integers(15, 256))
    r, g, b = cv2.cvtColor(np.array([[hsv]], np.uint8), cv2.COLOR_HSV2RGB)[0, 0]
    return int(r), int(g), int(b)


def word(rng: Random) -> str:
    """An invented brand or a line of small print."""
    if rng.random() < 0.3:
        letters = list(string.ascii_letters + string.digits + "%")
        return "".join(rng.choice(letters, int(rng.integers(2, 8))))
    text = "".join(rng.choice(SYLLABLES, int(rng.integers(1, 4))))
    return (text.upper(), text.title(), text)[int(rng.integers(3))]


def cloud(rng: Random, height: int, width: int, cells: int) -> NDArray[np.float32]:
    """Smooth noise of 0..1, about `cells` blobs along the shorter side."""
    small = rng.random((max(2, cells * height // min(height, width)), max(2, cells)))
    return cv2.resize(
        small.astype(np.float32), (width, height), interpolation=cv2.INTER_CUBIC
    ).clip(0, 1)


def put_word(rng: Random, art: Picture, text: str, box: tuple[int, ...]) -> None:
    """Fit `text` in the box (left, top, width, height), light or dark."""
    left, top, width, height = box
    font = int(rng.choice(FONTS))
    (w, h), _ = cv2.getTextSize(text, font, 1.0, 2)
    scale = min(width / max(w, 1), height / max(h, 1))
    thick = max(1, round(scale * float(rng.uniform(1.5, 5))))
    at = (left, top + int(h * scale))
    ink = colour(rng, 0.5)
    if rng.random() < 0.4:
        edge = colour(rng, 0.3)
        cv2.putText(art, text, at, font, scale, edge, thick + 2, cv2.LINE_AA)
    cv2.putText(art, text, at, font, scale, ink, thick, cv2.LINE_AA)


def put_glyphs(rng: Random, art: Picture, box: tuple[int, ...]) -> None:
    """A run of square signs made of strokes, across or down the box."""
    left, top, width, height = box
    side = max(4, min(width, height))
    down = height > width
    ink, edge = colour(rng, 0.5), colour(rng, 0.3)
    thick = max(1, side // int(rng.integers(6, 12)))
    for start in range(0, max(width, height) - side + 1, side + 1):
        x, y = (left, top + start) if down else (left + start, top)
        ends = rng.integers(0, side, (int(rng.integers(3, 7)), 2))
        for px, py in ends:
            across = rng.random() < 0.5
            a = (x if across else x + int(px), y + int(py) if across else y)
            b = (x + side - 2 if across else x + int(px), a[1])
            b = b if across else (a[0], y + side - 2)
            cv2.line(art, a, b, edge, thick + 2)
            cv2.line(art, a, b, ink, thick)


def _pattern(rng: Random, art: Picture) -> None:
    height, width = art.shape[:2]
    ink = colour(rng)
    choice = rng.integers(6)
    if choice == 0:
        for _ in range(int(rng.integers(1, 4))):
            y, deep = (
                rng.integers(0, height),
                rng.integers(height // 12 + 1, height // 2 + 2),
            )
            art[y : y + deep] = colour(rng)
    elif choice == 1:
        blend = np.linspace(0, 1, height, dtype=np.float32)[:, None, None]
        art[:] = (art * (1 - blend) + np.array(ink) * blend).astype(np.uint8)
    elif choice == 2:
        step = max(4, int(width * rng.uniform(0.1, 0.4)))
        for x in range(-height, width, step):
            cv2.line(art, (x, height), (x + height, 0), ink, max(1, step // 3))
    elif choice == 3:
        points = np.stack([rng.integers(0, width, 5), rng.integers(0, height, 5)], 1)
        cv2.fillPoly(art, [points.astype(np.int32)], ink, cv2.LINE_AA)
    elif choice == 4:
        x = int(width * rng.uniform(0.2, 0.8))
        art[:, : x if rng.random() < 0.5 else width] = ink
    else:
        mask = cloud(rng, height, width, int(rng.integers(2, 6))) > rng.uniform(
            0.4, 0.7
        )
        art[mask] = ink


def _picture_of_food(rng: Random, art: Picture) -> None:
    height, width = art.shape[:2]
    radius = min(height, width) * rng.uniform(0.15, 0.45)
    centre = (
        int(width * rng.uniform(0.25, 0.75)),
        int(height * rng.uniform(0.3, 0.85)),
    )
    axes = (
        int(radius * rng.uniform(0.7, 1.4)) + 1,
        int(radius * rng.uniform(0.6, 1)) + 1,
    )
    cv2.ellipse(art, centre, axes, rng.uniform(0, 180), 0, 360, colour(rng), -1, 16)
    for _ in range(int(rng.integers(1, 9))):
        spread = rng.normal(0, radius * 0.4 + 0.1, 2)
        at = (int(centre[0] + spread[0]), int(centre[1] + spread[1]))
        small = max(1, int(radius * rng.uniform(0.08, 0.4)))
        cv2.circle(art, at, small, colour(rng), -1, cv2.LINE_AA)


def printed(rng: Random, height: int, width: int) -> Picture:
    """A front of a pack: ground, patterns, perhaps a picture, words and small print."""
    art = np.empty((height, width, 3), np.uint8)
    art[:] = colour(rng)
    for _ in range(int(rng.integers(0, 4))):
        _pattern(rng, art)
    for _ in range(int(rng.integers(0, 3))):
        _picture_of_food(rng, art)
    for _ in range(int(rng.integers(1, 4))):
        wide = int(width * rng.uniform(0.35, 0.95))
        tall = int(max(4, height * rng.uniform(0.05, 0.25)))
        box = (
            int(rng.uniform(0, width - wide + 1)),
            int(rng.uniform(0, max(1, height - tall))),
            wide,
            tall,
        )
        if rng.random() < 0.35:
            back = colour(rng, 0.5)
            cv2.rectangle(art, box[:2], (box[0] + wide, box[1] + tall), back, -1)
        if rng.random() < 0.3:
            if rng.random() < 0.4:
                box = (
                    box[0],
                    int(height * 0.1),
                    max(4, int(width * 0.25)),
                    int(height * 0.7),
                )
            put_glyphs(rng, art, box)
        else:
            put_word(rng, art, word(rng), box)
    for _ in range(int(rng.integers(0, 4))):
        y, x = rng.integers(0, height), rng.integers(0, max(1, width // 2))
        put_word(
            rng,
            art,
            word(rng) + " " + word(rng),
            (int(x), int(y), max(8, width // 3), max(3, height // 24)),
        )
    return art
