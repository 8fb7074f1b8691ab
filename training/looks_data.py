"""Batches for learning looks: many products, a few very different views of each.

Called by `training.looks_train`. Half of the products are drawn; the others come from
labelled shelves (real photos and rendered scenes) and from folders of one product.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
import torch
from numpy.typing import NDArray
from torch.utils.data import IterableDataset, get_worker_info

from pipeline.vision.looks.classical_look import ClassicalLook
from training import camera
from training.art import Picture, Random
from training.looks_packs import (
    ROUND,
    Article,
    drawn_family,
    from_above,
    invented_family,
    on_shelf,
    on_white,
)
from training.looks_shelves import Shelf, read_picture

SIZE = (128, 96)
"""Height and width that every crop is brought to."""
VIEWS = 4
_OF_ONE_BRAND = 3


@dataclass(frozen=True, slots=True)
class Views:
    """Views of one product. Products of two photos of one `shop` may be the same
    without anybody having said so: such a pair teaches nothing."""

    pictures: list[Picture]
    key: str
    shop: str = ""
    photo: int = 0


# --- one view ------------------------------------------------------------------------


def cut(rng: Random, picture: Picture, box: NDArray[np.float32]) -> Picture:
    """What is under a box that a detector found a bit wrong, seen a bit from aside."""
    width, height = box[2] - box[0], box[3] - box[1]
    low, high = (-0.09, 0.09) if rng.random() < 0.8 else (-0.16, 0.16)
    left, right = box[[0, 2]] + rng.uniform(low, high, 2) * width
    top, bottom = box[[1, 3]] + rng.uniform(low, high, 2) * height
    corners = np.array([[left, top], [right, top], [right, bottom], [left, bottom]])
    corners += rng.normal(0, 0.025, (4, 2)) * [width, height]
    shrink = max(1.0, float(height) / (1.6 * SIZE[0]))
    size = (round(SIZE[1] * shrink), round(SIZE[0] * shrink))
    wide, high_ = size
    ends = np.array([[0, 0], [wide, 0], [wide, high_], [0, high_]], np.float32)
    matrix = cv2.getPerspectiveTransform(corners.astype(np.float32), ends)
    view = cv2.warpPerspective(
        picture, matrix, size, flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE
    )
    return cv2.resize(view, SIZE[::-1], interpolation=cv2.INTER_AREA)


def photographed(rng: Random, view: Picture, harshness: float = 1.0) -> Picture:
    """The view in other light, through another phone, from near or far."""
    if rng.random() < 0.6 * harshness:
        view = _lit_from_aside(rng, view)
    if rng.random() < 0.08 * harshness:
        view = camera.behind_glass(rng, view)
    if rng.random() < 0.4:
        view = _seen_from_far(rng, view)
    for odds, step in _STEPS:
        if rng.random() < odds * harshness:
            view = step(rng, view)
    if rng.random() < 0.25:
        view = _covered(rng, view)
    return np.ascontiguousarray(view)


def _recoloured(rng: Random, view: Picture) -> Picture:
    """Exposure, gamma, saturation and a cast, as far as they are left in a photo whose
    light was made neutral: stronger casts would hide what tells flavours apart."""
    x = view.astype(np.float32) / 255
    x *= rng.normal(1, 0.045, 3).clip(0.85, 1.15).astype(np.float32)
    x = x.clip(0, 1) ** rng.uniform(0.75, 1.3) * rng.uniform(0.75, 1.25)
    grey = x.mean(2, keepdims=True)
    x = grey + (x - grey) * rng.uniform(0.7, 1.25)
    return (x * 255).clip(0, 255).astype(np.uint8)


_STEPS = (
    (0.7, _recoloured),
    (0.3, camera.blurred),
    (0.25, camera.sharpened),
    (0.3, camera.noisy),
    (0.5, camera.compressed),
)


def _lit_from_aside(rng: Random, view: Picture) -> Picture:
    """Light that falls off along the crop, and a shelf's shadow."""
    ends = rng.uniform(0.35, 1.25, 2)
    across = np.linspace(*ends, view.shape[1])[None]
    tall = np.linspace(*rng.uniform(0.5, 1.15, 2), view.shape[0])[:, None]
    light = across * tall if rng.random() < 0.6 else np.full((1, 1), ends[0])
    light = np.maximum(light, 24 / max(24.0, float(view.mean())))
    return (view * np.asarray(light)[..., None]).clip(0, 255).astype(np.uint8)


def _seen_from_far(rng: Random, view: Picture) -> Picture:
    """As few pixels as a pack has on a photo of a whole bay."""
    high = int(rng.integers(28, 90))
    wide = max(12, round(high * SIZE[1] / SIZE[0] * rng.uniform(0.5, 1.1)))
    small = cv2.resize(view, (wide, high), interpolation=cv2.INTER_AREA)
    return cv2.resize(small, view.shape[1::-1], interpolation=cv2.INTER_LINEAR)


def _covered(rng: Random, view: Picture) -> Picture:
    """A neighbour's edge, a hand or a reflection over a part of the crop."""
    out = view.copy()
    height, width = view.shape[:2]
    deep = rng.uniform(0.05, 0.3)
    ink = rng.integers(0, 256, 3) if rng.random() < 0.7 else view.mean((0, 1))
    side = rng.integers(4)
    if side == 0:
        out[:, : int(width * deep)] = ink
    elif side == 1:
        out[:, width - int(width * deep) :] = ink
    elif side == 2:
        out[height - int(height * deep) :] = ink
    else:
        x, y = rng.uniform(0, 0.75, 2) * [width, height]
        out[int(y) : int(y + 0.25 * height), int(x) : int(x + 0.3 * width)] = ink
    return out


# --- products ------------------------------------------------------------------------


def views_of_article(rng: Random, article: Article, beside: Article) -> Views:
    """A packshot and views on a shelf, each turned and lit otherwise."""
    pictures = []
    for number in range(VIEWS):
        turn = rng.normal(0, 0.35) if rng.random() < 0.8 else rng.normal(0, 0.9)
        pack = article.front(0.0 if number == 0 else turn)
        if number == 0:
            shot = on_white(pack)
            box = np.array([0, 0, shot.shape[1], shot.shape[0]], np.float32)
            pictures.append(_packshot(rng, shot, box))
            continue
        if rng.random() < 0.4:
            pack = from_above(rng, pack, article.shape in ROUND)
        neighbour = article if rng.random() < 0.6 else beside
        canvas, box = on_shelf(rng, pack, neighbour.front(turn))
        pictures.append(photographed(rng, cut(rng, canvas, box)))
    return Views(pictures, f"drawn {rng.integers(2**62)}")


def _packshot(rng: Random, shot: Picture, box: NDArray[np.float32]) -> Picture:
    """A packshot nearly as it is: it is what the shop owner enrols."""
    if rng.random() < 0.5:
        return cv2.resize(shot, SIZE[::-1], interpolation=cv2.INTER_AREA)
    return photographed(rng, cut(rng, shot, box), harshness=0.5)


def views_of_group(
    rng: Random, shelf: Shelf, name: str, shop: str, photo: int
) -> Views:
    """Facings of one group, and its packshot where there is one."""
    boxes = shelf.boxes[name]
    chosen = rng.permutation(np.resize(rng.permutation(len(boxes)), VIEWS))
    pictures = [
        photographed(rng, cut(rng, shelf.picture, boxes[i]), harshness=0.6)
        for i in chosen
    ]
    shot = shelf.packshots.get(name)
    if shot is not None:
        box = np.array([0, 0, shot.shape[1], shot.shape[0]], np.float32)
        pictures[0] = _packshot(rng, shot, box)
    return Views(pictures, f"{shop} {photo} {name}", shop, photo)


def views_of_folder(
    rng: Random, name: str, files: list[Path], iconic: Picture | None
) -> Views:
    """Pictures of one product in a hand, and its clean front."""
    pictures = []
    for number in rng.choice(len(files), VIEWS, replace=len(files) < VIEWS):
        picture = read_picture(files[int(number)])
        height, width = picture.shape[:2]
        inset = rng.uniform(0.0, 0.16, 4) * [width, height, width, height]
        box = np.array([0, 0, width, height] + inset * [1, 1, -1, -1], np.float32)
        pictures.append(photographed(rng, cut(rng, picture, box), harshness=0.8))
    if iconic is not None:
        box = np.array([0, 0, iconic.shape[1], iconic.shape[0]], np.float32)
        pictures[0] = _packshot(rng, iconic, box)
    return Views(pictures, f"folder {name}")


def brand_of(name: str) -> str:
    """The first word of a folder's name."""
    return name.split("-")[0]


@dataclass(frozen=True, slots=True)
class Sources:
    """Where views come from; every part may be empty."""

    shelves: list[Shelf]
    rendered: list[Shelf]
    folders: dict[str, list[Path]]
    iconic: dict[str, Picture]


class LookBatches(IterableDataset[dict[str, torch.Tensor]]):
    """An endless stream of batches, `products` x VIEWS crops each."""

    def __init__(self, sources: Sources, products: int, seed: int) -> None:
        self.sources, self.products, self.seed = sources, products, seed

    def __iter__(self) -> Iterator[dict[str, torch.Tensor]]:
        cv2.setNumThreads(1)
        worker = get_worker_info()
        rng = np.random.default_rng([self.seed, worker.id if worker else 0])
        while True:
            yield _tensors(self._products(rng))

    def _products(self, rng: Random) -> list[Views]:
        found: list[Views] = []
        for share, take in self._plan():
            wanted = len(found) + round(share * self.products)
            while len(found) < min(wanted, self.products):
                found.extend(take(rng))
        while len(found) < self.products:
            found.extend(self._drawn(rng))
        return found[: self.products]

    def _plan(self) -> list[tuple[float, Callable[[Random], list[Views]]]]:
        """Shares of a batch by source, leaving the rest to drawn packs."""
        sources = self.sources
        plan: list[tuple[float, Callable[[Random], list[Views]]]] = []
        if sources.shelves:
            plan.append((0.34, lambda rng: self._shelf(rng, sources.shelves, "photos")))
        if sources.rendered:
            plan.append((0.18, lambda rng: self._shelf(rng, sources.rendered, "")))
        if sources.folders:
            plan.append((0.16, self._folder))
        plan.append((0.2, self._invented))
        return plan

    def _shelf(self, rng: Random, shelves: list[Shelf], shop: str) -> list[Views]:
        weights = np.sqrt([len(s.boxes) for s in shelves])
        photo = int(rng.choice(len(shelves), p=weights / weights.sum()))
        shelf = shelves[photo]
        names = sorted(shelf.boxes)
        odds = np.array([1.0 if len(shelf.boxes[n]) > 1 else 0.35 for n in names])
        chosen = rng.choice(
            names, min(5, len(names)), replace=False, p=odds / odds.sum()
        )
        return [views_of_group(rng, shelf, str(n), shop, photo) for n in chosen]

    def _folder(self, rng: Random) -> list[Views]:
        """A product with others of its brand: they are the hardest to tell apart."""
        names = sorted(self.sources.folders)
        first = str(names[int(rng.integers(len(names)))])
        brand = [n for n in names if n != first and brand_of(n) == brand_of(first)]
        others = rng.permutation(brand)[: _OF_ONE_BRAND - 1]
        return [
            views_of_folder(
                rng,
                name,
                self.sources.folders[name],
                self.sources.iconic.get(name),
            )
            for name in (first, *map(str, others))
        ]

    def _invented(self, rng: Random) -> list[Views]:
        return _family_views(rng, invented_family(rng, int(rng.integers(2, 5))))

    def _drawn(self, rng: Random) -> list[Views]:
        return _family_views(rng, drawn_family(rng, int(rng.integers(1, 4))))


def _family_views(rng: Random, family: list[Article]) -> list[Views]:
    beside = family[int(rng.integers(len(family)))]
    return [views_of_article(rng, article, beside) for article in family]


def _tensors(products: list[Views]) -> dict[str, torch.Tensor]:
    """Crops (n, height, width, 3) uint8, their classical looks, the number of each
    one's product, and (n, n) whether two are known to be the same product or not."""
    crops = np.stack([picture for p in products for picture in p.pictures])
    numbers = {key: n for n, key in enumerate(dict.fromkeys(p.key for p in products))}
    product = np.repeat([numbers[p.key] for p in products], VIEWS)
    shops = np.repeat([p.shop for p in products], VIEWS)
    photos = np.repeat([p.photo for p in products], VIEWS)
    unsure = (shops[:, None] == shops) & (shops != "") & (photos[:, None] != photos)
    return {
        "crops": torch.from_numpy(crops),
        "colours": torch.from_numpy(ClassicalLook().embed(list(crops))),
        "product": torch.from_numpy(product),
        "known": torch.from_numpy(~unsure),
    }
