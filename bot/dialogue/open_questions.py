"""Performer of open questions about a photo, which wait for a model to look at it.

A question waits as one for outside sources does (`bot.enquiring`), and is performed
again when the model has answered. It waits for nothing then.
"""

from __future__ import annotations

from collections.abc import Sequence

from bot.actions import picture_questions
from bot.actions.picture_questions import NO_PHOTO, CannotSee
from bot.actions.roles import Verb
from bot.dialogue.performers import Performers
from bot.dialogue.waiting import let_wait
from bot.results import Result
from bot.talk import Match, Talk
from bot.understand import intents as want
from bot.understand.intents import Intent
from bot.understand.sentences import is_asked
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


def or_open(talk: Talk, text: str, wishes: Sequence[Intent]) -> Sequence[Intent]:
    """The wishes; a question that nothing is known for is one to a model that looks,
    where a photo is talked about and there is such a model."""
    if len(wishes) != 1 or not _is_nothing(talk, wishes[0]):
        return wishes
    if not is_asked(text, talk.voice.language) or not _is_of_photo(talk):
        return wishes
    if picture_questions.refused(talk.services.settings, text) is not None:
        return wishes
    return [want.AskPicture(text)]


def _is_nothing(talk: Talk, wish: Intent) -> bool:
    """Whether it was not understood, or taken for the name of an unknown product."""
    if isinstance(wish, want.NotUnderstood):
        return bool(wish.text)
    if not isinstance(wish, want.Count) or not wish.is_guess:
        return False
    found = [talk.find(named) for named in wish.products]
    return all(isinstance(one, Match) and not one.products for one in found)


def _is_of_photo(talk: Talk) -> bool:
    if talk.photo_replied_to:
        return True
    return talk.scan is not None and talk.has_just_seen(talk.scan)


PERFORMERS: Performers = {want.AskPicture: (Verb.LOOK, ask_picture)}
