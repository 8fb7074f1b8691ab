"""Lines of invoices, delivery notes and price lists, from the print that OCR has found.

Pure: boxes and texts in, dataclasses out. Called by `bot.paperwork`.
"""

from __future__ import annotations

import re
import statistics
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from price_parser.parser import parse_number
from rapidfuzz import fuzz

from pipeline.types import TextLine

SURE, LIKELY = 88.0, 65.0
"""Names whose words agree so far (0 to 100) are the same, or are asked about."""
CLEAR_LEAD, CLEAR_LEAD_IN_ALL = 6.0, 20.0
"""A name that fits another product nearly as well is asked about."""
_NUMBER = re.compile(r"\d[\d.,'’٫٬]*")
_SIZE = re.compile(r"\d+(?:[.,]\d+)?\s?(?:ml|cl|l|ltr|g|gm|kg|mg|cm|oz|w)\b", re.I)
_PACKS = re.compile(
    r"\b(?:ctns?|cartons?|crates?|cases?|cs|packs?|pks?|bales?|boxes|box|trays?|"
    r"casiers?|caisses?|colis|cajas?|paquetes?|katoni|kreti|kasha)\b|كرتون|صندوق",
    re.I,
)


@dataclass(frozen=True, slots=True)
class PaperLine:
    """One row of a paper: the words of it, and its numbers from left to right.

    `quantity`, `price` and `total` are known where the numbers say so themselves:
    quantity times price is the total.
    """

    name: str
    numbers: tuple[Decimal, ...]
    quantity: int | None = None
    price: Decimal | None = None
    total: Decimal | None = None
    is_in_packs: bool = False


@dataclass(frozen=True, slots=True)
class Expected:
    """A product that may be on the paper; `quantity` is what was ordered of it."""

    product_id: str
    names: tuple[str, ...]
    quantity: int | None = None
    pack_size: int | None = None
    cost: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """A row that is about a product; `is_sure` of the name, not of the numbers."""

    line: PaperLine
    product: Expected
    is_sure: bool


def lines_of(texts: Iterable[TextLine]) -> tuple[PaperLine, ...]:
    """The rows that have words and numbers, from top to bottom, photo by photo."""
    by_photo: dict[int, list[TextLine]] = {}
    for text in texts:
        by_photo.setdefault(text.photo, []).append(text)
    rows = (row for _, part in sorted(by_photo.items()) for row in _rows(part))
    lines = (_line(" ".join(text.text for text in row)) for row in rows)
    return tuple(line for line in lines if line is not None)


def _rows(texts: Sequence[TextLine]) -> list[list[TextLine]]:
    """Texts side by side, each row from the left; a tilted photo is levelled first."""
    slope = _slope(texts)
    rows: list[list[TextLine]] = []
    levels: list[float] = []
    for text in sorted(texts, key=lambda text: _level(text, slope)):
        level = _level(text, slope)
        if rows and level - levels[-1] < 0.6 * text.box.height:
            rows[-1].append(text)
        else:
            rows.append([text])
            levels.append(level)
    return [sorted(row, key=lambda text: text.box.left) for row in rows]


def _level(text: TextLine, slope: float) -> float:
    x, y = text.box.centre
    return y - slope * x


def _slope(texts: Sequence[TextLine]) -> float:
    """How far rows sink to the right: the median over neighbours in a row."""
    found = []
    for text in texts:
        x, y = text.box.centre
        beside = [
            other
            for other in texts
            if other.box.left >= text.box.right
            and abs(other.box.centre[1] - y) < text.box.height
        ]
        if beside:
            nearest = min(beside, key=lambda other: other.box.left)
            run = nearest.box.centre[0] - x
            found.append((nearest.box.centre[1] - y) / run)
    return statistics.median(found) if found else 0.0


def _line(text: str) -> PaperLine | None:
    """A row as words and numbers; None for one that has no word or no number."""
    plain = _western(text)
    without_sizes = _SIZE.sub(lambda found: " " * len(found[0]), plain)
    numbers = tuple(
        number
        for found in _NUMBER.findall(without_sizes)
        if (number := parse_number(found.strip(".,'’"))) is not None
    )
    sizes = " ".join(found[0] for found in _SIZE.finditer(plain))
    words = _PACKS.sub(" ", _NUMBER.sub(" ", without_sizes))
    name = " ".join(re.sub(r"[^\w&%\s-]|\b[xX]\b|_", " ", words).split()).strip("- ")
    if sum(letter.isalpha() for letter in name) < 2 or not numbers:
        return None
    quantity, price, total = _product_of(numbers)
    is_in_packs = _PACKS.search(plain) is not None
    full = f"{name} {sizes}".strip()
    return PaperLine(full, numbers, quantity, price, total, is_in_packs)


def _product_of(
    numbers: Sequence[Decimal],
) -> tuple[int, Decimal, Decimal] | tuple[None, None, None]:
    """Quantity, price and total, where one number is the product of two before it."""
    for last in range(len(numbers) - 1, 1, -1):
        for first in range(last - 1):
            for second in range(first + 1, last):
                amount, price, total = (numbers[i] for i in (first, second, last))
                is_count = amount == amount.to_integral_value() and amount > 0
                if is_count and price and abs(amount * price - total) <= total / 500:
                    return int(amount), price, total
    return None, None, None


def matched(
    lines: Sequence[PaperLine], products: Sequence[Expected]
) -> tuple[tuple[Found, ...], tuple[PaperLine, ...]]:
    """Which row is about which product, each of both once; and the rows left over."""
    names = [tuple(map(_folded, product.names)) for product in products]
    scores = {
        (row, column): _likeness(said, known)
        for row, said in enumerate(_folded(line.name) for line in lines)
        for column, known in enumerate(names)
    }
    alike = [pair for pair, score in scores.items() if score[0] >= LIKELY]
    taken: dict[int, int] = {}
    for row, column in sorted(alike, key=lambda pair: scores[pair], reverse=True):
        if row not in taken and column not in taken.values():
            taken[row] = column
    found = [
        Found(lines[row], products[column], _is_clear(scores, row, column, len(names)))
        for row, column in sorted(taken.items())
    ]
    rest = [line for row, line in enumerate(lines) if row not in taken]
    return tuple(found), tuple(rest)


def _is_clear(
    scores: Mapping[tuple[int, int], tuple[float, float]],
    row: int,
    column: int,
    columns: int,
) -> bool:
    """Whether the words agree, and with no other product about as well."""
    own = scores[row, column]
    others = [scores[row, other] for other in range(columns) if other != column]
    rival = max(others, default=(0.0, 0.0))
    leads = own[0] - rival[0] >= CLEAR_LEAD or own[1] - rival[1] >= CLEAR_LEAD_IN_ALL
    return own[0] >= SURE and leads


def likeness(text: str, names: Iterable[str]) -> tuple[float, float]:
    """How well the words agree with one of the names: shared ones, then all of them."""
    return _likeness(_folded(text), tuple(map(_folded, names)))


def _likeness(said: str, names: Iterable[str]) -> tuple[float, float]:
    return max(
        (
            (fuzz.token_set_ratio(said, known), fuzz.token_sort_ratio(said, known))
            for known in names
        ),
        default=(0.0, 0.0),
    )


def _folded(text: str) -> str:
    """Without accents, signs and capitals; sizes stay whole: "330 ml" is "330ml"."""
    bare = unicodedata.normalize("NFKD", _western(text).casefold())
    letters = "".join(c for c in bare if not unicodedata.combining(c))
    joined = re.sub(r"(\d)\s+(?=(?:ml|cl|l|g|kg)\b)", r"\1", letters)
    return " ".join(re.sub(r"[^\w]+", " ", joined).split())


def _western(text: str) -> str:
    return "".join(str(unicodedata.digit(c)) if c.isdecimal() else c for c in text)
