"""What RapidOCR's recogniser holds likely at each step along a line of print.

Called by `pipeline.vision.text.ocr`; the likeliest letters make the text that it says,
the others are weighed by `pipeline.vision.prices.fit`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from pipeline.images import Pixels

_BATCH = 8
_BLANK = 0  # the place of "no letter" in the alphabet


@dataclass(frozen=True, slots=True)
class Letters:
    """The chances (steps, alphabet) of one line; `places` of letters in the alphabet,
    where 0 is no letter."""

    chances: npt.NDArray[np.float32]
    places: Mapping[str, int]

    def text(self) -> tuple[str, float]:
        """The likeliest letters and how sure they are, 0 to 1."""
        alphabet = {place: letter for letter, place in self.places.items()}
        best = self.chances.argmax(axis=1)
        is_new = np.r_[True, best[1:] != best[:-1]] & (best != _BLANK)
        said = "".join(alphabet[int(place)] for place in best[is_new])
        sure = self.chances.max(axis=1)[is_new]
        return said, float(sure.mean()) if said else 0.0


def letters_of(engine: Any, strips: Sequence[Pixels]) -> list[Letters]:
    """The letters of each strip (BGR, one line of print), by the recogniser of a
    RapidOCR engine."""
    recogniser = engine.text_rec
    names = recogniser.postprocess_op.character
    places = {name: place for place, name in enumerate(names) if place != _BLANK}
    ratios = [strip.shape[1] / strip.shape[0] for strip in strips]
    order = np.argsort(ratios)
    found: dict[int, Letters] = {}
    for start in range(0, len(order), _BATCH):
        batch = [int(index) for index in order[start : start + _BATCH]]
        widest = max(1.0, *(ratios[index] for index in batch))
        shown = [recogniser.resize_norm_img(strips[k], widest) for k in batch]
        chances = recogniser.session(np.stack(shown).astype(np.float32))
        for index, steps in zip(batch, chances, strict=True):
            used = int(np.ceil(len(steps) * ratios[index] / widest)) + 1
            found[index] = Letters(steps[:used], places)
    return [found[index] for index in range(len(strips))]
