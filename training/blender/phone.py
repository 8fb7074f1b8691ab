"""What a phone does to the picture: bloom, cast, blur, grain, sharpening, JPEG."""

from __future__ import annotations

import io
from pathlib import Path

import numpy as np
from PIL import Image, ImageFilter

from scenes import Photo


def develop(rendered: Image.Image, photo: Photo, seed: int) -> Image.Image:
    """Give a clean render the look of a hand-held phone photo."""
    rng = np.random.default_rng(seed)
    pixels = np.asarray(rendered.convert("RGB"), dtype=np.float32) / 255
    pixels = pixels + _bloom(pixels)
    pixels *= np.array([1 + photo.warmth, 1.0, 1 - photo.warmth], dtype=np.float32)
    pixels *= _vignette(pixels.shape[:2])
    picture = _to_image(pixels)
    if photo.blur:
        picture = picture.filter(ImageFilter.GaussianBlur(photo.blur))
    grain = rng.normal(0, 0.007 * photo.noise, pixels.shape).astype(np.float32)
    coarse = rng.normal(0, 0.006 * photo.noise, pixels.shape[:2]).astype(np.float32)
    noisy = np.asarray(picture, dtype=np.float32) / 255 + grain + coarse[..., None]
    return _to_image(noisy).filter(ImageFilter.UnsharpMask(1.2, 55, 2))


def _to_image(pixels: np.ndarray) -> Image.Image:
    return Image.fromarray((np.clip(pixels, 0, 1) * 255 + 0.5).astype(np.uint8))


def _bloom(pixels: np.ndarray) -> np.ndarray:
    """Spread the brightest light a little, as a small lens does."""
    bright = np.clip((pixels.min(axis=2, keepdims=True) - 0.82) / 0.18, 0, 1) * pixels
    spread = _to_image(bright).filter(ImageFilter.GaussianBlur(pixels.shape[1] / 70))
    return 0.22 * np.asarray(spread, dtype=np.float32) / 255


def _vignette(shape: tuple[int, ...]) -> np.ndarray:
    ys, xs = np.mgrid[-1 : 1 : shape[0] * 1j, -1 : 1 : shape[1] * 1j]
    return (1 - 0.1 * (xs**2 + ys**2) / 2)[..., None].astype(np.float32)


def save_jpeg(picture: Image.Image, path: Path, most_bytes: int) -> None:
    """Write a JPEG at quality 82, or lower where it would be too large."""
    for quality in (82, 78, 74, 70, 64, 58):
        buffer = io.BytesIO()
        picture.save(buffer, "JPEG", quality=quality, optimize=True, progressive=True)
        if buffer.tell() <= most_bytes:
            break
    path.write_bytes(buffer.getvalue())
