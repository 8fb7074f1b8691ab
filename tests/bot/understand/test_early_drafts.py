"""What is said of a draft: that it should go later, or be filled up."""

from __future__ import annotations

from uuid import uuid4

import pytest

from bot.understand.early.drafts import draft_said
from bot.understand.early.summaries import summary_said
from bot.understand.grammar import understand
from bot.understand.intents import ApproveOrder, FillOrder, SendAtTime
from bot.understand.names import NameIndex

NAMES = NameIndex.of((uuid4(), name) for name in ("coke", "fanta", "milk"))


@pytest.mark.parametrize(
    "text",
    [
        "send it at 6pm",
        "send it tomorrow",
        "Send the order at 6 pm please.",
        "send order 3 on Monday",
        "send it to Karim at 18:00",
        "send it in 2 hours",
        "approve it later",
        "approve Karim’s order on friday",
        "tomorrow at 8 send the order",
        "send it when Karim answers",
        "yes, but tomorrow",
        "yes at 6pm",
        "envoie-la à 18h",
        "envoie la commande demain",
        "oui, mais lundi",
        "envíalo a las 6",
        "envía el pedido mañana",
        "sí, pero mañana",
        "itume saa kumi na mbili",
        "tuma oda kesho",
        "ndio lakini kesho",
        "ابعته بكرة",
        "ارسل الطلب الساعة ٦",
        "ايوه بس بكرة",
    ],
)
def test_order_to_be_sent_later_is_not_approved(text: str) -> None:
    assert draft_said(text) == SendAtTime()


@pytest.mark.parametrize(
    "text",
    [
        "send it",
        "send it now",
        "send it today",
        "send it as soon as possible",
        "approve order 6",
        "yes",
        "yes please",
        "ok tomorrow",
        "send me the stock every monday",
        "envoie la commande 4",
        "sí, envíalo",
        "tuma hiyo",
        "fill the shelf",
        "fill",
        "the shelf is full",
    ],
)
def test_other_sentences_are_left_to_the_next_readers(text: str) -> None:
    assert draft_said(text) is None


@pytest.mark.parametrize("text", ["send it now", "send it today", "approve order 6"])
def test_order_to_be_sent_now_is_approved(text: str) -> None:
    assert isinstance(understand(text, names=NAMES).intents[0], ApproveOrder)


def test_approval_with_a_day_is_none_anywhere_in_a_message() -> None:
    said = understand("go ahead with the order on monday", names=NAMES)

    assert said.intents == (SendAtTime(),)


@pytest.mark.parametrize(
    "text",
    ["send the summary at 6pm", "weekly summary at 18:00", "envoie le résumé à 18h"],
)
def test_hour_of_the_summary_is_not_set(text: str) -> None:
    assert summary_said(text) == SendAtTime(is_summary=True)


@pytest.mark.parametrize(
    ("text", "wish"),
    [
        ("fill it up", FillOrder()),
        ("Can you fill it up?", FillOrder()),
        ("fill up the order", FillOrder()),
        ("fill order 2 up", FillOrder(2)),
        ("fill up order 12 please", FillOrder(12)),
        ("complète la commande", FillOrder()),
        ("complète-la", FillOrder()),
        ("complète la commande 3", FillOrder(3)),
        ("completa el pedido", FillOrder()),
        ("complétalo", FillOrder()),
        ("jaza oda", FillOrder()),
        ("jaza oda namba 4", FillOrder(4)),
        ("كمّل الطلب", FillOrder()),
        ("كمل الطلب رقم ٢", FillOrder(2)),
    ],
)
def test_draft_is_filled_up(text: str, wish: FillOrder) -> None:
    assert draft_said(text) == wish
