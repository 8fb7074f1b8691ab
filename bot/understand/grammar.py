"""Text to intents: `understand`, called by the conversation for every text.

Each clause is tried in turn as words that settle it (`cues`), as a sentence that a
pattern describes (`rules_*`), and by the classifier. What none of them knows is
NotUnderstood and changes nothing.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from decimal import Decimal
from typing import Any

from bot.understand import builders, rules_catalogue, rules_stock, rules_talk
from bot.understand.classifier import NOTHING, likeliest, weights
from bot.understand.commands import is_command, read_alone, spelled_out
from bot.understand.cues import cue_of
from bot.understand.details import read_new
from bot.understand.elements import Clause
from bot.understand.intents import (
    AddAlias,
    Also,
    Correct,
    Count,
    DraftOrder,
    Greeting,
    Intent,
    Item,
    ListStock,
    MergeProducts,
    Move,
    Named,
    NewProduct,
    No,
    NotUnderstood,
    Number,
    Rename,
    SetAlert,
    SetPrice,
    SetSupplier,
    StopAlert,
    Thanks,
    Yes,
)
from bot.understand.items import whole
from bot.understand.lexicon.concepts import NUMBER, PRODUCT, WORD, Concept
from bot.understand.names import NameIndex
from bot.understand.sentences import Stretch, read, read_loosely, stretches, wishes
from bot.understand.settings_said import read_exactly
from bot.understand.sound import is_sound
from bot.understand.spoken import Spoken
from bot.understand.words import clean, tidy_name

LONGEST_TEXT = 4000
LONGEST_CLAUSE = 24
MOST_CLAUSES = 200
_HEADING_MARKS = (Concept.IS, Concept.FILLER)
SURELY_IDLE = 0.6  # from which bare words are idle talk and no product's name

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
) -> Understood:
    """What a text means; never raises, whatever the text.

    `language` is the one spoken last. `names` are the shop's, so that "7 up" and
    "Close Up" are not taken for words of the sentence.
    """
    typed = clean(text)
    if (wish := read_alone(typed) or read_exactly(typed)) is not None:
        return Understood((wish,))
    text = _SLASH_EQUALS.sub(r"\1", spelled_out(typed))
    text = _EGYPTIAN.sub(r"\1 EGP", _NAIRA.sub("₦", text))
    if len(text) > LONGEST_TEXT or text.startswith("/"):
        return Understood((NotUnderstood(""),))
    introduced = read_new(text)
    if introduced is not None:
        return Understood((_priced(introduced, names),))
    understood = _Reader(text, language, names).read()
    return replace(understood, language=None) if is_command(typed) else understood


def _priced(new: NewProduct, names: NameIndex | None) -> Intent:
    """ "we now sell Coke at 500": a price, where the shop has it already."""
    if new.price is None or new.minimum is not None or new.quantity is not None:
        return new
    if names is None or not names.fits(new.name):
        return new
    return SetPrice(Named(new.name), new.price)


class _Reader:
    """Reads one message; remembers the verb that the next "2 fanta" goes on with."""

    def __init__(self, text: str, language: str, names: NameIndex | None) -> None:
        self.text = text
        self.language = language
        self.names = names
        self.spoken: str | None = None
        self.said = Spoken()
        self.carried: Intent | None = None
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
        return Understood(_tidied(kept), self.said.language(self.text))

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
        if not clause.elements:
            return []
        if (verb := _verb_alone(clause)) is not None:
            self.carried = verb
            return []
        if len(clause.elements) > LONGEST_CLAUSE:
            return [NotUnderstood(clause.words())]
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
            if built is not None:
                return self._carrying([built], clause)
        is_idle = guess.label == NOTHING and guess.confidence >= SURELY_IDLE
        strict = _strict(clause)
        if strict and not is_idle:
            return self._carrying(strict, clause)
        for rule in rules_stock.GUESSES:
            if not is_idle and (found := rule.apply(clause)) is not None:
                return self._carrying(found, clause)
        return [NotUnderstood(clause.words())]

    def _carrying(self, found: list[Intent], clause: Clause) -> list[Intent]:
        """The intents, as the list that goes on wants them."""
        found = [
            _continued(_turned(self._instead(i), self.names, clause), self.carried)
            for i in found
        ]
        self.denied = rules_stock.denied(clause)
        self.denied_words = clause.words()
        self.carried = _carry(found, self.carried)
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


def _turned(intent: Intent, names: NameIndex | None, clause: Clause) -> Intent:
    """The intent as the shop's names want it: product first, categories as such."""
    if names is None:
        return intent
    if isinstance(intent, AddAlias | Rename | SetSupplier):
        return _product_first(intent, names)
    kinds = {e.key for e in clause.elements if e.roles == Concept.KIND}
    if not kinds:
        return intent
    named = intent.products if isinstance(intent, Count) else ()
    if len(named) == 1 and _is_kind(named[0], clause) and not clause.is_question:
        return ListStock(category=named[0].phrase)
    if isinstance(intent, SetAlert | StopAlert) and intent.product is not None:
        if _is_kind(intent.product, clause):
            return replace(intent, product=None, category=intent.product.phrase)
    return intent


def _is_kind(named: Named, clause: Clause) -> bool:
    """Whether the name is the word of a category and nothing else."""
    words = [e for e in clause.elements if e.roles == Concept.KIND]
    return any(named.phrase == clause.text[e.start : e.end] for e in words)


def _product_first(intent: AddAlias | Rename | SetSupplier, names: NameIndex) -> Intent:
    """ "cola means Coca-Cola": the known name is the product, whichever came first."""
    slot = fields(intent)[1].name
    other = getattr(intent, slot)
    said = intent.product.phrase
    if not said or not names.fits(other):
        return intent
    if not names.fits(said):
        changed: dict[str, Any] = {"product": Named(other), slot: said}
        return replace(intent, **changed)
    is_one = set(names.find(said).found) & set(names.find(other).found)
    if isinstance(intent, AddAlias) and not is_one:
        return MergeProducts(intent.product, Named(other))
    return intent


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


def _verb_alone(clause: Clause) -> Move | None:
    """ "sold" or "sold:" as the heading of the lines that follow."""
    said = [e for e in clause.elements if e.roles not in _HEADING_MARKS]
    for kind, verb in rules_stock.VERBS:
        if said and all(verb in element.roles for element in said):
            return Move(kind, ())
    return None


def _carry(found: list[Intent], carried: Intent | None) -> Intent | None:
    """The verb that holds for the next "2 fanta"."""
    if found and isinstance(found[-1], Move | SetPrice | DraftOrder):
        return found[-1]
    is_noise = not found or isinstance(found[-1], NotUnderstood)
    return carried if is_noise else None


def _continued(intent: Intent, carried: Intent | None) -> Intent:
    """A list goes on: "sold 3 coke, 2 fanta", "price of coke is 500, fanta 450"."""
    if isinstance(intent, Also):
        counted = all(item.quantity is not None for item in intent.items)
        intent = Correct(intent.items, is_guess=True) if carried and counted else intent
    if not isinstance(intent, Correct) or not intent.is_guess:
        return intent
    if isinstance(carried, Move):
        return Move(carried.kind, intent.items)
    if isinstance(carried, DraftOrder):
        return DraftOrder(intent.items, carried.supplier)
    if isinstance(carried, SetPrice) and len(intent.items) == 1:
        item = intent.items[0]
        return SetPrice(item.product, Decimal(item.quantity or 0))
    return intent


def _tidied(intents: Sequence[Intent]) -> tuple[Intent, ...]:
    """Movements of one kind joined; small talk and noise beside a wish left out."""
    joined: list[Intent] = []
    for intent in intents:
        before = joined[-1] if joined else None
        if isinstance(intent, Move) and isinstance(before, Move):
            if intent.kind == before.kind:
                joined[-1] = Move(intent.kind, before.items + intent.items)
                continue
        if isinstance(intent, DraftOrder) and isinstance(before, DraftOrder):
            supplier = before.supplier or intent.supplier
            joined[-1] = DraftOrder(before.items + intent.items, supplier)
            continue
        if isinstance(intent, Correct) and isinstance(before, Correct):
            both = before.is_guess and intent.is_guess
            joined[-1] = Correct(before.items + intent.items, both)
            continue
        if isinstance(intent, Number) and isinstance(before, No):
            joined[-1] = Correct((Item(Named(""), intent.value),))
            continue
        if intent == Count() and isinstance(before, Count):
            joined[-1] = Count(before.products)
            continue
        if intent not in joined:
            joined.append(intent)
    talk = (Greeting, Thanks, Yes, No)
    wishes = [intent for intent in joined if not isinstance(intent, talk)]
    return tuple(wishes or joined[:1] or [NotUnderstood("")])


__all__ = ["Understood", "understand"]
