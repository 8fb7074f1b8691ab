"""Print on packs against the names of a catalogue.

Called by `pipeline.vision.recognise`. Rare words of the catalogue weigh more than
common ones, letters that OCR confuses are forgiven, accents and case are ignored.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections import defaultdict
from collections.abc import Mapping, Sequence
from itertools import pairwise

import numpy as np
from rapidfuzz import fuzz, process

from pipeline.types import Catalogue

_LEAST_RATIO = 78  # of 100; one wrong letter in five
_SIZE_WEIGHT = 0.15  # sizes are small print and rarely read
_UNIT = r"(?:kg|g|gr|mg|ml|cl|dl|l|ltr|oz|lb|x|pcs)"
_SIZE = re.compile(rf"\d+(?:[.,]\d+)?{_UNIT}?|{_UNIT}")
_SPACED_SIZE = re.compile(rf"(\d)\s+(?={_UNIT}\b)")
_WORD = re.compile(r"[^\W_]+(?:[.,]\d+)?")


def words_of(text: str) -> tuple[str, ...]:
    """Lower-case words without accents: "Nescafé GOLD 50 g" gives nescafe gold 50g."""
    folded = unicodedata.normalize("NFKD", text)
    plain = "".join(char for char in folded if not unicodedata.combining(char))
    return tuple(_WORD.findall(_SPACED_SIZE.sub(r"\1", plain.casefold())))


class NameIndex:
    """Every name, alias and print of references of one catalogue, ready to look up."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._names: list[tuple[str, tuple[str, ...]]] = [
            (product.product_id, words)
            for product in catalogue.products
            for name in (product.name, *product.aliases)
            if (words := words_of(name))
        ]
        self._weights = _word_weights(self._names)
        self._vocabulary = list(self._weights)
        self._names_with: dict[str, list[int]] = defaultdict(list)
        for index, (_, words) in enumerate(self._names):
            for word in set(words):
                self._names_with[word].append(index)

    def scores(self, prints: Sequence[str]) -> dict[str, float]:
        """How well (0 to 1) the print fits each product's best name.

        The share of the name that was read, less where the print shows words of
        other names too: "cola zero" fits Cola Zero better than Cola. Only products
        with some word in the print are there.
        """
        seen = self._seen(prints)
        fits: dict[str, float] = {}
        for index in {i for word in seen for i in self._names_with[word]}:
            product_id, words = self._names[index]
            fit = self._fit(words, seen)
            fits[product_id] = max(fit, fits.get(product_id, 0.0))
        return fits

    def is_part_of_another(self, product_id: str) -> bool:
        """Whether another product's name has all words of this one's and more."""
        own = [set(words) for owner, words in self._names if owner == product_id]
        return any(
            part < set(words)
            for part in own
            for index in self._names_with[min(part, key=self._holders)]
            for owner, words in (self._names[index],)
            if owner != product_id
        )

    def _holders(self, word: str) -> int:
        return len(self._names_with[word])

    def _fit(self, words: Sequence[str], seen: Mapping[str, float]) -> float:
        whole = sum(self._weights[word] for word in words)
        everything = sum(self._weights[word] * fit for word, fit in seen.items())
        shown = sum(self._weights[word] * seen.get(word, 0.0) for word in words)
        return shown / whole * (0.6 + 0.4 * min(1.0, shown / everything))

    def _seen(self, prints: Sequence[str]) -> dict[str, float]:
        """Words of the vocabulary that are in the print, with how well they fit."""
        printed = _printed_words(prints)
        if not printed or not self._vocabulary:
            return {}
        ratios = process.cdist(
            printed, self._vocabulary, scorer=fuzz.ratio, score_cutoff=_LEAST_RATIO
        )
        # A word that is in one name must not count for others that resemble it.
        best = (ratios > 0) & (ratios >= ratios.max(axis=1, keepdims=True))
        seen: dict[str, float] = {}
        for row, column in zip(*np.nonzero(best), strict=True):
            word, vocable = printed[row], self._vocabulary[column]
            if _may_differ(word, vocable):
                fit = float(ratios[row, column]) / 100
                seen[vocable] = max(fit, seen.get(vocable, 0.0))
        return seen


def _word_weights(names: Sequence[tuple[str, tuple[str, ...]]]) -> dict[str, float]:
    """Inverse document frequency over products (Sparck Jones 1972)."""
    products = {product_id for product_id, _ in names}
    holders: dict[str, set[str]] = defaultdict(set)
    for product_id, words in names:
        for word in words:
            holders[word].add(product_id)
    return {
        word: (_SIZE_WEIGHT if _SIZE.fullmatch(word) else 1.0)
        * math.log(1 + len(products) / len(ids))
        for word, ids in holders.items()
    }


def _printed_words(prints: Sequence[str]) -> list[str]:
    """Words of all lines, and neighbours joined: OCR often splits or joins a word."""
    printed: set[str] = set()
    for text in prints:
        words = words_of(text)
        printed.update(words)
        printed.update(a + b for a, b in pairwise(words))
    return sorted(word for word in printed if len(word) > 1)


def _may_differ(word: str, vocable: str) -> bool:
    """Short words and numbers must be read exactly."""
    exact = len(vocable) < 4 or any(char.isdigit() for char in vocable)
    return word == vocable or not exact
