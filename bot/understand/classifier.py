"""Which wish a clause most likely is, where no rule of the grammar knows it.

A logistic regression over the features of a clause, trained by
`training.understanding` and run with numpy. Below a confidence that was calibrated on
sentences it had not seen, it says nothing.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from io import BytesIO

import numpy as np
from numpy.typing import NDArray

from bot.understand.elements import Clause
from bot.understand.features import features

WEIGHTS = "classifier.npz"
NOTHING = "NotUnderstood"


@dataclass(frozen=True, slots=True)
class Guess:
    """A label of `builders`, and how likely it is (0 to 1)."""

    label: str
    confidence: float


@dataclass(frozen=True, slots=True)
class Weights:
    """`matrix` is (features, labels) in int8, `scale` per label makes it floats."""

    index: dict[str, int]
    labels: tuple[str, ...]
    matrix: NDArray[np.int8]
    scale: NDArray[np.float32]
    bias: NDArray[np.float32]
    threshold: float


def likeliest(clause: Clause) -> Guess:
    """The best label, however doubtful."""
    return best_label(features(clause))


def best_label(names: Collection[str]) -> Guess:
    """The best label of something that has these features."""
    known = weights()
    rows = [known.index[name] for name in names if name in known.index]
    scores = known.bias.copy()
    if rows:
        summed = known.matrix[rows].sum(axis=0, dtype=np.int32)
        scores += summed * known.scale / np.sqrt(len(rows))
    exponents = np.exp(scores - scores.max())
    best = int(exponents.argmax())
    return Guess(known.labels[best], float(exponents[best] / exponents.sum()))


@cache
def weights() -> Weights:
    """The shipped weights, read once."""
    data = files("bot.understand").joinpath(WEIGHTS).read_bytes()
    with np.load(BytesIO(data), allow_pickle=False) as stored:
        names = stored["features"].tobytes().decode("utf-8").split("\n")
        return Weights(
            {name: row for row, name in enumerate(names)},
            tuple(stored["labels"].tobytes().decode("utf-8").split("\n")),
            stored["matrix"],
            stored["scale"],
            stored["bias"],
            float(stored["threshold"]),
        )
