"""Which product of a catalogue a group of identical facings is, or an honest None.

Called by `pipeline.shelf`, with the same code for a shop's database and a folder of
reference photos. Barcode, print, look, shape and size beside the other packs of the
photo are weighed together; all facings of a group vote.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from pipeline.types import Candidate, Catalogue, Detection
from pipeline.vision.looks.look_scale import LookScale
from pipeline.vision.looks.looks import Vectors, turned
from pipeline.vision.naming.name_odds import (
    NAMES,
    NameWeights,
    Seen,
    Values,
    chances,
    likeliest,
)
from pipeline.vision.naming.name_odds import SURE as SURE
from pipeline.vision.naming.names import NameIndex
from pipeline.vision.naming.pack_scale import Packs, PhotoScale, Standing, scales_of
from pipeline.vision.naming.product_index import ProductIndex
from pipeline.vision.naming.size_twins import families_of, told_by_twins
from pipeline.vision.naming.strangers import told_apart

_MOST_CANDIDATES = 5
_LEAST_CANDIDATE = 0.05
_UNSEEN_PIXELS = 60.0


@dataclass(frozen=True, slots=True)
class GroupEvidence:
    """What was seen of one group: a look for each facing, print lines, GTINs, and the
    facings themselves with the height of their photo in pixels."""

    looks: Vectors
    prints: tuple[str, ...] = ()
    gtins: tuple[str, ...] = ()
    facings: tuple[Detection, ...] = ()
    photo_height: float = 0.0


@dataclass(frozen=True, slots=True)
class Identity:
    """`product_id` only when it is sure; candidates best first."""

    product_id: str | None
    score: float
    candidates: tuple[Candidate, ...] = ()


UNKNOWN = Identity(None, 0.0)


class Recogniser:
    """One catalogue, indexed for one or more readings.

    References whose embedding another model made (another length) are left out.
    """

    def __init__(
        self,
        catalogue: Catalogue,
        dimensions: int,
        scale: LookScale | None = None,
    ) -> None:
        shipped = (scale or LookScale()).naming
        self.weights = _tuned_weights(catalogue, shipped)
        self._turned = _directions(catalogue, dimensions)
        self._products = ProductIndex(catalogue, dimensions, self._turned)
        self._names = NameIndex(catalogue)
        self._families = families_of(catalogue.products)

    def identify(self, group: GroupEvidence) -> Identity:
        """The product of one group alone; never a guess in `product_id`."""
        return self.identify_all([group])[0]

    def identify_all(self, groups: Sequence[GroupEvidence]) -> list[Identity]:
        """The product of each group of a reading.

        Twice: what is recognised without regard to size tells how large packs are on
        their photo, and then sizes of the same pack can be told apart.
        """
        if not self._products.ids:
            return [UNKNOWN for _ in groups]
        return [
            self._identity(group, seen)
            for group, seen in zip(groups, self.evidence(groups), strict=True)
        ]

    def told_apart(self, groups: Sequence[Vectors]) -> list[list[tuple[int, ...]]]:
        """The facings of each group, given by their looks, in parts of which each most
        resembles one product."""
        if not groups:
            return []
        looks = [turned(own, self._turned) for own in groups]
        each = self._products.distances([look[None] for own in looks for look in own])
        ends = np.cumsum([len(own) for own in looks])[:-1]
        return [told_apart(distances) for distances in np.split(each, ends)]

    def evidence(self, groups: Sequence[GroupEvidence]) -> list[Seen]:
        """What speaks for each product of a catalogue that is not empty, per group."""
        looks = [turned(group.looks, self._turned) for group in groups]
        distances = self._products.distances(looks)
        seen = [
            self._seen(group, distance)
            for group, distance in zip(groups, distances, strict=True)
        ]
        first = [chances(each, self.weights) for each in seen]
        scales = self._scales(groups, first)
        sized = [
            each if scale is None else _with_size(each, *scale, self._products.packs)
            for each, scale in zip(seen, scales, strict=True)
        ]
        return self._with_twins(groups, sized, scales)

    def _with_twins(
        self,
        groups: Sequence[GroupEvidence],
        seen: list[Seen],
        scales: Sequence[tuple[Standing, PhotoScale] | None],
    ) -> list[Seen]:
        """The evidence with what other sizes of the same products tell, by photo."""
        by_photo: dict[int | None, list[int]] = {}
        for index, group in enumerate(groups):
            if scales[index] is not None:
                by_photo.setdefault(_photo_of(group), []).append(index)
        for own in by_photo.values():
            told = told_by_twins(
                [found[0] for i in own if (found := scales[i]) is not None],
                [chances(seen[i], self.weights) for i in own],
                self._products.packs,
                self._families,
            )
            for index, twins in zip(own, told, strict=True):
                if twins.any():
                    seen[index] = replace(seen[index], twins=twins)
        return seen

    def _scales(
        self, groups: Sequence[GroupEvidence], first: Sequence[Values]
    ) -> list[tuple[Standing, PhotoScale] | None]:
        """Each group on the photo that shows most of it, with how large packs are
        there; None for a group whose facings are not known."""
        photos = [_photo_of(group) for group in groups]
        found: list[tuple[Standing, PhotoScale] | None] = [None for _ in groups]
        for photo in sorted({p for p in photos if p is not None}):
            own = [index for index, p in enumerate(photos) if p == photo]
            standing = [_standing(groups[index], photo) for index in own]
            chance = [first[index] for index in own]
            scales = scales_of(standing, chance, self._products.packs)
            for index, group, scale in zip(own, standing, scales, strict=True):
                found[index] = (group, scale)
        return found

    def _seen(self, group: GroupEvidence, distance: Values) -> Seen:
        """The evidence without regard to shape and size."""
        count = len(self._products.ids)
        fits, foreign = self._names.fits(group.prints)
        read, elsewhere = np.zeros(count), np.full(count, foreign)
        for product_id, fit in fits.items():
            index = self._products.numbers[product_id]
            read[index], elsewhere[index] = fit.read, fit.foreign
        heights = [facing.box.height for facing in group.facings]
        return Seen(
            distance=distance,
            read=read,
            foreign=elsewhere,
            known=self._products.known_print(group.prints, distance, read),
            shape=np.full(count, np.nan),
            printed_size=self._products.printed_sizes(group.prints),
            height=np.full(count, np.nan),
            by_weight=self._products.packs.by_weight,
            pixels=float(np.median(heights)) if heights else _UNSEEN_PIXELS,
        )

    def _identity(self, group: GroupEvidence, seen: Seen) -> Identity:
        coded = self._products.with_code(group.gtins)
        if coded is not None:
            return Identity(coded, 1.0, (self._candidate(coded, 1.0),))
        chance = chances(seen, self.weights)
        best = likeliest(chance, _MOST_CANDIDATES)
        candidates = tuple(
            self._candidate(self._products.ids[k], float(chance[k]))
            for k in best
            if chance[k] >= _LEAST_CANDIDATE
        )
        if not candidates:
            return UNKNOWN
        score, first = float(chance[best[0]]), candidates[0].product_id
        if score < SURE or self._is_doubtful(group, seen, int(best[0])):
            return Identity(None, score, candidates)
        return Identity(first, score, candidates)

    def _is_doubtful(self, group: GroupEvidence, seen: Seen, number: int) -> bool:
        """However likely: a word that tells two names apart may just not have been
        read, and a pack that bears nothing but other words looks alike by chance."""
        if np.isnan(seen.distance[number]):
            return self._names.is_part_of_another(self._products.ids[number])
        if self._products.bears_another_name(group.prints, number):
            return True
        is_unread = seen.read[number] == 0
        return bool(is_unread) and self._products.bears_other_print(
            group.prints, number
        )

    def _candidate(self, product_id: str, score: float) -> Candidate:
        name = self._products.names[product_id]
        return Candidate(product_id, round(score, 4), name)


def _tuned_weights(catalogue: Catalogue, shipped: NameWeights) -> NameWeights:
    """Those that the shop's corrections have taught, where they have."""
    if catalogue.tuning is None:
        return shipped
    known = {k: v for k, v in catalogue.tuning.weights.items() if k in NAMES}
    return replace(shipped, **known)


def _directions(catalogue: Catalogue, dimensions: int) -> Vectors | None:
    """What looks are multiplied with, if that was learned for such looks."""
    tuning = catalogue.tuning
    if tuning is None or len(tuning.directions) != dimensions**2:
        return None
    learned = np.array(tuning.directions, np.float32)
    return learned.reshape(dimensions, dimensions)


def _photo_of(group: GroupEvidence) -> int | None:
    """The photo that shows most of its facings."""
    photos = [facing.photo for facing in group.facings]
    return max(sorted(set(photos)), key=photos.count) if photos else None


def _with_size(seen: Seen, group: Standing, scale: PhotoScale, packs: Packs) -> Seen:
    shape, height = scale.shape(group, packs), scale.height(group, packs)
    return replace(seen, shape=shape, height=height)


def _standing(group: GroupEvidence, photo: int) -> Standing:
    """The group's facings on one photo, as one typical pack."""
    boxes = [facing.box for facing in group.facings if facing.photo == photo]
    width = np.array([max(box.width, 1.0) for box in boxes])
    height = np.array([max(box.height, 1.0) for box in boxes])
    middle = float(np.median([box.centre[1] for box in boxes]))
    return Standing(
        shape=float(np.median(np.log(width / height))),
        height=float(np.median(np.log(height))),
        middle=middle / group.photo_height - 0.5 if group.photo_height else 0.0,
        facings=len(boxes),
    )
