"""A shop whose packs differ in a few directions of their looks, and whose light does in
many others: what its corrections can teach."""

from __future__ import annotations

import numpy as np

from pipeline.tuning.told import NO_PRODUCT, ToldPhoto
from pipeline.types import CatalogueProduct, Reference
from pipeline.vision.naming.recognise import GroupEvidence

SIZE = 48
_TELLING, _MISLEADING = 12, 6  # the first directions, and those after them


def _unit(vector: np.ndarray) -> np.ndarray:  # type: ignore[type-arg]
    return (vector / np.linalg.norm(vector)).astype(np.float32)


class Shop:
    """Products with one packshot each, and photos on which people have named them."""

    def __init__(self, products: int = 20, light: float = 0.35) -> None:
        self._rng = np.random.default_rng(7)
        self._light = light
        self._packs = np.zeros((products, SIZE))
        self._packs[:, :_TELLING] = self._rng.normal(size=(products, _TELLING))
        self._packs /= np.linalg.norm(self._packs, axis=1, keepdims=True)
        self.products = [
            CatalogueProduct(
                f"p{number}",
                f"Brand{number}",
                references=(Reference(self._look(number)),),
            )
            for number in range(products)
        ]

    def _seen(self, number: int) -> np.ndarray:  # type: ignore[type-arg]
        light = np.zeros(SIZE)
        light[_TELLING : _TELLING + _MISLEADING] = self._rng.normal(size=_MISLEADING)
        noise = 0.02 * self._rng.normal(size=SIZE)
        return _unit(self._packs[number] + self._light * light + noise)

    def _look(self, number: int) -> tuple[float, ...]:
        return tuple(float(value) for value in self._seen(number))

    def photo(self, *, groups: int = 10, lies: bool = False) -> ToldPhoto:
        """Some products with two facings each, named; one thing that is no product."""
        shown = self._rng.choice(len(self._packs), groups, replace=False).tolist()
        told = self._rng.permutation(shown).tolist() if lies else shown
        evidence = [self._group(number) for number in shown]
        other = _unit(self._rng.normal(size=SIZE))
        evidence.append(GroupEvidence(np.stack([other])))
        return ToldPhoto(
            tuple(evidence), (*(f"p{number}" for number in told), NO_PRODUCT)
        )

    def _group(self, number: int) -> GroupEvidence:
        return GroupEvidence(np.stack([self._seen(number), self._seen(number)]))
