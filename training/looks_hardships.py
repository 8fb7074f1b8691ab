"""What turns, covers and glare do to looks: `python -m training.looks_hardships`.

Draws families of round packs that the net has not seen, and asks for each pack in a
worse view which packshot is nearest, and whether it would join a front view of itself,
or of another flavour, that stands beside it in a row. Then it fills shelves with
such packs, and asks whether groups and names hold there.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Sequence
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from pipeline.types import Box, Detection
from pipeline.vision.find import looks_and_colours
from pipeline.vision.looks.grouping import same_product_odds
from pipeline.vision.looks.looks import Embedder
from pipeline.vision.looks.trained_look import TrainedLook
from training.art import Picture, Random
from training.looks_hard_shelves import HARD_SHELVES, held
from training.looks_packs import (
    ROUND,
    Article,
    drawn_family,
    invented_family,
    on_white,
)
from training.looks_shelves import pack_of

View = Callable[[Random, Article], Picture]
Family = Callable[[Random, int], list[Article]]
_FLAVOURS = 4
_ON_A_SHELF = 5  # families
_KINDS: dict[str, Family] = {
    "abstract labels": drawn_family,
    "labels with words": invented_family,
}
_BESIDE = tuple(
    Detection(Box(75.0 * n, 0, 75.0 * n + 70, 160), 1.0, 1) for n in range(2)
)


def _turned(degrees: float) -> View:
    def view(_: Random, article: Article) -> Picture:
        return pack_of(on_white(article.front(np.radians(degrees))))

    return view


def _covered(share: float) -> View:
    """Something grey before the left part or the right one."""

    def view(rng: Random, article: Article) -> Picture:
        pack = pack_of(on_white(article.front())).copy()
        width = round(share * pack.shape[1])
        columns = slice(0, width) if rng.random() < 0.5 else slice(-width, None)
        pack[:, columns] = rng.integers(60, 200)
        return pack

    return view


def glare(rng: Random, article: Article) -> Picture:
    """A white spot a third as wide as the pack, over its upper or middle part."""
    pack = pack_of(on_white(article.front()))
    height, width = pack.shape[:2]
    y, x = np.mgrid[:height, :width]
    middle = rng.uniform(0.3, 0.7) * width, rng.uniform(0.25, 0.6) * height
    spot = np.exp(-(((x - middle[0]) / (width / 5)) ** 2))
    spot = spot * np.exp(-(((y - middle[1]) / (height / 4)) ** 2))
    lit = pack + (255.0 - pack) * np.clip(1.4 * spot, 0, 1)[..., None]
    return lit.clip(0, 255).astype(np.uint8)


HARDSHIPS: dict[str, View] = {
    "from the front": _turned(0),
    "turned by 30 degrees": _turned(30),
    "turned by 60 degrees": _turned(60),
    "turned by 90 degrees": _turned(90),
    "a quarter covered": _covered(0.25),
    "half covered": _covered(0.5),
    "glare": glare,
}


def families(
    rng: Random, count: int, make: Family = drawn_family
) -> list[list[Article]]:
    """Round packs, each in flavours."""
    found: list[list[Article]] = []
    while len(found) < count:
        family = make(rng, _FLAVOURS)
        if family[0].shape in ROUND and len(family) > 1:
            found.append(family)
    return found


def measured(
    embedder: Embedder, drawn: Sequence[Sequence[Article]], rng: Random
) -> dict[str, tuple[float, float, float]]:
    """For each view the shares of packs whose nearest packshot is their own, that join
    their own front view beside them, and that join another flavour's."""
    packs = [(n, article) for n, family in enumerate(drawn) for article in family]
    owner = np.array([n for n, _ in packs])
    fronts = looks_and_colours([_turned(0)(rng, a) for _, a in packs], embedder)
    siblings = (owner[:, None] == owner) & ~np.eye(len(packs), dtype=bool)
    found = {}
    for name, view in HARDSHIPS.items():
        seen = looks_and_colours(
            [_photographed(rng, view(rng, a)) for _, a in packs], embedder
        )
        nearest = (seen[0] @ fronts[0].T).argmax(axis=1)
        joins = _joins(seen, fronts, embedder)
        found[name] = (
            float((nearest == np.arange(len(packs))).mean()),
            float(np.diag(joins).mean()),
            float(joins[siblings].mean()),
        )
    return found


def _photographed(rng: Random, pack: Picture) -> Picture:
    """A little darker or lighter, and no sharper than on a shelf."""
    small = cv2.resize(pack, None, fx=0.6, fy=0.6, interpolation=cv2.INTER_AREA)
    return (small * rng.uniform(0.7, 1.05)).clip(0, 255).astype(np.uint8)


def _joins(
    seen: Sequence[NDArray[np.float32]],
    fronts: Sequence[NDArray[np.float32]],
    embedder: Embedder,
) -> NDArray[np.bool_]:
    """Whether each view (rows) and each front, side by side, become one group."""
    count = len(seen[0])
    joins = np.zeros((count, count), bool)
    for one in range(count):
        for other in range(count):
            looks, colours = (
                np.stack([a[one], b[other]]) for a, b in zip(seen, fronts, strict=True)
            )
            odds = same_product_odds(_BESIDE, looks, embedder.scale.evidence, colours)
            joins[one, other] = odds.alike[0, 1] + odds.near[0, 1] > 0
    return joins


def main() -> None:
    ask = argparse.ArgumentParser(description=__doc__)
    ask.add_argument("--model", type=Path, default=Path("pipeline/weights/looks.onnx"))
    ask.add_argument("--families", type=int, default=25)
    ask.add_argument("--shelves", type=int, default=12, help="of each kind of labels")
    options = ask.parse_args()
    cv2.setNumThreads(2)
    rng = np.random.default_rng(20)
    embedder = TrainedLook.load(2, options.model)
    drawn = families(rng, options.families)
    print(f"{sum(map(len, drawn))} round packs of {len(drawn)} families")
    for name, (own, joined, other) in measured(embedder, drawn, rng).items():
        print(
            f"{name}: nearest packshot is its own {own:.2f}, joins its front view"
            f" {joined:.2f}, another flavour's {other:.2f}"
        )
    for kind, make in _KINDS.items():
        shelves = [families(rng, _ON_A_SHELF, make) for _ in range(options.shelves)]
        for name, facing in HARD_SHELVES.items():
            found = held(embedder, shelves, facing, seed=3)
            print(
                f"{kind}, {name}: groups F1 {found.f1:.3f} (precision"
                f" {found.precision:.3f} recall {found.recall:.3f}), named right"
                f" {found.right:.3f} wrong {found.wrong:.3f}"
            )


if __name__ == "__main__":
    main()
