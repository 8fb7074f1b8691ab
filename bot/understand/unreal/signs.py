"""The words and shapes of verbs that tell of nothing that happened, per language.

Called by `doubting`. The words are data: `LANGUAGE.txt`, lines as in `lexicon/`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files

from bot.understand.elements import Clause
from bot.understand.lexicon import entries, words_of
from bot.understand.lexicon.concepts import PRODUCT
from bot.understand.words import Token, tokens

AROUND = 200  # characters of a sentence beside the clause
_END = re.compile(r"[.!?؟;؛\n](?=\s|$)|\n")
_NEVER = re.compile(r"(?!)")
_VERBS = r"(?:uz|pat|pok|nunu|ongez|to[al]|let|fik|vunj|harib)[a-z]+"
_SHAPES: dict[str, dict[str, tuple[str, ...]]] = {
    "sw": {
        "unreal": (
            rf"(?:ni|tu|u|m|a|wa|i|zi|ya|li|ki|vi)?(?:ki|ta){_VERBS}",
            r"(?:ni|tu|u|m|a|wa|i|zi|ya|li|ki|vi)taku?j[a-z]+",
            r"(?:ni|tu|u|m|a|wa|i|zi)(?:si)?nge[a-z]+",
        ),
        "denied": (rf"(?:si|hatu|ham|ha|hawa|hai|hazi|hu|haya)(?:ku|ja)?{_VERBS}",),
    },
    "ar": {
        "unreal": (r"[هسح][يتن][^\W\d_]{3,}",),
        "denied": (r"ما?[^\W\d_]{3,}ش",),
    },
}
"""The shapes of verbs that say so by themselves: "nikiuza", "هيوصل", "مابعتش"."""


@dataclass(frozen=True, slots=True)
class Signs:
    """What tells of nothing that happened, as patterns over folded words.

    `unreal` holds for its whole sentence, `denied` and `unclear` for their clause (a
    verb that may mean coming or going), `asked` for a clause that begins or ends with
    it; `plain` is taken out before: "could you add …". `elsewhere`: at other shops.
    `remains`: it is not finished yet. `before`: there were so many.
    """

    unreal: re.Pattern[str]
    denied: re.Pattern[str]
    unclear: re.Pattern[str]
    asked: re.Pattern[str]
    plain: re.Pattern[str]
    elsewhere: re.Pattern[str]
    remains: re.Pattern[str]
    before: re.Pattern[str]


@cache
def signs_of(language: str) -> Signs:
    """Of a language; English words are mixed into all others."""
    kinds: dict[str, list[str]] = {}
    for name in {language, "en"}:
        text = files("bot.understand").joinpath(f"unreal/{name}.txt").read_text("utf-8")
        for key, _, phrase in entries(text):
            if name != language and key.startswith(("denied", "asked")):
                continue
            said = re.escape(" ".join(words_of(phrase)))
            kinds.setdefault(key, []).append(said)
    for key, shapes in _SHAPES.get(language, {}).items():
        kinds[key] += shapes

    def any_of(kind: str, shape: str = "(?<!\\S)(?:{})(?!\\S)") -> re.Pattern[str]:
        said = sorted(kinds.get(kind, ()), key=len, reverse=True)
        return re.compile(shape.format("|".join(said))) if said else _NEVER

    edges = "^(?:and |so |et |y |na |alors |ok |و )?(?:{0})(?!\\S)|(?<!\\S)(?:{0})$"
    return Signs(
        any_of("unreal"),
        any_of("denied"),
        any_of("unclear"),
        any_of("asked", edges),
        any_of("plain"),
        any_of("elsewhere"),
        any_of("remains"),
        any_of("before"),
    )


def own_words(clause: Clause) -> str:
    """The clause's words, folded, without the products that it names."""
    if not clause.elements:
        return ""
    first, last = clause.elements[0].start, clause.elements[-1].end
    return folded(_outside_names(clause, first, last))


def sentence_of(clause: Clause) -> str:
    """The same of the sentence that it stands in: "tomorrow, 20 bread will come"."""
    if not clause.elements:
        return ""
    first, last = clause.elements[0].start, clause.elements[-1].end
    least, most = max(0, first - AROUND), min(len(clause.text), last + AROUND)
    ends = [m.end() for m in _END.finditer(clause.text, least, first)]
    start = max(ends, default=least)
    end = _END.search(clause.text, last, most)
    stop = end.start() if end else most
    return folded(_outside_names(clause, start, stop))


def _outside_names(clause: Clause, first: int, last: int) -> list[Token]:
    names = [(e.start, e.end) for e in clause.elements if PRODUCT in e.roles]
    return [
        token
        for token in _tokens(clause.text)
        if first <= token.start < last
        and not any(start <= token.start < end for start, end in names)
    ]


@lru_cache(maxsize=16)
def _tokens(text: str) -> tuple[Token, ...]:
    return tuple(tokens(text))


def folded(said: Sequence[Token]) -> str:
    return " ".join(t.key for t in said if t.kind not in {"symbol", "newline"})
