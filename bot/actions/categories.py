"""Categories of products, found however they are written."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from rapidfuzz import fuzz, process

from bot.understand.words import fold
from storage.models import Product

LIKE = 84.0
"""Of 100: so alike are "drink" and "drinks", "boisson" and "boissons"."""


def categories(products: Iterable[Product]) -> list[str]:
    """All that the products are listed under, in the order of letters."""
    return sorted({product.category for product in products if product.category})


def called(names: Sequence[str], wanted: str) -> str | None:
    """The category that is meant, or none: plural, capitals, accents do not matter."""
    folded = [fold(name) for name in names]
    found = process.extractOne(
        fold(wanted), folded, scorer=fuzz.ratio, score_cutoff=LIKE
    )
    return names[found[2]] if found else None


def in_category(products: Sequence[Product], wanted: str) -> list[Product]:
    """The products of the category; none when there is no such category."""
    name = called(categories(products), wanted)
    return [product for product in products if name and product.category == name]
