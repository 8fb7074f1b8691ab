"""The shop that the utterances are about, and larger shops to measure time with."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from typing import Any

import yaml

FOLDER = Path(__file__).parent
_MAKERS = (
    "Akor Belmi Cadoni Dunver Efara Folbek Gramo Hatari Ilesa Jumbra Kestor Lumina "
    "Mavuno Nordel Olami Paviko Quenda Rosati Safiri Tambor Ulwazi Vandel Wimbi Xanti "
    "Yarro Zawadi Amaka Baraka Coralo Dimora"
).split()
_GOODS = (
    "Juice Biscuits Rice Beans Noodles Soap Detergent Shampoo Cream Tea Cocoa Crisps "
    "Chocolate Sweets Tomatoes Mayonnaise Vinegar Honey Jam Porridge Cereal Lotion "
    "Tissue Bleach Yeast Pepper Curry Oats Corn Peanuts"
).split()
_SIZES = "50g 75g 100g 125g 200g 250g 330ml 500ml 750g 1kg 2kg 5L".split()


@dataclass(frozen=True, slots=True)
class Shop:
    """Products by key; `groups`: keys that one word may mean."""

    names: tuple[tuple[str, str], ...]  # (key, name or alias)
    products: tuple[dict[str, Any], ...]
    groups: dict[str, frozenset[str]]


def load_shop() -> Shop:
    """The shop of products.yaml."""
    data = yaml.safe_load((FOLDER / "products.yaml").read_text())
    names = tuple(
        (row["key"], name)
        for row in data["products"]
        for name in (row["name"], *row.get("aliases", ()))
    )
    groups = {word: frozenset(keys) for word, keys in data["groups"].items()}
    return Shop(names, tuple(data["products"]), groups)


def more_names(count: int) -> Iterator[tuple[str, str]]:
    """So many other products, (key, name), as large shops have them."""
    every = product(_SIZES, _GOODS, _MAKERS)
    for number, (size, goods, maker) in zip(range(count), every, strict=False):
        yield f"other{number}", f"{maker} {goods} {size}"
