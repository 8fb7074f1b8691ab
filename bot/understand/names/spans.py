"""Where in a sentence the names of known products stand.

Called by the grammar before it reads the other words, so that "Close Up", "7 Up" and
"the big coke" are not taken for words of the sentence.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from itertools import pairwise

from bot.understand.names.index import NameIndex, size_words
from bot.understand.names.words import SPELLED_UNITS, is_article, is_size_of
from bot.understand.words import Token

LONGEST = 8  # tokens
_TOWARDS = "a"  # French and Spanish "to", which never stands inside a name
_JOINTS = frozenset({"-", "&", "'", "’", ".", "/"})


def spans(
    found: Sequence[Token], index: NameIndex, common: Collection[int] = ()
) -> dict[int, int]:
    """First token of each name to the token after it; the longest names there are.

    `common` are the places of words that sentences are made of: none of them is a name
    alone.
    """
    if not index.names:
        return {}
    sought = _Sought(found, index, common)
    names: dict[int, int] = {}
    position = 0
    while position < len(found):
        end = sought.longest(position)
        if end is None:
            position += 1
        else:
            names[position] = end
            position = end
    return names


class _Sought:
    """The tokens of a sentence with what the index knows of each."""

    def __init__(
        self,
        found: Sequence[Token],
        index: NameIndex,
        common: Collection[int],
    ) -> None:
        self.found = found
        self.index = index
        sizes = size_words()
        self.is_size = [token.key in sizes for token in found]
        self.is_word = [t.kind in {"word", "number"} for t in found]
        self.is_common = [place in common for place in range(len(found))]
        self.is_known = [
            word and index.knows(token.key)
            for word, token in zip(self.is_word, found, strict=True)
        ]

    def longest(self, first: int) -> int | None:
        """The end of the longest name that starts at a token."""
        if not (self.is_known[first] or self.is_size[first]):
            return None
        for end in range(self._reach(first), first, -1):
            if self._may_be(first, end) and self.index.fits(self._phrase(first, end)):
                return end
        return None

    def _reach(self, first: int) -> int:
        """How far known words, articles, units and joints go on."""
        end = first + 1
        while end < min(len(self.found), first + LONGEST):
            key = self.found[end].key
            is_part = self.is_known[end] or self.is_size[end] or key in _JOINTS
            is_joint = is_article(key) and key != _TOWARDS
            if not (is_part or is_joint or key in SPELLED_UNITS):
                break
            end += 1
        return end

    def _may_be(self, first: int, end: int) -> bool:
        inside = range(first, end)
        if not any(self.is_known[i] and not self._is_number(i) for i in inside):
            return False
        if not self.is_word[end - 1] or is_article(self.found[end - 1].key):
            return False
        is_whole = end - first > 1 and self.index.is_name(self._phrase(first, end))
        if is_whole:
            return True
        if all(self.is_common[i] for i in inside):
            return False
        if self.is_common[first] or self.is_common[end - 1]:
            return False
        return self._is_fit_edge(first, end)

    def _is_fit_edge(self, first: int, end: int) -> bool:
        """A bare number is how many, unless another number says that already."""
        if self._is_number(first):
            return False
        if not self._is_number(end - 1):
            return True
        if any(self._is_number(i) for i in range(first)):
            return True
        before = self.found[end - 2].key
        is_joined = end - first > 2 and (is_article(before) or is_size_of(before))
        is_size = len(self.found[end - 1].key) > 2 or is_joined
        return is_size and self.index.find(self._phrase(first, end)).only is not None

    def _is_number(self, position: int) -> bool:
        return self.found[position].key.replace(",", "").replace(".", "").isdecimal()

    def _phrase(self, first: int, end: int) -> str:
        parts = [self.found[first].text]
        for before, token in pairwise(self.found[first:end]):
            parts.append("" if before.end == token.start else " ")
            parts.append(token.text)
        return "".join(parts)
