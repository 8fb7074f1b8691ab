"""Values of strangers, made harmless: text, amounts, dates, codes of countries."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

LONGEST_NAME = 80
MOST_AMOUNT = Decimal(100_000_000)
_ADDRESS = re.compile(
    r"(?:\w+://|www\.|t\.me/|wa\.me/)\S*|\b\S+@\S+\.\S+", re.IGNORECASE
)
_TAG = re.compile(r"</?[a-zA-Z][^<>]{0,80}>")
_MARKUP = str.maketrans("", "", "*_~`")
_CURRENCY = re.compile(r"[A-Z]{3}")
_COUNTRY = re.compile(r"[A-Z]{2}")


def text(value: Any, longest: int = LONGEST_NAME) -> str:
    """One line of plain words: no markup, addresses or invisible characters."""
    if not isinstance(value, str):
        return ""
    cut = value[: longest * 10]
    plain = _ADDRESS.sub(" ", _TAG.sub("", cut)).translate(_MARKUP)
    visible = "".join(
        " " if unicodedata.category(char) in {"Cc", "Zl", "Zp"} else char
        for char in unicodedata.normalize("NFC", plain)
        if unicodedata.category(char) not in {"Cf", "Cs", "Co", "Cn"}
    )
    words = " ".join(visible.split())
    if len(words) > longest:
        words = words[:longest].rsplit(" ", 1)[0]
    return words.strip(" ,;-–")


def amount(value: Any) -> Decimal | None:
    """A price of more than nothing, rounded to cents; also from a text."""
    if isinstance(value, bool) or not isinstance(value, int | float | str | Decimal):
        return None
    try:
        number = Decimal(str(value).strip()[:20])
    except InvalidOperation:
        return None
    if not number.is_finite() or not 0 < number < MOST_AMOUNT:
        return None
    cents = number.quantize(Decimal("0.01"))
    return cents if cents > 0 else None


def day(value: Any) -> date | None:
    """A date of ISO 8601, with a time perhaps."""
    if not isinstance(value, str):
        return None
    try:
        return date.fromisoformat(value[:10])
    except ValueError:
        return None


def currency(value: Any) -> str | None:
    found = isinstance(value, str) and _CURRENCY.fullmatch(value.upper())
    return found.group() if found else None


def country(value: Any) -> str | None:
    found = isinstance(value, str) and _COUNTRY.fullmatch(value.upper())
    return found.group() if found else None


def gtin(value: Any) -> str | None:
    """14 digits, whatever leading zeros a source has dropped or added."""
    if not isinstance(value, str) or not value.isascii() or not value.isdigit():
        return None
    digits = value.lstrip("0")
    return digits.zfill(14) if 1 <= len(digits) <= 14 else None


def within(data: Any, path: str) -> Any:
    """The value at "results.items": keys, one after the other; None on the way out."""
    for key in path.split(".") if path else ():
        if not isinstance(data, Mapping):
            return None
        data = data.get(key)
    return data
