"""Which words read on packs are words, and how they are spelled.

Called by `pipeline.vision.naming.guesses`. Round packs show a part of a word, and small
print is read a letter wrong; other packs of the same photo, the shop's own products and
what shops sell at large tell what was meant.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence

from rapidfuzz import fuzz, process

from pipeline.categories import known_words
from pipeline.vision.text.sizes import without_sizes

_VOWELS = frozenset("aeiouy")
_KNOWN, _SEEN_TWICE, _ALONE = 0.75, 0.8, 0.95  # how sure the reading of a word must be
_ALONE_OTHERWISE = 0.9  # in other letters than Latin ones, and at least so many:
_LEAST_OTHERWISE, _FEW_OTHERWISE = 3, 0.97
_LEAST_LETTERS, _LEAST_ALONE = 4, 5  # of Latin words; of those read once only
_SHORTEST_MENDED = 4  # letters that are enough to tell what a part belongs to
_PART, _PART_ANYWHERE = 0.5, 0.8  # of a word that is seen
_SLIP, _SLIP_ANYWHERE = 80, 83  # likeness of 100, among the shop's words and all
_SHORTEST_SLIP, _SHORTEST_SLIP_ANYWHERE = 5, 6
_CONSONANTS = re.compile(r"[^aeiouy\W\d_]{5,}")


class PackWords:
    """What the packs of one reading say, taken together."""

    def __init__(
        self,
        groups: Sequence[Sequence[tuple[str, float]]],
        names: Iterable[str] = (),
    ) -> None:
        self._shop = {
            _plain(word): word
            for name in names
            for word in without_sizes(name).split()
            if len(_plain(word)) >= _SHORTEST_MENDED and _plain(word).isalpha()
        }
        self._seen = _seen_twice(groups)

    def told(self, word: str, score: float) -> str:
        """The word as it may be told, mended where that is clear, or nothing."""
        bare = word.strip(".,:;!|·・'\"()[]{}*_-~®™©")
        plain = _plain(bare)
        if not plain or any(c.isdigit() for c in plain):
            return ""
        if not plain.isascii():
            return bare if _may_be_foreign(bare, score) else ""
        meant = self._meant(plain)
        if meant is not None:
            spelled = bare if _plain(meant) == plain else _in_the_case_of(bare, meant)
            return spelled if score >= _KNOWN else ""
        if plain in known_words() and len(plain) >= 3:
            return bare if score >= _SEEN_TWICE else ""
        is_long = len(plain) >= _LEAST_ALONE and _sounds_like_a_word(plain)
        is_clear = score >= _ALONE and is_long and not _may_be_a_slip(plain)
        return bare if is_clear else ""

    def _meant(self, plain: str) -> str | None:
        """The word of the shop, of the photo or of the trade that this one is."""
        if plain in self._shop:
            return self._shop[plain]
        near = {**self._seen, **self._shop}
        longer = [w for w in near if _is_part(plain, w)]
        if longer:
            return near[max(longer, key=len)]
        is_known = plain in self._seen or plain in known_words()
        if plain not in known_words() and (mended := _slipped(plain, self._shop)):
            return mended
        if is_known:
            return self._seen.get(plain)
        return _slipped(plain, self._seen) or _part_of_one(plain)


def _seen_twice(groups: Sequence[Sequence[tuple[str, float]]]) -> dict[str, str]:
    """Words that at least two lines of the photo show, each clearly."""
    times: dict[str, int] = {}
    spelled: dict[str, str] = {}
    for word, score in _words(groups):
        plain = _plain(word)
        if score >= _SEEN_TWICE and plain.isalpha() and _sounds_like_a_word(plain):
            times[plain] = times.get(plain, 0) + 1
            spelled.setdefault(plain, word)
    kept: list[str] = []
    for plain in sorted(times, key=lambda word: -times[word]):
        is_part = any(_is_part(plain, other) for other in times)
        is_slip = _slipped(plain, dict.fromkeys(kept, "")) is not None
        if times[plain] >= 2 and not is_part and not is_slip:
            kept.append(plain)
    return {plain: spelled[plain] for plain in kept}


def _words(
    groups: Sequence[Sequence[tuple[str, float]]],
) -> Iterator[tuple[str, float]]:
    for prints in groups:
        for text, score in prints:
            for word in without_sizes(text).split():
                yield word, score


def _is_part(part: str, word: str) -> bool:
    """Whether a pack turned to the side may show that much of a word."""
    if len(part) < _SHORTEST_MENDED or not _PART * len(word) <= len(part) < len(word):
        return False
    return word.startswith(part) or word.endswith(part)


def _slipped(plain: str, near: dict[str, str]) -> str | None:
    if len(plain) < _SHORTEST_SLIP:
        return None
    found = process.extractOne(
        plain, near.keys(), scorer=fuzz.ratio, score_cutoff=_SLIP
    )
    return near[found[0]] if found and abs(len(found[0]) - len(plain)) <= 1 else None


def _may_be_a_slip(plain: str) -> bool:
    """Whether a word of the trade differs by one letter of six or more; then it is
    that one or a brand like it, and nobody knows which."""
    if len(plain) < _SHORTEST_SLIP_ANYWHERE:
        return False
    found = process.extractOne(
        plain, known_words(), scorer=fuzz.ratio, score_cutoff=_SLIP_ANYWHERE
    )
    return found is not None and len(found[0]) == len(plain)


def _part_of_one(plain: str) -> str | None:
    """The only word of the trade that lacks no more than its end."""
    if len(plain) < _SHORTEST_SLIP:
        return None
    longer = [
        word
        for word in known_words()
        if word.startswith(plain) and len(plain) >= _PART_ANYWHERE * len(word)
    ]
    if plain + "s" in longer:
        return plain
    return longer[0] if len(longer) == 1 else None


def _sounds_like_a_word(plain: str) -> bool:
    """Latin letters that can be said: vowels among them, no heap of consonants."""
    vowels = sum(letter in _VOWELS for letter in plain)
    is_mixed = 0.2 <= vowels / max(1, len(plain)) <= 0.75
    return len(plain) >= _LEAST_LETTERS and is_mixed and not _CONSONANTS.search(plain)


def _may_be_foreign(word: str, score: float) -> bool:
    letters = sum(c.isalpha() for c in word)
    if letters < 0.8 * len(word) or len({c.isascii() for c in word if c.isalpha()}) > 1:
        return False
    enough = letters >= _LEAST_OTHERWISE and score >= _ALONE_OTHERWISE
    return enough or (letters == 2 and score >= _FEW_OTHERWISE)


def _in_the_case_of(word: str, meant: str) -> str:
    if word.isupper():
        return meant.upper()
    return meant.capitalize() if word[0].isupper() else meant


def _plain(word: str) -> str:
    """Lower-case, Latin letters without accents."""
    decomposed = unicodedata.normalize("NFKD", word.casefold())
    plain = "".join(c for c in decomposed if not unicodedata.combining(c))
    bare = re.sub(r"[\W_]", "", plain)
    return bare if bare.isascii() else re.sub(r"[\W_]", "", word.casefold())
