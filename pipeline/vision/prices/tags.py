"""What the print of a shelf label means: amount, currency and unit.

Called by `pipeline.shelf` with the lines that OCR read. Pure text and boxes in, data
out. Numbers are parsed by `price-parser`; what is no price is taken away first.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from price_parser import Price

from pipeline.types import Box
from pipeline.vision.prices.words import in_one_spelling, without_old_price
from pipeline.vision.text.ocr import Line
from pipeline.vision.text.size_words import PIECES

_MOST = Decimal(100_000_000)
_LEAST_CLEARNESS = 0.15  # a digit among many letters is no price

# Longest first: "KSh" must be met before "Sh", "US$" before "$".
_CURRENCIES = {
    "f cfa": "XOF",
    "fcfa": "XOF",
    "cfa": "XOF",
    "naira": "NGN",
    "ngn": "NGN",
    "₦": "NGN",
    "ksh": "KES",
    "kes": "KES",
    "ush": "UGX",
    "ugx": "UGX",
    "tsh": "TZS",
    "tzs": "TZS",
    "gh₵": "GHS",
    "ghc": "GHS",
    "ghs": "GHS",
    "₵": "GHS",
    "zar": "ZAR",
    "rwf": "RWF",
    "frw": "RWF",
    "etb": "ETB",
    "mad": "MAD",
    "dhs": "MAD",
    "dh": "MAD",
    "د.م": "MAD",
    "درهم": "MAD",
    "egp": "EGP",
    "e£": "EGP",
    "eur": "EUR",
    "€": "EUR",
    "gbp": "GBP",
    "£": "GBP",
    "jpy": "JPY",
    "円": "JPY",
    "¥": "JPY",
    "inr": "INR",
    "₹": "INR",
    "usd": "USD",
    "us$": "USD",
    "$": "USD",
}
_LETTER_BEFORE_NUMBER = {"n": "NGN", "r": "ZAR"}  # N1,200 and R12.99

_NUMBER = r"\d[\d.,'’ ]*\d|\d"
_NOT_A_PRICE = (
    re.compile(r"[-+]?\d+(?:[.,]\d+)?\s*%"),
    re.compile(r"\b\d{1,2}[./-]\d{1,2}[./-]\d{2,4}\b"),  # dates
    re.compile(r"\b\d{6,}\b"),  # article numbers and barcodes
    re.compile(r"[<>]+\S*"),
    # sizes: 500 ml, 0,5 L, 6x33cl, 70g
    re.compile(
        r"\b(?:\d+\s*[x×*]\s*)?\d+(?:[.,]\d+)?\s*"
        r"(?:kg|mg|g|gr|ml|cl|dl|lt|ltr|l|oz|lb|pcs|pack|枚|個|本)\b",
        re.IGNORECASE,
    ),
    re.compile(rf"\b\d+\s?(?!uni)(?:{PIECES})(?!\w)|^\s*x\s?\d+\s*$", re.I),
    re.compile(r"[（(]\s*税込.*"),  # with tax, behind the price without
    re.compile(r"^\s*[.,]\d\d\b"),  # cents whose whole was not read
    re.compile(r"^\s*\+\s*\d+"),  # bonus points
    re.compile(r"(?<![\d.,])([2-9])\s*[x×]\s*(?!\1)[1-9](?![\d.,])"),  # 3x2: an offer
)
_MULTIBUY = re.compile(
    rf"\b(?:buy\s+)?(\d{{1,2}})\s*(?:for|pour|por|para|für|per|[x×@/])\s*"
    rf"(\D{{0,6}}(?:{_NUMBER}).*)",
    re.IGNORECASE,
)
_OFFER = re.compile(r"\D{0,4}\d{1,2}\s*(?:for|pour|por|para|für|kwa)\s*", re.I)
_UNIT = re.compile(
    r"(?:per|par|por|pro|je|/|the|le|la)\s*(100\s*g|100\s*ml|kg|kilo|g|l|lit(?:er|re)|"
    r"lb|oz|ml|dozen|each|piece|pc|unit)\b",
    re.IGNORECASE,
)
_UNIT_NAMES = {"kilo": "kg", "liter": "l", "litre": "l", "piece": "each", "pc": "each"}
_SHILLING_END = re.compile(r"(\d)\s*/\s*[=-]")
_MISREAD_SHILLING = re.compile(r"(?<![^\W_])[KkX][5S][hHk](?=\s*\d)")  # KSh
_MISREAD_END = re.compile(r"(?<=\d\d)[1lI|]\s*(?:=(?!\w)|-\s*$)")  # 390/=
_CODE_WORD = re.compile(r"(?<![\w.,])[^\W\d_]+\d+\w*(?=\s+\d)")  # A4 250, K5a 160
_LETTER_FOR_ZERO = re.compile(r"(?<=[\d.,])[oO](?=[\d.,]|\b)")
_SPACED_CENTS = re.compile(r"^\D*(\d{1,4})\s+(\d{2})\D*$")
_WHOLE_NUMBER = re.compile(r"\D*\d{1,4}\D*")
_LEADING_ZERO = re.compile(r"0\d$")  # what a blur leaves of 85 or 105
_RAISED = re.compile(r"(?<=\d)[⁰¹²³⁴⁵⁶⁷⁸⁹]{2}")  # 0⁸⁵
_PENCE = re.compile(r"^\s*(\d\d)\s?p\s*$")
_TWO_DIGITS = re.compile(r"\s*\d{2}\s*")
_SPACED_THOUSANDS = re.compile(r"(?<![.,]\d\d)(?<=\d)[ '’](?=\d{3}(?!\d))")


@dataclass(frozen=True, slots=True)
class PrintedPrice:
    """`amount` is what one selling unit costs; `unit` is set for prices per measure."""

    amount: Decimal
    currency: str | None = None
    unit: str | None = None


def parse_price(text: str, cents_are_raised: bool = False) -> PrintedPrice | None:
    """The price in one line of print, or None when it holds no clear one.

    `cents_are_raised`: the layout shows that the last two digits are decimals, as in
    0⁸⁵. Without that "0 85" still is 0.85, for no price starts with a lone zero, and
    "12 99" is refused. A multiple ("2 for 100") gives the price of one, and of an old
    and a new price the new one counts.
    """
    plain = without_old_price(_plain(text))
    if _OFFER.fullmatch(plain):
        return None
    currency = find_currency(plain)
    unit = _unit_in(plain)
    several = _several(plain, cents_are_raised)
    if several is not None:
        return PrintedPrice(several, currency, unit)
    amount = _amount_in(_UNIT.sub(" ", plain), cents_are_raised)
    return None if amount is None else PrintedPrice(amount, currency, unit)


def find_currency(text: str) -> str | None:
    """The ISO 4217 code of a printed currency sign, or None; "Rs" and "/=" alone
    belong to several countries and give None."""
    plain = _plain(text).casefold()
    for sign, code in _CURRENCIES.items():
        edge = r"(?<![^\W\d_])" if sign[0].isalpha() else ""
        end = r"(?![^\W\d_])" if sign[-1].isalpha() else ""
        if re.search(edge + re.escape(sign) + end, plain):
            return code
    letter = re.search(r"(?<![^\W\d_])([nr])\s?\d", plain)
    return _LETTER_BEFORE_NUMBER[letter.group(1)] if letter else None


def read_label(lines: Sequence[Line]) -> PrintedPrice | None:
    """The price of a label: the largest print that is a price.

    Raised cents beside it are added; a price per measure counts only alone.
    """
    found = price_line(lines)
    return None if found is None else found[0]


def price_line(lines: Sequence[Line]) -> tuple[PrintedPrice, Line] | None:
    """The price of a label and the line that says it."""
    best: tuple[float, PrintedPrice, Line] | None = None
    offers = [line for line in lines if _OFFER.fullmatch(line.text)]
    for line in lines:
        price = _price_of_offer(line, offers) or _price_with_cents(line, lines)
        if price is None or line in offers or _clearness(line) < _LEAST_CLEARNESS:
            continue
        weight = line.box.height * (0.3 if price.unit else 1.0) * _clearness(line)
        if best is None or weight > best[0]:
            best = (weight, price, line)
    if best is None:
        return None
    _, price, line = best
    currency = price.currency or _first_currency(lines)
    return PrintedPrice(price.amount, currency, price.unit), line


def _plain(text: str) -> str:
    """Full-width digits, fractions and odd spaces as the usual ones."""
    raised = _RAISED.sub(r".\g<0>", text)
    folded = unicodedata.normalize("NFKC", raised).replace("⁄", "/")
    folded = _PENCE.sub(r"£0.\1", folded)
    folded = in_one_spelling(folded)
    folded = _MISREAD_SHILLING.sub("KSh", _MISREAD_END.sub(" ", folded))
    folded = _SHILLING_END.sub(r"\1 ", folded)
    return _LETTER_FOR_ZERO.sub("0", folded).strip()


def _unit_in(plain: str) -> str | None:
    found = _UNIT.search(plain)
    if found is None:
        return None
    name = found.group(1).casefold().replace(" ", "")
    return _UNIT_NAMES.get(name, name)


def _several(plain: str, cents_are_raised: bool) -> Decimal | None:
    """The price of one where several are sold together."""
    found = _MULTIBUY.search(_only_prices(plain))
    if found is None or int(found.group(1)) < 2:
        return None
    total = _amount_in(found.group(2), cents_are_raised)
    if total is None or _is_pieces(total, int(found.group(1)), plain):
        return None
    one = total / int(found.group(1))
    return one.quantize(Decimal("0.01"), rounding=ROUND_HALF_UP).normalize() + 0


def _is_pieces(total: Decimal, number: int, plain: str) -> bool:
    """3 for 2: what is paid for and not what is paid."""
    is_whole = total == total.to_integral_value() and total < number
    return is_whole and find_currency(plain) is None


def _amount_in(plain: str, cents_are_raised: bool) -> Decimal | None:
    plain = _CODE_WORD.sub(_unless_money, _only_prices(plain))
    spaced = _SPACED_CENTS.match(plain)
    if spaced and (cents_are_raised or spaced.group(1) == "0"):
        return _sane(Decimal(f"{spaced.group(1)}.{spaced.group(2)}"))
    numbers = re.findall(_NUMBER, _SPACED_THOUSANDS.sub("", plain))
    # Two numbers, or digits with an unexplained space: which is the price?
    if len(numbers) != 1 or " " in numbers[0].strip():
        return None
    if _LEADING_ZERO.match(numbers[0]):
        return None
    return _sane(Price.fromstring(numbers[0]).amount)


def _unless_money(word: re.Match[str]) -> str:
    """Nothing in the place of a code; R2 706 is an amount."""
    return word.group() if find_currency(word.group()) else " "


def _only_prices(plain: str) -> str:
    for pattern in _NOT_A_PRICE:
        plain = pattern.sub(" ", plain)
    return plain


def _sane(amount: Decimal | None) -> Decimal | None:
    return amount if amount is not None and 0 < amount < _MOST else None


def _price_of_offer(line: Line, offers: Sequence[Line]) -> PrintedPrice | None:
    """The price of one where the line above says how many it is for: 2 FOR."""
    for offer in offers:
        gap = line.box.top - offer.box.bottom
        is_below = -0.5 * offer.box.height <= gap <= offer.box.height
        if offer is not line and is_below and line.box.height > 0.5 * offer.box.height:
            return parse_price(f"{offer.text} {line.text}")
    return None


def _price_with_cents(line: Line, lines: Sequence[Line]) -> PrintedPrice | None:
    if _WHOLE_NUMBER.fullmatch(line.text):
        for other in lines:
            if _TWO_DIGITS.fullmatch(other.text) and _is_raised(other, line):
                return parse_price(f"{line.text} {other.text}", cents_are_raised=True)
    return parse_price(line.text)


def _is_raised(cents: Line, line: Line) -> bool:
    """Smaller digits right after the number, level with its upper part."""
    small, large = cents.box, line.box
    size = small.height / max(large.height, 1e-6)
    gap = small.left - large.right
    close = -0.25 * large.height <= gap <= 0.6 * large.height
    high = small.centre[1] <= large.centre[1] and small.bottom > large.top
    return 0.25 <= size <= 0.75 and close and high


def _clearness(line: Line) -> float:
    """Less for a number in the middle of words."""
    letters = sum(char.isalpha() for char in line.text)
    digits = sum(char.isdigit() for char in line.text)
    return digits / max(1, digits + max(0, letters - 4)) * line.score


def _first_currency(lines: Sequence[Line]) -> str | None:
    return next((code for line in lines if (code := find_currency(line.text))), None)


def whole_text(lines: Sequence[Line]) -> str:
    """All print of a label in reading order."""
    return " ".join(line.text for line in sorted(lines, key=_reading_order))


def _reading_order(line: Line) -> tuple[float, float]:
    box: Box = line.box
    return (box.top, box.left)
