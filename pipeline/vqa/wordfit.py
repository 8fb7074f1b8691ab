"""Words of a question against names and print, in any script.

Called by `pipeline.vqa.subjects`. Accents and case are ignored, letters that OCR
confuses and plurals are forgiven; sizes must agree where both name one.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from itertools import pairwise

from rapidfuzz import fuzz

_LEAST_RATIO = 80  # of 100; one wrong letter in five
_EXACT_LETTERS = 3  # words so short must be read exactly
_BEGINNING = 4  # letters of which a cut-off word must have at least so many
_LONGEST_ENDING = 3  # letters by which a plural or a case may differ
_WORD = re.compile(r"[^\W_]+(?:[.,]\d+)?")
_UNIT = r"(?:kg|g|gr|mg|ml|cl|dl|l|ltr|lt|oz|lb|x|pcs)"
_SIZE = re.compile(rf"\d+(?:[.,]\d+)?{_UNIT}?|{_UNIT}")
_SPACED_SIZE = re.compile(rf"(\d)\s+(?={_UNIT}\b)")


def words_of(text: str) -> tuple[str, ...]:
    """Lower-case words without accents; a size is one word: "50 g" gives 50g."""
    folded = unicodedata.normalize("NFKD", text.casefold())
    plain = "".join(char for char in folded if not unicodedata.combining(char))
    return tuple(_WORD.findall(_SPACED_SIZE.sub(r"\1", plain)))


def fit(words: str, text: str) -> float:
    """The share of `words` (0 to 1) that is in the text; 0 if both name sizes and
    none of them agrees. A question of sizes alone asks for them all."""
    asked, printed = words_of(words), words_of(text)
    wanted = [word for word in asked if not _SIZE.fullmatch(word)]
    sizes = {word for word in asked if _SIZE.fullmatch(word)}
    found = {word for word in printed if _SIZE.fullmatch(word)}
    if sizes and found and not sizes & found:
        return 0.0
    if not wanted:
        return float(bool(sizes) and sizes <= found)
    joined = (*printed, *(a + b for a, b in pairwise(printed)))
    return sum(_is_in(word, joined) for word in wanted) / len(wanted)


def _is_in(word: str, printed: Sequence[str]) -> bool:
    return any(_is_same(word, other) for other in printed)


def _is_same(one: str, other: str) -> bool:
    if one == other:
        return True
    short, long = sorted((one, other), key=len)
    if len(short) <= _EXACT_LETTERS:
        return False
    if len(short) >= _BEGINNING and long.startswith(short):
        return len(long) - len(short) <= _LONGEST_ENDING
    return fuzz.ratio(one, other) >= _LEAST_RATIO
