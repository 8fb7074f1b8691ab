"""How much is in a pack, as names and print say it: 500 ml, 0,5 L, 70g, 6x33cl, 40 pcs.

Called by `pipeline.vision.naming.names` and `pipeline.vision.naming.guesses`. Pure text
in, data out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache

from pipeline.vision.text.size_words import (
    COUNTERS,
    PIECES,
    UNIT,
    UNITS,
    in_one_spelling,
)

COUNTED = "pcs"
_AMOUNT = r"\d{1,4}(?:[.,]\d{1,3})?"
_THOUSANDS = re.compile(r"[.,](?=\d{3}$)")
_TIMES = rf"\s*(?:{PIECES})?\s*[x×*]\s*|\s*(?:{PIECES})\s(?:de|of|à)\s*"
_SIZE = re.compile(
    rf"(?<![\w.,/])(?:(\d{{1,3}})(?:{_TIMES}))?({_AMOUNT})\s*"
    rf"({UNIT})(?:ml)?(?=x\d|[\W\d_]|$)(?:\s*[x×*]\s*(\d{{1,3}})(?![\d.,]))?",
    re.IGNORECASE,
)
_AND_SMALL = re.compile(  # 1 kg 500 g, 2 lb 3 oz
    r"(?<![\w.,/])(\d{1,2})\s?(kg|l|lb)\s?(\d{1,3})\s?(g|ml|oz)\b", re.IGNORECASE
)
_SEVERAL = re.compile(
    r"\b(?:lots?|packs?|sets?|paquete?s?|cartons?|box|bo[iî]te|caisse)\s(?:de|of)\s(\d{1,3})\b"
    r"(?!\s?[.,\dx×])|(?<![\w.,/])(\d{1,2})[ -]?(?:packs?|パック)(?![^\W\d_])",
    re.IGNORECASE,
)
_COUNTED = re.compile(
    rf"(?<![\w.,/])(\d{{1,3}})\s?(?:(?:{PIECES})(?!\w)|[{COUNTERS}])"
    r"|(?<![\w.,/])(\d{1,2})\s?\+\s?(\d{1,2})\s(?:free|grat|offert|مجان)\w*"
    r"|(?<![^\s(])[x×]\s?([4-9]|\d{2,3})(?![\w.,/])",
    re.IGNORECASE,
)
# What is in a hundred grams, or in one helping.
_PER = re.compile(r"(?:\b(?:per|pour|par|por|je)|لكل)\s*$", re.IGNORECASE)
_MORE_OR_RANGE = re.compile(r"(?:\+|\d\s?[-–])\s?$")
_NUTRIENT = re.compile(
    r"\s?(?:of |de |d['’])?(?:prot|sugar|sucre|fat\b|fib|carb|sel\b|salt)",
    re.IGNORECASE,
)
_SAME = 0.02  # a hundredth is rounding, a tenth is another pack
_LEAST, _MOST = 1.0, 60_000.0  # of grams or millilitres; beyond it is no pack
_MOST_PIECES, _MOST_COUNTED = 200, 999  # beside a measure, and alone


@dataclass(frozen=True, slots=True)
class PackSize:
    """Contents of one unit in `ml`, `g` or pieces (`pcs`), and how many units are sold
    together."""

    amount: float
    unit: str
    pieces: int = 1

    def is_same_as(self, other: PackSize) -> bool:
        """Whether both say the same amount, whatever unit it was printed in."""
        close = abs(self.amount - other.amount) <= _SAME * max(
            self.amount, other.amount
        )
        return self.unit == other.unit and self.pieces == other.pieces and close

    @property
    def is_counted(self) -> bool:
        """Whether it tells pieces and no measure."""
        return self.unit == COUNTED

    def __str__(self) -> str:
        if self.is_counted:
            return f"{self.amount:.0f} {COUNTED}"
        large = self.amount >= 1000
        amount = self.amount / 1000 if large else self.amount
        unit = {"ml": "L", "g": "kg"}[self.unit] if large else self.unit
        pieces = f"{self.pieces} x " if self.pieces > 1 else ""
        return f"{pieces}{amount:.4g} {unit}"


@lru_cache(maxsize=32_768)  # the names of a large catalogue are read again and again
def find_sizes(text: str, is_print: bool = False) -> tuple[PackSize, ...]:
    """All sizes in a text, measures before pieces; `is_print` forgives what OCR
    confuses."""
    plain = _in_one_unit(in_one_spelling(text, is_print))
    measures = _without_doubles(_measures(plain))
    rest = _SIZE.sub(" ; ", plain)
    several = [int(found[1] or found[2]) for found in _SEVERAL.finditer(rest)]
    if len(measures) == len(several) == 1 and measures[0].pieces == 1:
        return (replace(measures[0], pieces=several[0]),)
    counts = [*several, *_counts(_SEVERAL.sub(" ; ", rest))]
    counted = [PackSize(n, COUNTED) for n in counts if 2 <= n <= _MOST_COUNTED]
    return tuple(dict.fromkeys((*measures, *counted)))


def without_sizes(text: str) -> str:
    """The text with its sizes taken out."""
    plain = _in_one_unit(in_one_spelling(text))
    for pattern in (_SIZE, _SEVERAL, _COUNTED):
        plain = pattern.sub(" ", plain)
    return " ".join(plain.split())


def _in_one_unit(plain: str) -> str:
    """1 kg 500 g as 1500 g."""
    return _AND_SMALL.sub(_sum, plain)


def _sum(found: re.Match[str]) -> str:
    large, small = UNITS[found[2].casefold()], UNITS[found[4].casefold()]
    if large[0] != small[0]:
        return found.group()
    amount = int(found[1]) * large[1] + int(found[3]) * small[1]
    return f"{amount / small[1]:.0f} {found[4]}"


def _measures(plain: str) -> Iterator[PackSize]:
    for match in _SIZE.finditer(plain):
        before, after = plain[: match.start()], plain[match.end() :]
        # 1 kg + 100 g free; nappies for babies of 9-14 kg
        is_other = _MORE_OR_RANGE.search(before)
        if is_other or _PER.search(before) or _NUTRIENT.match(after):
            continue
        size = _size(match)
        if size is not None:
            yield size


def _size(match: re.Match[str]) -> PackSize | None:
    unit, factor = UNITS[match[3].casefold()]
    said = match[2]
    if factor == 1.0:  # 1.000 ml is a litre, and 1.250 kg a little more than one
        said = _THOUSANDS.sub("", said)
    amount = float(said.replace(",", ".")) * factor
    pieces = int(match[1] or match[4] or 1)
    if not _LEAST <= amount <= _MOST or not 1 <= pieces <= _MOST_PIECES:
        return None
    return PackSize(round(amount, 3), unit, pieces)


def _without_doubles(sizes: Iterator[PackSize]) -> list[PackSize]:
    """12 OZ (340 g) says one size twice; the round number is kept."""
    kept: list[PackSize] = []
    for size in sizes:
        same = next((k for k, one in enumerate(kept) if one.is_same_as(size)), None)
        if same is None:
            kept.append(size)
        elif size.amount.is_integer() and not kept[same].amount.is_integer():
            kept[same] = size
    return kept


def _counts(plain: str) -> Iterator[int]:
    for found in _COUNTED.finditer(plain):
        yield sum(int(number) for number in found.groups() if number)
