"""Whether an understood wish can be trusted: its names are names.

A pattern takes whatever stands where a name should; where that holds other words too,
the clause was not of that shape, and the classifier is asked.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields

from bot.understand.elements import Clause
from bot.understand.intents import Correct, Intent, Item, Move, Named
from bot.understand.lexicon.concepts import NUMBER, PRODUCT, WORD, Concept
from bot.understand.names import NameIndex
from bot.understand.slips import meant
from bot.understand.words import fold

_ASKING = frozenset(
    "what wat whats wetin which who when why quoi que quel quelle quels quelles kel "
    "qui quand cual cuales quien q nini nani lini ايه ماذا مين امتي".split()
)
"""First words of a question, which people type without its mark."""
LONGEST_UNKNOWN = 4  # words of a name that the shop does not have


def is_sound(intent: Intent, clause: Clause, names: NameIndex | None) -> bool:
    """Whether every product is known, or made of words that only a name can be."""
    if names is None:
        return True
    if is_asked_only(intent, clause, names):
        return False
    said = list(_named(intent))
    if not said:
        return not _has_loose_words(intent, clause)
    return all(
        not one.phrase or names.fits(one.phrase) or _is_plain(one.phrase, clause)
        for one in said
    )


def is_asked_only(intent: Intent, clause: Clause, names: NameIndex | None) -> bool:
    """Whether a question without a number would move what nobody sells: "les paquets
    sont-ils écrasés ?" tells of no loss, "what did we sell ystrdy" of no sale."""
    if not isinstance(intent, Move | Correct) or names is None:
        return False
    if not clause.is_question and not _begins_asking(clause):
        return False
    is_known = all(
        not item.product.phrase or names.fits(item.product.phrase)
        for item in intent.items
    )
    return NUMBER not in clause.letters and not is_known


def names_nothing(intent: Intent, clause: Clause) -> bool:
    """Whether what stands for a name holds only words that are something else."""
    if not isinstance(intent, Move | Correct):
        return False
    return any(
        item.product.phrase and not _holds_name(item.product.phrase, clause)
        for item in intent.items
    )


def _holds_name(phrase: str, clause: Clause) -> bool:
    first = clause.text.find(phrase)
    last = first + len(phrase)
    return first < 0 or any(
        e.is_name or WORD in e.roles
        for e in clause.elements
        if e.start < last and e.end > first
    )


def _begins_asking(clause: Clause) -> bool:
    said = clause.words().split(maxsplit=1)
    return bool(said) and fold(said[0]) in _ASKING


def _named(intent: Intent) -> Iterator[Named]:
    for field in fields(intent):
        value = getattr(intent, field.name)
        if isinstance(value, Named):
            yield value
        elif isinstance(value, tuple):
            named = (p.product if isinstance(p, Item) else p for p in value)
            yield from (one for one in named if isinstance(one, Named))


def _is_plain(phrase: str, clause: Clause) -> bool:
    """A few words that are nothing else, and no known name among them."""
    first = clause.text.find(phrase)
    if first < 0 or len(phrase.split()) > LONGEST_UNKNOWN:
        return False
    last = first + len(phrase)
    said = [e for e in clause.elements if e.start < last and e.end > first]
    if any(PRODUCT in element.roles for element in said):
        return False
    if len(said) > 1 and any(meant(e.key, clause.language) for e in said):
        return False
    joints = said[1:-1]
    return all(
        e.is_name or NUMBER in e.roles or (e in joints and Concept.OF in e.roles)
        for e in said
    )


def _has_loose_words(intent: Intent, clause: Clause) -> bool:
    """Words that nothing was made of, beside a wish that has no name in it."""
    texts = [
        getattr(intent, field.name)
        for field in fields(intent)
        if isinstance(getattr(intent, field.name), str)
    ]
    if texts:
        return False
    return any(element.is_name for element in clause.elements)
