"""Which drafts of orders are talked about: those that were shown last, for a while.

Noted by the performers of orders; read by `bot.dialogue.draft_edits`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from bot.actions.drafts import OrdersDrafted
from bot.results import Result
from bot.talk import QUESTION_OPEN, Talk
from bot.understand import intents as want
from bot.understand.intents import from_json
from storage import conversations, orders
from storage.models import Order
from storage.models.orders import OrderStatus

DRAFTS = "drafts"
"""In the conversation's context: the numbers, and until when they are meant."""


def note_shown(talk: Talk, numbers: Iterable[int]) -> None:
    """These drafts are talked about now, beside those that were."""
    both = list(dict.fromkeys([*_noted(talk), *numbers]))
    until = (talk.now + QUESTION_OPEN).isoformat()
    known = {"numbers": both, "until": until} if both else None
    conversations.remember(talk.conversation, talk.now, **{DRAFTS: known})


def forget(talk: Talk) -> None:
    """The talk is of something else."""
    if DRAFTS in talk.conversation.context:
        conversations.remember(talk.conversation, talk.now, **{DRAFTS: None})


def in_focus(talk: Talk) -> list[Order]:
    """The drafts that were shown last and are drafts still, and the one asked about."""
    numbers = dict.fromkeys([*_noted(talk), *_asked_about(talk)])
    found = (orders.find(talk.session, talk.shop.id, number) for number in numbers)
    return [o for o in found if o is not None and o.status == OrderStatus.DRAFT]


def draft_asked_about(talk: Talk) -> int | None:
    """The number of the draft whose question is open, while it is a draft."""
    asked = _asked_about(talk)
    return next((o.number for o in in_focus(talk) if o.number in asked), None)


def shown_once(results: Sequence[Result]) -> list[Result]:
    """Of several edits of one draft only the last shows it."""
    last: dict[int, int] = {}
    for place, result in enumerate(results):
        if isinstance(result, OrdersDrafted):
            last |= {order.number: place for order in result.orders}
    return [
        result
        for place, result in enumerate(results)
        if not isinstance(result, OrdersDrafted)
        or not result.orders
        or any(last[order.number] == place for order in result.orders)
    ]


def _noted(talk: Talk) -> list[int]:
    noted = talk.conversation.context.get(DRAFTS)
    if not noted or datetime.fromisoformat(noted["until"]) <= talk.now:
        return []
    return list(noted["numbers"])


def _asked_about(talk: Talk) -> list[int]:
    """The draft of the open question whether it is right."""
    question = conversations.open_question(talk.conversation, talk.now)
    if question is None or question["kind"] != "confirm":
        return []
    wish = from_json(question["intent"])
    if not isinstance(wish, want.ApproveOrder) or wish.number is None:
        return []
    return [wish.number]
