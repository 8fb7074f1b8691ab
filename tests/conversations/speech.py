"""Which language an answer is in, by the words that only one language's texts have."""

from __future__ import annotations

import re
from collections import Counter
from functools import cache
from pathlib import Path

from babel.messages.pofile import read_po

import bot

TEXTS = Path(bot.__file__).parent / "texts"
_WORD = re.compile(r"[^\W\d_]+")
_SLOT = re.compile(r"\{[^}]*\}|“[^”]*”|«[^»]*»")


def languages_of(text: str) -> set[str]:
    """The languages that most words of the text are from; none where it has none."""
    words = set(_words(text))
    scores = {language: len(words & own) for language, own in _own_words().items()}
    most = max(scores.values())
    return {language for language, score in scores.items() if score == most > 0}


@cache
def _own_words() -> dict[str, set[str]]:
    """The words of each language's texts that no other language's have."""
    spoken = {path.stem: _all_words(path) for path in TEXTS.glob("*.po")}
    counts = Counter(word for words in spoken.values() for word in words)
    return {
        language: {word for word in words if counts[word] == 1}
        for language, words in spoken.items()
    }


def _all_words(path: Path) -> set[str]:
    with path.open("rb") as file:
        catalogue = read_po(file)
    texts = [
        text
        for message in catalogue
        if message.id
        for text in (
            message.string if isinstance(message.string, tuple) else (message.string,)
        )
    ]
    return {word for text in texts for word in _words(_SLOT.sub(" ", text))}


def _words(text: str) -> list[str]:
    return [word.casefold() for word in _WORD.findall(text)]
