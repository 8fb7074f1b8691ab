"""The recogniser of one shop, fitted to what its people have said, and judged.

Called by the `models tune` command. Photos are in the order of time: the last ones are
held back, and nothing is learned from them, neither directions and weights nor looks.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import TypeVar

from pipeline.tuning.directions import learn_directions
from pipeline.tuning.naming import (
    Question,
    fit_weights,
    gain,
    made_careful,
    questions_of,
)
from pipeline.tuning.told import ToldPhoto, with_crops
from pipeline.tuning.verdict import LEAST_GROUPS, LEAST_PHOTOS, Verdict, judge, named_on
from pipeline.types import Catalogue, CatalogueProduct, Tuning
from pipeline.vision.looks.look_scale import LookScale
from pipeline.vision.naming.recognise import Recogniser

Photo = TypeVar("Photo")

_HELD_BACK = 1 / 3
_SHARES = (0.0, 0.2, 0.4, 0.6)  # of what was seen in what directions count
_MOST_PHOTOS = 60  # to learn from, the last ones


@dataclass(frozen=True, slots=True)
class Learned:
    """What was learned, and how it does; the tuning is None where there was too little
    to learn from."""

    tuning: Tuning | None
    verdict: Verdict


def learn(
    products: Sequence[CatalogueProduct],
    photos: Sequence[ToldPhoto],
    dimensions: int,
    scale: LookScale,
) -> Learned:
    """Fit on the first two thirds of the photos, judge on the last third.

    `products` have no looks from shelf photos: those are taken from `photos`.
    """
    learned_from, held_back = split(photos)
    if (
        len(held_back) < LEAST_PHOTOS
        or sum(photo.told for photo in held_back) < LEAST_GROUPS
    ):
        return Learned(None, judge([], []))
    tuning = fit(products, learned_from[-_MOST_PHOTOS:], dimensions, scale)
    known = with_crops(products, learned_from)
    before = Recogniser(known, dimensions, scale)
    after = Recogniser(_tuned(known, tuning), dimensions, scale)
    verdict = judge(
        [named_on(photo, before) for photo in held_back],
        [named_on(photo, after) for photo in held_back],
    )
    return Learned(tuning, verdict)


def split(photos: Sequence[Photo]) -> tuple[Sequence[Photo], Sequence[Photo]]:
    """Photos to learn from, and those that are held back: the last third."""
    first = len(photos) - math.ceil(len(photos) * _HELD_BACK)
    return photos[:first], photos[first:]


def fit(
    products: Sequence[CatalogueProduct],
    photos: Sequence[ToldPhoto],
    dimensions: int,
    scale: LookScale,
) -> Tuning:
    """The tuning that names the last of these photos best when it has learned from the
    others, fitted to all of them."""
    first, last = split(photos)
    best = max(
        _SHARES,
        key=lambda share: _gain(products, first, last, dimensions, scale, share),
    )
    return _fitted(products, photos, dimensions, scale, best)


def _gain(
    products: Sequence[CatalogueProduct],
    first: Sequence[ToldPhoto],
    last: Sequence[ToldPhoto],
    dimensions: int,
    scale: LookScale,
    share: float,
) -> float:
    tuning = _fitted(products, first, dimensions, scale, share)
    known = _tuned(with_crops(products, first), tuning)
    recogniser = Recogniser(known, dimensions, scale)
    asked = [
        question
        for photo in last
        for question in questions_of(photo, known, recogniser)
    ]
    return gain(asked, recogniser.weights)


def _fitted(
    products: Sequence[CatalogueProduct],
    photos: Sequence[ToldPhoto],
    dimensions: int,
    scale: LookScale,
    share: float,
) -> Tuning:
    """Each photo is asked with the looks that the others have taught."""
    learned = learn_directions(photos, products, share)
    directions = () if learned is None else tuple(map(float, learned.ravel()))
    tuning = Tuning(asdict(scale.naming), directions)
    asked: list[Question] = []
    for number, photo in enumerate(photos):
        others = [*photos[:number], *photos[number + 1 :]]
        known = _tuned(with_crops(products, others), tuning)
        recogniser = Recogniser(known, dimensions, scale)
        asked += questions_of(photo, known, recogniser)
    weights = made_careful(asked, fit_weights(asked, scale.naming))
    return Tuning(asdict(weights), directions)


def _tuned(catalogue: Catalogue, tuning: Tuning) -> Catalogue:
    return Catalogue(catalogue.products, tuning=tuning)
