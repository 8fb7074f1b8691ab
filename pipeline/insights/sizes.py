"""How much a pack holds, read from its name or print: "50cl", "6 x 330 ml", "1,5 kg".

Pure text in, data out. Called by `pipeline.insights.prices`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

_NUMBER = r"\d{1,5}(?:[.,]\d{1,3})?"
_UNITS: dict[str, tuple[str, Decimal]] = {
    "kg": ("kg", Decimal(1)),
    "kilo": ("kg", Decimal(1)),
    "kilos": ("kg", Decimal(1)),
    "g": ("kg", Decimal("0.001")),
    "gr": ("kg", Decimal("0.001")),
    "gm": ("kg", Decimal("0.001")),
    "gms": ("kg", Decimal("0.001")),
    "gram": ("kg", Decimal("0.001")),
    "grams": ("kg", Decimal("0.001")),
    "mg": ("kg", Decimal("0.000001")),
    "lb": ("kg", Decimal("0.45359237")),
    "oz": ("kg", Decimal("0.028349523")),
    "l": ("l", Decimal(1)),
    "lt": ("l", Decimal(1)),
    "ltr": ("l", Decimal(1)),
    "liter": ("l", Decimal(1)),
    "litre": ("l", Decimal(1)),
    "litres": ("l", Decimal(1)),
    "liters": ("l", Decimal(1)),
    "dl": ("l", Decimal("0.1")),
    "cl": ("l", Decimal("0.01")),
    "ml": ("l", Decimal("0.001")),
    "fl oz": ("l", Decimal("0.0295735")),
    "كجم": ("kg", Decimal(1)),
    "كيلو": ("kg", Decimal(1)),
    "جم": ("kg", Decimal("0.001")),
    "جرام": ("kg", Decimal("0.001")),
    "لتر": ("l", Decimal(1)),
    "مل": ("l", Decimal("0.001")),
}
_NAMES = "|".join(sorted(map(re.escape, _UNITS), key=len, reverse=True))
_SIZE = re.compile(
    rf"(?<![\w.,])(?:(?P<times>\d{{1,3}})\s*[x×*]\s*)?"
    rf"(?P<number>{_NUMBER})\s*(?P<unit>{_NAMES})(?:\s*[x×*]\s*(?P<after>\d{{1,3}}))?"
    r"(?![\w])",
    re.IGNORECASE,
)
_DIGITS = str.maketrans("٠١٢٣٤٥٦٧٨٩٫", "0123456789.")


@dataclass(frozen=True, slots=True)
class Size:
    """So many kilograms or litres; `measure` is "kg" or "l"."""

    amount: Decimal
    measure: str


def read_size(text: str) -> Size | None:
    """The size in a name or in a print; None where none or several differ.

    "12 fl oz (355 mL)" says the same twice: the metric one counts.
    """
    found = [
        size
        for match in _SIZE.finditer(text.translate(_DIGITS))
        if (size := _size(match)) is not None
    ]
    if not found:
        return None
    if all(_is_close(found[0], other) for other in found[1:]):
        return found[-1]
    return None


def without_size(text: str) -> str:
    """The name without its size, in small letters: the same for all sizes of it."""
    plain = _SIZE.sub(" ", text.translate(_DIGITS))
    return " ".join(re.findall(r"\w+", plain.casefold()))


def is_same_size(one: Size | None, other: Size | None) -> bool:
    """Whether two packs hold as much; where one does not say, they may."""
    return one is None or other is None or _is_close(one, other)


def _size(match: re.Match[str]) -> Size | None:
    measure, factor = _UNITS[match["unit"].casefold()]
    packs = int(match["times"] or match["after"] or 1)
    amount = Decimal(match["number"].replace(",", ".")) * factor * max(packs, 1)
    return Size(amount, measure) if 0 < amount < 1000 else None


def _is_close(one: Size, other: Size) -> bool:
    bigger, smaller = sorted((one.amount, other.amount), reverse=True)
    return one.measure == other.measure and bigger <= smaller * Decimal("1.02")
