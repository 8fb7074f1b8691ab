"""Dark and washed-out photos brought to normal light before anything reads them.

Called by `pipeline.shelf`. The detector finds half of the packs on a photo that is
twenty times too dark, and nearly all of them once its light is spread out.
"""

from __future__ import annotations

import cv2
import numpy as np

from pipeline.images import Pixels

_ENOUGH = 128.0  # grey levels between shadows and lights
_LIGHTS = 220.0  # where the lights are brought to
_HAZE = 120.0  # shadows above this are light that lies over the whole picture
_MOST_GAIN = 20.0


def in_normal_light(pixels: Pixels, shadows: float, lights: float) -> Pixels:
    """The photo with more contrast if it has little; otherwise the same array.

    `shadows` and `lights` are the grey levels of its darkest and brightest parts.
    """
    black = shadows if shadows > _HAZE else 0.0
    if lights - black >= _ENOUGH:
        return pixels
    gain = min(_MOST_GAIN, _LIGHTS / max(lights - black, 1.0))
    table = ((np.arange(256) - black) * gain).clip(0, 255).round().astype(np.uint8)
    return cv2.LUT(pixels, table).astype(np.uint8, copy=False)
