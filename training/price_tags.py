"""Price tags on the shelf edge, drawn. Called by `training.scenes`."""

from __future__ import annotations

import cv2
import numpy as np

from training.art import Picture, Random, colour, put_glyphs, put_word, word

PAPERS = (
    (250, 250, 245),
    (255, 226, 60),
    (245, 245, 250),
    (225, 40, 40),
    (235, 245, 160),
)


def draw_tag(style: Random, rng: Random, height: int, width: int) -> Picture:
    """RGBA tag; `style` fixes paper and layout for a shop, `rng` price and words."""
    height, width = max(8, height), max(10, width)
    paper = PAPERS[int(style.integers(len(PAPERS)))]
    if style.random() < 0.25:
        paper = colour(style, 0.5)
    art = np.empty((height, width, 3), np.uint8)
    art[:] = paper
    if style.random() < 0.4:
        band = int(height * style.uniform(0.15, 0.4))
        art[:band] = colour(style, 0.8)
    if style.random() < 0.35:
        cv2.rectangle(
            art,
            (0, 0),
            (width - 1, height - 1),
            colour(style, 0.3),
            max(1, height // 14),
        )
    _price(style, rng, art)
    for row in range(int(style.integers(0, 4))):
        y = int(height * (0.08 + 0.12 * row))
        line = (
            int(width * 0.06),
            y,
            int(width * style.uniform(0.3, 0.85)),
            max(3, height // 9),
        )
        if style.random() < 0.4:
            put_glyphs(rng, art, line)
        else:
            put_word(rng, art, word(rng) + " " + word(rng), line)
    if style.random() < 0.5:
        _barcode(rng, art)
    return np.dstack([art, np.full((height, width), 255, np.uint8)])


def _price(style: Random, rng: Random, art: Picture) -> None:
    height, width = art.shape[:2]
    digits = str(rng.integers(1, 10 ** int(style.integers(2, 5))))
    text = (digits, digits + ".99", "$" + digits, digits + ",-")[int(style.integers(4))]
    ink = ((15, 15, 15), (200, 10, 20), (20, 30, 120))[int(style.integers(3))]
    font = int(style.integers(0, 5))
    share_w, share_h = style.uniform(0.35, 0.75), style.uniform(0.3, 0.55)
    (w, h), _ = cv2.getTextSize(text, font, 1.0, 2)
    scale = min(width * share_w / w, height * share_h / h)
    at = (int(width * 0.95 - w * scale), int(height * style.uniform(0.75, 0.95)))
    cv2.putText(
        art, text, at, font, scale, ink, max(1, round(scale * 2.5)), cv2.LINE_AA
    )


def _barcode(rng: Random, art: Picture) -> None:
    height, width = art.shape[:2]
    x, end = int(width * 0.05), int(width * 0.4)
    top = int(height * rng.uniform(0.55, 0.7))
    while x < end:
        wide = int(rng.integers(1, max(2, width // 40) + 1))
        art[top : int(height * 0.93), x : x + wide] = 20
        x += wide + int(rng.integers(1, max(2, width // 40) + 1))
