"""Products for learning looks: families of look-alike packs, drawn without end.

Called by `training.looks_data`. A family is one design in several flavours: each is a
product of its own, and telling them apart is what the embedder has to learn.
"""

from __future__ import annotations

import random
import sys
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np

from training.art import Picture, Random, cloud, colour, printed
from training.packs import SURFACES, pick_shape

HEIGHT = 168
"""Pixels that a drawn pack is high."""
ROUND = frozenset({"bottle", "can", "slim_can", "jar", "tub", "cup"})
_SHAPE_OF_RENDERED = {
    "can": "can",
    "slimcan": "slim_can",
    "tin": "can",
    "pet": "bottle",
    "oil": "bottle",
    "glass": "bottle",
    "jar": "jar",
    "lidtin": "jar",
    "tub": "tub",
    "bottle": "bottle",
    "box": "box",
    "carton": "carton",
    "bag": "bag",
    "pillow": "bag",
}


@dataclass(frozen=True, slots=True)
class Article:
    """One product: its label (a round pack's goes all the way round), its shape, the
    width of a unit in pixels, and the seed of caps, outline and folds."""

    label: Picture
    shape: str
    width: int
    seed: int

    def front(self, turn: float = 0.0) -> Picture:
        """RGBA picture of a unit, turned by `turn` radians if it is round."""
        art = self._visible(turn)
        mask, light = SURFACES[self.shape](np.random.default_rng(self.seed), art)
        lit = (art * light[..., None]).clip(0, 255).astype(np.uint8)
        return np.dstack([lit, mask])

    def _visible(self, turn: float) -> Picture:
        if self.shape not in ROUND:
            return cv2.resize(self.label, (self.width, HEIGHT))
        around = self.label.shape[1]
        x = np.linspace(-0.999, 0.999, self.width)
        columns = (0.5 + (np.arcsin(x) + turn) / (2 * np.pi)) * around
        art = self.label[:, np.round(columns).astype(int) % around]
        return cv2.resize(art, (self.width, HEIGHT))


def drawn_family(rng: Random, most: int) -> list[Article]:
    """A random design and copies of it in which colours or a part differ."""
    shape, aspect = pick_shape(rng)
    if shape == "multipack":
        shape, aspect = "box", 0.8
    width = max(24, min(320, round(HEIGHT * aspect)))
    around = 2 * width if shape in ROUND else width
    label = printed(rng, HEIGHT, around)
    if shape in ROUND:  # twice round, as most labels are
        label[:, width:] = label[:, :width]
    seed = int(rng.integers(2**31))
    labels = [label]
    for _ in range(most - 1):
        labels.append(_flavour(rng, labels[int(rng.integers(len(labels)))]))
    return [Article(each, shape, width, seed) for each in labels]


def _flavour(rng: Random, label: Picture) -> Picture:
    """Another flavour: a turned hue everywhere, in one band, or another picture."""
    choice = rng.random()
    if choice < 0.35:
        return _hue_turned(rng, label)
    changed = label.copy()
    height = label.shape[0]
    top = int(rng.uniform(0, 0.6) * height)
    band = slice(top, top + int(rng.uniform(0.25, 0.45) * height))
    if choice < 0.7:
        changed[band] = _hue_turned(rng, label)[band]
    else:
        part = changed[band]
        fresh = printed(rng, part.shape[0], part.shape[1] // 2)
        changed[band] = cv2.resize(np.hstack([fresh, fresh]), part.shape[1::-1])
    return changed


def _hue_turned(rng: Random, label: Picture) -> Picture:
    hsv = cv2.cvtColor(label, cv2.COLOR_RGB2HSV)
    hsv[..., 0] = (hsv[..., 0].astype(int) + int(rng.integers(18, 162))) % 180
    grey = hsv[..., 1] < 40
    if grey.mean() > 0.6:  # turning the hue of a grey label changes nothing
        hsv[..., 1][grey] = int(rng.integers(90, 220))
        hsv[..., 2][grey] = (hsv[..., 2][grey] * rng.uniform(0.5, 1)).astype(np.uint8)
    turned: Picture = cv2.cvtColor(hsv, cv2.COLOR_HSV2RGB)
    return turned


def invented_family(rng: Random, most: int) -> list[Article]:
    """Flavours of an invented brand, with the label art of the rendered shelves but
    under other names, colours and designs than the demo shop's."""
    art, families, products = _label_art()
    lot = random.Random(int(rng.integers(2**31)))
    family = lot.choice(products.invent_families([lot.choice(families)], lot))
    size = lot.choice(family.sizes)
    variants = list(family.variants)
    lot.shuffle(variants)
    shape = _SHAPE_OF_RENDERED[family.shape]
    width = max(24, min(400, round(HEIGHT * size.width / size.height)))
    seed = int(rng.integers(2**31))
    return [
        Article(_label(art, products.Product(family, v, size), shape, width), shape,
                width, seed + number)
        for number, v in enumerate(variants[:most])
    ]  # fmt: skip


def _label(art, product, shape: str, width: int) -> Picture:  # type: ignore[no-untyped-def]
    # Small print cannot be lettered below some size: draw larger, then shrink.
    if shape not in ROUND:
        drawn = art.front(product, *_large_enough(width, HEIGHT, 150))
        return cv2.resize(np.array(drawn.convert("RGB")), (width, HEIGHT))
    share = {"bottle": 0.42, "jar": 0.62}.get(shape, 1.0)
    around, high = round(3.14 * width), max(24, round(share * HEIGHT))
    wrapped = art.wrap(product, *_large_enough(around, high, 420))
    label = cv2.resize(np.array(wrapped.convert("RGB")), (around, high))
    if share == 1.0:
        return label
    whole = np.full((HEIGHT, around, 3), _hex(product.variant.ground), np.uint8)
    top = round(0.36 * HEIGHT) if shape == "bottle" else round(0.28 * HEIGHT)
    whole[top : top + high] = label
    return whole


def _large_enough(width: int, height: int, least: int) -> tuple[int, int]:
    larger = max(1.0, least / width, 150 / height)
    return round(larger * width), round(larger * height)


def _hex(text: str) -> tuple[int, ...]:
    return tuple(int(text[i : i + 2], 16) for i in (1, 3, 5))


def _label_art():  # type: ignore[no-untyped-def]
    """Modules of `training/blender` that need no Blender; they import one another by
    plain names, as scripts beside `render.py` do."""
    folder = str(Path(__file__).parent / "blender")
    if folder not in sys.path:
        sys.path.append(folder)
    import art
    import families
    import products

    return art, families.FAMILIES, products


def from_above(rng: Random, pack: Picture, is_round: bool) -> Picture:
    """The pack as a taller person sees it: a bowed front, and its lid above that; or a
    pack that is not round seen from aside, with its flank."""
    height, width = pack.shape[:2]
    if not is_round and rng.random() < 0.5:
        flank = max(2, int(width * rng.uniform(0.05, 0.3)))
        front = cv2.resize(pack, (width - flank, height))
        shade = rng.uniform(0.25, 0.8)
        side = np.repeat(pack[:, -2:-1], flank, 1)
        side[..., :3] = (side[..., :3] * shade).astype(np.uint8)
        parts = [front, side] if rng.random() < 0.5 else [side, front]
        return np.hstack(parts)
    lid = max(2, int(min(height * 0.3, width * 0.5) * rng.uniform(0.15, 1)))
    front = cv2.resize(pack, (width, height - lid))
    canvas = np.zeros_like(pack)
    x = np.linspace(-1, 1, width)
    bow = np.sqrt((1 - x * x).clip(0, 1)) if is_round else np.ones(width)
    drop = np.round(lid * (0.5 * bow + (0.5 if not is_round else 0.0))).astype(int)
    ink = [*(np.array(colour(rng, 0.3)) * rng.uniform(0.2, 1)).astype(int), 255]
    for column in range(width):
        start = drop[column] + (lid // 2 if is_round else 0)
        canvas[max(0, lid - start) : start, column] = ink
        canvas[start : start + height - lid, column] = front[:, column]
    return canvas


def on_white(pack: Picture) -> Picture:
    """RGB packshot of an RGBA pack: cut out, on white."""
    alpha = pack[..., 3:].astype(np.float32) / 255
    shot: Picture = (pack[..., :3] * alpha + 255 * (1 - alpha)).astype(np.uint8)
    return shot


def on_shelf(rng: Random, pack: Picture, beside: Picture) -> tuple[Picture, Picture]:
    """RGB picture of the pack between neighbours, and its box (4 numbers)."""
    height, width = pack.shape[:2]
    pad = width // 2 + 8, height // 5 + 4
    canvas = np.empty((height + 2 * pad[1], width + 2 * pad[0], 3), np.uint8)
    canvas[:] = colour(rng, 0.4)
    shade = cloud(rng, *canvas.shape[:2], 3) * rng.uniform(0.2, 0.9)
    canvas = (canvas * shade[..., None]).astype(np.uint8)
    canvas[pad[1] + height :] = colour(rng, 0.5)
    gap = int(rng.integers(0, max(2, width // 8)))
    _paste(canvas, beside, pad[0] - gap - beside.shape[1], pad[1])
    _paste(canvas, beside, pad[0] + width + gap, pad[1])
    _paste(canvas, pack, *pad)
    if rng.random() < 0.3:
        _hide_a_part(rng, canvas, beside, pad, (width, height))
    box = np.array([pad[0], pad[1], pad[0] + width, pad[1] + height], np.float32)
    return canvas, box


def _hide_a_part(
    rng: Random,
    canvas: Picture,
    before: Picture,
    start: tuple[int, int],
    size: tuple[int, int],
) -> None:
    """A neighbour, a label or an edge of the shelf before up to a third of it."""
    (left, top), (width, height) = start, size
    choice = rng.random()
    if choice < 0.4:
        canvas[top + int(height * rng.uniform(0.72, 0.95)) :] = colour(rng, 0.4)
    elif choice < 0.75:
        side = 1 if rng.random() < 0.5 else -1
        over = int(width * rng.uniform(0.1, 0.35))
        x = left + width - over if side > 0 else left + over - before.shape[1]
        _paste(canvas, before, x, top + int(height * rng.uniform(-0.1, 0.3)))
    else:
        wide, high = int(width * rng.uniform(0.2, 0.6)), int(height * 0.18)
        x = left + int(rng.uniform(0, width - wide))
        y = top + int(rng.uniform(0, height - high))
        cv2.rectangle(canvas, (x, y), (x + wide, y + high), colour(rng, 0.5), -1)


def _paste(canvas: Picture, pack: Picture, left: int, top: int) -> None:
    """Lay an RGBA picture on the canvas; what is outside is cut."""
    height, width = canvas.shape[:2]
    x0, y0 = max(0, left), max(0, top)
    x1, y1 = min(width, left + pack.shape[1]), min(height, top + pack.shape[0])
    if x1 <= x0 or y1 <= y0:
        return
    part = pack[y0 - top : y1 - top, x0 - left : x1 - left]
    alpha = part[..., 3:].astype(np.float32) / 255
    ground = canvas[y0:y1, x0:x1]
    ground[:] = (part[..., :3] * alpha + ground * (1 - alpha)).astype(np.uint8)
