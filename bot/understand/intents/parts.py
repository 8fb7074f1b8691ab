"""What wishes are made of: a product as it was called, and so many of it."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

Quantity = int | Decimal
"""Whole numbers are ints; "1.5 kg" and "half a carton" are Decimals."""


@dataclass(frozen=True, slots=True)
class Named:
    """A product as it was called; `product_id` once a person has chosen.

    An empty phrase is "it", "those".
    """

    phrase: str
    product_id: str | None = None


@dataclass(frozen=True, slots=True)
class Item:
    """So many of a product; `unit` as said when it is not a single piece.

    Units: pack, carton, crate, case, box, dozen, bag, bale, roll, pair, kg, g, l, …
    """

    product: Named
    quantity: Quantity | None = None
    unit: str | None = None
