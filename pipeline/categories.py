"""The category of a product, from what is known of it: name, print, what others noted.

Called by the chat when a product is new and nobody has said its category, and by the
vision for what is unnamed on a photo. It knows words and brands of small shops in five
languages (`category_words/words.txt`), looks through a slip of the pen, and says None
rather than guess: a wrong category is worse than none.

Words weigh by what they tell: "juice" decides, "orange" may be a flavour. Longer
phrases come before their words: "peanut butter" is no butter.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files

LEAST = 0.6
"""Below this share of all evidence no category is told."""
_WEIGHTS = {"strong": 4.0, "brand": 3.0, "plain": 2.0, "weak": 1.0}
_LONGER = 0.25  # each further word of a phrase, as a part of its weight
_DOUBT = 0.4  # as much speaks against all that is known
_OF_PRINT = 0.5  # print says a lot that is beside the point
_OF_PART = 0.3
_BESIDE = 0.5
_SHORTEST_SLIP = 7
_JOINTS = frozenset(
    "with of in for de d du des del a au aux al en con avec sans sin para pour ya "
    "za la wa cha vya kwa na sabor saveur gout arome ladha "
    "بنكهه نكهه طعم بطعم مع من".split()
)
_FLAVOURED = frozenset({"flavour", "flavoured", "flavor", "flavored"})
_WITH = "بال"
_WORD = re.compile(r"[^\W\d_]+|\d+")
_ARTICLES = ("وال", "بال", "لل", "ال")
_LATIN_ENDINGS = ("s", "es", "x")


@dataclass(frozen=True, slots=True)
class Guess:
    """A category by its key, and how much of the evidence speaks for it (0 to 1)."""

    key: str
    share: float


@dataclass(slots=True)
class _Words:
    """The word list: names to tell, tags of Open Food Facts, phrases with weights."""

    names: dict[str, dict[str, str]] = field(default_factory=dict)
    tags: dict[str, str] = field(default_factory=dict)
    phrases: dict[tuple[str, ...], dict[str, float]] = field(
        default_factory=lambda: defaultdict(dict)
    )
    slips: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    longest: int = 1

    def add(self, phrase: str, key: str, weight: float) -> None:
        words = tuple(_tokens(phrase))
        if not words:
            return
        known = self.phrases[words]
        heavier = weight * (1 + _LONGER * (len(words) - 1))
        known[key] = max(known.get(key, 0.0), heavier)
        self.longest = max(self.longest, len(words))
        if len(words) == 1 and len(words[0]) >= _SHORTEST_SLIP:
            for short in _with_one_letter_less(words[0]):
                self.slips[short].add(words[0])


def keys() -> tuple[str, ...]:
    """All categories, in the order of the word list."""
    return tuple(_words().names)


@cache
def known_words() -> frozenset[str]:
    """All words of the list, lower-case and without accents: what shops sell."""
    return frozenset(word for phrase in _words().phrases for word in phrase)


def category_name(key: str, language: str) -> str:
    """What the category is called in a language; English where that has no name."""
    names = _words().names[key]
    return names.get(language, names["en"])


def category_of(
    name: str, print_lines: Sequence[str] = (), tags: Sequence[str] = ()
) -> Guess | None:
    """The category of a product; None where it is not clear.

    `tags` are categories of Open Food Facts ("en:sodas"): people have said so there,
    the most special last. Print only counts where the name says too little.
    """
    noted = _by_tags(tags)
    if noted is not None:
        return noted
    evidence = _evidence(name)
    found = _best(evidence)
    if found is not None or not print_lines:
        return found
    for line in print_lines:
        for key, weight in _evidence(line).items():
            evidence[key] += weight * _OF_PRINT
    return _best(evidence)


def _by_tags(tags: Sequence[str]) -> Guess | None:
    known = _words().tags
    for tag in reversed(tags):
        key = known.get(tag.partition(":")[2] or tag)
        if key is not None:
            return Guess(key, 1.0)
    return None


def _best(evidence: dict[str, float]) -> Guess | None:
    if not evidence:
        return None
    key = max(evidence, key=lambda one: evidence[one])
    share = evidence[key] / (sum(evidence.values()) + _DOUBT)
    return Guess(key, share) if share >= LEAST else None


def _evidence(text: str) -> dict[str, float]:
    """How much each category is spoken for.

    What follows "with", "de" or "ya" tells what it is made of or for, and so does what
    comes before "flavoured"; a word that may be a flavour says little beside a maker
    or a word that decides.
    """
    matches = list(_matches(text))
    is_decided = any(w >= _WEIGHTS["brand"] for _, by in matches for w in by.values())
    found: dict[str, float] = defaultdict(float)
    for is_part, weights in matches:
        for key, weight in weights.items():
            if is_part:
                weight *= _OF_PART
            if is_decided and weight < _WEIGHTS["brand"]:
                weight *= _BESIDE
            found[key] += weight
    return found


def _matches(text: str) -> Iterator[tuple[bool, dict[str, float]]]:
    """The known phrases, the longest first, and whether each only names a part.

    Words with a slip are only looked at where no other word is known.
    """
    words = list(_tokens(text))
    flavoured = max(
        (n for n, word in enumerate(words) if word in _FLAVOURED), default=0
    )
    at, has_head, is_part, is_known = 0, False, False, False
    while at < len(words):
        length, weights = _phrase_at(words, at)
        if length == 1 and words[at] in _JOINTS:
            is_part = has_head
        elif weights:
            is_known = True
            is_with = has_head and words[at].startswith(_WITH)
            yield is_part or is_with or at < flavoured, weights
            has_head |= max(weights.values()) >= _WEIGHTS["plain"]
        at += length
    if not is_known:
        yield from ((False, weights) for weights in map(_slipped, words) if weights)


def _phrase_at(words: Sequence[str], at: int) -> tuple[int, dict[str, float]]:
    """The longest known phrase that begins there, with its length in words."""
    known = _words()
    for length in range(min(known.longest, len(words) - at), 0, -1):
        part = tuple(words[at : at + length])
        for spelling in _spellings(part):
            if spelling in known.phrases:
                return length, known.phrases[spelling]
    return 1, {}


def _spellings(part: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    """As written, then without a plural or an article."""
    yield part
    *before, last = part
    for ending in _LATIN_ENDINGS:
        if last.isascii() and last.endswith(ending) and len(last) > len(ending) + 2:
            yield (*before, last[: -len(ending)])
    for article in _ARTICLES:
        if last.startswith(article) and len(last) > len(article) + 1:
            yield (*before, last[len(article) :])
            if len(part) > 1:
                yield tuple(_bare(word) for word in part)


def _bare(word: str) -> str:
    return next((word[len(a) :] for a in _ARTICLES if word.startswith(a)), word)


def _slipped(word: str) -> dict[str, float]:
    """What a word with one letter too many, too few or wrong may mean, if one thing."""
    if len(word) < _SHORTEST_SLIP:
        return {}
    known = _words()
    near = set(known.slips.get(word, ()))
    for short in _with_one_letter_less(word):
        if (short,) in known.phrases and len(short) >= _SHORTEST_SLIP:
            near.add(short)
        near |= known.slips.get(short, set())
    meant = [known.phrases[(one,)] for one in near if one[0] == word[0]]
    categories = {key for weights in meant for key in weights}
    if len(categories) != 1:
        return {}
    return {key: max(weights[key] for weights in meant) for key in categories}


def _with_one_letter_less(word: str) -> set[str]:
    return {word[:n] + word[n + 1 :] for n in range(len(word))}


def _tokens(text: str) -> Iterator[str]:
    """Lower-case words without accents and Arabic letters in one form each."""
    decomposed = unicodedata.normalize("NFKD", text.casefold().replace("œ", "oe"))
    plain = "".join(c for c in decomposed if not unicodedata.combining(c))
    plain = plain.replace("ة", "ه").replace("ى", "ي").replace("ـ", "")
    return (found.group() for found in _WORD.finditer(plain))


@cache
def _words() -> _Words:
    """The word list, read once."""
    data = files("pipeline").joinpath("category_words/words.txt")
    words, key = _Words(), ""
    for line in _lines(data.read_text("utf-8")):
        if line.startswith("["):
            key = line.strip("[]")
            words.names[key] = {}
            continue
        kind, _, values = line.partition(": ")
        if kind.startswith("name."):
            words.names[key][kind.removeprefix("name.")] = values
            words.add(values, key, _WEIGHTS["strong"])
        elif kind == "off":
            words.tags.update(dict.fromkeys(values.split(", "), key))
        else:
            for phrase in values.split(", "):
                words.add(phrase, key, _WEIGHTS[kind])
    return words


def _lines(text: str) -> Iterable[str]:
    stripped = (line.strip() for line in text.splitlines())
    return (line for line in stripped if line and not line.startswith("#"))
