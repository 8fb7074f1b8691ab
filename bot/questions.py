"""Answers to the open question: by a word, a number, a name or a button.

A question is JSON in the person's conversation. What does not answer it is taken for a
new wish; the question stays open for its time and blocks nothing. Words answer the last
one only, a button the one that it stands under.
"""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any

from bot.actions.drawings import DRAWN
from bot.actions.group_guesses import take_guess
from bot.actions.roles import Verb, refusal
from bot.answers import HANDLERS
from bot.dialogue import boxes, perform
from bot.dialogue.picture import take_tag_prices
from bot.dialogue.sending import press_sending
from bot.dialogue.stock_wishes import undo_batch
from bot.order_answers import Answer
from bot.results import Closed, Dropped, Result, Said
from bot.talk import QUESTION_OPEN, Talk
from bot.understand.grammar import Understood
from bot.understand.intents import (
    CorrectBoxes,
    FillOrder,
    Help,
    Intent,
    No,
    Number,
    SetLanguage,
    Snooze,
    Why,
    Yes,
)
from storage import conversations

NUMBERED = frozenset({"whatsapp", "console"})
"""Channels that show choices as a numbered list."""
WANT_NUMBER = frozenset({"quantity", "pack_size", "which_order"})
"""Questions that a number answers as such."""


def answer(talk: Talk, understood: Understood) -> list[Result] | None:
    """What the message does if it answers the open question; None if it does not."""
    question = conversations.open_question(talk.conversation, talk.now)
    if len(understood.intents) != 1:
        return None
    said = understood.intents[0]
    if isinstance(said, Number) and _counts_choices(talk, question):
        choices = _shown_choices(talk)
        if 1 <= said.value <= len(choices):
            return press(talk, choices[said.value - 1])
    if question is None:
        return None
    return _settle(talk, question, said)


def press(talk: Talk, value: str) -> list[Result]:
    """What a button does; a button of a closed question does nothing."""
    kind, _, rest = value.partition(":")
    if kind in ("alert", "fill", "lang"):
        return perform(talk, [_wish_of(kind, rest)])
    if kind == "undo":
        return [_undo(talk, _uuid(rest))]
    if kind == "help":
        return [Said(Help(rest))]
    if kind == "tags":
        return take_tag_prices(talk, _uuid(rest))
    if kind == "order":
        return press_sending(talk, rest)
    if kind == "name":
        return take_guess(talk, rest)
    if kind in (DRAWN, boxes.UNBOX):
        return _press_boxes(talk, kind, _uuid(rest))
    question_id, _, said = rest.partition(":")
    waiting = conversations.waiting(talk.conversation, talk.now)
    question = next((asked for asked in waiting if asked["id"] == question_id), None)
    if kind != "q" or question is None:
        return [Closed()]
    answers: dict[str, Answer] = {"yes": Yes(), "no": No()}
    pressed = answers.get(said) or Number(int(said) if said.isdecimal() else 0)
    return _settle(talk, question, pressed) or [Closed()]


def _wish_of(kind: str, said: str) -> Intent:
    """The wish that a button stands for."""
    if kind == "lang":
        return SetLanguage(said)
    if kind == "fill":
        return FillOrder(int(said) if said.isdecimal() else None)
    return Why() if said == "why" else Snooze()


def _press_boxes(
    talk: Talk, kind: str, correction_id: uuid.UUID | None
) -> list[Result]:
    """What was drawn on a photo's page, or the button that takes it back."""
    if correction_id is None:
        return [Closed()]
    if kind == DRAWN:
        return perform(talk, [CorrectBoxes(str(correction_id))])
    return boxes.take_back(talk, correction_id)


def _undo(talk: Talk, batch_id: uuid.UUID | None) -> Result:
    """Anybody in a group may press the button under an answer to somebody else."""
    if batch_id is None:
        return Closed()
    return refusal(talk.member, Verb.UNDO) or undo_batch(talk, batch_id)


def _counts_choices(talk: Talk, question: dict[str, Any] | None) -> bool:
    """Whether a number alone picks one of the choices that were shown."""
    wants_number = question is not None and question["kind"] in WANT_NUMBER
    return talk.chat.channel in NUMBERED and not wants_number


def _shown_choices(talk: Talk) -> list[str]:
    """The choices under the last answer, while they may still be meant."""
    context = talk.conversation.context
    shown_at = context.get("choices_at")
    if shown_at is None or talk.now - datetime.fromisoformat(shown_at) > QUESTION_OPEN:
        return []
    return list(context.get("choices", ()))


def _settle(talk: Talk, question: dict[str, Any], said: Answer) -> list[Result] | None:
    """Answer the question; it is taken away first, for the answer may ask another."""
    handler = HANDLERS.get(question["kind"])
    if handler is None:
        return None  # asked by another version of this program
    conversation = talk.conversation
    kept = (
        conversation.question,
        conversation.question_expires_at,
        conversation.context,
    )
    conversations.change(conversation, talk.now, question["id"], None)
    if isinstance(said, No):
        return [Dropped()]
    results = handler(talk, question, said)
    if results is None:
        conversation.question, conversation.question_expires_at = kept[:2]
        conversation.context = kept[2]
    return results


def _uuid(text: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(text)
    except ValueError:
        return None
