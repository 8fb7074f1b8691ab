"""What a cell says: numbers as people write them, codes, names."""

from __future__ import annotations

import re
import unicodedata
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from typing import NoReturn

import biip
from biip.gtin import Gtin
from price_parser.parser import parse_number

from bot.tables.rows import Cell
from storage.names import clean_name

NOTHING = {"", "-", "--", "–", "—", "n/a", "#n/a", "na", "nil", "none", "null", "?"}
# Spaces and apostrophes separate thousands only: "12 24" is two numbers.
NUMBER = re.compile(r"\d+(?:[\s'’]\d{3}(?!\d))*(?:[.,٫٬]\d+)*")
PRICE_PLACES = Decimal("0.01")
GTIN_LENGTHS = (8, 12, 13, 14)


class ValueProblem(StrEnum):
    """Why a cell cannot be taken as it is."""

    NOT_A_NUMBER = "not_a_number"
    NEGATIVE = "negative"
    NOT_WHOLE = "not_whole"
    TOO_LARGE = "too_large"
    TOO_LONG = "too_long"
    BAD_CODE = "bad_code"
    FORMULA = "formula"  # without the value that it had


FORMULA_STARTS = frozenset("=+-@")


class BadValue(Exception):
    """A cell that cannot be taken as it is."""

    def __init__(self, problem: ValueProblem) -> None:
        super().__init__(problem.value)
        self.problem = problem


def read_text(cell: Cell, longest: int) -> str | None:
    """A short text in one line; None for nothing. Raises BadValue."""
    text = clean_name(_shown(cell))
    if text[:1] == "'" and text[1:2] in FORMULA_STARTS:
        text = text[1:]  # as exports write it, and spreadsheet programs
    if text.casefold() in NOTHING:
        return None
    if len(text) > longest:
        raise BadValue(ValueProblem.TOO_LONG)
    return text


def read_names(cell: Cell, longest: int) -> tuple[str, ...]:
    """Names between bars."""
    parts = (read_text(part, longest) for part in _shown(cell).split("|"))
    return tuple(part for part in parts if part)


def read_amount(cell: Cell, largest: Decimal) -> Decimal | None:
    """Money: "1,200.50", "1.200,50", "₦ 1 200", "550/=". Raises BadValue."""
    number = _number(cell)
    if number is None:
        return None
    amount = number.quantize(PRICE_PLACES, ROUND_HALF_UP)
    if amount > largest:
        raise BadValue(ValueProblem.TOO_LARGE)
    return amount


def read_count(cell: Cell, largest: int) -> int | None:
    """A whole number: "12", "12.0", "1,200", "12 pcs". Raises BadValue."""
    number = _number(cell)
    if number is None:
        return None
    if number != number.to_integral_value():
        raise BadValue(ValueProblem.NOT_WHOLE)
    if number > largest:
        raise BadValue(ValueProblem.TOO_LARGE)
    return int(number)


def read_gtin(cell: Cell) -> str | None:
    """A GTIN with 14 digits and a right check digit. Raises BadValue.

    Zeros that a spreadsheet has taken from its front are put back.
    """
    text = _shown(cell).strip().strip("'").replace(" ", "").replace("-", "")
    if text.casefold() in NOTHING or not text:
        return None
    text = re.sub(r"[.,]0+", "", text) if re.fullmatch(r"\d+[.,]0+", text) else text
    if not text.isdecimal() or len(text) < 7 or not int(text):
        raise BadValue(ValueProblem.BAD_CODE)
    digits = _western(text)
    for length in GTIN_LENGTHS:
        if length >= len(digits):
            try:
                return Gtin.parse(digits.zfill(length)).as_gtin_14()
            except biip.ParseError:
                continue
    raise BadValue(ValueProblem.BAD_CODE)


def _shown(cell: Cell) -> str:
    if isinstance(cell, str):
        return cell
    return f"{cell:f}".rstrip("0").rstrip(".") if cell % 1 else f"{cell:.0f}"


def _number(cell: Cell) -> Decimal | None:
    """The one number of a cell, with whatever signs and words are around it."""
    if isinstance(cell, Decimal):
        return _not_negative(cell)
    text = _western(unicodedata.normalize("NFKC", cell)).strip()
    if text.casefold() in NOTHING:
        return None
    found = NUMBER.findall(text)
    if len(found) != 1 or "%" in text:
        _no_number()
    before, _, after = text.partition(found[0])
    if re.match(r"[eE][+-]?\d", after):
        _no_number()
    if re.search(r"[-−(]\s*\D{0,3}$", before):
        raise BadValue(ValueProblem.NEGATIVE)
    if re.search(r"(?<!\w)[.,]$", before):  # ".50", but not "Rs.50"
        return Decimal(f"0.{found[0]}") if found[0].isdecimal() else _no_number()
    if re.fullmatch(r"0[.,٫]\d+", found[0]):  # "0.500" is no five hundred
        return Decimal(f"0.{found[0][2:]}")
    number: Decimal | None = parse_number(_separated(found[0]))
    return _not_negative(number) if number is not None else _no_number()


def _no_number() -> NoReturn:
    raise BadValue(ValueProblem.NOT_A_NUMBER)


def _not_negative(number: Decimal) -> Decimal:
    if number < 0:
        raise BadValue(ValueProblem.NEGATIVE)
    return number


def _western(text: str) -> str:
    """Digits of all scripts as 0 to 9."""
    return "".join(
        str(unicodedata.digit(letter)) if letter.isdecimal() else letter
        for letter in text
    )


def _separated(number: str) -> str:
    """Apostrophes, spaces and Arabic marks as the separators that are understood."""
    arabic = number.replace("٬", ",").replace("٫", ".")
    return re.sub(r"['’\s]", "", arabic)
