"""Print on packs against the names of a catalogue.

Called by `pipeline.vision.naming.recognise`. Rare words of the catalogue weigh more
than common ones, letters that OCR confuses are forgiven, accents and case are ignored.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

import numpy as np
import numpy.typing as npt
from rapidfuzz import fuzz, process

from pipeline.types import Catalogue

_LEAST_RATIO = 78  # of 100; one wrong letter in five
_LEAST_PART_RATIO = 88  # of 100, for words of which only an end was read
_LEAST_PART = 0.55  # of the letters
# Of the letters of a word that may be missing in one that it is a part of; more would
# not reach the ratio, wherever they are missing.
_MOST_MISSING = 1 - _LEAST_PART_RATIO / (200 - _LEAST_PART_RATIO)
_MOST_KEPT = 20_000  # printed words whose like are remembered
_SIZE_WEIGHT = 0.15  # sizes are small print and rarely read
_UNIT = r"(?:kg|g|gr|mg|ml|cl|dl|l|ltr|oz|lb|x|pcs)"
_SIZE = re.compile(rf"\d+(?:[.,]\d+)?{_UNIT}?|{_UNIT}")
_SPACED_SIZE = re.compile(rf"(\d)\s+(?={_UNIT}\b)")
_WORD = re.compile(r"[^\W_]+(?:[.,]\d+)?")


@lru_cache(maxsize=32_768)  # the names of a large catalogue are read again and again
def words_of(text: str) -> tuple[str, ...]:
    """Lower-case words without accents: "Nescafé GOLD 50 g" gives nescafe gold 50g."""
    plain = text if text.isascii() else _without_accents(text)
    return tuple(_WORD.findall(_SPACED_SIZE.sub(r"\1", plain.casefold())))


def _without_accents(text: str) -> str:
    folded = unicodedata.normalize("NFKD", text)
    return "".join(char for char in folded if not unicodedata.combining(char))


@dataclass(frozen=True, slots=True)
class NameFit:
    """How print fits one product's best name: the share of the name that was read,
    and how much was read that belongs to other names (1: a word of one product)."""

    read: float
    foreign: float


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
        self._whole = [
            sum(self._weights[word] for word in words) for _, words in self._names
        ]
        self._rare = max(self._weights.values(), default=1.0)
        self._vocabulary = list(self._weights)
        self._parts = _Parts(self._vocabulary)
        self._alike: dict[str, list[tuple[str, float]]] = {}
        self._names_with: dict[str, list[int]] = defaultdict(list)
        for index, (_, words) in enumerate(self._names):
            for word in set(words):
                self._names_with[word].append(index)

    def fits(self, prints: Sequence[str]) -> tuple[dict[str, NameFit], float]:
        """Every product with a word in the print, and `foreign` of all others."""
        seen = self._seen(prints)
        everything = sum(self._weights[word] * fit for word, fit in seen.items())
        fits: dict[str, NameFit] = {}
        for index in {i for word in seen for i in self._names_with[word]}:
            product_id, words = self._names[index]
            whole = self._whole[index]
            shown = sum(self._weights[word] * seen.get(word, 0.0) for word in words)
            foreign = min(2.0, max(0.0, everything - shown) / self._rare)
            fit = NameFit(min(1.0, shown / whole), foreign)
            known = fits.get(product_id)
            if known is None or known.read < fit.read:
                fits[product_id] = fit
        return fits, min(2.0, everything / self._rare)

    def is_part_of_another(self, product_id: str) -> bool:
        """Whether another product's name has all words of this one's and more."""
        own = [
            part
            for owner, words in self._names
            if owner == product_id and (part := _without_sizes(words))
        ]
        return any(
            part < set(words)
            for part in own
            for index in self._names_with[max(part, key=self._weights.__getitem__)]
            for owner, words in (self._names[index],)
            if owner != product_id
        )

    def _seen(self, prints: Sequence[str]) -> dict[str, float]:
        """Words of the vocabulary that are in the print, with how well they fit."""
        printed = _printed_words(prints)
        if not printed or not self._vocabulary:
            return {}
        if len(self._alike) > _MOST_KEPT:
            self._alike.clear()
        self._look_up([word for word in printed if word not in self._alike])
        seen: dict[str, float] = {}
        for word in printed:
            for vocable, fit in self._alike[word]:
                seen[vocable] = max(fit, seen.get(vocable, 0.0))
        return seen

    def _look_up(self, printed: Sequence[str]) -> None:
        """Remember which words of the vocabulary each of these is, or is a part of."""
        if not printed:
            return
        ratios = process.cdist(
            printed, self._vocabulary, scorer=fuzz.ratio, score_cutoff=_LEAST_RATIO
        )
        # A word that is in one name must not count for others that resemble it.
        best = (ratios > 0) & (ratios >= ratios.max(axis=1, keepdims=True))
        for word, row, fits in zip(printed, best, ratios, strict=True):
            found = [(self._vocabulary[k], float(fits[k])) for k in np.flatnonzero(row)]
            alike = [(v, ratio / 100) for v, ratio in found if _may_differ(word, v)]
            self._alike[word] = alike if found else self._parts.holders(word)


class _Parts:
    """A vocabulary to be searched for words of which only a part was read: round packs
    hide the ends."""

    def __init__(self, vocabulary: Sequence[str]) -> None:
        self._words = [word for word in vocabulary if word.isalpha()]
        self._lengths = np.array([len(word) for word in self._words], np.intp)
        self._letters = np.array([_letters(word) for word in self._words], np.uint64)

    def holders(self, word: str) -> list[tuple[str, float]]:
        """The words that this one is a part of, with how well they fit."""
        if len(word) < 4 or not word.isalpha():
            return []
        near = [self._words[k] for k in self._possible(word)]
        found = process.extract(
            word,
            near,
            scorer=fuzz.partial_ratio,
            score_cutoff=_LEAST_PART_RATIO,
            limit=None,
        )
        return [(v, len(word) / len(v) * ratio / 100) for v, ratio, _ in found]

    def _possible(self, word: str) -> npt.NDArray[np.intp]:
        """Places of the longer words that have nearly all letters of this one."""
        missing = np.bitwise_count(np.uint64(_letters(word)) & ~self._letters)
        return np.flatnonzero(
            (self._lengths > len(word))
            & (self._lengths * _LEAST_PART <= len(word))
            & (missing <= int(_MOST_MISSING * len(word)))
        )


def _letters(word: str) -> int:
    """A bit for each letter; some letters share one."""
    bits = 0
    for letter in word:
        bits |= 1 << (ord(letter) % 64)
    return bits


def _without_sizes(words: Sequence[str]) -> set[str]:
    return {word for word in words if not _SIZE.fullmatch(word)}


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
