"""Varied shelves of round packs that are turned or partly hidden.

Called by `training.looks_hardships`: whether groups and names hold on such shelves,
where flavours of one design stand beside each other in runs of one to five facings.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from pipeline.types import Catalogue, CatalogueProduct, Reference
from pipeline.vision.looks.looks import Embedder
from pipeline.vision.naming.recognise import GroupEvidence, Recogniser
from training.art import Picture, Random, cloud, colour
from training.looks_measure import Embedded, embedded, grouped, grouping
from training.looks_packs import HEIGHT, Article, on_white
from training.looks_shelves import Shelf, pack_of

_WIDTH, _BOARD, _BOARDS = 1500, 40, 4
_LONGEST_RUN = 5
Facing = Callable[[Random, Article], Picture]


def turned_up_to(degrees: float) -> Facing:
    """Each facing turned by its own angle to either side, RGBA."""

    def facing(rng: Random, article: Article) -> Picture:
        return article.front(np.radians(rng.uniform(-degrees, degrees)))

    return facing


def every_other_hidden(share: float) -> Facing:
    """Half of the facings with something of one colour before their left part or the
    right one."""

    def facing(rng: Random, article: Article) -> Picture:
        pack = article.front()
        width = round(share * pack.shape[1])
        left = 0 if rng.random() < 0.5 else pack.shape[1] - width
        if rng.random() < 0.5:
            pack[:, left : left + width] = (*rng.integers(40, 220, 3), 255)
        return pack

    return facing


HARD_SHELVES: dict[str, Facing] = {
    "all from the front": turned_up_to(0),
    "turned by up to 30 degrees": turned_up_to(30),
    "turned by up to 60 degrees": turned_up_to(60),
    "turned by up to 90 degrees": turned_up_to(90),
    "a quarter hidden of every other one": every_other_hidden(0.25),
    "half hidden of every other one": every_other_hidden(0.5),
}


def drawn_shelf(
    rng: Random, families: Sequence[Sequence[Article]], facing: Facing
) -> Shelf:
    """Boards full of runs; a run's next one is mostly another flavour of it."""
    high = HEIGHT + _BOARD
    picture = np.empty((_BOARDS * high, _WIDTH, 3), np.uint8)
    picture[:] = colour(rng, 0.3)
    boxes: dict[str, list[list[float]]] = defaultdict(list)
    family = 0
    for board in range(_BOARDS):
        left, foot = 8, (board + 1) * high - _BOARD // 2
        picture[foot : foot + _BOARD // 2] = colour(rng, 0.5)
        while True:
            if rng.random() < 0.4:
                family = int(rng.integers(len(families)))
            flavour = int(rng.integers(len(families[family])))
            article = families[family][flavour]
            if left + article.width > _WIDTH:
                break
            for _ in range(int(rng.integers(1, _LONGEST_RUN + 1))):
                if left + article.width > _WIDTH:
                    break
                _stand(picture, facing(rng, article), left, foot)
                box = [left, foot - HEIGHT, left + article.width, foot]
                boxes[_name(family, flavour)].append(box)
                left += article.width + int(rng.integers(1, 7))
    shade = 0.55 + 0.5 * cloud(rng, *picture.shape[:2], 2)[..., None]
    lit = cv2.GaussianBlur((picture * shade).clip(0, 255).astype(np.uint8), (3, 3), 0)
    return Shelf(lit, {n: np.array(b, np.float32) for n, b in boxes.items()}, {})


def _name(family: int, flavour: int) -> str:
    return f"{family}-{flavour}"


def _stand(picture: Picture, pack: Picture, left: int, foot: int) -> None:
    ground = picture[foot - pack.shape[0] : foot, left : left + pack.shape[1]]
    alpha = pack[..., 3:].astype(np.float32) / 255
    ground[:] = (pack[..., :3] * alpha + ground * (1 - alpha)).astype(np.uint8)


@dataclass(frozen=True, slots=True)
class Held:
    """What holds on such shelves: precision, recall and F1 of groups, and the shares of
    facings named right and wrong with one packshot each, looks alone."""

    precision: float
    recall: float
    f1: float
    right: float
    wrong: float


def held(
    embedder: Embedder,
    shelves: Sequence[Sequence[Sequence[Article]]],
    facing: Facing,
    seed: int,
) -> Held:
    """Shelves of so many families each, drawn with one kind of facings."""
    rng, names = np.random.default_rng(seed), Counter[str]()
    drawn = [drawn_shelf(rng, families, facing) for families in shelves]
    seen = embedded(drawn, embedder)
    for families, shelf in zip(shelves, seen, strict=True):
        names += _named(embedder, families, shelf)
    known = max(1, names["known"])
    groups = grouping(seen, embedder.scale.evidence)
    return Held(*groups, names["right"] / known, names["wrong"] / known)


def _named(
    embedder: Embedder, families: Sequence[Sequence[Article]], shelf: Embedded
) -> Counter[str]:
    """Facings by how their group is named against the packshots of all flavours."""
    catalogue = Catalogue(tuple(_products(embedder, families)))
    recogniser = Recogniser(catalogue, shelf.looks.shape[1], embedder.scale)
    whole = _members(grouped(shelf, embedder.scale.evidence))
    apart = recogniser.told_apart([shelf.looks[own] for own in whole])
    groups = [
        own[list(part)]
        for own, parts in zip(whole, apart, strict=True)
        for part in parts
    ]
    told = recogniser.identify_all(
        [
            GroupEvidence(
                shelf.looks[own], facings=tuple(shelf.facings[m] for m in own)
            )
            for own in groups
        ]
    )
    found = Counter(known=len(shelf.facings))
    for own, identity in zip(groups, told, strict=True):
        if identity.product_id is not None:
            right = int((shelf.products[own] == identity.product_id).sum())
            found += Counter(right=right, wrong=len(own) - right)
    return found


def _members(groups: NDArray[np.int64]) -> list[NDArray[np.intp]]:
    return [np.flatnonzero(groups == group) for group in np.unique(groups)]


def _products(
    embedder: Embedder, families: Sequence[Sequence[Article]]
) -> list[CatalogueProduct]:
    """Every flavour under a name that says nothing, with its packshot."""
    names = [_name(f, n) for f, own in enumerate(families) for n in range(len(own))]
    packs = [pack_of(on_white(a.front())) for own in families for a in own]
    return [
        CatalogueProduct(name, f"no {name}", references=(_reference(pack, look),))
        for name, pack, look in zip(names, packs, embedder.embed(packs), strict=True)
    ]


def _reference(pack: Picture, look: NDArray[np.float32]) -> Reference:
    shape = pack.shape[1] / pack.shape[0]
    return Reference(tuple(map(float, look)), source="packshot", shape=shape)
