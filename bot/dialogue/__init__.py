"""Carries out wishes: each intent has one performer that calls a verb and says what
came of it, as a result for `bot.replies`. Called by the conversation and for captions.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from bot.actions.roles import CHANGES, Verb, refusal
from bot.dialogue import (
    alert_wishes,
    boxes,
    buying,
    draft_focus,
    files,
    lookups,
    open_questions,
    outside,
    people,
    photo_questions,
    picture,
    planning,
    products,
    shelf_wishes,
    shop,
    stock_wishes,
    trends,
)
from bot.dialogue.outside import asks_of
from bot.dialogue.performers import Performers
from bot.results import Result, Said
from bot.talk import Talk
from bot.understand import intents as want
from bot.understand.intents import Intent, again, from_json, to_json
from storage import conversations
from storage.shops import lock_shop

__all__ = ["asks_of", "perform"]


def perform(talk: Talk, wishes: Iterable[Intent]) -> list[Result]:
    """Carry out the wishes in order; one that must be asked about stops no other.

    The shop is locked before the first change, as for a photo: whoever changed a
    product and locked the shop after it would block each other.
    """
    results: list[Result] = []
    wishes = _spelled_out(talk, wishes)
    if any(_verb(wish) in CHANGES for wish in wishes):
        lock_shop(talk.session, talk.shop.id)
    for wish in wishes:
        verb, performer = _PERFORMERS.get(type(wish), (Verb.TALK, _say))
        refused = refusal(talk.member, verb)
        results.extend([refused] if refused else performer(talk, wish))
    _remember(talk, wishes)
    return draft_focus.shown_once(results)


def _verb(wish: Intent) -> Verb:
    return _PERFORMERS.get(type(wish), (Verb.TALK, _say))[0]


def _say(talk: Talk, wish: Intent) -> list[Result]:
    return [Said(wish)]


def _spelled_out(talk: Talk, wishes: Iterable[Intent]) -> list[Intent]:
    """The wishes with "and Fanta?" in full: the one before it, for this product."""
    known: Mapping[str, Any] | None = talk.conversation.context.get("wish")
    before = from_json(known) if known else None
    spelled_out: list[Intent] = []
    for wish in wishes:
        whole = _said_again(before, wish) if isinstance(wish, want.Also) else wish
        spelled_out.append(whole)
        before = whole if _is_repeatable(whole) else before
    return spelled_out


def _said_again(before: Intent | None, wish: want.Also) -> Intent:
    meant = again(before, wish.items) if before else None
    if meant is not None:
        return meant
    if any(item.quantity is not None for item in wish.items):
        return want.Correct(wish.items)
    return want.Count(tuple(item.product for item in wish.items))


def _remember(talk: Talk, wishes: Sequence[Intent]) -> None:
    """What "it", "those" and "and Fanta?" mean in the next message."""
    known: dict[str, Any] = {}
    if talk.mentioned:
        known["products"] = [str(product_id) for product_id in talk.mentioned]
    repeatable = [wish for wish in wishes if _is_repeatable(wish)]
    if repeatable:
        known["wish"] = to_json(repeatable[-1])
    if known:
        conversations.remember(talk.conversation, talk.now, **known)


def _is_repeatable(wish: Intent) -> bool:
    """Whether it is about products, and so can be said of others."""
    is_of_one = isinstance(getattr(wish, "product", None), want.Named)
    return is_of_one or again(wish, ()) is not None


_PERFORMERS: Performers = {
    **lookups.PERFORMERS,
    **outside.PERFORMERS,
    **open_questions.PERFORMERS,
    **stock_wishes.PERFORMERS,
    **photo_questions.PERFORMERS,
    **picture.PERFORMERS,
    **boxes.PERFORMERS,
    **shelf_wishes.PERFORMERS,
    **products.PERFORMERS,
    **buying.PERFORMERS,
    **planning.PERFORMERS,
    **files.PERFORMERS,
    **shop.PERFORMERS,
    **people.PERFORMERS,
    **alert_wishes.PERFORMERS,
    **trends.PERFORMERS,
}
