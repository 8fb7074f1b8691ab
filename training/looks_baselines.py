"""What the embedder is compared with: ImageNet's features, and the print alone.

Called by `training.looks_evaluate`. (Colours alone are `ClassicalLook`.)
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import cv2
import numpy as np
import torch
from rapidfuzz import fuzz, process

from pipeline.images import Pixels
from pipeline.vision.looks.look_scale import LookScale
from pipeline.vision.looks.looks import Vectors
from pipeline.vision.naming.names import words_of
from pipeline.vision.text.ocr import TextReader
from training.looks_data import SIZE
from training.model import Backbone

_LINES = 8
_AT_ONCE = 24
_LEAST_RATIO = 75
_LEAST_LETTERS = 3


class ImageNetLook:
    """The last map of ImageNet's MobileNetV2 as a mean, of unit length."""

    version = "imagenet-mobilenet-v2"
    dimensions = 320

    def __init__(self, start_weights: Path) -> None:
        self.scale = LookScale()
        self._net = Backbone().eval()
        self._net.start_from(start_weights)

    def embed(self, crops: Sequence[Pixels]) -> Vectors:
        """(number of crops, 320), each of length 1."""
        found = [np.zeros((0, self.dimensions), np.float32)]
        for start in range(0, len(crops), _AT_ONCE):
            small = [
                cv2.resize(crop, SIZE[::-1], interpolation=cv2.INTER_AREA)
                for crop in crops[start : start + _AT_ONCE]
            ]
            batch = torch.from_numpy(np.stack(small)).permute(0, 3, 1, 2).float()
            with torch.no_grad():
                maps = self._net(batch / 127.5 - 1.0)[-1].mean((2, 3))
            found.append(torch.nn.functional.normalize(maps, dim=1).numpy())
        return np.concatenate(found)


def printed_words(crops: Sequence[Pixels], reader: TextReader) -> list[list[str]]:
    """The words that are read on each crop."""
    lines = [
        part
        for start in range(0, len(crops), _AT_ONCE)
        for part in reader.read(crops[start : start + _AT_ONCE], _LINES)
    ]
    return [
        sorted(
            {
                word
                for line in part
                for word in words_of(line.text)
                if len(word) >= _LEAST_LETTERS
            }
        )
        for part in lines
    ]


def nearest_by_print(
    words: Sequence[str], references: Sequence[tuple[str, Sequence[str]]]
) -> str | None:
    """The product whose print resembles the words most; rare words count more."""
    if not words:
        return None
    owners = sorted({name for name, _ in references})
    fits = np.zeros((len(owners), len(words)))
    for name, known in references:
        if known:
            ratios = process.cdist(
                list(words), list(known), scorer=fuzz.ratio, score_cutoff=_LEAST_RATIO
            )
            row = owners.index(name)
            fits[row] = np.maximum(fits[row], ratios.max(axis=1) / 100)
    rarity = np.log(1 + len(owners) / np.maximum((fits > 0).sum(axis=0), 1))
    scores = fits @ rarity
    return owners[int(scores.argmax())] if scores.max() > 0 else None
