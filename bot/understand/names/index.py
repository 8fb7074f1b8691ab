"""All names of a shop by their words: finds the product of a phrase, never a wrong one.

The rule that matters most: every word that was said must be found in the name, so an
unlike product is never taken; what is only similar is offered as a question.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cache

from rapidfuzz import process
from rapidfuzz.distance import OSA

from bot.understand.lexicon import lexicons
from bot.understand.names.spellings import SIZE, Spellings
from bot.understand.names.words import (
    EXACT,
    NICKNAME,
    PREFIX,
    SOUND,
    TYPO,
    size_of,
    split,
    variants,
)

MARGIN = 0.04
MOST_CANDIDATES = 100
SIMILAR = 0.68  # below which a name is not even suggested
CLOSE = 0.75  # from which an unknown name is likely a slip
LONGEST_PHRASE = 12  # words
MOST_REMEMBERED = 10_000  # words that were said

_NUMBER = re.compile(r"(\d+(?:[.,]\d+)?)")
_Places = dict[int, tuple[float, frozenset[int]]]


@dataclass(frozen=True, slots=True)
class Match:
    """What a phrase leads to.

    One `product_id`: found. Several: each fits as well. None: unknown, and `similar`
    holds what it might have been, best first; `is_close` when that is a likely typo.
    """

    found: tuple[str, ...] = ()
    similar: tuple[str, ...] = ()
    is_close: bool = False

    @property
    def only(self) -> str | None:
        return self.found[0] if len(self.found) == 1 else None


@dataclass(slots=True)
class _Name:
    product_id: str
    words: tuple[str, ...]


@dataclass(slots=True)
class _Score:
    quality: float
    is_complete: bool


@dataclass(slots=True)
class NameIndex:
    """All names of a shop, by their words. Product ids are strings."""

    names: list[_Name] = field(default_factory=list)
    whole: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    by_word: dict[str, list[tuple[int, tuple[int, ...]]]] = field(
        default_factory=lambda: defaultdict(list)
    )
    by_number: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    _spellings: Spellings | None = None
    _known: dict[str, tuple[tuple[str, float], ...]] = field(default_factory=dict)

    @classmethod
    def of(cls, names: Iterable[tuple[object, str]]) -> NameIndex:
        """From (product id, name) pairs, several for a product with aliases."""
        index = cls()
        for product_id, name in names:
            index._add(str(product_id), name)
        return index

    def is_name(self, phrase: str) -> bool:
        """Whether the shop has a name of exactly these words."""
        return "".join(split(phrase)) in self.whole

    def knows(self, word: str) -> bool:
        """Whether some name holds the word, or one that it stands for."""
        return all(self.known_words(part) for part in split(word))

    def knows_well(self, word: str) -> bool:
        """The same, without slips and beginnings of words."""
        parts = split(word)
        return all(
            any(quality > PREFIX for _, quality in self.known_words(part))
            for part in parts
        )

    def surely(self, word: str) -> float:
        """How sure it is that some name holds the word; 0 when none does."""
        best = [
            max((quality for _, quality in self.known_words(part)), default=0.0)
            for part in split(word)
        ]
        return min(best, default=0.0)

    def holds(self, word: str) -> bool:
        """Whether some name holds the word just as it is."""
        return all(part in self.by_word for part in split(word))

    def find(self, phrase: str) -> Match:
        """The product of a phrase as people say it: "coke", "the big coke"."""
        words = split(phrase)[:LONGEST_PHRASE]
        found = self._found(words)
        if not found and len(words) > 1:
            found = self._of_size(words)
        if found:
            return Match(found)
        return self._similar(words) if words else Match()

    def fits(self, phrase: str) -> bool:
        """Whether the phrase leads to some product, or to several."""
        words = split(phrase)[:LONGEST_PHRASE]
        return bool(self._found(words) or (len(words) > 1 and self._of_size(words)))

    def known_words(self, word: str) -> tuple[tuple[str, float], ...]:
        """Words of names that this word may stand for, with how sure that is."""
        known = self._known.get(word)
        if known is None:
            known = tuple(self._look_up(word).items())
            if len(self._known) >= MOST_REMEMBERED:
                self._known.clear()
            self._known[word] = known
        return known

    def _add(self, product_id: str, name: str) -> None:
        words = split(name)
        if not words:
            return
        number = len(self.names)
        self.names.append(_Name(product_id, words))
        self.whole["".join(words)].add(product_id)
        for position, word in enumerate(words):
            self.by_word[word].append((number, (position,)))
            if position + 1 < len(words):
                pair = word + words[position + 1]
                self.by_word[pair].append((number, (position, position + 1)))
            size = SIZE.fullmatch(word)
            if size is not None:
                self.by_number[size[1]].add(word)
        for said in _NUMBER.findall(name):
            if size_of(said) is None:
                self._note_number(said, words)

    def _note_number(self, said: str, words: Sequence[str]) -> None:
        """The number of a size as it is printed: 50 of 50cl, which is 500 ml."""
        plain = said.replace(",", ".")
        for word in words:
            size = SIZE.fullmatch(word)
            if size is None:
                continue
            ratio = float(size[1]) / float(plain) if float(plain) else 0
            if ratio in (1, 10, 1000):
                self.by_number[plain].add(word)

    def _found(self, words: Sequence[str]) -> tuple[str, ...]:
        if not words:
            return ()
        same = self.whole.get("".join(words))
        if same:
            return tuple(sorted(same))
        scores = self._scores(words) or self._over_all_names(words)
        if not scores and len(words) > 1:
            return self._found_with_goods(words)
        return _best(scores) if scores else ()

    def _found_with_goods(self, words: Sequence[str]) -> tuple[str, ...]:
        """ "cooking oil" is oil, "pasta de dientes" toothpaste: two words that are one
        of the everyday goods."""
        for length in (3, 2):
            for first in range(len(words) - length + 1):
                good = "".join(words[first : first + length])
                if len(variants(good)) > 1 and self.known_goods(good):
                    rest = [*words[:first], good, *words[first + length :]]
                    return self._found(rest)
        return ()

    def known_goods(self, word: str) -> bool:
        """Whether a name holds what the word of everyday goods stands for."""
        return any(
            variant in self.by_word
            for variant, quality in variants(word)
            if quality == NICKNAME
        )

    def _over_all_names(self, words: Sequence[str]) -> dict[str, _Score]:
        """Products whose names hold every word together: "lait جهينة"."""
        if len(words) < 2:
            return {}
        found: list[dict[str, float]] = []
        for word in words:
            best: dict[str, float] = {}
            for number, (quality, _) in self._places(word).items():
                product_id = self.names[number].product_id
                best[product_id] = max(quality, best.get(product_id, 0.0))
            found.append(best)
        everywhere = set(found[0]).intersection(*found[1:])
        return {
            product_id: _Score(
                sum(best[product_id] for best in found) / len(words), False
            )
            for product_id in everywhere
        }

    def _of_size(self, words: Sequence[str]) -> tuple[str, ...]:
        """ "the big coke" is the largest of those that "coke" fits."""
        sizes = size_words()
        wanted = {sizes[word] for word in words if word in sizes}
        rest = [word for word in words if word not in sizes]
        if len(wanted) != 1 or not rest:
            return ()
        found = self._found(rest)
        measured = [(self._size(product_id), product_id) for product_id in found]
        known = sorted(pair for pair in measured if pair[0] is not None)
        if len(known) != len(found) or not known:
            return ()
        if wanted == {"medium"}:
            return (known[1][1],) if len(known) == 3 else ()
        best = known[-1] if wanted == {"big"} else known[0]
        alike = [product_id for size, product_id in known if size == best[0]]
        return tuple(alike) if len(found) > 1 else ()

    def _size(self, product_id: str) -> tuple[str, float] | None:
        return self._words().sizes.get(product_id)

    def _scores(self, words: Sequence[str]) -> dict[str, _Score]:
        """Products in whose name every word was found, with how well."""
        places = sorted((self._places(word) for word in words), key=len)
        covered: _Places = places[0]
        for others in places[1:]:
            covered = {
                name: (quality + others[name][0], seen | others[name][1])
                for name, (quality, seen) in covered.items()
                if name in others
            }
        return self._by_product(covered, len(words))

    def _places(self, word: str) -> _Places:
        """The names that hold the word: how surely, and at which positions."""
        places: _Places = {}
        for known, quality in self.known_words(word):
            for name, positions in self.by_word[known]:
                if quality > places.get(name, (0.0, frozenset()))[0]:
                    places[name] = (quality, frozenset(positions))
        return places

    def _look_up(self, word: str) -> dict[str, float]:
        found: dict[str, float] = {}
        for variant, quality in variants(word):
            if variant in self.by_word:
                found[variant] = max(quality, found.get(variant, 0.0))
        if EXACT in found.values():
            return found
        if _NUMBER.fullmatch(word):
            numbered = self.by_number.get(word.replace(",", "."), ())
            return {**found, **dict.fromkeys(numbered, PREFIX)}
        if SIZE.fullmatch(word):
            return found
        for known in self._words().starting(word):
            found.setdefault(known, PREFIX)
        if not found:
            found = dict.fromkeys(self._words().sounding(word), SOUND)
        if not found:
            found = dict.fromkeys(self._words().slips(word), TYPO)
        return found

    def _words(self) -> Spellings:
        """Made once, when a word is first said that no name holds."""
        if self._spellings is None:
            self._spellings = Spellings.of(
                self.by_word, [(name.product_id, name.words) for name in self.names]
            )
        return self._spellings

    def _by_product(self, covered: _Places, said: int) -> dict[str, _Score]:
        scores: dict[str, _Score] = {}
        for number, (total, seen) in covered.items():
            name = self.names[number]
            score = _Score(total / said, len(seen) == len(name.words))
            best = scores.get(name.product_id)
            if best is None or _rank(score) > _rank(best):
                scores[name.product_id] = score
        return scores

    def _similar(self, words: Sequence[str]) -> Match:
        """Up to three products whose name shares a word, or looks alike."""
        likeness: dict[int, float] = dict(self._sharing(words))
        phrase = " ".join(words)
        spellings = self._words()
        alike = OSA.normalized_similarity
        close = process.extract(
            phrase, spellings.phrases, scorer=alike, score_cutoff=SIMILAR, limit=10
        )
        is_close = any(score >= CLOSE for _, score, _ in close)
        for _, score, number in close:
            likeness[number] = max(score, likeness.get(number, 0.0))
        for word in words:
            if len(word) < 4:
                continue
            near = process.extract(
                word, spellings.ordered, scorer=alike, score_cutoff=SIMILAR, limit=5
            )
            for known, score, _ in near:
                is_close = is_close or (len(words) == 1 and score - 0.03 >= CLOSE)
                for number, _ in self.by_word[known][:10]:
                    likeness[number] = max(score - 0.03, likeness.get(number, 0.0))
        ranked = sorted(likeness, key=lambda number: -likeness[number])
        ids = dict.fromkeys(self.names[number].product_id for number in ranked)
        return Match(similar=tuple(ids)[:3], is_close=is_close)

    def _sharing(self, words: Sequence[str]) -> dict[int, float]:
        """Names that hold some of the words, with the share of words they hold."""
        shares: dict[int, float] = defaultdict(float)
        for word in words:
            if len(word) < 3 or SIZE.fullmatch(word):
                continue
            for number, (quality, _) in self._places(word).items():
                if quality > TYPO:
                    shares[number] += quality / len(words)
        return shares


@cache
def size_words() -> dict[str, str]:
    """ "big", "grande", "kubwa": big, small or medium, in all languages."""
    return {word: size for known in lexicons() for word, size in known.sizes.items()}


def _best(scores: dict[str, _Score]) -> tuple[str, ...]:
    """The best product, with all that are about as good."""
    ranked = sorted(scores.items(), key=lambda pair: _rank(pair[1]), reverse=True)
    top = ranked[0][1]
    close = [
        product_id
        for product_id, score in ranked
        if score.is_complete == top.is_complete
        and score.quality >= top.quality - MARGIN
    ]
    return tuple(close[:MOST_CANDIDATES])


def _rank(score: _Score) -> tuple[bool, float]:
    return score.is_complete, score.quality
