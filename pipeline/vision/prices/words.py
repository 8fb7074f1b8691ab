"""The words and digits of price tags in several languages, brought to one spelling.

Called by `pipeline.vision.prices.tags` before it looks for a price.
"""

from __future__ import annotations

import re

_DIGITS = str.maketrans("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹٫٬", "01234567890123456789.,")
_NUMBER = r"\d[\d.,'’]*"
_SPELLINGS = (
    # Egyptian pounds: ج.م, جنيه, LE 45, 45 L.E.; "2500 le kg" is French.
    (re.compile(r"(?<!\w)ج\s*\.?\s*م\b\.?|جنيه(?:ات|ا)?"), " EGP "),
    (re.compile(r"\bL\.?E\.?(?=\s*\d)"), " EGP "),
    (re.compile(r"(?<=\d)\s*L\.?E\b\.?(?!\s*(?:[KkLl1]|\d))"), " EGP "),
    (re.compile(r"(?<=\d)\s*EG[I1lF]\b"), " EGP "),
    (re.compile(r"(?<![\w#])#(?=\s?\d)"), " ₦"),  # what OCR makes of a struck N
    (re.compile(r"\bk(?:sh|es)s\b\.?", re.IGNORECASE), " KSh "),
    (re.compile(r"ل?ل?(?:كل )?(?:ال)?كيلو(?:جرام)?|/\s*كجم"), " /kg "),
    (re.compile(r"\b(?:kwa|kila) kilo\b", re.IGNORECASE), " /kg "),
    (re.compile(rf"(?<![\d.,])(\d{{1,2}})\s*بـ?\s*(?={_NUMBER})"), r"\1 for "),
    (
        re.compile(r"(?<![\d.,])(\d{1,2})\s+kwa\s+(?=\D{0,6}\d)", re.IGNORECASE),
        r"\1 for ",
    ),
)
_WAS = (
    r"\b(?:was|old price|old|before|instead of|reg(?:ular)?|rrp|avant|ancien prix|"
    r"au lieu de|antes|precio anterior|en vez de|ilikuwa|bei ya zamani|zamani)\b|"
    r"كان(?:ت)?|بدلا? من|قبل|السعر القديم"
)
_OLD = re.compile(
    rf"(?:{_WAS})\s*[:.]?\s*\D{{0,6}}({_NUMBER})(?:\s*/[=-])?", re.IGNORECASE
)
# What blurred digits are taken for, inside a number.
_LIKE_DIGITS = str.maketrans("OoQDSsBIl|", "0000558111")
_BLURRED_NUMBER = re.compile(r"(?<![^\W_])(?=\S*\d)[\dOoQDSsBIl|]{2,6}(?![^\W_])")
_BLURRED_EIGHT = re.compile(r"(?<=\w\w )[€$£](?=\d)")  # KSh 85 as KSh €5
_BLURRED_END = re.compile(r"(?<=\d)\s*/\s*[a-z2](?![^\W_])")  # 140/= as 140/a


def as_blurred(text: str) -> str:
    """Print of a few pixels with letters in numbers taken for digits: KSh B5, 1S0/a."""
    plain = _BLURRED_EIGHT.sub("8", text)
    plain = _BLURRED_NUMBER.sub(lambda m: m.group().translate(_LIKE_DIGITS), plain)
    return _BLURRED_END.sub("/=", plain)


def in_one_spelling(text: str) -> str:
    """The print with usual digits, its currencies and units spelled as in English."""
    plain = text.translate(_DIGITS)
    for pattern, spelling in _SPELLINGS:
        plain = pattern.sub(spelling, plain)
    return plain


def without_old_price(text: str) -> str:
    """ "was 60 now 45": only 45 counts; an old price alone is none."""
    return _OLD.sub(" ", text)
