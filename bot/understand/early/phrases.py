"""What the readers of whole sentences share: patterns and plain words.

Called by the other modules of this folder.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.understand.words import fold, tidy_name

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


def as_written(said: str, folded: str) -> str:
    """The words of the text that were found in its folded form."""
    words = said.split()
    plain = [fold(word) for word in words]
    wanted = folded.split()
    for begin in range(len(words) - len(wanted) + 1):
        part = plain[begin : begin + len(wanted)]
        if part[:-1] == wanted[:-1] and part[-1].startswith(wanted[-1]):
            found = " ".join(words[begin : begin + len(wanted)])
            return tidy_name(re.sub(r"(?:['’]s|(?<=s)['’])$", "", found))
    return tidy_name(folded)
