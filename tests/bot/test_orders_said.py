"""What is said of orders by number, and of all that has come."""

from __future__ import annotations

import pytest

from bot.orders_said import order_said
from bot.understand.intents import ApproveOrder, Intent, ReceiveOrder


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
    ],
)
def test_sentence_is_about_the_order(text: str, wish: Intent) -> None:
    assert order_said(text) == wish


@pytest.mark.parametrize(
    "text", ["received 3 coke", "order 3 coke", "send me the stock", "all", "order 3"]
)
def test_other_sentences_are_left_to_the_grammar(text: str) -> None:
    assert order_said(text) is None
