"""How much is in a pack, as names and print say it: 500 ml, 0,5 L, 70g, 6x33cl.

Called by `pipeline.vision.names` and `pipeline.vision.guesses`. Pure text in, data out.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

# What one unit is in millilitres or grams.
_UNITS: dict[str, tuple[str, float]] = {
    "ml": ("ml", 1.0),
    "cl": ("ml", 10.0),
    "dl": ("ml", 100.0),
    "l": ("ml", 1000.0),
    "lt": ("ml", 1000.0),
    "ltr": ("ml", 1000.0),
    "litre": ("ml", 1000.0),
    "liter": ("ml", 1000.0),
    "mg": ("g", 0.001),
    "g": ("g", 1.0),
    "gr": ("g", 1.0),
    "gm": ("g", 1.0),
    "gms": ("g", 1.0),
    "kg": ("g", 1000.0),
    "kgs": ("g", 1000.0),
    "oz": ("g", 28.35),
    "lb": ("g", 453.6),
    "gramme": ("g", 1.0),
    "grammes": ("g", 1.0),
    "grams": ("g", 1.0),
    "gramos": ("g", 1.0),
    "kilo": ("g", 1000.0),
    "kilos": ("g", 1000.0),
    "litres": ("ml", 1000.0),
    "liters": ("ml", 1000.0),
    "litro": ("ml", 1000.0),
    "litros": ("ml", 1000.0),
    "lita": ("ml", 1000.0),
    "مل": ("ml", 1.0),
    "مليلتر": ("ml", 1.0),
    "سل": ("ml", 10.0),
    "لتر": ("ml", 1000.0),
    "ليتر": ("ml", 1000.0),
    "جم": ("g", 1.0),
    "غم": ("g", 1.0),
    "غ": ("g", 1.0),
    "غرام": ("g", 1.0),
    "جرام": ("g", 1.0),
    "كغ": ("g", 1000.0),
    "كجم": ("g", 1000.0),
    "كغم": ("g", 1000.0),
    "كيلو": ("g", 1000.0),
    "كيلوغرام": ("g", 1000.0),
    "كيلوجرام": ("g", 1000.0),
}
_FRACTIONS = {"1/2": "0.5", "1/4": "0.25", "3/4": "0.75"}
_DIGITS = str.maketrans("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹٫٬", "01234567890123456789.,")
_NAMES = "|".join(sorted(_UNITS, key=len, reverse=True))
_AMOUNT = r"\d{1,4}(?:[.,]\d{1,3})?|[13]/[24]"
_THOUSANDS = re.compile(r"[.,](?=\d{3}$)")
_SIZE = re.compile(
    rf"(?<![\w.,/])(?:(\d{{1,2}})\s*[x×*]\s*)?({_AMOUNT})\s*"
    rf"({_NAMES})(?:ml)?(?![^\W\d_])(?:\s*[x×*]\s*(\d{{1,2}})(?!\d))?",
    re.IGNORECASE,
)


def _zeros(letters: re.Match[str]) -> str:
    return "0" * len(letters.group())


# OCR takes "cl" for "d" and a small "o" for a zero.
_MISREAD: tuple[tuple[re.Pattern[str], str | Callable[[re.Match[str]], str]], ...] = (
    (re.compile(r"(?<=\d)\s*[dD](?![^\W\d_])"), "cl"),
    (re.compile(r"(?<=\d)[oO]{1,3}(?=\d|\s*(?:ml|cl|g|kg|l)\b)"), _zeros),
)
_SAME = 0.02  # a hundredth is rounding, a tenth is another pack
_LEAST, _MOST = 1.0, 60_000.0  # of grams or millilitres; beyond it is no pack


@dataclass(frozen=True, slots=True)
class PackSize:
    """Contents of one unit in `ml` or `g`, and how many units are sold together."""

    amount: float
    unit: str
    pieces: int = 1

    def is_same_as(self, other: PackSize) -> bool:
        """Whether both say the same amount, whatever unit it was printed in."""
        close = abs(self.amount - other.amount) <= _SAME * max(
            self.amount, other.amount
        )
        return self.unit == other.unit and self.pieces == other.pieces and close

    def __str__(self) -> str:
        large = self.amount >= 1000
        amount = self.amount / 1000 if large else self.amount
        unit = {"ml": "L", "g": "kg"}[self.unit] if large else self.unit
        pieces = f"{self.pieces} x " if self.pieces > 1 else ""
        return f"{pieces}{amount:.4g} {unit}"


@lru_cache(maxsize=32_768)  # the names of a large catalogue are read again and again
def find_sizes(text: str, is_print: bool = False) -> tuple[PackSize, ...]:
    """All sizes in a text; `is_print` forgives what OCR confuses."""
    plain = _plain(text)
    if is_print:
        for pattern, instead in _MISREAD:
            plain = pattern.sub(instead, plain)
    found = (_size(match) for match in _SIZE.finditer(plain))
    return tuple(dict.fromkeys(size for size in found if size is not None))


def without_sizes(text: str) -> str:
    """The text with its sizes taken out."""
    return " ".join(_SIZE.sub(" ", _plain(text)).split())


def _plain(text: str) -> str:
    """Usual digits and fractions: ٥٠٠, ５００ and ½ as 500 and 1/2."""
    folded = unicodedata.normalize("NFKC", text).replace("⁄", "/")
    return folded.translate(_DIGITS)


def _size(match: re.Match[str]) -> PackSize | None:
    unit, factor = _UNITS[match.group(3).casefold()]
    said = match.group(2)
    if factor == 1.0:  # 1.000 ml is a litre, and 1.250 kg a little more than one
        said = _THOUSANDS.sub("", said)
    amount = float(_FRACTIONS.get(said, said).replace(",", ".")) * factor
    pieces = int(match.group(1) or match.group(4) or 1)
    if not _LEAST <= amount <= _MOST or not 1 <= pieces <= 48:
        return None
    return PackSize(round(amount, 3), unit, pieces)
