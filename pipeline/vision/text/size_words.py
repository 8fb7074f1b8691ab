"""How packs print what is in them, in several languages, brought to one spelling.

Called by `pipeline.vision.text.sizes` before it looks for sizes. Pure text in and out.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable

# What one unit is in millilitres or grams.
UNITS: dict[str, tuple[str, float]] = {
    **dict.fromkeys(
        "ml mls cc millilitre millilitres milliliter mililitro mililitros "
        "مل ملل مليلتر ミリリットル".split(),
        ("ml", 1.0),
    ),
    **dict.fromkeys("cl cls centilitre centilitres سل".split(), ("ml", 10.0)),
    **dict.fromkeys(["dl"], ("ml", 100.0)),
    **dict.fromkeys(
        "l lt lts ltr ltrs litre litres liter liters litro litros lita lit "
        "لتر ليتر リットル".split(),
        ("ml", 1000.0),
    ),
    **dict.fromkeys(["floz"], ("ml", 29.57)),
    **dict.fromkeys(["mg"], ("g", 0.001)),
    **dict.fromkeys(
        "g gr grs gm gms gram grams gramme grammes gramo gramos "
        "جم غم غ جرام غرام جرامات غرامات グラム".split(),
        ("g", 1.0),
    ),
    **dict.fromkeys(
        "kg kgs kilo kilos kilogram kilograms kilogramme kilogrammes kilogramo "
        "كغ كجم كغم كيلو كيلوغرام كيلوجرام キロ キログラム".split(),
        ("g", 1000.0),
    ),
    **dict.fromkeys("oz ounce ounces".split(), ("g", 28.35)),
    **dict.fromkeys("lb lbs pound pounds".split(), ("g", 453.6)),
}
UNIT = "|".join(sorted(UNITS, key=len, reverse=True))
PIECES = (
    r"pcs?|pieces?|pi[eè]ces?|piezas?|units?|unit[eé]s?|unidades|sachets?|"
    r"tea\s?bags?|bags?|tablets?|comprim[eé]s?|capsules?|rolls?|rouleaux|rollos|wipes|"
    r"lingettes|nappies|diapers|couches|pads|serviettes|sheets|feuilles|sticks|"
    r"cubes?|cans|canettes?|bottles|bouteilles?|botellas|pots|briques?|eggs|[oœ]eufs|"
    r"huevos|bolsitas|vipande|mayai|mifuko|ct|count|"
    r"قطعة|قطع|كيس|أكياس|اكياس|حبة|حبات|ظرف|أظرف|رول|لفة"
)
COUNTERS = "個枚本袋缶錠包食"  # Japanese; they need no blank behind them
_DIGITS = str.maketrans("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹٫٬", "01234567890123456789.,")
_PARTS = {"1/2": "5", "1/4": "25", "3/4": "75"}
_PART = r"(1/2|[13]/4)"
_WEIGHT = r"(?=kg|kilo|lit(?:er|re|a|ro)|l\b|كيلو|لتر|ليتر|كجم)"
_HALF = r"\b(?:half(?: an?)?|demi|medio|media|nusu)[ -]|نصف\s|نص\s"
_QUARTER = r"\b(?:quarter|quart de|un cuarto de|cuarto de|robo)[ -]|ربع\s"
_SPELLINGS: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(rf"(?:{_HALF}){_WEIGHT}", re.IGNORECASE), "0.5 "),
    (re.compile(rf"(?:{_QUARTER}){_WEIGHT}", re.IGNORECASE), "0.25 "),
    (re.compile(r"\bfl\.?\s?oz\b", re.IGNORECASE), "floz"),
    (re.compile(r"(?<!\w)[e℮](?=\d)"), " "),
    # 1L5 and 1kg500 as 1.5 L and 1.500 kg
    (
        re.compile(r"(?<![\w.,/])(\d{1,2})(l|kg)(\d{1,3})(?![\w/])", re.IGNORECASE),
        r"\1.\3\2",
    ),
    (
        re.compile(r"(?<![\w.,/])([1-9]) 000(?=\s?(?:ml|gr?)\b)", re.IGNORECASE),
        r"\g<1>000",
    ),
    # A unit in Arabic may stand before the number.
    (
        re.compile(
            r"(?<!\w)(?<!\d )(مل|لتر|جم|كجم|جرام|غرام)\s?(\d[\d.,]*)(?![\d.,]|\s*\w)"
        ),
        r"\2 \1",
    ),
)


def _zeros(letters: re.Match[str]) -> str:
    return "0" * len(letters.group())


_END = r"(?![^\W_])"
_LITRES = r"0[.,](?:[2-79]|[257]5|[2357]0|33)|[12][.,](?:[257]|[27]5|50)"
# What OCR takes for something else, on packs only.
_MISREAD: tuple[tuple[re.Pattern[str], str | Callable[[re.Match[str]], str]], ...] = (
    (re.compile(r"½(?:2|/2)"), "½"),
    (re.compile(r"1½4"), "?"),  # ¼ and 1¼ look like this
    (re.compile(r"(?<=\d)\s*(?:[dD]|[cC][1I|])" + _END), "cl"),
    (re.compile(r"(?<=\d)\s*(?:[mM][1I|]|rn[l1I])" + _END), "ml"),
    (re.compile(r"(?<=\d)\s*[kK][6qC]" + _END), "kg"),
    (re.compile(r"(?<=\d)\s?q" + _END), "g"),
    (re.compile(rf"(?<![\w.,])({_LITRES})\s?[1I|!](?![\w.,/])"), r"\1 l"),
    (re.compile(r"(?<=\d)[oO]{1,3}(?=\d|\s*(?:ml|cl|g|kg|l)\b)"), _zeros),
    (re.compile(r"(?<!\w)[Il](?=\s?kg\b)", re.IGNORECASE), "1"),
    (re.compile(r"(?<!\w)S(?=00?\s?(?:ml|g)\b)"), "5"),
    (re.compile(r"(?<=[^\W\d_]{3})(?=\d)"), " "),  # NETWT500g
)


def in_one_spelling(text: str, is_print: bool = False) -> str:
    """The text with usual digits and fractions, and units as `UNITS` has them;
    `is_print` forgives what OCR confuses."""
    if is_print:
        for pattern, instead in _MISREAD:
            text = pattern.sub(instead, text)
    plain = _with_decimals(text).translate(_DIGITS)
    for pattern, spelling in _SPELLINGS:
        plain = pattern.sub(spelling, plain)
    return plain


def _with_decimals(text: str) -> str:
    """½ and 1 1/2 as 0.5 and 1.5."""
    apart = re.sub(r"(?<=\d)(?=[¼½¾])", " ", text)
    plain = unicodedata.normalize("NFKC", apart).replace("⁄", "/")
    plain = re.sub(
        rf"(?<![\w.,/])(\d{{1,2}}) {_PART}(?![\d/])",
        lambda found: f"{found[1]}.{_PARTS[found[2]]}",
        plain,
    )
    return re.sub(
        rf"(?<![\w.,/]){_PART}(?![\d/])", lambda found: f"0.{_PARTS[found[1]]}", plain
    )
