"""Performer of open questions about a photo, which wait for a model to look at it.

A question waits as one for outside sources does (`bot.enquiring`), and is performed
again when the model has answered. It waits for nothing then.
"""

from __future__ import annotations

from bot.actions import picture_questions
from bot.actions.picture_questions import NO_PHOTO, CannotSee
from bot.actions.roles import Verb
from bot.dialogue.performers import Performers
from bot.results import Result
from bot.talk import Talk
from bot.understand import intents as want
from bot.understand.intents import to_json
from pipeline.vqa.model_answers import UNREACHABLE
from storage import enquiries
from storage.models import Scan


def ask_picture(talk: Talk, wish: want.AskPicture) -> list[Result]:
    settings = talk.services.settings
    refused = picture_questions.refused(settings, wish.text)
    if refused is not None:
        return [refused]
    if talk.scan is None:
        return [CannotSee(NO_PHOTO)]
    question = picture_questions.question_of(wish.text, talk.voice.language)
    judged = picture_questions.known(talk.scan, question, settings, talk.now)
    if judged is not None:
        return [picture_questions.told(judged, settings)]
    if not talk.answer_cause:
        return [CannotSee(UNREACHABLE)]
    _wait(talk, wish, talk.scan)
    return []


def _wait(talk: Talk, wish: want.AskPicture, scan: Scan) -> None:
    enquiries.add_wish(
        talk.session,
        to_json(wish),
        cause=talk.answer_cause,
        shop_id=talk.shop.id,
        chat_id=talk.chat.id,
        sender_id=talk.conversation.sender_id,
        language=talk.voice.language,
        now=talk.now,
        scan_id=scan.id,
    )


PERFORMERS: Performers = {want.AskPicture: (Verb.LOOK, ask_picture)}
