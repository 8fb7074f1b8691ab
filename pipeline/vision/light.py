"""The colour of the light in a photo, taken out before looks are compared.

Called by `pipeline.vision.find` and `pipeline.enrolment`. Without this the same pack
under a warm lamp and in daylight looks more different than two flavours.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from pipeline.images import Pixels

_NORM = 6
_SAMPLES = 200_000
# A photo full of red packs is not lit red: correct no more than lamps and cameras do.
_MOST_GAIN = 1.35


@dataclass(frozen=True, slots=True)
class Light:
    """A table (256, 1, 3) that takes the colour of the light out of RGB values."""

    table: npt.NDArray[np.uint8]

    def corrected(self, pixels: Pixels) -> Pixels:
        """The same picture under neutral light."""
        return cv2.LUT(pixels, self.table).astype(np.uint8, copy=False)


def light_of(photo: Pixels) -> Light:
    """Shades of grey (Finlayson and Trezzi 2004): the Minkowski mean is made grey."""
    step = max(1, int((photo.shape[0] * photo.shape[1] / _SAMPLES) ** 0.5))
    seen = photo[::step, ::step].reshape(-1, 3).astype(np.float64) / 255
    mean = np.maximum((seen**_NORM).mean(axis=0) ** (1 / _NORM), 1e-3)
    gains = np.clip(mean.mean() / mean, 1 / _MOST_GAIN, _MOST_GAIN)
    values = np.arange(256)[:, None] * gains[None, :]
    return Light(np.clip(values, 0, 255).round().astype(np.uint8)[:, None, :])
