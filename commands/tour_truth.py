"""What the demo photos show and the demo shop holds, to check the tour's answers by."""

from __future__ import annotations

import csv
import json
import re
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

_SIZE = re.compile(r"\d+(?:[.,]\d+)?\s*(?:ml|cl|l|g|kg)\b", re.IGNORECASE)
_CLOCK = re.compile(r"\d{1,2}:\d{2}")
_NUMBER = re.compile(r"(?<![\w.,])\d+(?![\w]|[.,]\d)")


@dataclass(frozen=True, slots=True)
class DemoProduct:
    """A row of the demo catalogue; `key` is what the ground truth calls it."""

    key: str
    name: str
    quantity: int


def read_catalogue(folder: Path) -> dict[str, DemoProduct]:
    """The products of the demo shop, by key."""
    with (folder / "catalogue.csv").open(newline="", encoding="utf-8") as file:
        rows = [
            DemoProduct(row["sku"], row["name"], int(row["quantity"] or 0))
            for row in csv.DictReader(file)
        ]
    return {product.key: product for product in rows}


def facings_in(photo: Path) -> Counter[str]:
    """How many facings of each product the photo shows, by key."""
    truth = json.loads(photo.with_suffix(".json").read_text(encoding="utf-8"))
    return Counter(product["group"] for product in truth["products"])


def numbers_in(text: str, name: str = "") -> list[int]:
    """The whole numbers of a text; those of names, sizes and times are left out."""
    if name:
        text = re.sub(re.escape(name), " ", text, flags=re.IGNORECASE)
    for pattern in (_SIZE, _CLOCK):
        text = pattern.sub(" ", text)
    return [int(number) for number in _NUMBER.findall(text)]


def line_of(text: str, name: str) -> str | None:
    """The first line that names the product."""
    wanted = name.casefold()
    for line in text.splitlines():
        if wanted in line.casefold():
            return line
    return None


def share_counted(text: str, facings: Counter[str], names: dict[str, str]) -> float:
    """How much of the truth an answer's lines tell, 0 to 1.

    A product counts by its facings less what its line is off by; a product without a
    line counts nothing.
    """
    right = 0
    for key, truth in facings.items():
        line = line_of(text, names[key])
        told = numbers_in(line, names[key]) if line else []
        if told:
            nearest = min(abs(number - truth) for number in told[:2])
            right += max(0, truth - nearest)
    return right / max(1, facings.total())
