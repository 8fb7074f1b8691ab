"""What is said of orders by number, by whose they are, and of what has come."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import uuid4

import pytest

from bot.understand.early.orders import order_said
from bot.understand.grammar import understand
from bot.understand.intents import (
    ApproveOrder,
    Intent,
    Item,
    ListOrders,
    Named,
    ReceiveOrder,
)
from bot.understand.names import NameIndex

COKE, FANTA = Named("coke"), Named("fanta")
NAMES = NameIndex.of((uuid4(), name) for name in ("coke", "fanta", "milk"))


def read(text: str) -> Sequence[Intent]:
    return understand(text, names=NAMES).intents


@pytest.mark.parametrize(
    ("text", "wish"),
    [
        ("received all", ReceiveOrder()),
        ("Received everything from the order.", ReceiveOrder()),
        ("everything came", ReceiveOrder()),
        ("I’ve received it all", ReceiveOrder()),
        ("order 3 arrived", ReceiveOrder(3)),
        ("received order 12", ReceiveOrder(12)),
        ("send order 3", ApproveOrder(3)),
        ("send order 3 again", ApproveOrder(3)),
        ("j'ai reçu tout", ReceiveOrder()),
        ("envoie la commande 4", ApproveOrder(4)),
        ("recibí todo", ReceiveOrder()),
        ("nimepokea yote", ReceiveOrder()),
        ("استلمت كل الطلب", ReceiveOrder()),
        ("Karim's order arrived", ReceiveOrder(of="karim")),
        ("the milk order has come", ReceiveOrder(of="milk")),
        ("el pedido de Karim llegó", ReceiveOrder(of="karim")),
        ("order 1 came but only 40 coke", ReceiveOrder(1, came=(Item(COKE, 40),))),
        ("order 1 came without fanta", ReceiveOrder(1, came=(Item(FANTA, 0),))),
        (
            "la commande est arrivée mais seulement 20 coke",
            ReceiveOrder(came=(Item(COKE, 20),)),
        ),
        ("el pedido llegó pero solo 20 coke", ReceiveOrder(came=(Item(COKE, 20),))),
        ("oda 1 imefika lakini coke 20 tu", ReceiveOrder(1, came=(Item(COKE, 20),))),
        ("وصل الطلب ١ بس coke ٢٠", ReceiveOrder(1, came=(Item(COKE, 20),))),
        ("send it to Karim", ApproveOrder(of="karim")),
        ("approve Karim’s order", ApproveOrder(of="karim")),
        ("approve all", ApproveOrder(is_all=True)),
        ("idhinisha zote", ApproveOrder(is_all=True)),
    ],
)
def test_sentence_is_about_the_order(text: str, wish: Intent) -> None:
    assert order_said(text, read) == wish


@pytest.mark.parametrize(
    "text",
    [
        "received 3 coke",
        "order 3 coke",
        "send me the stock",
        "all",
        "order 3",
        "did the order come?",
        "what order came",
        "order 1 came but only some",
    ],
)
def test_other_sentences_are_left_to_the_grammar(text: str) -> None:
    assert order_said(text, read) is None


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "did my order come"),
        ("fr", "ma commande est arrivée ?"),
        ("es", "¿ya llegó mi pedido?"),
        ("sw", "oda yangu imefika?"),
        ("ar", "الطلب بتاعي وصل؟"),
    ],
)
def test_asked_whether_an_order_has_come_nothing_is_received(
    language: str, text: str
) -> None:
    assert order_said(text, read) is None
    assert understand(text, language=language, names=NAMES).intents == (ListOrders(),)


@pytest.mark.parametrize(
    "text",
    [
        "send it",
        "yes, send that",
        "envoie-la",
        "vas-y, envoie-la !",
        "mándalo ya",
        "sawa, itume",
        "ابعته",
        "تمام أرسلها",
    ],
)
def test_send_it_alone_sends_the_draft(text: str) -> None:
    assert order_said(text, read) == ApproveOrder()
