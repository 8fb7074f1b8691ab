"""Words of the lexicon with a slip of the finger: "remanin", "recieved".

Called by `reading` for words that are neither known nor a product's name.
"""

from __future__ import annotations

from functools import cache, lru_cache

from rapidfuzz import process
from rapidfuzz.distance import OSA

from bot.understand.lexicon import lexicon
from bot.understand.names.sounds import is_arabic

SHORTEST = 4


@lru_cache(maxsize=20_000)
def meant(word: str, language: str) -> str | None:
    """The word that was likely meant; None where that is not clear."""
    if len(word) < SHORTEST or not word.isalpha():
        return None
    if is_arabic(word):
        return _stem(word, language)
    if len(word) <= SHORTEST:
        return None
    slips = 1 if len(word) < 8 else 2
    found = process.extract(
        word, list(_words(language)), scorer=OSA.distance, score_cutoff=slips, limit=3
    )
    close = [known for known, _, _ in found if known[0] == word[0]]
    return close[0] if close else None


_BEFORE = (
    "",
    "ال",
    "و",
    "ب",
    "ل",
    "ف",
    "وال",
    "بال",
    "لل",
    "ه",
    "س",
    "ي",
    "ت",
    "ن",
    "م",
)
_BEHIND = ("", *"ها هم ه ين ات ش لي ي نا وا ت ك ون".split())


def _stem(word: str, language: str) -> str | None:
    """The Arabic word without what is written with it: "فاضلين" is "فاضل"."""
    known = _words(language)
    for before in _BEFORE:
        for behind in _BEHIND:
            stem = word.removeprefix(before).removesuffix(behind)
            is_cut = word == before + stem + behind
            if is_cut and len(stem) >= SHORTEST - 1 and stem in known:
                return stem
    return None


@cache
def _words(language: str) -> dict[str, None]:
    """The single words of the lexicon that are long enough to be misspelt."""
    known = lexicon(language)
    words = {phrase[0] for phrase in known.phrases if len(phrase) == 1}
    words.update(known.units)
    least = SHORTEST - 1 if language == "ar" else SHORTEST
    return dict.fromkeys(sorted(word for word in words if len(word) >= least))
