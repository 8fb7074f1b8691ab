"""What the questions about orders, deliveries and suppliers' prices make of an answer.

Part of `bot.answers`; None gives a question back, for then a new wish was said.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from bot.dialogue import perform
from bot.dialogue.papers import answer_delivery, answer_prices
from bot.dialogue.sending import press_sending, send_now
from bot.results import Result
from bot.talk import Talk
from bot.understand.intents import (
    ApproveOrder,
    Intent,
    Number,
    ReceiveOrder,
    Yes,
    from_json,
)

Answer = Intent
Handler = Callable[[Talk, dict[str, Any], Answer], list[Result] | None]


def _send_order(
    talk: Talk, question: dict[str, Any], said: Answer
) -> list[Result] | None:
    return send_now(talk, question["number"]) if isinstance(said, Yes) else None


def _doubt(talk: Talk, question: dict[str, Any], said: Answer) -> list[Result] | None:
    """The order whose way nobody knows has arrived, with its supplier."""
    if not isinstance(said, Yes) and said != ReceiveOrder():
        return None
    return press_sending(talk, f"arrived:{question['sending']}")


def _delivery(
    talk: Talk, question: dict[str, Any], said: Answer
) -> list[Result] | None:
    return [answer_delivery(talk, question)] if isinstance(said, Yes) else None


def _prices(talk: Talk, question: dict[str, Any], said: Answer) -> list[Result] | None:
    return [answer_prices(talk, question)] if isinstance(said, Yes) else None


def _which_order(
    talk: Talk, question: dict[str, Any], said: Answer
) -> list[Result] | None:
    """By its number, which stands before it in the question."""
    if not isinstance(said, Number) or said.value not in question["numbers"]:
        return None
    wish = from_json(question["intent"])
    assert isinstance(wish, ApproveOrder | ReceiveOrder), "only these ask for it"
    return perform(talk, [replace(wish, number=said.value)])


ORDER_HANDLERS: dict[str, Handler] = {
    "send_order": _send_order,
    "doubt": _doubt,
    "delivery": _delivery,
    "prices": _prices,
    "which_order": _which_order,
}
