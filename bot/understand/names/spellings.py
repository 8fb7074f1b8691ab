"""The words of a shop's names, ordered for searches that are not exact.

Made by the name index when a word is first said that no name holds.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from rapidfuzz import process
from rapidfuzz.distance import OSA

from bot.understand.names.sounds import consonants, is_alike, is_arabic, sound

SIZE = re.compile(r"(\d+(?:\.\d+)?)(g|ml)")
SHORTEST_PREFIX = 4  # letters that stand for a longer word


@dataclass(slots=True)
class Spellings:
    """Words in the order of letters, by sound, by consonants and by first letter."""

    ordered: list[str]
    by_sound: dict[str, list[str]]
    by_consonants: dict[str, list[str]]
    by_letter: dict[str, list[str]]
    phrases: list[str]
    sizes: dict[str, tuple[str, float]]

    @classmethod
    def of(
        cls, known: Collection[str], names: Sequence[tuple[str, tuple[str, ...]]]
    ) -> Spellings:
        """From all words, and from (product id, words) of each name."""
        by_sound, by_consonants, by_letter = (defaultdict(list) for _ in range(3))
        for word in known:
            by_letter[word[0]].append(word)
            if word.isalpha():
                by_sound[sound(word)].append(word)
                if len(consonants(word)) > 1:
                    by_consonants[consonants(word)].append(word)
        sizes = {
            product_id: (size[2], float(size[1]))
            for product_id, words in names
            for word in words
            if (size := SIZE.fullmatch(word))
        }
        phrases = [" ".join(words) for _, words in names]
        return cls(sorted(known), by_sound, by_consonants, by_letter, phrases, sizes)

    def starting(self, word: str) -> list[str]:
        """Words that begin with this one."""
        if len(word) < SHORTEST_PREFIX:
            return []
        first = bisect_left(self.ordered, word)
        last = bisect_left(self.ordered, word + "\U0010ffff")
        return self.ordered[first:last]

    def sounding(self, word: str) -> list[str]:
        """Words that sound the same: in another script, or "koka" for "coca"."""
        if len(word) < 3 or not word.isalpha():
            return []
        if len(word) > 3:
            same = self.by_sound.get(sound(word), [])
            same = [w for w in same if not (is_arabic(word) and is_arabic(w))]
            if same:
                return same
        written = self.by_consonants.get(consonants(word), [])
        return [known for known in written if is_alike(word, known)]

    def slips(self, word: str) -> list[str]:
        """Known words that are this one with a slip of the finger."""
        if len(word) < 4 or not word[0].isalpha():
            return []
        slips = 1 if len(word) < 9 else 2
        close = process.extract(
            word,
            self.by_letter.get(word[0], []),
            scorer=OSA.distance,
            score_cutoff=slips,
            limit=20,
        )
        return [known for known, _, _ in close if _is_slip(word, known)]


def _is_slip(said: str, known: str) -> bool:
    """Same first letter, and in short words no letter replaced by another."""
    if said[0] != known[0] or said.isdecimal() or SIZE.fullmatch(known):
        return False
    return len(said) >= 6 or len(said) != len(known) or sorted(said) == sorted(known)
