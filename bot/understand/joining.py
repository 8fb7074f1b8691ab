"""What wishes mean beside each other: a list that goes on, a name that comes second.

Called by the grammar after each clause and at the end of a message.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import fields, replace
from decimal import Decimal
from typing import Any

from bot.understand.building.alerts import LEAST_BUDGET
from bot.understand.elements import Clause
from bot.understand.intents import (
    AddAlias,
    Also,
    ComparePrices,
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
    PriceOf,
    Quantity,
    Rename,
    SalesSpeed,
    SetAlert,
    SetPrice,
    SetSupplier,
    Snooze,
    StopAlert,
    Thanks,
    Undo,
    WhatToBuy,
    WhereIs,
    Yes,
)
from bot.understand.lexicon import Concept
from bot.understand.names import NameIndex

_IT = Named("")
_THEM_MERGED = MergeProducts(Named(""), Named(""))


def priced(new: NewProduct, names: NameIndex | None) -> Intent:
    """ "we now sell Coke at 500": a price, where the shop has it already."""
    if new.price is None or new.minimum is not None or new.quantity is not None:
        return new
    if names is None or not names.fits(new.name):
        return new
    return SetPrice(Named(new.name), new.price)


def turned(intent: Intent, names: NameIndex | None, clause: Clause) -> Intent:
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


def carry(found: list[Intent], carried: Intent | None) -> Intent | None:
    """The verb that holds for the next "2 fanta"."""
    if found and isinstance(found[-1], Move | SetPrice | DraftOrder):
        return found[-1]
    is_noise = not found or isinstance(found[-1], NotUnderstood)
    return carried if is_noise else None


def continued(intent: Intent, carried: Intent | None) -> Intent:
    """A list goes on: "sold 3 coke, 2 fanta", "price of coke is 500, fanta 450"."""
    if isinstance(intent, Also):
        counted = all(item.quantity is not None for item in intent.items)
        intent = Correct(intent.items, is_guess=True) if carried and counted else intent
    if not isinstance(intent, Correct) or not intent.is_guess:
        return intent
    if isinstance(carried, Move):
        return Move(carried.kind, intent.items, _is_doubtful(carried, intent))
    if isinstance(carried, DraftOrder):
        return DraftOrder(intent.items, carried.supplier)
    if isinstance(carried, SetPrice) and len(intent.items) == 1:
        item = intent.items[0]
        return SetPrice(item.product, Decimal(item.quantity or 0))
    return intent


def headed(intents: list[Intent], verb: Move | None) -> list[Intent]:
    """ "3 coke, 2 fanta: sold": the verb alone holds for a list that stands before it.

    Nobody meant a count where "sold" was said and nothing else.
    """
    if verb is None or not intents:
        return intents
    if not all(isinstance(i, Correct) and i.is_guess for i in intents):
        return intents
    return [
        Move(verb.kind, i.items, _is_doubtful(verb, i))
        for i in intents
        if isinstance(i, Correct)
    ]


def _is_doubtful(one: Move | Correct, other: Move | Correct) -> bool:
    return one.is_doubtful or other.is_doubtful


def tidied(intents: Sequence[Intent]) -> tuple[Intent, ...]:
    """Movements of one kind joined; small talk and noise beside a wish left out."""
    joined: list[Intent] = []
    for intent in _doubted_on(intents):
        one = _as_one(joined[-1], intent) if joined else None
        if one is not None:
            joined[-1] = one
        elif intent not in joined:
            joined.append(intent)
    talk = (Greeting, Thanks, Yes, No)
    wishes = [intent for intent in joined if not isinstance(intent, talk)]
    if _takes_back_itself(wishes):
        return (NotUnderstood(""),)
    return tuple(wishes or joined[:1] or [NotUnderstood("")])


_DIGIT = re.compile(r"\d")


def _takes_back_itself(wishes: Sequence[Intent]) -> bool:
    """ "you counted 12 sprite but that is wrong": a number, and then that it is not so.

    That is no reason to take back what was booked before.
    """
    if not wishes or wishes[-1] != Undo():
        return False
    return any(_is_told(wish) for wish in wishes[:-1])


def _is_told(wish: Intent) -> bool:
    """Whether it says a number, understood or not."""
    match wish:
        case Move() | Correct():
            return True
        case NotUnderstood(text):
            return bool(_DIGIT.search(text))
        case Count(products, True):
            return any(_DIGIT.search(named.phrase) for named in products)
    return False


def _doubted_on(intents: Sequence[Intent]) -> Iterator[Intent]:
    """What is said of "it" is as doubtful as what was said before: "we should have got
    40 coke but only 20 came"."""
    is_doubtful = False
    for intent in intents:
        if isinstance(intent, Move | Correct):
            if is_doubtful and all(item.product == _IT for item in intent.items):
                intent = replace(intent, is_doubtful=True)
            is_doubtful = intent.is_doubtful
        yield intent


def _as_one(before: Intent, then: Intent) -> Intent | None:
    """Both as one wish, where the second goes on with the first."""
    match before, then:
        case Move(), Move() if before.kind == then.kind:
            return Move(
                then.kind, before.items + then.items, _is_doubtful(before, then)
            )
        case MergeProducts(), MergeProducts() if then == _THEM_MERGED:
            return before
        case DraftOrder(), DraftOrder():
            supplier = before.supplier or then.supplier
            return DraftOrder(before.items + then.items, supplier)
        case Correct(), Correct():
            is_guess = before.is_guess and then.is_guess
            items = before.items + then.items
            return Correct(items, is_guess, is_doubtful=_is_doubtful(before, then))
        case No(), Number():
            return Correct((Item(Named(""), then.value),))
        case Count(), Count() if then == Count():
            return Count(before.products)
        case Snooze(), Snooze() if before == Snooze():
            return then
    return _as_question(before, then) or _as_purchase(before, then)


def _as_question(before: Intent, then: Intent) -> Intent | None:
    """ "Coke, how much is it?" asks one thing."""
    match before, then:
        case Count((named,), True), PriceOf() | SalesSpeed() | WhereIs():
            return replace(then, product=named) if then.product == _IT else None
        case Count((named,), True), ComparePrices(()):
            return ComparePrices((named,))
    return None


def _as_purchase(before: Intent, then: Intent) -> Intent | None:
    """ "I have only 8k, what should I get?" is one question."""
    match before, then:
        case WhatToBuy(), WhatToBuy():
            return _both(before, then)
        case Correct((Item(product, amount, None),)), WhatToBuy():
            return _with_money(then, amount) if product == _IT else None
        case WhatToBuy(), Correct((Item(product, amount, None),)):
            return _with_money(before, amount) if product == _IT else None
    return None


def _with_money(wish: WhatToBuy, amount: Quantity | None) -> WhatToBuy | None:
    """ "I have 15k, what should I buy?": that is money, and nothing in stock."""
    if amount is None or amount < LEAST_BUDGET or wish.budget is not None:
        return None
    return replace(wish, budget=Decimal(amount))


def _both(before: WhatToBuy, then: WhatToBuy) -> WhatToBuy:
    """What each of them says."""
    said = {field.name: getattr(then, field.name) for field in fields(then)}
    return replace(before, **{name: v for name, v in said.items() if v is not None})
