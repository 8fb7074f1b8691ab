"""Drawn packs: two colours and a white disc, in any light."""

from __future__ import annotations

import cv2
import numpy as np

from pipeline.images import Pixels

RED, GREEN, BLUE, YELLOW = (200, 30, 40), (20, 150, 60), (30, 60, 190), (230, 200, 30)


def drawn_pack(
    colour: tuple[int, int, int], stripe: tuple[int, int, int], light: float = 1.0
) -> Pixels:
    pack = np.full((120, 70, 3), colour, np.uint8)
    cv2.rectangle(pack, (0, 30), (70, 55), stripe, -1)
    cv2.circle(pack, (35, 88), 16, (250, 250, 250), -1)
    noise = np.random.default_rng(3).normal(0, 4, pack.shape)
    return np.clip(pack * light + noise, 0, 255).astype(np.uint8)
