""" "Make coke 3 crates, drop fanta" right after a draft was shown: it is the draft.

Anywhere else the same words count what is in stock, or take a product out of the list.
"""

from __future__ import annotations

from collections.abc import Sequence

from bot.talk import Match, Talk
from bot.understand import intents as want
from bot.understand.intents import Intent, Named, from_json
from storage import conversations, orders
from storage.models import Order
from storage.models.orders import OrderStatus


def meant_for_draft(talk: Talk, wishes: Sequence[Intent]) -> list[Intent]:
    """The wishes, with those about products of the draft that is asked about as edits.

    All or none: "sold 3 coke" beside them shows that the talk is of something else.
    """
    order = _draft_asked_about(talk)
    edits = [_edits(talk, order, wish) for wish in wishes] if order else []
    if not edits or not all(edits):
        return list(wishes)
    return [edit for part in edits for edit in part]


def _draft_asked_about(talk: Talk) -> Order | None:
    question = conversations.open_question(talk.conversation, talk.now)
    if question is None or question["kind"] != "confirm":
        return None
    wish = from_json(question["intent"])
    if not isinstance(wish, want.ApproveOrder) or wish.number is None:
        return None
    order = orders.find(talk.session, talk.shop.id, wish.number)
    is_draft = order is not None and order.status == OrderStatus.DRAFT
    return order if is_draft else None


def _edits(talk: Talk, order: Order, wish: Intent) -> list[Intent]:
    """What the wish does to the draft; nothing where it is about something else."""
    if isinstance(wish, want.EditOrder):
        return [wish]
    if isinstance(wish, want.Remove) and _is_in(talk, order, wish.product):
        return [want.EditOrder(wish.product)]
    if isinstance(wish, want.Correct):
        named = [item.product for item in wish.items]
        if all(_is_in(talk, order, product) for product in named):
            return [
                want.EditOrder(item.product, item.quantity, item.unit)
                for item in wish.items
            ]
    return []


def _is_in(talk: Talk, order: Order, named: Named) -> bool:
    """Whether that is one product, and one of the draft's."""
    product = talk.find(named)
    if isinstance(product, Match):
        return False
    return orders.has_line(talk.session, order, product.id)
