"""Which language a message is in, where that is clear. Called by the grammar."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Sequence

from bot.understand.elements import Clause
from bot.understand.intents import Greeting, Intent, NotUnderstood, Thanks

_WISH, _COURTESY = 100, 1
_CLEAR_HITS = 2


class Spoken:
    """Weighs the known words of a message, part by part."""

    def __init__(self) -> None:
        self._weights: Counter[str] = Counter()

    def note(self, clause: Clause, intents: Sequence[Intent]) -> None:
        """A wish tells the language; thanks beside it, or few words of a name, do not.

        "la leche" may be Spanish, or French with a product's name.
        """
        if all(isinstance(intent, Greeting | Thanks) for intent in intents):
            self._weights[clause.language] += clause.hits * _COURTESY
        elif clause.hits >= _CLEAR_HITS or not all(map(_is_guess, intents)):
            self._weights[clause.language] += clause.hits * _WISH

    def language(self, text: str) -> str | None:
        """The one of most words, of several the first; Arabic by its letters."""
        if _is_arabic(text):
            return "ar"
        most = [item for item in self._weights.most_common(1) if item[1]]
        return most[0][0] if most else None


def _is_guess(intent: Intent) -> bool:
    return isinstance(intent, NotUnderstood) or getattr(intent, "is_guess", False)


def _is_arabic(text: str) -> bool:
    """Whether most of its letters are Arabic."""
    kinds = Counter(map(unicodedata.bidirectional, text))
    return kinds["AL"] > kinds["L"]
