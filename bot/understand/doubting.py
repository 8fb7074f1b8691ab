"""Whether something has happened that can be booked, or is only talked about.

Stock moves where a sentence tells what happened and every word of it is accounted for.
"if I sell 10 coke", "tomorrow 20 bread will come", "a customer wants 5", "we did not
sell any" tell of nothing; what they name is asked about before it is booked. Called by
the grammar for each wish that would change stock. The words are data: `unreal/`.
"""

from __future__ import annotations

from dataclasses import replace

from bot.understand import slots
from bot.understand.elements import Clause, Element
from bot.understand.intents import (
    Also,
    ApproveOrder,
    CancelOrder,
    Correct,
    Count,
    DraftOrder,
    History,
    Intent,
    ListOrders,
    Move,
    Named,
    NotUnderstood,
    ReceiveOrder,
    SetCost,
    SetPrice,
    SetSupplier,
    Snooze,
    SwitchShop,
)
from bot.understand.lexicon import LANGUAGES, Concept, lexicon, lexicons
from bot.understand.lexicon.concepts import NUMBER, PRODUCT
from bot.understand.unreal.signs import folded, own_words, sentence_of, signs_of
from bot.understand.words import tokens

_OTHERS = frozenset({Concept.TO.value, Concept.FROM.value})
_COMES = frozenset(Concept.DELIVERY + Concept.ORDER_CAME)
_CALLED_OFF = frozenset(Concept.CANCEL + Concept.STOP + Concept.NOT + Concept.NO)
_WHEN = frozenset({Concept.WHEN.value})
_SMALL = frozenset(Concept.FILLER + Concept.ALSO + Concept.AND + Concept.PERIOD)
_NOTING = frozenset(
    "note notes write record put down log enter mark register notez inscris marque "
    "anota anote apunta apuntar registra andika rekodi weka سجل اكتب دون svp stp pls "
    "plz please".split()
)
"""Said by who wants it booked."""
_ORDERED = Concept.ADD + Concept.REMOVE + Concept.SET


def happened(intent: Intent, clause: Clause) -> Intent:
    """The wish as it can be trusted: a question answered instead of booked, a doubtful
    change marked to be asked about, a price of another day not taken over."""
    if _is_of_others(intent, clause):
        return NotUnderstood(clause.words())
    if _is_of_open_order(intent, clause):
        return ListOrders()
    if _remains(intent, clause):
        return Count(slots.products(clause))
    if isinstance(intent, Also) and any(i.quantity for i in intent.items):
        told = Correct(intent.items)
        return replace(told, is_doubtful=True) if _is_doubtful(told, clause) else intent
    if not isinstance(intent, Move | Correct) or intent.is_doubtful:
        return intent
    if isinstance(intent, Move) and _is_asked(clause):
        return _history(intent, clause)
    if not _is_doubtful(intent, clause):
        return intent
    if isinstance(intent, Correct) and intent.is_guess and _is_unreal(clause):
        return Count(tuple(item.product for item in intent.items), is_guess=True)
    return replace(intent, is_doubtful=True)


def _is_of_others(intent: Intent, clause: Clause) -> bool:
    """Whether it is no wish of now: a price of another day or shop, an order for when
    so many were sold, a snooze or another shop where a product is counted."""
    signs = signs_of(clause.language)
    counts = PRODUCT in clause.letters and NUMBER in clause.letters
    match intent:
        case SetPrice() | SetCost():
            said = sentence_of(clause)
            is_denied = signs.denied.search(own_words(clause)) is not None
            is_elsewhere = signs.elsewhere.search(said) is not None
            return is_denied or _is_unreal(clause) or is_elsewhere
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


def _is_of_open_order(intent: Intent, clause: Clause) -> bool:
    """Whether it only speaks of an order: "it has not come", "should I send it?"."""
    signs = signs_of(clause.language)
    is_denied = signs.denied.search(own_words(clause)) is not None
    is_unreal = _is_unreal(clause) or not clause.letters.isdisjoint(_WHEN)
    match intent:
        case ReceiveOrder() | ApproveOrder():
            return is_denied or is_unreal
        case CancelOrder():
            return is_unreal and clause.letters.isdisjoint(_CALLED_OFF)
        case DraftOrder() if PRODUCT not in clause.letters:
            comes = is_unreal and not clause.letters.isdisjoint(_COMES)
            return is_denied or comes
    return False


def _remains(intent: Intent, clause: Clause) -> bool:
    """ "the bread is not finished": of that there is some."""
    is_zero = isinstance(intent, Correct) and not any(i.quantity for i in intent.items)
    said = own_words(clause)
    return is_zero and signs_of(clause.language).remains.search(said) is not None


def is_of_neighbours(text: str) -> bool:
    """Whether it tells of other shops, in any language."""
    said = folded(tokens(text))
    return any(signs_of(language).elsewhere.search(said) for language in LANGUAGES)


def tells_nothing(text: str, language: str) -> bool:
    """Whether a text asks, denies or foretells, whatever it names."""
    signs = signs_of(language)
    said = signs.plain.sub("|", folded(tokens(text)))
    return any(sign.search(said) for sign in (signs.unreal, signs.denied, signs.asked))


def _is_doubtful(intent: Move | Correct, clause: Clause) -> bool:
    signs = signs_of(clause.language)
    said = signs.plain.sub("|", own_words(clause))
    is_denied = isinstance(intent, Move) and signs.denied.search(said) is not None
    is_asked = isinstance(intent, Correct) and clause.is_question
    return (
        is_denied
        or (is_asked and "|" not in said)
        or (isinstance(intent, Correct) and _is_past(clause, said))
        or signs.unclear.search(said) is not None
        or _is_unreal(clause)
        or _counts_time(intent, clause)
        or bool(_left_over(intent, clause))
    )


def _is_past(clause: Clause, said: str) -> bool:
    """ "there were 15 pepsi", "15 pepsi yesterday": nobody says what there is now."""
    period = slots.meaning(clause, Concept.PERIOD)
    is_of_then = period is not None and period not in ("today", "week", "month", "year")
    return is_of_then or signs_of(clause.language).before.search(said) is not None


def _is_unreal(clause: Clause) -> bool:
    """ "a customer wants 3 pepsi" says nothing of what there is: that is told."""
    signs = signs_of(clause.language)
    return signs.unreal.search(signs.plain.sub("|", sentence_of(clause))) is not None


def _is_asked(clause: Clause) -> bool:
    """ "did we sell 5 fanta?", but not "could you add 5 fanta?"."""
    signs = signs_of(clause.language)
    said = own_words(clause)
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
