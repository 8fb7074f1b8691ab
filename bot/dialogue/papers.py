"""What was read off a delivery note or an invoice, once it is clear or confirmed."""

from __future__ import annotations

import uuid
from decimal import Decimal
from typing import Any

from bot.actions import price_lists, receiving
from bot.actions.price_lists import PricesNoted
from bot.actions.receiving import Came, OrderReceived
from bot.actions.roles import Verb, refusal
from bot.results import Closed, Result
from bot.talk import Talk
from storage import catalogue, suppliers


def note_received(talk: Talk, result: Result) -> Result:
    """The delivery can be taken back with the button below the answer."""
    if isinstance(result, OrderReceived) and result.moved.batch_id is not None:
        talk.batches.append(result.moved.batch_id)
    return result


def book_delivery(talk: Talk, number: int | None, came: list[Came]) -> Result:
    """Against the order of that number; None: goods that nobody has ordered here."""
    refused = refusal(talk.member, Verb.RECEIVE_ORDER)
    if refused is not None:
        return refused
    if number is None:
        goods = receiving.receive_goods(talk.session, talk.shop, talk.member, came)
        return note_received(talk, goods)
    received = receiving.receive(
        talk.session, talk.shop, talk.member, number, talk.now, came=came
    )
    return note_received(talk, received)


def take_prices(
    talk: Talk, supplier_id: uuid.UUID, offers: list[tuple[uuid.UUID, Decimal]]
) -> Result:
    """Prices of an invoice or a list, as the supplier's."""
    refused = refusal(talk.member, Verb.SET_PRICE)
    supplier = suppliers.get(talk.session, supplier_id)
    if refused is not None or supplier is None or supplier.shop_id != talk.shop.id:
        return refused or Closed()
    found = [
        (product, cost)
        for product_id, cost in offers
        if (product := catalogue.get(talk.session, product_id)) is not None
    ]
    noted = price_lists.note_prices(
        talk.session, talk.shop, talk.member, supplier, found, "invoice"
    )
    return note_prices(talk, noted)


def note_prices(talk: Talk, result: Result) -> Result:
    if isinstance(result, PricesNoted) and result.batch_id is not None:
        talk.batches.append(result.batch_id)
    return result


def delivery_question(number: int | None, came: list[Came]) -> dict[str, Any]:
    """All that a paper says, in one question."""
    lines = [[str(c.product_id), c.quantity, _plain(c.cost)] for c in came]
    return {"kind": "delivery", "number": number, "lines": lines}


def prices_question(
    supplier_id: uuid.UUID, offers: list[tuple[uuid.UUID, Decimal]]
) -> dict[str, Any]:
    lines = [[str(product_id), str(cost)] for product_id, cost in offers]
    return {"kind": "prices", "supplier": str(supplier_id), "lines": lines}


def answer_delivery(talk: Talk, question: dict[str, Any]) -> Result:
    came = [
        Came(uuid.UUID(product_id), pieces, None if cost is None else Decimal(cost))
        for product_id, pieces, cost in question["lines"]
    ]
    return book_delivery(talk, question["number"], came)


def answer_prices(talk: Talk, question: dict[str, Any]) -> Result:
    offers = [(uuid.UUID(one), Decimal(cost)) for one, cost in question["lines"]]
    return take_prices(talk, uuid.UUID(question["supplier"]), offers)


def _plain(cost: Decimal | None) -> str | None:
    return None if cost is None else str(cost)
