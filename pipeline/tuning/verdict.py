"""Whether a tuned recogniser is better on photos that it has not learned from.

Called by `pipeline.tuning.learning`. A wrong name does more harm than a missing one, so
a tuning must gain more right names than five times the wrong ones that it adds, on
resamples of the photos nearly always (paired bootstrap, Efron 1979), and in all no more
than one wrong name for twenty right ones.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass

import numpy as np

from pipeline.tuning.told import NO_PRODUCT, ToldPhoto
from pipeline.vision.naming.recognise import Identity, Recogniser

LEAST_PHOTOS, LEAST_GROUPS = 4, 20  # held back
LEAST_CORRECTED = 10  # photos, so that their last third is as many
_WRONG_COSTS = 5.0  # right names that make up for a wrong one
_RIGHT_FOR_ONE = 20
_SURE = 0.95
_RESAMPLES = 2_000


@dataclass(frozen=True, slots=True)
class Named:
    """Groups of one photo, or of all, of which people have said what they are."""

    told: int = 0
    right: int = 0
    wrong: int = 0

    def __add__(self, other: Named) -> Named:
        return Named(
            self.told + other.told, self.right + other.right, self.wrong + other.wrong
        )

    @property
    def gain(self) -> float:
        return self.right - _WRONG_COSTS * self.wrong


@dataclass(frozen=True, slots=True)
class Verdict:
    """The same held-back photos before and after; `reason` says why it is refused.

    `of`: what was resampled, and counted as `photos`, if not photos.
    """

    photos: int
    before: Named
    after: Named
    certainty: float
    reason: str = ""
    of: str = "photos"

    @property
    def is_better(self) -> bool:
        return not self.reason

    def figures(self) -> dict[str, object]:
        """For storing and printing."""
        return {**asdict(self), "is_better": self.is_better}


def named_on(photo: ToldPhoto, recogniser: Recogniser) -> Named:
    """How the groups of one photo are named. One that is no product is right where it
    gets no name, or is known as such."""
    total = Named()
    for identity, truth in zip(
        recogniser.identify_all(photo.groups), photo.truths, strict=True
    ):
        if truth is not None:
            total += _judged(identity, truth)
    return total


def _judged(identity: Identity, truth: str) -> Named:
    name = identity.product_id
    if truth == NO_PRODUCT:
        is_left_out = name is None or name.startswith(NO_PRODUCT)
        return Named(1, int(is_left_out), int(not is_left_out))
    is_unknown = name is None
    return Named(1, int(name == truth), int(not is_unknown and name != truth))


def judge(
    before: Sequence[Named], after: Sequence[Named], of: str = "photos"
) -> Verdict:
    """Photo by photo, or product by product, the same ones in both."""
    gains = np.array([b.gain - a.gain for a, b in zip(before, after, strict=True)])
    first, then = sum(before, Named()), sum(after, Named())
    certainty = _certainty(gains)
    reason = _reason(len(gains), first, then, certainty)
    return Verdict(len(gains), first, then, round(certainty, 3), reason, of)


def _certainty(gains: np.ndarray[tuple[int], np.dtype[np.float64]]) -> float:
    """Share of resamples of the photos in which something was gained."""
    if not len(gains):
        return 0.0
    drawn = np.random.default_rng(1).integers(0, len(gains), (_RESAMPLES, len(gains)))
    return float((gains[drawn].sum(axis=1) > 0).mean())


def _reason(photos: int, before: Named, after: Named, certainty: float) -> str:
    if photos < LEAST_PHOTOS or before.told < LEAST_GROUPS:
        return "too few corrections"
    if after.wrong - before.wrong > (after.right - before.right) / _RIGHT_FOR_ONE:
        return "more wrong names"
    if after.gain <= before.gain:
        return "not better"
    return "" if certainty >= _SURE else "not surely better"
