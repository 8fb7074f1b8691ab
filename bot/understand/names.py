"""Finding a product by whatever it is called: brand only, plural, typo, nickname.

Built from a shop's names and aliases for each message. The rule that matters most:
every word that was said must be found in the name, so an unlike product is never taken;
what is only similar is offered as a question.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache

from rapidfuzz import process
from rapidfuzz.distance import OSA

from bot.understand.lexicon import lexicons
from bot.understand.words import tokens

EXACT, PLURAL, NICKNAME, PREFIX, TYPO = 1.0, 0.98, 0.97, 0.9, 0.85
MARGIN = 0.04
MOST_CANDIDATES = 8
SIMILAR = 0.68  # below which a name is not even suggested
CLOSE = 0.75  # from which an unknown name is likely a slip
LONGEST_PHRASE = 12  # words

_SIZE = re.compile(r"(\d+)(?:[.,](\d+))?([a-z]*)")
_IGNORED = frozenset(
    "the a an of de du des la le les l d del los las el ya za wa".split()
)
_NICKNAMES: dict[str, tuple[str, ...]] = {
    "coke": ("cocacola", "coca"),
    "coca": ("coke",),
    "cocacola": ("coke",),
    "cocacolas": ("coke",),
    "cokes": ("cocacola", "coca"),
    "noodle": ("noodles",),
    "soda": ("soft",),
}


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

    def find(self, phrase: str) -> Match:
        """The product of a phrase as people say it."""
        words = split(phrase)[:LONGEST_PHRASE]
        if not words:
            return Match()
        same = self.whole.get("".join(words))
        if same:
            return Match(tuple(sorted(same)))
        scores = self._scores(words)
        if scores:
            return Match(_best(scores))
        return self._similar(words)

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

    def _scores(self, words: Sequence[str]) -> dict[str, _Score]:
        """Products in whose name every word was found, with how well."""
        covered: dict[int, tuple[float, frozenset[int]]] | None = None
        for word in words:
            places = self._places(word)
            if covered is None:
                covered = places
                continue
            covered = {
                name: (quality + places[name][0], seen | places[name][1])
                for name, (quality, seen) in covered.items()
                if name in places
            }
        return self._by_product(covered or {}, len(words))

    def _places(self, word: str) -> dict[int, tuple[float, frozenset[int]]]:
        """The names that hold the word: how surely, and at which positions."""
        places: dict[int, tuple[float, frozenset[int]]] = {}
        for known, quality in self._known_words(word):
            for name, positions in self.by_word[known]:
                if quality > places.get(name, (0.0, frozenset()))[0]:
                    places[name] = (quality, frozenset(positions))
        return places

    def _known_words(self, word: str) -> list[tuple[str, float]]:
        found: dict[str, float] = {}
        for variant, quality in _variants(word):
            if variant in self.by_word:
                found[variant] = max(quality, found.get(variant, 0.0))
        if EXACT in found.values():
            return list(found.items())
        if _SIZE.fullmatch(word):
            return [*found.items(), *self._sizes(word)]
        for known in self.by_word:
            if len(word) >= 3 and known.startswith(word) and known not in found:
                found[known] = PREFIX
        if not found:
            found = {known: TYPO for known in self._typos(word)}
        return list(found.items())

    def _sizes(self, word: str) -> list[tuple[str, float]]:
        """ "50" for "50cl": the unit may be left out, the number may not differ."""
        said = _SIZE.fullmatch(word)
        if said is None or said[3]:
            return []
        known = ((name, _SIZE.fullmatch(name)) for name in self.by_word)
        return [
            (name, PREFIX)
            for name, size in known
            if size and size[3] and (size[1], size[2]) == (said[1], said[2])
        ]

    def _typos(self, word: str) -> list[str]:
        """Known words that are this one with a slip of the finger."""
        if len(word) < 4:
            return []
        slips = 1 if len(word) < 9 else 2
        close = process.extract(
            word, list(self.by_word), scorer=OSA.distance, score_cutoff=slips, limit=20
        )
        return [known for known, distance, _ in close if _is_slip(word, known)]

    def _by_product(
        self, covered: dict[int, tuple[float, frozenset[int]]], said: int
    ) -> dict[str, _Score]:
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
        phrase = " ".join(words)
        likeness: dict[str, float] = {}
        for number, part in self._sharing(words).items():
            likeness[self.names[number].product_id] = part
        spelled = {
            number: " ".join(name.words) for number, name in enumerate(self.names)
        }
        close = process.extract(
            phrase, spelled, scorer=_likeness, score_cutoff=SIMILAR, limit=10
        )
        for _, alike, number in close:
            product_id = self.names[number].product_id
            likeness[product_id] = max(alike, likeness.get(product_id, 0.0))
        best = sorted(likeness, key=lambda product_id: -likeness[product_id])[:3]
        is_close = any(
            OSA.normalized_similarity(phrase, spelled[number]) >= CLOSE
            or (len(words) == 1 and alike >= CLOSE)
            for _, alike, number in close
        )
        return Match(similar=tuple(best), is_close=is_close)

    def _sharing(self, words: Sequence[str]) -> dict[int, float]:
        """Names that hold some of the words, with the share of words they hold."""
        shares: dict[int, float] = defaultdict(float)
        for word in words:
            if len(word) < 3 or _SIZE.fullmatch(word):
                continue
            for number, (quality, _) in self._places(word).items():
                if quality > TYPO:
                    shares[number] += quality / len(words)
        return shares


def split(name: str) -> tuple[str, ...]:
    """The folded words of a name, without articles unless there is nothing else."""
    words = [
        part
        for token in tokens(name)
        if token.kind != "symbol"
        for part in re.split(r"[-.'&/]+(?!\d)", token.key)
        if part
    ]
    words = _joined_sizes(words)
    words = [_without_article(word) for word in words]
    kept = tuple(word for word in words if word not in _IGNORED)
    return kept or tuple(words)


_UNITS = frozenset(
    {"g", "gr", "kg", "mg", "ml", "cl", "l", "lt", "ltr", "oz", "lb", "pcs"}
)


def _without_article(word: str) -> str:
    """The Arabic article is written with its word."""
    return word[2:] if word.startswith("ال") and len(word) > 4 else word


def _joined_sizes(words: Sequence[str]) -> list[str]:
    """ "50 cl" is one word, as "50cl" is."""
    joined: list[str] = []
    for word in words:
        if joined and word in _UNITS and joined[-1].replace(",", ".").isdecimal():
            joined[-1] += word
        else:
            joined.append(word)
    return joined


@lru_cache(maxsize=20_000)
def _variants(word: str) -> tuple[tuple[str, float], ...]:
    """The word as it may be written in a name, with how sure that is."""
    variants = {word: EXACT}
    for other in _singular_or_plural(word):
        variants.setdefault(other, PLURAL)
    for _ in range(2):  # an Arabic "coca" leads to Coca-Cola, which leads to Coke
        for base in list(variants):
            for nickname in (*_NICKNAMES.get(base, ()), *_goods().get(base, ())):
                variants.setdefault(nickname, NICKNAME)
                for other in _singular_or_plural(nickname):
                    variants.setdefault(other, NICKNAME)
    return tuple(variants.items())


def _singular_or_plural(word: str) -> tuple[str, ...]:
    if len(word) < 3 or not word.isalpha():
        return ()
    forms = [word + "s", word + "es"]
    if word.endswith("s"):
        forms.append(word[:-1])
    if word.endswith("es"):
        forms.append(word[:-2])
    if word.endswith("ies"):
        forms.append(word[:-3] + "y")
    if word.endswith("y"):
        forms.append(word[:-1] + "ies")
    return tuple(form for form in forms if len(form) > 2)


@cache
def _goods() -> dict[str, tuple[str, ...]]:
    """Words of everyday goods in one language to those of all others."""
    groups: dict[str, set[str]] = defaultdict(set)
    for lexicon in lexicons():
        for word, english in lexicon.goods.items():
            groups[english].update({"".join(split(word)), "".join(split(english))})
    return {word: tuple(group - {word}) for group in groups.values() for word in group}


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


def _is_slip(said: str, known: str) -> bool:
    """Same first letter, and in short words no letter replaced by another."""
    if said[0] != known[0] or said.isdecimal() or _SIZE.fullmatch(known):
        return False
    return len(said) >= 6 or len(said) != len(known) or sorted(said) == sorted(known)


def _likeness(said: str, known: str, **_: object) -> float:
    """0 to 1: like as a whole, or one long word of each is alike."""
    alike = OSA.normalized_similarity
    parts = [
        alike(a, b) - 0.03
        for a in said.split()
        for b in known.split()
        if len(a) > 3 and len(b) > 3
    ]
    return float(max([alike(said, known), *parts]))
