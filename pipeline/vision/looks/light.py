"""The colour of the light in a photo, taken out before looks are compared.

Called by `pipeline.vision.find` and `pipeline.enrolment`. Without this the same pack
under a warm lamp and in daylight looks more different than two flavours.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from pipeline.images import Pixels
from pipeline.types import Box

_NORM = 6
_SAMPLES = 200_000
_MOST_GAIN = 1.35  # lamps and cameras do no more
_LEAST_AROUND = 0.08  # of the photo


@dataclass(frozen=True, slots=True)
class Light:
    """A table (256, 1, 3) that takes the colour of the light out of RGB values."""

    table: npt.NDArray[np.uint8]

    def corrected(self, pixels: Pixels) -> Pixels:
        """The same picture under neutral light."""
        return cv2.LUT(pixels, self.table).astype(np.uint8, copy=False)


def light_of(photo: Pixels, without: Sequence[Box] = ()) -> Light:
    """Shades of grey (Finlayson and Trezzi 2004): the Minkowski mean is made grey.

    Looks at what is around the products, boards, labels and walls, for a shelf full of
    red packs is not lit red. A photo that shows nothing else is left as it is.
    """
    step = max(1, int((photo.shape[0] * photo.shape[1] / _SAMPLES) ** 0.5))
    small = photo[::step, ::step]
    around = np.ones(small.shape[:2], bool)
    for box in without:
        left, top, right, bottom = (
            max(0, round(side / step))
            for side in (box.left, box.top, box.right, box.bottom)
        )
        around[top:bottom, left:right] = False
    if around.mean() < _LEAST_AROUND:
        return _light((1.0, 1.0, 1.0))
    seen = small[around].astype(np.float64) / 255
    mean = np.maximum((seen**_NORM).mean(axis=0) ** (1 / _NORM), 1e-3)
    gains = np.clip(mean.mean() / mean, 1 / _MOST_GAIN, _MOST_GAIN)
    return _light(tuple(float(gain) for gain in gains))


def _light(gains: tuple[float, ...]) -> Light:
    values = np.arange(256)[:, None] * np.array(gains)[None, :]
    return Light(np.clip(values, 0, 255).round().astype(np.uint8)[:, None, :])
