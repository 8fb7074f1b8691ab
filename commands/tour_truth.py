"""What the demo photos show and the demo shop holds, to check the tour's answers by."""

from __future__ import annotations

import csv
import json
import re
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

_PRODUCT = re.compile(
    r"^(?P<groups>\d+(?:, \d+)*) · (?P<name>.+?): "
    r"(?:(?P<before>\d+) → )?(?P<after>\d+)"
    r"(?: \((?P<seen>\d+)(?: to (?P<high>\d+))? in front\))?",
    re.MULTILINE,
)


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


@dataclass(frozen=True, slots=True)
class ToldProduct:
    """A product's line in a photo's answer: its numbers, its stock, and its facings
    or the fewest and the most of them."""

    groups: tuple[int, ...]
    name: str
    facings: int
    at_most: int
    before: int
    after: int

    def fits(self, truth: int) -> bool:
        """Whether that many facings were told, one more or one less."""
        return self.facings - 1 <= truth <= self.at_most + 1


def products_told(text: str) -> list[ToldProduct]:
    """The lines such as "1, 3 · Vumba Cola 50 cl: 24 → 9 (3 in front)"."""
    return [_told(found) for found in _PRODUCT.finditer(text)]


def _told(found: re.Match[str]) -> ToldProduct:
    after = int(found["after"])
    # "(3 in front)" is said only where it is not the number in stock.
    facings = int(found["seen"] or after)
    at_most = int(found["high"] or facings)
    before = int(found["before"] or after)
    groups = tuple(int(number) for number in found["groups"].split(","))
    return ToldProduct(groups, found["name"], facings, at_most, before, after)


def unknown_told(text: str) -> dict[int, int]:
    """Facings by the numbers without a name: "I don’t know yet: 5 (2), 7 (1)"."""
    found = re.search(r"^I don.t know yet: (.*)$", text, re.MULTILINE)
    pairs = re.findall(r"(\d+) \((\d+)\)", found[1]) if found else []
    return {int(group): int(facings) for group, facings in pairs}


def facings_told(text: str) -> int | None:
    """The total: "I see 47 packs from the front.", or the middle of "44 to 52"."""
    found = re.search(r"I see (\d+)(?: to (\d+))? packs?", text)
    if found is None:
        return None
    return round((int(found[1]) + int(found[2] or found[1])) / 2)


def quantity_told(text: str, name: str) -> int | None:
    """The stock of a product: "Vumba Cola 50 cl: 14", or "…: none left."."""
    found = re.search(rf"{re.escape(name)}: (\d+|none)", text, re.IGNORECASE)
    if not found:
        return None
    return 0 if found[1].lower() == "none" else int(found[1])
