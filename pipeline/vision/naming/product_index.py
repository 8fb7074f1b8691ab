"""The products of a catalogue as arrays: looks, shapes, sizes, print and codes.

Called by `pipeline.vision.naming.recognise`.
"""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from math import log, nan
from statistics import median

import numpy as np
import numpy.typing as npt
from rapidfuzz import fuzz, process

from pipeline.types import Catalogue, CatalogueProduct
from pipeline.vision.looks.looks import Vectors, turned
from pipeline.vision.naming.name_odds import Values, likeliest
from pipeline.vision.naming.names import words_of
from pipeline.vision.naming.pack_scale import Packs, reckoned_height
from pipeline.vision.naming.posed_sizes import (
    Numbers,
    brought_nearer,
    posed_families,
    same_but_size,
)
from pipeline.vision.text.sizes import PackSize, find_sizes

_LEAST_RATIO = 75  # of 100; two of eight letters may be read wrongly
_LEAST_LETTERS = 3
_LONG_WORD = 5  # letters; shorter ones resemble others by chance
_LEAST_LIKENESS = 60  # of 100; badly misread words resemble the right one so much
_MOST_COMPARED = 60  # products whose print is compared word for word
_FARTHEST = 2.0  # that two unit vectors can be apart
_MOST_AT_ONCE = 4_000_000  # pairs of a facing and a reference: 16 MB


class ProductIndex:
    """One catalogue; products are numbered in its order."""

    def __init__(
        self, catalogue: Catalogue, dimensions: int, directions: Vectors | None = None
    ) -> None:
        products = catalogue.products
        self.ids = [product.product_id for product in products]
        self.numbers = {product_id: n for n, product_id in enumerate(self.ids)}
        self.names = {product.product_id: product.name for product in products}
        self._by_gtin = {p.gtin.zfill(14): p.product_id for p in products if p.gtin}
        self._sizes = [find_sizes(product.name) for product in products]
        self._products, self._words = products, dict[int, list[str]]()
        self.packs = _packs(products, self._sizes)
        usable = [
            (number, reference)
            for number, product in enumerate(products)
            for reference in product.references
            if len(reference.embedding) == dimensions
        ]
        self._owners = np.array([number for number, _ in usable], np.intp)
        looks = _matrix([reference.embedding for _, reference in usable], dimensions)
        self._looks = turned(looks, directions)
        is_crop = np.array([r.source == "crop" for _, r in usable], bool)
        self._posed = posed_families(products, self._owners, is_crop)
        # References of one product stand together, in the order of the products.
        self._known, self._starts = np.unique(self._owners, return_index=True)
        self._borrowed = _borrowed(products, set(self._owners.tolist()))
        self._numbers_of: dict[PackSize, list[int]] = {}
        for number, own in enumerate(self._sizes):
            for size in own:
                self._numbers_of.setdefault(size, []).append(number)
        # In pieces, then in millilitres or grams.
        self._have_size = [
            np.array([any(z.is_counted is kind for z in own) for own in self._sizes])
            for kind in (True, False)
        ]

    def with_code(self, gtins: Sequence[str]) -> str | None:
        """The one product that these GTINs name."""
        found = {self._by_gtin[gtin] for gtin in gtins if gtin in self._by_gtin}
        return found.pop() if len(found) == 1 else None

    def distances(self, groups: Sequence[Vectors]) -> Values:
        """(groups, products) distance of each product's nearest reference, the nearer
        half of a group's facings averaged.

        One without any looks as its other sizes do; else it is nan. A look from a shelf
        brings all sizes of its pack nearer: which one it is, their packshots tell.
        """
        found = np.full((len(groups), len(self.ids)), np.nan)
        if not len(self._owners):
            return found
        seen = [number for number, looks in enumerate(groups) if len(looks)]
        if seen:
            looks = np.concatenate([groups[n] for n in seen])
            ends = np.cumsum([len(groups[n]) for n in seen[:-1]], dtype=np.intp)
            nearest = self._nearest(looks, self._looks, self._starts)
            at = np.array(seen, np.intp)
            found[np.ix_(at, self._known)] = _of_nearer_half(nearest, ends)
            for family in self._posed:
                rows = self._looks[family.rows]
                posed = self._nearest(looks, rows, family.starts)
                known = found[np.ix_(at, family.numbers)]
                means = _of_nearer_half(posed, ends)
                found[np.ix_(at, family.numbers)] = brought_nearer(means, known)
        for without, others in self._borrowed:
            found[:, without] = found[:, others].min(axis=1, keepdims=True)
        return found

    @staticmethod
    def _nearest(looks: Vectors, known: Vectors, starts: Numbers) -> Vectors:
        """(looks, known products) distance of the nearest reference."""
        step = max(1, _MOST_AT_ONCE // len(known))
        likest = [
            np.maximum.reduceat(looks[start : start + step] @ known.T, starts, axis=1)
            for start in range(0, len(looks), step)
        ]
        squared: Vectors = np.maximum(0.0, 2 - 2 * np.concatenate(likest))
        return np.sqrt(squared, out=squared)

    def known_print(
        self, prints: Sequence[str], distance: Values, read: Values
    ) -> Values:
        """(products,) share of the printed words that a pack is known to bear, for
        the likeliest products; all of them where nothing was read."""
        known = np.zeros(len(self.ids))
        words = sorted({w for text in prints for w in words_of(text) if _counts(w)})
        if not words:
            return known + 1.0
        order = np.nan_to_num(distance, nan=_FARTHEST) - read
        for number in likeliest(-order, _MOST_COMPARED):
            borne = self._words_on(int(number))
            if borne:
                ratios = process.cdist(
                    words, borne, scorer=fuzz.ratio, score_cutoff=_LEAST_RATIO
                )
                known[number] = float(ratios.max(axis=1).mean()) / 100
        return known

    def bears_other_print(self, prints: Sequence[str], number: int) -> bool:
        """Whether long words were read, and none resembles one that the pack bears,
        as far as its print is known: a shop may call it something else."""
        words, known = _long_words(prints), self._long_print(number)
        borne = [word for word in self._words_on(number) if word.isalpha()]
        return bool(words and known) and not _resembling(words, borne).any()

    def bears_another_name(self, prints: Sequence[str], number: int) -> bool:
        """Whether the first long word of the product's name, mostly its brand, which is
        known to be legible on the pack, was not read, but another one that the pack
        does not bear: a brand with the same design."""
        words, known = _long_words(prints), self._long_print(number)
        name = _long_words([self._products[number].name])[:1]
        if not words or not known or not name:
            return False
        borne = [word for word in self._words_on(number) if word.isalpha()]
        is_missing = _resembling(name, known) & ~_resembling(name, words)
        return bool(is_missing.any()) and not _resembling(words, borne).all()

    def _long_print(self, number: int) -> list[str]:
        return _long_words([r.text for r in self._products[number].references])

    def _words_on(self, number: int) -> list[str]:
        """The words that a pack bears, found when they are first asked for."""
        if number not in self._words:
            self._words[number] = _known_words(self._products[number])
        return self._words[number]

    def printed_sizes(self, prints: Sequence[str]) -> Values:
        """(products,) 1 where the product's size was read, -1 where only others were,
        0 where none was or the product's is not known."""
        read = {size for text in prints for size in find_sizes(text, is_print=True)}
        if not read:
            return np.zeros(len(self.ids))
        agreement = np.zeros(len(self.ids))
        for kind, have_size in zip((True, False), self._have_size, strict=True):
            if any(size.is_counted is kind for size in read):
                agreement[have_size] = -1.0
        for size, numbers in self._numbers_of.items():
            if any(size.is_same_as(other) for other in read):
                agreement[numbers] = 1.0
        return agreement


def _of_nearer_half(distances: Vectors, ends: Numbers) -> Values:
    """(groups, products) means over each group's facings, nearer by as much as the
    nearest product is by the nearer half of them: the others may have turned their
    front away, or something before it. Which product it is, all of them tell. `ends`
    (groups - 1,) is where groups end in `distances` (facings, products)."""
    found = []
    for own in np.split(distances, ends):
        means = own.mean(axis=0, dtype=np.float64)
        nearest = means.argmin()
        half = np.sort(own[:, nearest])[: (len(own) + 1) // 2]
        found.append(means - (means[nearest] - half.mean(dtype=np.float64)))
    return np.stack(found)


def _matrix(looks: Sequence[Sequence[float]], dimensions: int) -> Vectors:
    """One row each; those kept as 32-bit numbers are put together as they are."""
    kept = [look for look in looks if isinstance(look, array) and look.typecode == "f"]
    if kept and len(kept) == len(looks):
        rows = np.frombuffer(b"".join(kept), np.float32)
    else:
        rows = np.array(looks, np.float32)
    return rows.reshape(len(looks), dimensions)


def _known_words(product: CatalogueProduct) -> list[str]:
    texts = (product.name, *product.aliases, *(r.text for r in product.references))
    return sorted({word for text in texts for word in words_of(text) if _counts(word)})


def _borrowed(
    products: Sequence[CatalogueProduct], known: set[int]
) -> list[tuple[list[int], list[int]]]:
    """Numbers of products without a look, with those of their other sizes, whose names
    differ in nothing else, that have one."""
    if len(known) == len(products):
        return []
    parts = [
        ([n for n in numbers if n not in known], [n for n in numbers if n in known])
        for numbers in same_but_size(products).values()
    ]
    return [(without, others) for without, others in parts if without and others]


def _counts(word: str) -> bool:
    return len(word) >= _LEAST_LETTERS


def _is_long(word: str) -> bool:
    return len(word) >= _LONG_WORD and word.isalpha()


def _long_words(texts: Sequence[str]) -> list[str]:
    return [word for text in texts for word in words_of(text) if _is_long(word)]


def _resembling(words: Sequence[str], others: Sequence[str]) -> npt.NDArray[np.bool_]:
    """(words,) whether each is, badly misread, one of the others or a part of one."""
    likest = [
        process.cdist(words, others, scorer=scorer).max(axis=1)
        for scorer in (fuzz.ratio, fuzz.partial_ratio)
    ]
    found: npt.NDArray[np.bool_] = np.maximum(*likest) >= _LEAST_LIKENESS
    return found


def _packs(
    products: Sequence[CatalogueProduct], sizes: Sequence[Sequence[PackSize]]
) -> Packs:
    shapes = np.array([_shape(product) for product in products], float)
    measured = [next((z for z in own if not z.is_counted), None) for own in sizes]
    amounts = np.array([z.amount if z else np.nan for z in measured], float)
    by_weight = np.array([z is not None and z.unit == "g" for z in measured], bool)
    return Packs(shapes, reckoned_height(amounts, shapes), by_weight)


def _shape(product: CatalogueProduct) -> float:
    """Logarithm of the width through the height of its references; nan: not known."""
    known = [reference.shape for reference in product.references if reference.shape]
    return log(median(known)) if known else nan
