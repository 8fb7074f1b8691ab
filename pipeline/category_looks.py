"""The category of a pack by its look, where a classifier of pictures is chosen.

Called when a product is enrolled by a photo. The labels of the model are read as names
are: "pop bottle, soda bottle" of ImageNet is a soft drink, and a model that was taught
the categories themselves says their keys.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Protocol

from pipeline.categories import category_of, keys
from pipeline.errors import ModelUnavailable, RemoteModelError
from pipeline.images import Pixels

LEAST = 0.5
"""So much of the odds must speak for one category."""

Labels = Sequence[tuple[str, float]]
"""What a picture may show, with the odds of each (0 to 1)."""


class Classifier(Protocol):
    """A model of pictures; raises RemoteModelError or ModelUnavailable."""

    def classify(self, pack: Pixels) -> Labels:
        """The likeliest labels of one picture."""
        ...


def category_by_look(pack: Pixels, classifier: Classifier | None) -> str:
    """The key of the category; "" where there is no classifier, it does not answer, or
    what it says is not clear: the name may tell more."""
    if classifier is None:
        return ""
    try:
        return category_of_labels(classifier.classify(pack))
    except (RemoteModelError, ModelUnavailable):
        return ""


def category_of_labels(labels: Labels) -> str:
    """The category that most of the odds speak for; "" for none."""
    odds: dict[str, float] = defaultdict(float)
    for label, score in labels:
        key = key_of_label(label)
        if key:
            odds[key] += score
    best = max(odds, key=lambda key: odds[key], default="")
    return best if best and odds[best] >= LEAST else ""


def key_of_label(label: str) -> str:
    """The category that one label, or a shop's own word for one, means; "" for none."""
    plain = label.strip().casefold().replace(" ", "_")
    if plain in keys():
        return plain
    guess = category_of(label.replace("_", " "))
    return guess.key if guess else ""
