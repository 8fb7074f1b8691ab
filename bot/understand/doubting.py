"""Whether something has happened that can be booked, or is only talked about.

Stock moves where a sentence tells what happened and every word of it is accounted for.
"if I sell 10 coke", "tomorrow 20 bread will come", "a customer wants 5", "we did not
sell any" tell of nothing; what they name is asked about before it is booked. Called by
the grammar for each wish that would change stock. The words are data: `unreal/`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from importlib.resources import files

from bot.understand import slots
from bot.understand.elements import Clause, Element
from bot.understand.intents import (
    Also,
    Correct,
    DraftOrder,
    History,
    Intent,
    Move,
    Named,
    NotUnderstood,
    SetCost,
    SetPrice,
    SetSupplier,
    Snooze,
    SwitchShop,
)
from bot.understand.lexicon import (
    LANGUAGES,
    Concept,
    entries,
    lexicon,
    lexicons,
    words_of,
)
from bot.understand.lexicon.concepts import NUMBER, PRODUCT
from bot.understand.words import Token, tokens

AROUND = 200  # characters of a sentence beside the clause
_END = re.compile(r"[.!?؟;؛\n](?=\s|$)|\n")
_VERBS = r"(?:uz|pat|pok|nunu|ongez|to[al]|let|fik|vunj|harib)[a-z]+"
_NOTING = frozenset(
    "note notes write record put down log enter mark register notez inscris marque "
    "anota anote apunta apuntar registra andika rekodi weka سجل اكتب دون svp stp pls "
    "plz please".split()
)
"""Said by who wants it booked."""
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
_NEVER = re.compile(r"(?!)")
_OTHERS = frozenset({Concept.TO.value, Concept.FROM.value})
_SMALL = frozenset(Concept.FILLER + Concept.ALSO + Concept.AND + Concept.PERIOD)
_ORDERED = Concept.ADD + Concept.REMOVE + Concept.SET


@dataclass(frozen=True, slots=True)
class _Signs:
    """What tells of nothing that happened, as patterns over folded words.

    `unreal` holds for its whole sentence, `denied` and `unclear` for their clause (a
    verb that may mean coming or going), `asked` for a clause that begins or ends with
    it; `plain` is taken out before: "could you add …". `elsewhere`: at other shops.
    """

    unreal: re.Pattern[str]
    denied: re.Pattern[str]
    unclear: re.Pattern[str]
    asked: re.Pattern[str]
    plain: re.Pattern[str]
    elsewhere: re.Pattern[str]


@cache
def _signs(language: str) -> _Signs:
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
    return _Signs(
        any_of("unreal"),
        any_of("denied"),
        any_of("unclear"),
        any_of("asked", edges),
        any_of("plain"),
        any_of("elsewhere"),
    )


def happened(intent: Intent, clause: Clause) -> Intent:
    """The wish as it can be trusted: a question answered instead of booked, a doubtful
    change marked to be asked about, a price of another day not taken over."""
    if _is_of_others(intent, clause):
        return NotUnderstood(clause.words())
    if isinstance(intent, Also) and any(i.quantity for i in intent.items):
        told = Correct(intent.items)
        return replace(told, is_doubtful=True) if _is_doubtful(told, clause) else intent
    if not isinstance(intent, Move | Correct) or intent.is_doubtful:
        return intent
    if isinstance(intent, Move) and _is_asked(clause):
        return _history(intent, clause)
    return replace(intent, is_doubtful=True) if _is_doubtful(intent, clause) else intent


def _is_of_others(intent: Intent, clause: Clause) -> bool:
    """Whether it is no wish of now: a price of another day or shop, an order for when
    so many were sold, a snooze or another shop where a product is counted."""
    signs = _signs(clause.language)
    counts = PRODUCT in clause.letters and NUMBER in clause.letters
    match intent:
        case SetPrice() | SetCost():
            said = _sentence(clause)
            return bool(signs.unreal.search(said) or signs.elsewhere.search(said))
        case SetSupplier():
            return counts
        case DraftOrder():
            letters = (Concept.WHEN.value, Concept.SALE.value)
            return counts and all(letter in clause.letters for letter in letters)
        case Snooze():
            return counts and clause.is_question
        case SwitchShop():
            return counts
    return False


def is_of_neighbours(text: str) -> bool:
    """Whether it tells of other shops, in any language."""
    said = _folded(tokens(text))
    return any(_signs(language).elsewhere.search(said) for language in LANGUAGES)


def tells_nothing(text: str, language: str) -> bool:
    """Whether a text asks, denies or foretells, whatever it names."""
    signs = _signs(language)
    said = signs.plain.sub("|", _folded(tokens(text)))
    return any(sign.search(said) for sign in (signs.unreal, signs.denied, signs.asked))


def _is_doubtful(intent: Move | Correct, clause: Clause) -> bool:
    signs = _signs(clause.language)
    said = signs.plain.sub("|", _own_words(clause))
    is_denied = isinstance(intent, Move) and signs.denied.search(said) is not None
    is_asked = isinstance(intent, Correct) and clause.is_question
    return (
        is_denied
        or (is_asked and "|" not in said)
        or signs.unclear.search(said) is not None
        or signs.unreal.search(signs.plain.sub("|", _sentence(clause))) is not None
        or _counts_time(intent, clause)
        or bool(_left_over(intent, clause))
    )


def _is_asked(clause: Clause) -> bool:
    """ "did we sell 5 fanta?", but not "could you add 5 fanta?"."""
    signs = _signs(clause.language)
    said = _own_words(clause)
    if signs.plain.search(said) or not clause.letters.isdisjoint(_ORDERED):
        return False
    return clause.is_question or signs.asked.search(said) is not None


def _history(intent: Move, clause: Clause) -> History:
    """What was sold of it: the answer to whether so many were."""
    named = {item.product for item in intent.items}
    product = named.pop() if len(named) == 1 else None
    is_of_one = product is not None and product != Named("")
    period = slots.meaning(clause, Concept.PERIOD)
    return History(product if is_of_one else None, intent.kind, period)


def _counts_time(intent: Move | Correct, clause: Clause) -> bool:
    """ "7 days" is no quantity, and many numbers in a row are a phone's."""
    row = [NUMBER in e.roles and e.unit is None for e in clause.elements]
    if any(all(row[i : i + 3]) for i in range(len(row) - 2)):
        return True
    counted = {element.value for _, element in slots.numbers(clause)}
    said = [e for e in clause.elements if NUMBER in e.roles]
    if len(counted) == len({element.value for element in said}):
        return False
    return any(
        item.quantity is not None and item.quantity not in counted
        for item in intent.items
        if item.quantity not in (0, 1)
    )


def _left_over(intent: Move | Correct, clause: Clause) -> list[str]:
    """Words that nothing was made of: neither known to the grammar nor in a name, nor
    said of who brought or bought it: "sold one milo to mama chidi"."""
    named = " ".join(item.product.phrase for item in intent.items)
    left: list[str] = []
    is_of_others = False
    for element in clause.elements:
        word = clause.text[element.start : element.end]
        is_of_others = not _OTHERS.isdisjoint(element.roles) or (
            is_of_others and NUMBER not in element.roles
        )
        is_loose = element.is_name and word not in named and not _is_small(element)
        if not is_of_others and (is_loose or _is_swallowed(element, word, clause)):
            left.append(word)
    return left


def _is_small(element: Element) -> bool:
    """Whether it is a kind of goods ("soda tatu za coke"), or a small word of another
    language: "received coke 24 pia"."""
    if element.roles == Concept.KIND:
        return True
    entries = (known.phrases.get((element.key,)) for known in lexicons())
    return any(e is not None and not _SMALL.isdisjoint(e.roles) for e in entries)


def _is_swallowed(element: Element, word: str, clause: Clause) -> bool:
    """Whether it is only one of the words that sentences are often made of."""
    return (
        element.roles == Concept.FILLER
        and element.value is None
        and element.key not in _NOTING
        and (element.key,) not in lexicon(clause.language).phrases
        and not any(map(str.isspace, word))
    )


def _own_words(clause: Clause) -> str:
    """The clause's words, folded, without the products that it names."""
    if not clause.elements:
        return ""
    first, last = clause.elements[0].start, clause.elements[-1].end
    return _folded(_outside_names(clause, first, last))


def _sentence(clause: Clause) -> str:
    """The same of the sentence that it stands in: "tomorrow, 20 bread will come"."""
    if not clause.elements:
        return ""
    first, last = clause.elements[0].start, clause.elements[-1].end
    least, most = max(0, first - AROUND), min(len(clause.text), last + AROUND)
    ends = [m.end() for m in _END.finditer(clause.text, least, first)]
    start = max(ends, default=least)
    end = _END.search(clause.text, last, most)
    stop = end.start() if end else most
    return _folded(_outside_names(clause, start, stop))


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


def _folded(said: Sequence[Token]) -> str:
    return " ".join(t.key for t in said if t.kind not in {"symbol", "newline"})
