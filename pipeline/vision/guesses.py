"""What an unknown group may be called, from the print on its facings.

Called by `pipeline.items`. Words that several facings show come first; the size, where
one was read, comes last: "NESCAFE GOLD 100 g".
"""

from __future__ import annotations

from collections.abc import Sequence

from rapidfuzz import fuzz

from pipeline.vision.sizes import find_sizes, without_sizes

_MOST_WORDS = 4
_LEAST_LETTERS = 3
_SAME_WORD = 80  # of 100: one word, read a little otherwise on the next facing
_VOWELS = frozenset("aeiouyàáâãäåæèéêëìíîïòóôõöøùúûü")


def guess_name(prints: Sequence[str]) -> str:
    """Up to four words and the size, in the order in which they were read; empty when
    nothing was read that could be a name."""
    words: list[str] = []
    votes: list[int] = []
    for text in prints:
        for word in without_sizes(text).split():
            if _may_name(word):
                _vote(word, words, votes)
    best = sorted(range(len(words)), key=lambda k: (-votes[k], k))[:_MOST_WORDS]
    sizes = [size for text in prints for size in find_sizes(text, is_print=True)]
    if not best:
        return ""
    said = [words[k] for k in sorted(best)]
    return " ".join([*said, str(max(sizes, key=sizes.count))] if sizes else said)


def _vote(word: str, words: list[str], votes: list[int]) -> None:
    """Count the word, or the one known that it is; the longer spelling stays."""
    for index, known in enumerate(words):
        if _is_same(word, known):
            votes[index] += 1
            words[index] = max(known, word, key=len)
            return
    words.append(word)
    votes.append(1)


def _is_same(one: str, other: str) -> bool:
    one, other = one.casefold(), other.casefold()
    is_part = one in other or other in one
    return is_part or fuzz.ratio(one, other) >= _SAME_WORD


def _may_name(word: str) -> bool:
    """Letters for the most part and, in Latin ones, something to say aloud."""
    letters = [letter for letter in word if letter.isalpha()]
    if len(letters) < _LEAST_LETTERS or len(letters) < 0.7 * len(word):
        return len(letters) >= 2 and not word.isascii() and len(letters) == len(word)
    is_latin = any(letter.isascii() for letter in letters)
    return not is_latin or bool(_VOWELS & set(word.casefold()))
