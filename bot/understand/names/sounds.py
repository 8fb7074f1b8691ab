"""One word in two scripts: "كوكاكولا" and "Coca-Cola" have the same consonants.

Called by the name index for words that no name holds as they were written.
"""

from __future__ import annotations

import re
from functools import lru_cache

from rapidfuzz.distance import OSA

SHORTEST = 2  # consonants
LEAST_ALIKE = 0.5  # with the vowels, for short words

_ARABIC = str.maketrans(
    {
        "ب": "b", "پ": "b", "ت": "t", "ث": "t", "ط": "t", "ج": "g", "غ": "g", "چ": "x",
        "ح": "h", "ه": "h", "خ": "k", "د": "d", "ذ": "d", "ض": "d", "ر": "r", "ز": "s",
        "س": "s", "ص": "s", "ظ": "s", "ش": "x", "ع": "a", "ف": "f", "ڤ": "f", "ق": "k",
        "ك": "k", "ک": "k", "گ": "g", "ل": "l", "م": "m", "ن": "n", "و": "o", "ي": "i",
        "ى": "a", "ا": "a", "ة": "a", "ء": "", "ئ": "i", "ؤ": "o", "ی": "i",
    }
)  # fmt: skip
_LATIN = (
    (r"ch|sh|sch", "x"), (r"ph", "f"), (r"th", "t"), (r"gh", "g"), (r"kh", "k"),
    (r"ck", "k"), (r"qu?", "k"), (r"c(?=[eiy])", "s"), (r"c", "k"), (r"x$|x(?=[^h])",
    "ks"), (r"z", "s"), (r"j", "g"), (r"w|u", "o"),
    (r"y|e", "i"),
)  # fmt: skip
_IN_ARABIC = str.maketrans("pv", "bf")  # letters that Arabic does not have
_VOWELS = re.compile(r"[aioh]")
_DOUBLED = re.compile(r"(.)\1+")


def is_arabic(word: str) -> bool:
    """Whether the word is written in Arabic letters."""
    return any("\u0600" <= letter <= "\u06ff" for letter in word)


@lru_cache(maxsize=50_000)
def sound(word: str) -> str:
    """How a word sounds, roughly, in letters that both scripts lead to."""
    if is_arabic(word):
        word = re.sub("^ا(?=[وي])", "", word)  # "او" is o
        return _DOUBLED.sub(r"\1", word.translate(_ARABIC))
    heard = _DOUBLED.sub(r"\1", word)
    for pattern, letters in _LATIN:
        heard = re.sub(pattern, "\0" if letters == "x" else letters, heard)
    return _DOUBLED.sub(r"\1", heard.replace("\0", "x"))


def consonants(word: str) -> str:
    """What both scripts write of a word."""
    return _VOWELS.sub("", sound(word).translate(_IN_ARABIC))


def is_alike(word: str, other: str) -> bool:
    """Whether two words with the same consonants are one, in two scripts."""
    if is_arabic(word) == is_arabic(other):
        return False
    heard, known = (sound(one).translate(_IN_ARABIC) for one in (word, other))
    least = LEAST_ALIKE if len(consonants(word)) > SHORTEST else LEAST_ALIKE + 0.1
    return OSA.normalized_similarity(heard, known) >= least
