"""Which product of a catalogue a group of identical facings is, or an honest None.

Called by `pipeline.shelf`, with the same code for a shop's database and a folder of
reference photos. Barcode, print and look are fused; all facings of a group vote.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from pipeline.types import Candidate, Catalogue
from pipeline.vision.look_scale import LookScale
from pipeline.vision.looks import Vectors
from pipeline.vision.names import NameIndex

_MOST_CANDIDATES = 5
_LEAST_CANDIDATE = 0.15
# A name is given from here on, and only when the runner-up is this far behind.
_SURE = 0.80
_MARGIN = 0.25
# Print alone names a product only if nearly the whole name was read.
_PRINT_CEILING = 0.95
# A pack whose known looks are this unlikely was redesigned or is another one: ask.
_DIFFERENT_LOOK = 0.005

Scores = dict[str, float]


@dataclass(frozen=True, slots=True)
class GroupEvidence:
    """What was seen of one group: a look for each facing, print lines, GTINs."""

    looks: Vectors
    prints: tuple[str, ...] = ()
    gtins: tuple[str, ...] = ()


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
        self._scale = scale or LookScale()
        self._names = {p.product_id: p.name for p in catalogue.products}
        self._by_gtin = {
            product.gtin.zfill(14): product.product_id
            for product in catalogue.products
            if product.gtin
        }
        self._index = NameIndex(catalogue)
        usable = [
            (product.product_id, reference.embedding)
            for product in catalogue.products
            for reference in product.references
            if len(reference.embedding) == dimensions
        ]
        self._owners = [product_id for product_id, _ in usable]
        self._references = np.array([e for _, e in usable], np.float32).reshape(
            len(usable), dimensions
        )

    def identify(self, group: GroupEvidence) -> Identity:
        """The product of one group; never a guess in `product_id`."""
        by_code = {self._by_gtin[g] for g in group.gtins if g in self._by_gtin}
        if len(by_code) == 1:
            product_id = by_code.pop()
            return Identity(product_id, 1.0, (self._candidate(product_id, 1.0),))
        looks = self._by_look(group.looks)
        prints = self._index.scores(group.prints)
        fused = {
            product_id: _fused(looks.get(product_id, 0.0), prints.get(product_id, 0.0))
            for product_id in looks.keys() | prints.keys()
        }
        return self._decide(fused, looks, prints)

    def _by_look(self, looks: Vectors) -> Scores:
        """Chance of each product by look: its nearest reference, facings averaged."""
        if not len(self._references) or not len(looks):
            return {}
        likeness = looks @ self._references.T
        distances = np.sqrt(np.maximum(0.0, 2 - 2 * likeness))
        nearest: dict[str, Vectors] = {}
        for column, product_id in enumerate(self._owners):
            distance = distances[:, column]
            known = nearest.get(product_id)
            nearest[product_id] = (
                distance if known is None else np.minimum(known, distance)
            )
        return self._scale.chances({p: float(d.mean()) for p, d in nearest.items()})

    def _decide(self, fused: Scores, looks: Scores, prints: Scores) -> Identity:
        ranked = sorted(fused.items(), key=lambda item: (-item[1], item[0]))
        candidates = tuple(
            self._candidate(product_id, score)
            for product_id, score in ranked[:_MOST_CANDIDATES]
            if score >= _LEAST_CANDIDATE
        )
        if not candidates:
            return UNKNOWN
        best = candidates[0]
        runner_up = ranked[1][1] if len(ranked) > 1 else 0.0
        is_sure = best.score >= _SURE and best.score - runner_up >= _MARGIN
        if is_sure and not self._is_doubtful(best.product_id, looks, prints):
            return Identity(best.product_id, best.score, candidates)
        return Identity(None, best.score, candidates)

    def _is_doubtful(self, product_id: str, looks: Scores, prints: Scores) -> bool:
        """Whether the print, or the look of the pack, speaks against a sure score.

        A name that is part of another ("Cola" of "Cola Zero") needs the look too: the
        word that tells them apart may just not have been read.
        """
        look = looks.get(product_id)
        looks_different = look is not None and look < _DIFFERENT_LOOK
        is_half_read = self._index.is_part_of_another(product_id) and not (
            look is not None and look >= 0.5
        )
        return (
            looks_different or is_half_read or _print_says_another(product_id, prints)
        )

    def _candidate(self, product_id: str, score: float) -> Candidate:
        return Candidate(product_id, round(score, 4), self._names.get(product_id))


def _fused(look: float, print_share: float) -> float:
    """Either may be missing: together they count more, alone less (noisy or)."""
    by_print = _PRINT_CEILING * print_share**2
    return 1 - (1 - look) * (1 - by_print)


def _print_says_another(product_id: str, prints: Scores) -> bool:
    """Whether the print clearly fits another product's name better."""
    own = prints.get(product_id, 0.0)
    return any(
        share >= 0.5 and share > own + 0.2
        for other, share in prints.items()
        if other != product_id
    )
