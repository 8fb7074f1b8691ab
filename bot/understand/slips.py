"""Words of the lexicon with a slip of the finger: "remanin", "recieved".

Called by `reading` for words that are neither known nor a product's name.
"""

from __future__ import annotations

from functools import cache, lru_cache

from rapidfuzz import process
from rapidfuzz.distance import OSA

from bot.understand.lexicon import lexicon

SHORTEST = 4


@lru_cache(maxsize=20_000)
def meant(word: str, language: str) -> str | None:
    """The word that was likely meant; None where that is not clear."""
    if len(word) < SHORTEST or not word.isalpha():
        return None
    slips = 1 if len(word) < 8 else 2
    found = process.extract(
        word, _words(language), scorer=OSA.distance, score_cutoff=slips, limit=3
    )
    close = [known for known, _, _ in found if known[0] == word[0]]
    return close[0] if close else None


@cache
def _words(language: str) -> tuple[str, ...]:
    """The single words of the lexicon that are long enough to be misspelt."""
    known = lexicon(language)
    words = {phrase[0] for phrase in known.phrases if len(phrase) == 1}
    words.update(known.units)
    return tuple(sorted(word for word in words if len(word) >= SHORTEST))
