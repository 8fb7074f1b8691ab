"""Results of a turn as one reply with its buttons."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bot import replies
from bot.messages import ChatRef, Choice, Reply
from bot.questions import WANT_NUMBER
from bot.results import Result
from bot.talk import Talk
from bot.voice import Voice
from storage import conversations


def reply_with_choices(
    talk: Talk,
    chat: ChatRef,
    results: Sequence[Result],
    *,
    image_key: str | None = None,
    reply_to: str | None = None,
) -> Reply:
    """The reply with its buttons, which are remembered: a number may pick one."""
    text = replies.text_of(talk.voice, results)
    choices: list[Choice] = []
    if talk.has_asked and talk.conversation.question is not None:
        choices += replies.question_choices(talk.voice, talk.conversation.question)
    choices += replies.menu_choices(talk.voice, results)
    for offer in talk.offers:
        label = offer.label or replies.offer_label(talk.voice, offer.kind, offer.value)
        choices.append(Choice(label, f"{offer.kind}:{offer.value}"))
    if talk.batches and not _wants_number(talk):
        undo = talk.voice.say("Undo")
        choices.append(Choice(undo, f"undo:{talk.batches[-1]}"))
    choices = [_legible(talk.voice, choice) for choice in choices]
    values = [choice.value for choice in choices]
    conversations.remember(
        talk.conversation,
        talk.now,
        choices=values or None,
        choices_at=talk.now.isoformat() if values else None,
    )
    document = talk.documents[-1] if talk.documents else None
    return Reply(
        chat,
        text,
        tuple(choices),
        image_key=image_key or talk.picture_key,
        document_key=document.key if document else None,
        document_name=document.name if document else None,
        reply_to=reply_to,
        language=talk.voice.language,
    )


def _legible(voice: Voice, choice: Choice) -> Choice:
    """Its label as a line of its own, after a number perhaps."""
    return replace(choice, label=voice.lines(voice.name(choice.label)))


def _wants_number(talk: Talk) -> bool:
    """After such a question a numbered list of buttons would only confuse."""
    question = talk.conversation.question
    return talk.has_asked and question is not None and question["kind"] in WANT_NUMBER
