"""Open questions about a photo: what a model has said, kept with the photo.

The chat asks here for what is known; `bot.looking` puts the question to a model and
keeps what it says. Words for a person: nothing here changes any stock.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from bot.settings import Settings
from bot.understand.words import fold
from pipeline.vqa.answer_rules import asks_for_number
from pipeline.vqa.english import in_english
from pipeline.vqa.model_answers import (
    NUMBER_ASKED,
    UNREACHABLE,
    Judged,
    OpenQuestion,
)
from pipeline.vqa.prompts import Grounding
from storage import readings
from storage.models import Scan

LOOKS = "looks"
"""Under this key a photo keeps what models have said about it."""
MOST_KEPT = 30
JUST_NOW = timedelta(minutes=1)
"""A model that did not answer is not asked again before."""
NO_MODEL, NO_PHOTO, GONE = "no_model", "no_photo", "gone"


@dataclass(frozen=True, slots=True)
class Seen:
    """What a model makes of the photo; `is_sure`: not less than the setting wants."""

    text: str
    confidence: float | None
    model: str
    language: str
    is_sure: bool


@dataclass(frozen=True, slots=True)
class CannotSee:
    """Why an open question is not answered: a key, and the model where one was asked.

    Keys: no_model, no_photo, gone, and the problems of `model_answers.Judged`.
    """

    problem: str
    model: str = ""


def question_of(text: str, language: str) -> OpenQuestion:
    """The question with its English, where that is known."""
    return OpenQuestion(text, language, in_english(text, language) or "")


def refused(settings: Settings, text: str) -> CannotSee | None:
    """What is not even asked: numbers, and anything where there is no model."""
    if asks_for_number(text):
        return CannotSee(NUMBER_ASKED)
    return None if settings.vqa_choices else CannotSee(NO_MODEL)


def known(
    scan: Scan, question: OpenQuestion, settings: Settings, now: datetime
) -> Judged | None:
    """What was said to this question already; None: a model is to be asked."""
    kept = scan.meta.get(LOOKS, {}).get(_key(question, settings))
    if kept is None:
        return None
    judged = Judged.from_json(kept["judged"])
    age = now - datetime.fromisoformat(kept["at"])
    return None if judged.problem == UNREACHABLE and age > JUST_NOW else judged


def keep(
    scan: Scan,
    question: OpenQuestion,
    judged: Judged,
    settings: Settings,
    now: datetime,
) -> None:
    """Remember it with the photo: it goes when the photo goes."""
    entry = {"judged": judged.to_json(), "at": now.isoformat()}
    looks = {**scan.meta.get(LOOKS, {}), _key(question, settings): entry}
    newest = sorted(looks.items(), key=lambda item: str(item[1]["at"]))[-MOST_KEPT:]
    scan.meta = {**scan.meta, LOOKS: dict(newest)}


def told(judged: Judged, settings: Settings) -> Seen | CannotSee:
    """A model's answer as a person is told it."""
    if judged.problem:
        return CannotSee(judged.problem, judged.model)
    least = settings.vqa_min_confidence
    is_sure = judged.confidence is None or judged.confidence >= least
    return Seen(judged.text, judged.confidence, judged.model, judged.language, is_sure)


def grounding(meta: Mapping[str, Any]) -> Grounding:
    """What was read on the photo: names with their counts, and lines of print."""
    if "reading" not in meta:
        return Grounding()
    reading = readings.from_json(dict(meta["reading"]))
    return Grounding(
        products=tuple((i.name, i.count) for i in reading.items if i.name),
        texts=tuple(line.text for line in reading.texts),
    )


def _key(question: OpenQuestion, settings: Settings) -> str:
    """The same for the same words, language and models."""
    models = [choice.name for choice in settings.vqa_choices]
    parts = (fold(question.text), question.language, models)
    return hashlib.sha256(repr(parts).encode()).hexdigest()[:24]
