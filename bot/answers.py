"""What each kind of question makes of an answer: a word, a number, a name, a button.

Called by `bot.questions` with the question taken away; None gives it back, for then
what was said is a new wish.
"""

from __future__ import annotations

import uuid
from dataclasses import replace
from typing import Any

from bot.actions import catalogue as names
from bot.actions import lookup, shelf_parts, stock
from bot.actions.edits import set_fields
from bot.actions.roles import Verb, refusal
from bot.dialogue import doubts, people, perform
from bot.dialogue.picture import take_tag_prices
from bot.order_answers import ORDER_HANDLERS, Answer, Handler
from bot.results import Applied, Closed, Result
from bot.talk import Talk
from bot.understand.intents import (
    ComparePrices,
    Count,
    Named,
    Number,
    RemoveMember,
    SetPackSize,
    SetRole,
    SwitchShop,
    Yes,
    choose,
    from_json,
    with_quantity,
)
from bot.understand.names import NameIndex
from bot.understand.words import fold
from storage import catalogue
from storage import stock as books
from storage.models import Scan
from storage.models.stock import MovementKind
from storage.shops import lock_shop
from storage.stock import Movement


def _which(talk: Talk, question: dict[str, Any], said: Answer) -> list[Result] | None:
    options: list[str] = question["options"]
    intent = from_json(question["intent"])
    product_id = None
    if isinstance(said, Number) and 1 <= said.value <= len(options):
        product_id = options[said.value - 1]
    elif isinstance(said, Number) and said.value == len(options) + 1:
        product_id = "new" if question["or_new"] else None
    elif isinstance(said, Yes) and len(options) == 1:
        product_id = options[0]
    elif isinstance(said, Count) and said.is_guess and len(said.products) == 1:
        product_id = _option_called(talk, options, said.products[0].phrase)
    if product_id is None:
        return None
    return perform(talk, [choose(intent, question["phrase"], product_id)])


def _option_called(talk: Talk, options: list[str], phrase: str) -> str | None:
    """The option that a name fits: "lemon"."""
    known = catalogue.names(talk.session, talk.shop.id)
    index = NameIndex.of((id, name) for id, name in known if str(id) in options)
    return index.find(phrase).only


def _quantity(
    talk: Talk, question: dict[str, Any], said: Answer
) -> list[Result] | None:
    if not isinstance(said, Number):
        return None
    return perform(talk, [with_quantity(from_json(question["intent"]), said.value)])


def _price_or_count(
    talk: Talk, question: dict[str, Any], said: Answer
) -> list[Result] | None:
    """The first button is the price, the second the number."""
    if not isinstance(said, Number) or said.value not in (1, 2):
        return None
    return perform(talk, [from_json(question["price" if said.value == 1 else "count"])])


def _pack_size(
    talk: Talk, question: dict[str, Any], said: Answer
) -> list[Result] | None:
    lock_shop(talk.session, talk.shop.id)
    product = catalogue.get(talk.session, uuid.UUID(question["product_id"]))
    number = _said_size(said)
    if number is None or number < 1 or product is None:
        return None
    size = names.set_pack_size(talk.session, product, number, member_id=talk.member.id)
    return [size, *perform(talk, [from_json(question["intent"])])]


def _unit(talk: Talk, question: dict[str, Any], said: Answer) -> list[Result] | None:
    """Rice is counted in kg from now on, and the wish is carried out."""
    lock_shop(talk.session, talk.shop.id)
    product = catalogue.get(talk.session, uuid.UUID(question["product_id"]))
    if not isinstance(said, Yes) or product is None:
        return None
    set_fields(
        talk.session, product, {"unit": question["unit"]}, member_id=talk.member.id
    )
    return perform(talk, [from_json(question["intent"])])


def _said_size(said: Answer) -> int | None:
    """ "24", or "24 per carton"."""
    if isinstance(said, Number):
        return said.value
    if isinstance(said, SetPackSize) and said.product == Named(""):
        return said.size
    return None


def _confirm(talk: Talk, question: dict[str, Any], said: Answer) -> list[Result] | None:
    """What cannot be undone was asked about first: now it is done."""
    if not isinstance(said, Yes):
        return None
    talk.confirmed = from_json(question["intent"])
    return perform(talk, [talk.confirmed])


def _apply(talk: Talk, question: dict[str, Any], said: Answer) -> list[Result] | None:
    if not isinstance(said, Yes):
        return None
    refused = refusal(talk.member, Verb.COUNT_PHOTO)
    if refused is not None:
        return [refused]
    scan = talk.session.get(Scan, uuid.UUID(question["scan_id"]))
    changes = doubts.unsettled(talk, question)
    if not changes or scan is None or scan.shop_id != talk.shop.id:
        return [Closed()]
    levels = books.levels(talk.session, talk.shop.id)
    movements = [
        Movement(
            uuid.UUID(product_id),
            MovementKind.CORRECTION,
            to=quantity,
            reason=shelf_parts.CONFIRMED,
            is_noted=True,
        )
        for product_id, quantity in changes
        if product_id in levels
    ]
    shelf_parts.settle(scan, [movement.product_id for movement in movements])
    batch = books.book(
        talk.session,
        talk.shop.id,
        movements,
        scan_id=scan.id,
        member_id=talk.member.id,
    )
    moved = stock.moved(MovementKind.CORRECTION, batch)
    if moved.batch_id is not None:
        talk.batches.append(moved.batch_id)
    return [Applied(moved)]


def _tags(talk: Talk, question: dict[str, Any], said: Answer) -> list[Result] | None:
    if not isinstance(said, Yes):
        return None
    return take_tag_prices(talk, uuid.UUID(question["scan_id"]))


def _enrol(talk: Talk, question: dict[str, Any], said: Answer) -> list[Result] | None:
    """The product that was looked up by its code is one of the shop's now."""
    if not isinstance(said, Yes):
        return None
    refused = refusal(talk.member, Verb.NEW_PRODUCT)
    if refused is not None:
        return [refused]
    lock_shop(talk.session, talk.shop.id)
    scan_id = question["scan_id"]
    enrolled = lookup.enrol(
        talk.session,
        talk.shop,
        question["name"],
        question["gtin"],
        scan=talk.session.get(Scan, uuid.UUID(scan_id)) if scan_id else None,
        member_id=talk.member.id,
    )
    talk.forget_names()
    if isinstance(enrolled, names.Described):
        talk.mentioned.append(enrolled.product_id)
        if enrolled.batch_id is not None:
            talk.batches.append(enrolled.batch_id)
    return [enrolled]


def _code(talk: Talk, question: dict[str, Any], said: Answer) -> list[Result] | None:
    """The product has this code from now on, and is compared by it."""
    product = catalogue.get(talk.session, uuid.UUID(question["product_id"]))
    if not isinstance(said, Yes) or product is None:
        return None
    refused = refusal(talk.member, Verb.NEW_PRODUCT)
    if refused is not None:
        return [refused]
    lock_shop(talk.session, talk.shop.id)
    batch_id = set_fields(
        talk.session, product, {"gtin": question["gtin"]}, member_id=talk.member.id
    )
    if batch_id is not None:
        talk.batches.append(batch_id)
    return perform(talk, [ComparePrices((Named(product.name, str(product.id)),))])


def _shop(talk: Talk, question: dict[str, Any], said: Answer) -> list[Result] | None:
    chosen = _picked(question["options"], question["names"], said)
    if chosen is None:
        return None
    if chosen == people.ANOTHER:
        return [people.open_another(talk)]
    return [people.enter(talk, uuid.UUID(chosen))]


def _person(talk: Talk, question: dict[str, Any], said: Answer) -> list[Result] | None:
    chosen = _picked(question["options"], question["names"], said)
    intent = from_json(question["intent"])
    if chosen is None or not isinstance(intent, SetRole | RemoveMember):
        return None
    return perform(talk, [replace(intent, person=f"#{chosen}")])


def _picked(options: list[str], names: list[str], said: Answer) -> str | None:
    """The option of that number, or of that name: "the second one", "Ben"."""
    if isinstance(said, Number) and 1 <= said.value <= len(options):
        return options[said.value - 1]
    if isinstance(said, SwitchShop):
        called = said.name or ""
    elif isinstance(said, Count) and said.is_guess and len(said.products) == 1:
        called = said.products[0].phrase
    else:
        return None
    fitting = [
        option
        for option, name in zip(options, names, strict=False)
        if fold(called) and fold(called) in fold(name)
    ]
    return fitting[0] if len(fitting) == 1 else None


HANDLERS: dict[str, Handler] = {
    "which": _which,
    "quantity": _quantity,
    "price_or_count": _price_or_count,
    "pack_size": _pack_size,
    "unit": _unit,
    "confirm": _confirm,
    "apply": _apply,
    "tags": _tags,
    "enrol": _enrol,
    "code": _code,
    **ORDER_HANDLERS,
    "shop": _shop,
    "person": _person,
}
