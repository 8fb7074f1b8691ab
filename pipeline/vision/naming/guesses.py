"""What unknown groups may be called, from the print on their facings.

Called by `pipeline.items`. Better nothing than garbage: a guess needs a word that is
known to shops, that several packs of the photo show, or that was read beyond doubt.
Words that several facings show come first; the size, where one was read, comes last:
"NESCAFE GOLD 100 g".
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from rapidfuzz import fuzz

from pipeline.vision.text.pack_words import PackWords
from pipeline.vision.text.sizes import find_sizes, without_sizes

Print = tuple[str, float]  # a line and how sure it is

_MOST_WORDS = 4
_SAME_WORD = 80  # of 100: one word, read a little otherwise on the next facing
_SURE_SIZE = 0.85


def guess_names(
    groups: Sequence[Sequence[Print]], names: Iterable[str] = ()
) -> list[str]:
    """For each group up to four words and the size, in the order in which they were
    read; empty where nothing was read that could be a name. `names` are those of the
    shop's products: their words are spelled right."""
    words = PackWords(groups, names)
    return [_guess(prints, words) for prints in groups]


def _guess(prints: Sequence[Print], known: PackWords) -> str:
    words: list[str] = []
    votes: list[int] = []
    for text, score in prints:
        for word in without_sizes(text).split():
            told = known.told(word, score)
            if told:
                _vote(told, words, votes)
    best = sorted(range(len(words)), key=lambda k: (-votes[k], k))[:_MOST_WORDS]
    if not best:
        return ""
    said = [words[k] for k in sorted(best)]
    sizes = [
        size
        for text, score in prints
        if score >= _SURE_SIZE
        for size in find_sizes(text, is_print=True)
    ]
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
