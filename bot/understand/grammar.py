"""Text to intents: `understand`, called by the conversation for every text.

Each clause is tried in turn as words that settle it (`cues`), as a sentence that a
pattern describes (`rules_*`), and by the classifier. What none of them knows is
NotUnderstood and changes nothing.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from bot.understand import builders, rules_catalogue, rules_stock, rules_talk
from bot.understand.classifier import NOTHING, Guess, likeliest, weights
from bot.understand.commands import is_command, read_alone, spelled_out
from bot.understand.cues import cue_of
from bot.understand.details import read_new
from bot.understand.doubting import happened, tells_nothing
from bot.understand.elements import Clause, Element
from bot.understand.intents import (
    Also,
    Correct,
    Count,
    Intent,
    Item,
    Move,
    Named,
    NotUnderstood,
    Number,
    ReceiveOrder,
)
from bot.understand.items import whole
from bot.understand.joining import carry, continued, headed, priced, tidied, turned
from bot.understand.lexicon.concepts import NUMBER, PRODUCT, WORD, Concept
from bot.understand.names import NameIndex
from bot.understand.pictured.asking import asked_of_photo
from bot.understand.pictured.changes import change_asked
from bot.understand.pictured.topics import number_alone, topics_joined
from bot.understand.sentences import Stretch, read, read_loosely, stretches, wishes
from bot.understand.settings_said import read_exactly
from bot.understand.sound import is_asked_only, is_sound, names_nothing
from bot.understand.spoken import Spoken
from bot.understand.words import clean, tidy_name

LONGEST_TEXT = 4000
LONGEST_CLAUSE = 24
MOST_CLAUSES = 200
_HEADING_MARKS = (Concept.IS, Concept.FILLER)
SURELY_MOVED = 0.75  # from which stock moves although some words are unknown
SURELY_IDLE = 0.6  # from which bare words are idle talk and no product's name

_SAYS = {
    "Move.sale": frozenset(Concept.SALE + Concept.REMOVE),
    "Move.delivery": frozenset(Concept.DELIVERY + Concept.ADD),
    "Move.loss": frozenset(Concept.LOSS + Concept.REMOVE),
    "Correct": frozenset[str](),
    "Correct.zero": frozenset[str](),
}
"""One of these is said where stock moves; "I dreamt of ten" says none."""
_RULES = (
    *rules_talk.RULES,
    *rules_catalogue.RULES,
    *rules_talk.NUMBERS,
    *rules_stock.MOVEMENTS,
    *rules_catalogue.WITHOUT_NUMBER,
    *rules_stock.COUNTS,
    *rules_stock.CORRECTIONS,
)
_SLASH_EQUALS = re.compile(r"(\d)/[=-]")  # 50/= is fifty shillings
_GLUED_TIME = re.compile(
    r"(?<![\w.,])(\d{1,4})(?=(?:hrs?|hours?|mins?|minutes?|days?|wks?|weeks?|jours?|"
    r"heures?|horas?|d[ií]as?|minutos?|ساع\w{1,3}|يوم|أيام|ايام|دقيق\w{1,3})(?!\w))"
)
_NAIRA = re.compile(r"(?<!\w)[Nn](?=(?:\d{3,}|\d{1,3}(?:,\d{3})+)(?:\.\d+)?(?!\w))")
_EGYPTIAN = re.compile(r"(\d)\s*(?:L\.?E\.?|ج\.?م\.?)(?!\w)")


@dataclass(frozen=True, slots=True)
class Understood:
    """The wishes of a message in order, and their language where it is clear."""

    intents: tuple[Intent, ...]
    language: str | None = None


def understand(
    text: str,
    *,
    language: str = "en",
    names: NameIndex | None = None,
    of_photo: bool = False,
) -> Understood:
    """What a text means; never raises, whatever the text.

    `language` is the one spoken last. `names` are the shop's, so that "7 up" and
    "Close Up" are not taken for words of the sentence. `of_photo`: the text replies to
    a photo of a shelf, or is its caption.
    """
    typed = clean(text)
    if (wish := read_alone(typed) or read_exactly(typed)) is not None:
        return Understood((wish,))
    text = _SLASH_EQUALS.sub(r"\1", spelled_out(typed))
    text = _GLUED_TIME.sub(r"\1 ", text)
    text = _EGYPTIAN.sub(r"\1 EGP", _NAIRA.sub("₦", text))
    if len(text) > LONGEST_TEXT or text.startswith("/"):
        return Understood((NotUnderstood(""),))
    introduced = None if change_asked(text) else read_new(text)
    if introduced is not None and not tells_nothing(text, language):
        return Understood((priced(introduced, names),))
    text = topics_joined(number_alone(text), language, names)
    understood = _Reader(text, language, names, of_photo).read()
    return replace(understood, language=None) if is_command(typed) else understood


class _Reader:
    """Reads one message; remembers the verb that the next "2 fanta" goes on with."""

    def __init__(
        self, text: str, language: str, names: NameIndex | None, of_photo: bool
    ) -> None:
        self.text = text
        self.language = language
        self.names = names
        self.of_photo = of_photo
        self.spoken: str | None = None
        self.said = Spoken()
        self.carried: Intent | None = None
        self.heading: Move | None = None  # the verb that stood alone last
        self.denied: Named | None = None
        self.denied_words = ""
        self.settled: list[NotUnderstood] = []

    def read(self) -> Understood:
        intents: list[Intent] = []
        for position, stretch in enumerate(stretches(self.text, self.names)):
            if position >= MOST_CLAUSES:
                return Understood((NotUnderstood(""),))
            intents.extend(self._stretch(stretch))
        kept = [intent for intent in intents if intent not in self.settled]
        kept = headed(kept, self.heading)
        return Understood(tidied(kept), self.said.language(self.text))

    def _stretch(self, stretch: Stretch) -> list[Intent]:
        preferred = self.spoken or self.language
        clause = read(self.text, stretch, preferred, self.names)
        if clause.hits:
            self.spoken = clause.language
        carried = self.carried
        found = [self._surely(part) for part in wishes(clause)]
        if any(intents is None for intents in found):
            self.carried = carried
            loose = read_loosely(self.text, stretch, clause.language, self.names)
            found = [self._somehow(part) for part in wishes(loose)]
        intents = [intent for intents in found for intent in intents or ()]
        self.said.note(clause, intents)
        return intents

    def _somehow(self, clause: Clause) -> list[Intent]:
        found = self._surely(clause)
        return self._likely(clause) if found is None else found

    def _surely(self, clause: Clause) -> list[Intent] | None:
        """What telling words or a pattern make of it, where its names are names."""
        if not clause.elements or (self.names and _is_idle(clause)):
            return []
        if len(clause.elements) > LONGEST_CLAUSE:
            return [NotUnderstood(clause.words())]
        asked = asked_of_photo(clause, self.names, of_photo=self.of_photo)
        if asked is not None:
            return self._carrying([asked], clause)
        if (verb := _verb_alone(clause)) is not None:
            self.carried = self.heading = verb
            return []
        if (known := self._name_and_number(clause)) is not None:
            return self._carrying([known], clause)
        strict = _strict(clause)
        if strict and all(is_sound(i, clause, self.names) for i in strict):
            return self._carrying(strict, clause)
        return self._guessed(clause)

    def _likely(self, clause: Clause) -> list[Intent]:
        """What the classifier takes it for, else what a pattern made of it."""
        guess = likeliest(clause)
        if guess.label != NOTHING and guess.confidence >= weights().threshold:
            built = builders.build(guess.label, clause)
            if built is not None and not self._is_risky(built, guess, clause):
                if isinstance(built, Move) and not self._knows_all(built):
                    built = replace(built, is_doubtful=True)
                return self._carrying([built], clause)
        is_idle = guess.label == NOTHING and guess.confidence >= SURELY_IDLE
        strict = _strict(clause)
        if any(is_asked_only(i, clause, self.names) for i in strict or ()):
            return [NotUnderstood(clause.words())]
        if strict and names_nothing(strict[0], clause):
            return [_came(strict[0], clause)]
        if strict and not is_idle:
            return self._carrying(strict, clause)
        for rule in rules_stock.GUESSES:
            if not is_idle and (found := rule.apply(clause)) is not None:
                return self._carrying(found, clause)
        return [NotUnderstood(clause.words())]

    def _is_risky(self, built: Intent, guess: Guess, clause: Clause) -> bool:
        """Whether stock would change on words that nobody knows: "10 came with it"."""
        if not isinstance(built, Correct | Move):
            return False
        is_said = not _SAYS[guess.label].isdisjoint(clause.letters)
        if is_said and isinstance(built, Move) and guess.confidence >= SURELY_MOVED:
            return False
        return not is_sound(built, clause, self.names) or _has_unknown(built, clause)

    def _knows_all(self, move: Move) -> bool:
        """Whether the shop has all that is said to have moved."""
        names = self.names
        phrases = [item.product.phrase for item in move.items]
        return names is None or all(not said or names.fits(said) for said in phrases)

    def _carrying(self, found: list[Intent], clause: Clause) -> list[Intent]:
        """The intents, as the list that goes on wants them."""
        found = [
            continued(turned(self._instead(i), self.names, clause), self.carried)
            for i in found
        ]
        if len(found) == 1:
            found = [rules_stock.perhaps_price(found[0], clause)]
        found = [happened(intent, clause) for intent in found]
        self.denied = rules_stock.denied(clause)
        self.denied_words = clause.words()
        self.carried = carry(found, self.carried)
        return found

    def _instead(self, intent: Intent) -> Intent:
        """ "coke is not 14, it is 12": twelve of what was denied."""
        if self.denied is None or not isinstance(intent, Number | Correct):
            return intent
        if isinstance(intent, Number):
            self.settled.append(NotUnderstood(self.denied_words))
            return Correct((Item(self.denied, intent.value),))
        if [item.product for item in intent.items] != [Named("")]:
            return intent
        self.settled.append(NotUnderstood(self.denied_words))
        return replace(intent, items=(replace(intent.items[0], product=self.denied),))

    def _guessed(self, clause: Clause) -> list[Intent] | None:
        """Names and numbers without a verb, where all of the names are names."""
        for rule in rules_stock.GUESSES:
            found = rule.apply(clause)
            if found and all(is_sound(i, clause, self.names) for i in found):
                is_known = self.names is None or _all_known(found, self.names)
                if is_known or isinstance(found[0], Correct | Also):
                    return self._carrying(found, clause)
        return None

    def _name_and_number(self, clause: Clause) -> Intent | None:
        """A known name alone, or "7 up 12": a name that holds a number, and a count."""
        words = clause.words()
        if self.names is None or not _may_be_name(clause):
            return None
        if self.names.is_name(words):
            return Count((Named(tidy_name(words)),), is_guess=True)
        *name, last = clause.elements
        if not name or NUMBER not in last.roles or last.unit is not None:
            return None
        is_size = all(PRODUCT in e.roles for e in name) and self.names.find(words).only
        if is_size:
            return Count((Named(tidy_name(words)),), is_guess=True)
        if not any(NUMBER in element.roles for element in name):
            return None
        words = clause.part(0, len(name)).words()
        quantity = whole(last.value or Decimal(0))
        if quantity is None or not self.names.is_name(words):
            return None
        return Correct((Item(Named(tidy_name(words)), quantity),), is_guess=True)


def _has_unknown(intent: Correct | Move, clause: Clause) -> bool:
    """Whether there are words that are neither known nor in a name of the wish."""
    named = " ".join(item.product.phrase for item in intent.items)
    return any(
        e.is_name and clause.text[e.start : e.end] not in named for e in clause.elements
    )


def _came(intent: Intent, clause: Clause) -> Intent:
    """ "the delivery of this morning has arrived" is about an order."""
    is_delivery = isinstance(intent, Move) and intent.kind == rules_stock.DELIVERY
    if is_delivery and NUMBER not in clause.letters:
        return ReceiveOrder()
    return NotUnderstood(clause.words())


def _strict(clause: Clause) -> list[Intent] | None:
    """What words that settle it, or a pattern, make of the whole clause."""
    for rule in (*rules_stock.RECOUNTS, *rules_catalogue.PICTURE):
        if (found := rule.apply(clause)) is not None:
            return found
    cue = cue_of(clause)
    if cue is not None:
        built = builders.build(cue.label, clause)
        if built is not None:
            return [built]
    for rule in _RULES:
        if (found := rule.apply(clause)) is not None:
            return found
    return None


def _all_known(intents: Sequence[Intent], names: NameIndex) -> bool:
    """Whether the shop has what was named."""
    named = [
        named
        for intent in intents
        if isinstance(intent, Count)
        for named in intent.products
    ]
    return all(not one.phrase or names.fits(one.phrase) for one in named)


def _may_be_name(clause: Clause) -> bool:
    """Whether some word of it belongs to no phrase: it may be a product's name."""
    return any(WORD in e.roles or PRODUCT in e.roles for e in clause.elements)


def _is_idle(clause: Clause) -> bool:
    """ "Je, …", "please": words that mean nothing by themselves."""
    return all(element.roles == Concept.FILLER for element in clause.elements)


def _asks(element: Element) -> bool:
    """ "sales of today" asks for a list, and "sales" opens one."""
    return Concept.HISTORY in element.roles


def _verb_alone(clause: Clause) -> Move | None:
    """ "sold" or "sold:" as the heading of the lines that follow."""
    said = [e for e in clause.elements if e.roles not in _HEADING_MARKS]
    for kind, verb in rules_stock.VERBS:
        if said and all(verb in e.roles and not _asks(e) for e in said):
            return Move(kind, ())
    return None


__all__ = ["Understood", "understand"]
