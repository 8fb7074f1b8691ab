"""Pictures that people send by mistake, drawn: none of them shows a shelf."""

from __future__ import annotations

from collections.abc import Callable

import cv2
import numpy as np

from pipeline.images import Pixels

_FONT = cv2.FONT_HERSHEY_SIMPLEX
_WORDS = "milk bread total cash change thanks order hello when price table".split()


def _camera(picture: np.ndarray, seed: int, noise: float = 4.0) -> Pixels:
    """As a phone takes it: soft shade from a corner, a little blur and noise."""
    height, width = picture.shape[:2]
    rng = np.random.default_rng(seed)
    y, x = np.mgrid[0:height, 0:width]
    shade = 1 - 0.25 * (x / width * rng.random() + y / height * rng.random())
    soft = cv2.GaussianBlur(picture, (0, 0), 0.8).astype(np.float32)
    lit = soft * shade[..., None] + rng.normal(0, noise, picture.shape)
    return lit.clip(0, 255).astype(np.uint8)


def plain_wall(seed: int = 0) -> Pixels:
    """A painted wall with a socket and a shadow."""
    rng = np.random.default_rng(seed)
    wall = np.full((900, 1200, 3), rng.integers(120, 230, 3), np.uint8)
    cv2.rectangle(wall, (560, 700), (640, 780), (235, 235, 230), -1)
    cv2.circle(wall, (585, 740), 6, (60, 60, 60), -1)
    cv2.circle(wall, (615, 740), 6, (60, 60, 60), -1)
    return _camera(wall, seed, noise=6)


def receipt(seed: int = 0) -> Pixels:
    """A till receipt on a wooden table."""
    rng = np.random.default_rng(seed)
    grain = rng.normal(0, 14, (1200, 1, 1)) + np.array([150, 105, 65])
    table = np.broadcast_to(grain, (1200, 900, 3)).clip(0, 255).astype(np.uint8).copy()
    cv2.rectangle(table, (250, 60), (640, 1150), (244, 243, 238), -1)
    cv2.putText(table, "CORNER SHOP", (300, 120), _FONT, 1.1, (40, 40, 40), 2)
    for line in range(26):
        y = 180 + 34 * line
        word = _WORDS[int(rng.integers(len(_WORDS)))]
        cv2.putText(table, word, (280, y), _FONT, 0.7, (50, 50, 50), 1)
        price = f"{rng.integers(1, 99)}.{rng.integers(10, 99)}"
        cv2.putText(table, price, (530, y), _FONT, 0.7, (50, 50, 50), 1)
    return _camera(table, seed)


def chat_screenshot(seed: int = 0) -> Pixels:
    """Bubbles of a messenger, a title bar and a keyboard."""
    rng = np.random.default_rng(seed)
    screen = np.full((1600, 760, 3), (236, 229, 221), np.uint8)
    cv2.rectangle(screen, (0, 0), (760, 120), (7, 94, 84), -1)
    cv2.putText(screen, "Shop group", (120, 75), _FONT, 1.2, (255, 255, 255), 2)
    y = 160
    while y < 1100:
        own, lines = bool(rng.integers(2)), int(rng.integers(1, 4))
        left, height = (220 if own else 30), 40 + 40 * lines
        colour = (220, 248, 198) if own else (255, 255, 255)
        cv2.rectangle(screen, (left, y), (left + 500, y + height), colour, -1)
        for line in range(lines):
            text = " ".join(_WORDS[i] for i in rng.integers(0, len(_WORDS), 4))
            at = (left + 20, y + 45 + 40 * line)
            cv2.putText(screen, text, at, _FONT, 0.8, (20, 20, 20), 2)
        y += height + 24
    for key in range(30):
        left, top = 8 + key % 10 * 75, 1180 + key // 10 * 110
        cv2.rectangle(screen, (left, top), (left + 66, top + 95), (255, 255, 255), -1)
        cv2.putText(
            screen, chr(65 + key % 26), (left + 20, top + 60), _FONT, 1, (0, 0, 0), 2
        )
    return screen


def page_of_text(seed: int = 0) -> Pixels:
    """A printed page that fills the photo."""
    rng = np.random.default_rng(seed)
    page = np.full((1200, 900, 3), 240, np.uint8)
    for line in range(32):
        text = " ".join(_WORDS[i] for i in rng.integers(0, len(_WORDS), 7))
        cv2.putText(page, text, (60, 80 + 34 * line), _FONT, 0.75, (30, 30, 30), 1)
    return _camera(page, seed)


def face(seed: int = 0) -> Pixels:
    """A head and shoulders before a blurred room: weak evidence, for it is drawn."""
    rng = np.random.default_rng(seed)
    room = rng.integers(60, 200, (6, 5, 3)).astype(np.uint8)
    room = np.asarray(cv2.resize(room, (900, 1200), interpolation=cv2.INTER_CUBIC))
    skin, hair = (205, 160, 130), (50, 35, 30)
    cv2.ellipse(room, (450, 1150), (420, 330), 0, 180, 360, (60, 80, 140), -1)
    cv2.ellipse(room, (450, 520), (260, 360), 0, 0, 360, hair, -1)
    cv2.ellipse(room, (450, 580), (215, 290), 0, 0, 360, skin, -1)
    for side in (-1, 1):
        cv2.ellipse(room, (450 + 85 * side, 530), (42, 22), 0, 0, 360, (250,) * 3, -1)
        cv2.circle(room, (450 + 85 * side, 530), 18, (60, 40, 30), -1)
        cv2.line(
            room, (450 + 45 * side, 475), (450 + 130 * side, 470), hair, thickness=12
        )
    cv2.ellipse(room, (450, 640), (32, 22), 0, 0, 180, (170, 120, 100), 6)
    cv2.ellipse(room, (450, 740), (80, 30), 0, 0, 180, (160, 70, 75), -1)
    return _camera(cv2.GaussianBlur(room, (0, 0), 2), seed)


def floor(seed: int = 0) -> Pixels:
    """Tiles seen at an angle."""
    rng = np.random.default_rng(seed)
    tiles = np.full((1200, 1200, 3), 150, np.uint8)
    for row in range(8):
        for column in range(8):
            grey = int(rng.integers(165, 185))
            corner = (column * 150 + 4, row * 150 + 4)
            end = (corner[0] + 142, corner[1] + 142)
            cv2.rectangle(tiles, corner, end, (grey, grey - 5, grey - 12), -1)
    here = np.array([[0, 0], [1200, 0], [1200, 1200], [0, 1200]], np.float32)
    there = np.array([[250, 0], [950, 0], [1500, 900], [-300, 900]], np.float32)
    turn = cv2.getPerspectiveTransform(here, there)
    return _camera(np.asarray(cv2.warpPerspective(tiles, turn, (1200, 900))), seed)


NOT_SHELVES: dict[str, Callable[[int], Pixels]] = {
    "wall": plain_wall,
    "receipt": receipt,
    "screenshot": chat_screenshot,
    "page": page_of_text,
    "face": face,
    "floor": floor,
}
