"""JPEG bytes to an array without Pillow's copies; called by `pipeline.images`.

Same pixels in half the time and half the memory. Whatever is unusual about a file is
left to Pillow, which judges it more strictly.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

_FILL, _SCAN = 0xFF, 0xDA
_END_OF_IMAGE = b"\xff\xd9"
# After the transposition that 5 to 8 ask for: 0 upside down, 1 left to right, -1 both.
_FLIPS = {2: 1, 3: -1, 4: 0, 6: 1, 7: -1, 8: 0}


def decode_jpeg(data: bytes, orientation: int) -> npt.NDArray[np.uint8] | None:
    """The RGB picture turned upright by its EXIF `orientation`; None: ask Pillow."""
    if not is_whole(data):
        return None
    import cv2

    flags = cv2.IMREAD_COLOR_RGB | cv2.IMREAD_IGNORE_ORIENTATION
    try:
        pixels = cv2.imdecode(np.frombuffer(data, np.uint8), flags)
    except cv2.error:
        return None
    if pixels is None:
        return None
    return _upright(pixels.astype(np.uint8, copy=False), orientation)


def is_whole(data: bytes) -> bool:
    """Whether the coded picture comes to its end marker.

    Only behind the headers does that marker mean the end: they may hold a preview.
    """
    at = 2
    while at + 4 <= len(data) and data[at] == _FILL:
        marker = data[at + 1]
        if marker == _SCAN:
            return data.find(_END_OF_IMAGE, at) >= 0
        size = int.from_bytes(data[at + 2 : at + 4])
        at += 1 if marker == _FILL else 2 + size
    return False


def _upright(pixels: npt.NDArray[np.uint8], orientation: int) -> npt.NDArray[np.uint8]:
    """Turned and mirrored as the EXIF standard numbers it (1 to 8)."""
    import cv2

    if orientation in (5, 6, 7, 8):
        pixels = cv2.transpose(pixels).astype(np.uint8, copy=False)
    if orientation in _FLIPS:
        pixels = cv2.flip(pixels, _FLIPS[orientation]).astype(np.uint8, copy=False)
    return pixels
