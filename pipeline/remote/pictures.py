"""Pixels as the JPEG that goes over the wire."""

from __future__ import annotations

import cv2

from pipeline.images import Pixels

QUALITY = 88


def as_jpeg(pixels: Pixels, longest: int) -> tuple[bytes, float]:
    """The picture (RGB) with at most so long a side, and by how much it was shrunk."""
    height, width = pixels.shape[:2]
    shrink = min(1.0, longest / max(height, width))
    size = (max(1, round(width * shrink)), max(1, round(height * shrink)))
    small = cv2.resize(pixels, size, interpolation=cv2.INTER_AREA)
    bgr = cv2.cvtColor(small, cv2.COLOR_RGB2BGR)
    _, data = cv2.imencode(".jpg", bgr, [cv2.IMWRITE_JPEG_QUALITY, QUALITY])
    return data.tobytes(), shrink
