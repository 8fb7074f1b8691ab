"""What the readers of whole sentences share: patterns and plain words.

Called by the other modules of this folder.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

LONGEST_NAME = 5  # words
_ENDS = " .!،"
_QUESTION_MARKS = "?؟¿"


def patterns(*spelled: str) -> tuple[re.Pattern[str], ...]:
    """Regular expressions over folded words, each for a whole sentence."""
    return tuple(re.compile(pattern) for pattern in spelled)


def first_fit(known: Sequence[re.Pattern[str]], folded: str) -> re.Match[str] | None:
    """How the first pattern fits that describes the whole sentence."""
    return next((f for f in (p.fullmatch(folded) for p in known) if f), None)


def in_one_line(text: str) -> str:
    """The words with single blanks, without stops at the ends."""
    return " ".join(text.split()).strip(_ENDS)


def is_question(text: str) -> bool:
    """Whether it is marked as a question."""
    return any(mark in text for mark in _QUESTION_MARKS)
