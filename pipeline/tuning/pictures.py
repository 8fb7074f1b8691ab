"""Pictures of which a shop has said what they show, to learn from and to judge by.

Called by `bot.adapting`, for models of the hub: packs with their category, strips of
print with their text.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from pipeline.images import Pixels
from pipeline.tuning.learning import split
from pipeline.tuning.verdict import (
    LEAST_GROUPS,
    LEAST_PHOTOS,
    Named,
    Verdict,
    judge,
)

LEAST = 40  # pictures to learn from
_LEAST_CATEGORIES = 2
_EVERY = 3  # product of a category is held back


@dataclass(frozen=True, slots=True)
class Told:
    """A picture, what it shows, the product it is of, and the number of its photo."""

    pixels: Pixels
    truth: str
    product: str
    photo: int


@dataclass(frozen=True, slots=True)
class Parted:
    """Pictures to learn from, and those held back; `of` is what the held-back ones are
    told apart by, so that one that was learned is never asked for."""

    learned: tuple[Told, ...]
    held_back: tuple[Told, ...]
    of: str

    @property
    def lack(self) -> str:
        """What is missing before anything can be learned; empty: nothing."""
        if len(self.learned) < LEAST:
            return _lacking(f"{LEAST} pictures to learn from", len(self.learned))
        if len(self.held_back) < LEAST_GROUPS:
            return _lacking(f"{LEAST_GROUPS} pictures to judge by", len(self.held_back))
        parts = len({_part(told, self.of) for told in self.held_back})
        if parts < LEAST_PHOTOS:
            return _lacking(f"{LEAST_PHOTOS} {self.of} to judge by", parts)
        kinds = len({told.truth for told in self.learned})
        if self.of == "products" and kinds < _LEAST_CATEGORIES:
            return _lacking(f"products of {_LEAST_CATEGORIES} categories", kinds)
        return ""


def _lacking(needed: str, there: int) -> str:
    return f"{needed} are needed, there are {there}"


def by_photo(told: Iterable[Told]) -> Parted:
    """The last third of the photos is held back: a shop's own packs come again, and
    reading them is what is learned."""
    pictures = tuple(told)
    _, last = _photos(pictures)
    return Parted(
        tuple(t for t in pictures if t.photo not in last),
        tuple(t for t in pictures if t.photo in last),
        "photos",
    )


def by_product(told: Iterable[Told]) -> Parted:
    """Of the last third of the photos, every third product of each category: who asks
    for the category of a pack has not seen it before. What is on both sides, by its
    photo or its product, is left out."""
    pictures = tuple(told)
    _, last = _photos(pictures)
    apart = _apart(pictures)
    return Parted(
        tuple(t for t in pictures if t.photo not in last and t.product not in apart),
        tuple(t for t in pictures if t.photo in last and t.product in apart),
        "products",
    )


def judged(
    held_back: Sequence[Told],
    of: str,
    before: Sequence[str],
    after: Sequence[str],
    is_right: Callable[[str, str], bool],
) -> Verdict:
    """The same pictures before and after; an empty answer is none, and no wrong one.

    More of them must be right: a model that has only fallen silent has learned nothing.
    """
    verdict = judge(
        _summed(held_back, of, before, is_right),
        _summed(held_back, of, after, is_right),
        of,
    )
    if verdict.is_better and verdict.after.right <= verdict.before.right:
        return replace(verdict, reason="not better")
    return verdict


def too_few(of: str) -> Verdict:
    """Nothing was learned."""
    return judge([], [], of)


def _summed(
    held_back: Sequence[Told],
    of: str,
    said: Sequence[str],
    is_right: Callable[[str, str], bool],
) -> list[Named]:
    found: dict[str, Named] = defaultdict(Named)
    for told, answer in zip(held_back, said, strict=True):
        right = bool(answer) and is_right(answer, told.truth)
        wrong = bool(answer) and not right
        found[_part(told, of)] += Named(1, int(right), int(wrong))
    return [found[key] for key in sorted(found)]


def _part(told: Told, of: str) -> str:
    return told.product if of == "products" else str(told.photo)


def _photos(pictures: Sequence[Told]) -> tuple[set[int], set[int]]:
    first, last = split(sorted({told.photo for told in pictures}))
    return set(first), set(last)


def _apart(pictures: Sequence[Told]) -> set[str]:
    """Every third product of each category, by chance but always the same; the only
    one of a category is learned."""
    products: dict[str, set[str]] = defaultdict(set)
    for told in pictures:
        products[told.truth].add(told.product)
    return {
        product
        for every in products.values()
        for product in sorted(every, key=_by_chance)[1::_EVERY]
    }


def _by_chance(product: str) -> str:
    return hashlib.sha256(product.encode()).hexdigest()
