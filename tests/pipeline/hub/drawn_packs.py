"""Packs of two categories that nobody would mix up, but a model that knows neither."""

from __future__ import annotations

import cv2
import numpy as np

from pipeline.images import Pixels

KEYS = ("soft_drinks", "dairy")


def pack(kind: int, seed: int) -> Pixels:
    """A red can with a round sign, or a white carton with stripes."""
    rng = np.random.default_rng(seed)
    colour = [(190, 30, 40), (225, 225, 235)][kind]
    drawn = np.full((64, 40, 3), colour, np.uint8)
    if kind == 0:
        cv2.circle(drawn, (20, int(rng.integers(20, 44))), 12, (250, 240, 240), -1)
    else:
        for y in range(int(rng.integers(0, 8)), 64, 10):
            drawn[y : y + 4] = (40, 70, 180)
    return np.clip(drawn + rng.normal(0, 12, drawn.shape), 0, 255).astype(np.uint8)


def packs(count: int, start: int = 0) -> tuple[list[Pixels], list[str]]:
    """Both kinds in turn, each drawn differently, with their categories."""
    kinds = [number % 2 for number in range(count)]
    drawn = [pack(kind, start + number) for number, kind in enumerate(kinds)]
    return drawn, [KEYS[kind] for kind in kinds]
