"""Performer of open questions about a photo, which wait for a model to look at it.

A question waits as one for outside sources does (`bot.enquiring`), and is performed
again when the model has answered. It waits for nothing then.
"""

from __future__ import annotations

from bot.actions import picture_questions
from bot.actions.picture_questions import NO_PHOTO, CannotSee
from bot.actions.roles import Verb
from bot.dialogue.performers import Performers
from bot.dialogue.waiting import let_wait
from bot.results import Result
from bot.talk import Talk
from bot.understand import intents as want
from pipeline.vqa.model_answers import UNREACHABLE


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
    let_wait(talk, wish, talk.scan)
    return []


PERFORMERS: Performers = {want.AskPicture: (Verb.LOOK, ask_picture)}
