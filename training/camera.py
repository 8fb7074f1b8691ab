"""What phones and shops do to a picture: light, colour, blur, noise, JPEG.

Called by `training.scenes` on drawn shelves and by `training.dataset` on real tiles.
"""

from __future__ import annotations

import cv2
import numpy as np

from training.art import Picture, Random, cloud, colour


def lit_unevenly(rng: Random, picture: Picture) -> Picture:
    """Fall-off of light across the picture, and sometimes hard shadow."""
    height, width = picture.shape[:2]
    field = 1.0 - rng.uniform(0, 0.5) * cloud(rng, height, width, 2)
    if rng.random() < 0.3:
        y, x = np.mgrid[-1 : 1 : height * 1j, -1 : 1 : width * 1j]
        field = field * (1 - rng.uniform(0.1, 0.5) * (x * x + y * y) / 2)
    return (picture * field[..., None]).clip(0, 255).astype(np.uint8)


def exposed(rng: Random, picture: Picture) -> Picture:
    """Brightness as a phone would choose it, now and then far too dark."""
    wanted = rng.uniform(75, 150) if rng.random() < 0.85 else rng.uniform(40, 75)
    gain = min(wanted / max(float(picture.mean()), 1.0), 4.0)
    return (picture * gain).clip(0, 255).astype(np.uint8)


def behind_glass(rng: Random, picture: Picture) -> Picture:
    """Streaks and blobs of reflected light, as on a fridge door."""
    height, width = picture.shape[:2]
    glare = np.zeros((height, width), np.float32)
    for _ in range(int(rng.integers(1, 4))):
        x, lean = rng.uniform(0, width), rng.uniform(-0.4, 0.4) * height
        half = rng.uniform(0.01, 0.12) * width
        quad = [
            [x - half, 0],
            [x + half, 0],
            [x + half + lean, height],
            [x - half + lean, height],
        ]
        layer = np.zeros_like(glare)
        cv2.fillPoly(layer, [np.array(quad, np.int32)], float(rng.uniform(10, 110)))
        glare += layer
    glare = cv2.GaussianBlur(glare, (0, 0), max(1.0, width * rng.uniform(0.005, 0.04)))
    haze = rng.uniform(0, 0.2)
    return (
        (picture * (1 - haze) + 200 * haze * 0.6 + glare[..., None])
        .clip(0, 255)
        .astype(np.uint8)
    )


def recoloured(rng: Random, picture: Picture) -> Picture:
    """White balance, exposure, contrast, gamma and saturation of some phone."""
    x = picture.astype(np.float32) / 255
    x *= rng.normal(1, 0.08, 3).clip(0.75, 1.3).astype(np.float32)
    x = x.clip(0, None) ** rng.uniform(0.65, 1.35)
    x = (x - 0.5) * rng.uniform(0.7, 1.35) + 0.5
    x = x * rng.uniform(0.7, 1.3) + rng.uniform(-0.06, 0.06)
    grey = x.mean(2, keepdims=True)
    x = grey + (x - grey) * rng.uniform(0.4, 1.4)
    if rng.random() < 0.05:
        x = np.broadcast_to(grey, x.shape)
    return (x * 255).clip(0, 255).astype(np.uint8)


def other_colours(rng: Random, picture: Picture) -> Picture:
    """All hues turned: the same shelf with packs that nobody sells."""
    hsv = cv2.cvtColor(picture, cv2.COLOR_RGB2HSV)
    turn = int(rng.integers(15, 165))
    hsv[..., 0] = ((hsv[..., 0].astype(np.int16) + turn) % 180).astype(np.uint8)
    return cv2.cvtColor(hsv, cv2.COLOR_HSV2RGB)


def blurred(rng: Random, picture: Picture) -> Picture:
    """Out of focus, shaken, or enlarged from fewer pixels."""
    choice = rng.random()
    if choice < 0.4:
        return cv2.GaussianBlur(picture, (0, 0), rng.uniform(0.4, 1.8))
    if choice < 0.65:
        size = int(rng.integers(3, 9))
        kernel = np.zeros((size, size), np.float32)
        angle = rng.uniform(0, np.pi)
        reach = np.array([np.cos(angle), np.sin(angle)]) * size / 2
        a, b = (size / 2 - reach).astype(int), (size / 2 + reach).astype(int)
        cv2.line(kernel, a.tolist(), b.tolist(), 1.0)
        return cv2.filter2D(picture, -1, kernel / max(kernel.sum(), 1e-6))
    height, width = picture.shape[:2]
    scale = rng.uniform(0.4, 0.9)
    small = cv2.resize(picture, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    return cv2.resize(small, (width, height), interpolation=cv2.INTER_LINEAR)


def noisy(rng: Random, picture: Picture) -> Picture:
    """Sensor noise: fine, or coarse colour blotches as at night."""
    height, width = picture.shape[:2]
    noise = rng.standard_normal(
        (height, width, 1 if rng.random() < 0.5 else 3), np.float32
    )
    if rng.random() < 0.3:
        half = rng.standard_normal((height // 2 + 1, width // 2 + 1, 3), np.float32)
        noise = noise + cv2.resize(half, (width, height))
    return (picture + noise * rng.uniform(1, 14)).clip(0, 255).astype(np.uint8)


def sharpened(rng: Random, picture: Picture) -> Picture:
    """The edge halo that phone software adds."""
    soft = cv2.GaussianBlur(picture, (0, 0), rng.uniform(0.8, 2.0))
    return cv2.addWeighted(picture, 1 + (k := rng.uniform(0.3, 1.2)), soft, -k, 0)


def compressed(rng: Random, picture: Picture) -> Picture:
    """Through JPEG, as every chat does."""
    quality = [cv2.IMWRITE_JPEG_QUALITY, int(rng.integers(25, 96))]
    _, data = cv2.imencode(".jpg", picture, quality)
    return cv2.imdecode(data, cv2.IMREAD_COLOR)


def stamped(rng: Random, picture: Picture) -> Picture:
    """A date or a caption printed into the picture by the phone."""
    height, width = picture.shape[:2]
    text = "".join(rng.choice(list("0123456789:/ -"), int(rng.integers(8, 20))))
    at = (int(width * rng.uniform(0, 0.5)), int(height * rng.uniform(0.05, 0.98)))
    out = picture.copy()
    cv2.putText(
        out, text, at, 0, rng.uniform(0.4, 0.9), colour(rng, 0.3), 1, cv2.LINE_AA
    )
    return out


STEPS = (
    (0.3, lit_unevenly),
    (0.7, recoloured),
    (0.35, blurred),
    (0.3, sharpened),
    (0.4, noisy),
    (0.03, stamped),
    (0.6, compressed),
)


def photographed(rng: Random, picture: Picture) -> Picture:
    """The picture as some phone in some shop would have taken it."""
    for odds, step in STEPS:
        if rng.random() < odds:
            picture = step(rng, picture)
    return np.ascontiguousarray(picture)
