"""The invented products: families of flavours and sizes, and the catalogue file.

Every brand is made up. `invent_families` renames and recolours the families, so
that training scenes show other packs than the demo shop.
"""

from __future__ import annotations

import colorsys
import csv
import random
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from barcode import invented_ean13

CATALOGUE_COLUMNS = (
    "name,aliases,gtin,sku,category,quantity,minimum,price,pack_size,unit,supplier"
).split(",")


@dataclass(frozen=True, slots=True)
class Variant:
    """One flavour: its word, ground colour, second colour and picture."""

    word: str
    ground: str
    accent: str
    motif: str


@dataclass(frozen=True, slots=True)
class Size:
    """One pack size: printed text, outer millimetres (w, h, d), price in KES."""

    text: str
    width: float
    height: float
    depth: float
    price: int
    per_case: int = 12


@dataclass(frozen=True, slots=True)
class Family:
    """A brand's line: same design and shape, several variants and sizes."""

    brand: str
    kind: str
    category: str
    shape: str
    layout: str
    sizes: tuple[Size, ...]
    variants: tuple[Variant, ...]
    supplier: str
    stack: int = 1
    ink: str = "#ffffff"


@dataclass(frozen=True, slots=True)
class Product:
    """One article that can stand on a shelf."""

    family: Family
    variant: Variant
    size: Size

    @property
    def name(self) -> str:
        parts = (self.family.brand, self.family.kind, self.variant.word, self.size.text)
        return " ".join(part for part in parts if part)

    @property
    def product_id(self) -> str:
        family = self.family
        text = f"{family.brand} {family.kind} {self.variant.word} {self.size.text}"
        slug = re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")
        return f"{slug}-can" if family.shape in ("can", "slimcan") else slug

    @property
    def gtin(self) -> str:
        return invented_ean13(self.product_id)

    @property
    def metres(self) -> tuple[float, float, float]:
        """Give width, height and depth in metres."""
        size = self.size
        return size.width / 1000, size.height / 1000, size.depth / 1000


def products_of(families: Iterable[Family]) -> list[Product]:
    """List every variant in every size."""
    return [
        Product(family, variant, size)
        for family in families
        for size in family.sizes
        for variant in family.variants
    ]


def write_catalogue(products: Sequence[Product], path: Path) -> None:
    """Write one row a product with the columns that the shop's import knows."""
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(CATALOGUE_COLUMNS)
        for product in sorted(products, key=lambda product: product.product_id):
            writer.writerow(_catalogue_row(product))


def _catalogue_row(product: Product) -> list[str]:
    rng = random.Random(product.product_id)
    minimum = rng.choice((4, 6, 6, 8, 12))
    size = product.size
    return [
        product.name,
        "|".join(_aliases(product)),
        product.gtin,
        product.product_id,
        product.family.category,
        str(rng.randint(minimum, 4 * minimum)),
        str(minimum),
        str(size.price),
        str(size.per_case),
        "piece",
        product.family.supplier,
    ]


def _aliases(product: Product) -> list[str]:
    brand, kind = product.family.brand, product.family.kind
    word = product.variant.word
    short = f"{brand} {word}".strip() if word else f"{brand} {kind}"
    tight = f"{short} {product.size.text.replace(' ', '')}"
    return [alias for alias in dict.fromkeys((tight,)) if alias != product.name]


_SYLLABLES = (
    "ba bo da do fa fi ga ji ka ki la lo lu ma mi mo na no pa ra ri sa ta ti va vo za"
).split()


def invent_families(families: Sequence[Family], rng: random.Random) -> list[Family]:
    """Give families of the same shapes under other names, colours and designs."""
    layouts = sorted({family.layout for family in families})
    return [_reinvent(family, layouts, rng) for family in families]


def _reinvent(family: Family, layouts: list[str], rng: random.Random) -> Family:
    brand = "".join(rng.choices(_SYLLABLES, k=rng.choice((2, 3, 3)))).capitalize()
    brand += rng.choice(("", "", "n", "x", "ko", "li"))
    turn, fade = rng.random(), rng.uniform(0.7, 1.1)
    variants = tuple(
        replace(
            variant,
            ground=_turn_hue(variant.ground, turn, fade),
            accent=_turn_hue(variant.accent, turn + rng.uniform(-0.1, 0.1), 1.0),
        )
        for variant in family.variants
    )
    layout = rng.choice(layouts)
    return replace(family, brand=brand, layout=layout, variants=variants)


def _turn_hue(colour: str, turn: float, fade: float) -> str:
    red, green, blue = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    hue, light, strength = colorsys.rgb_to_hls(red, green, blue)
    turned = colorsys.hls_to_rgb((hue + turn) % 1, light, min(1.0, strength * fade))
    return "#" + "".join(f"{round(255 * part):02x}" for part in turned)
