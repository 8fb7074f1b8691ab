"""Put open questions about a photo to a model. Runs in vision workers.

Called by `bot.enquiring` for answers that wait for it. The model is asked outside any
transaction; what it says is kept with the photo, so that a retry asks nobody again.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass

import structlog

from bot.actions import picture_questions
from bot.redrawing import redraw
from bot.services import PictureAnswerer, Services
from bot.understand.intents import (
    AskPhoto,
    AskPicture,
    CorrectBoxes,
    Intent,
    from_json,
)
from pipeline.errors import UnreadableImage
from pipeline.vqa.model_answers import Judged, OpenQuestion
from pipeline.vqa.prompts import Grounding
from storage import scans
from storage.blobs import BlobNotFound
from storage.models import Enquiry, Scan

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class _Task:
    """One question, with the photos it is about and what was read on them."""

    question: OpenQuestion
    photo_keys: tuple[str, ...]
    context: Grounding


def wants_eyes(enquiry: Enquiry) -> bool:
    """Whether a photo is to be looked at for the answer, or shown as its proof."""
    wishes = map(from_json, enquiry.wishes)
    kinds = AskPhoto | AskPicture | CorrectBoxes
    return any(isinstance(wish, kinds) for wish in wishes)


def queue(services: Services, enquiry: Enquiry) -> None:
    """Queue an enquiry for those who can answer it.

    What only has to be drawn never waits behind a model that takes its time.
    """
    if any(_asked(enquiry)):
        services.queue.look_at_picture(enquiry.id)
    elif wants_eyes(enquiry):
        services.queue.draw_on_picture(enquiry.id)
    else:
        services.queue.ask_outside(enquiry.id)


def look(services: Services, enquiry: Enquiry) -> None:
    """Ask what is not known yet, and see what was drawn; harmless when all is known."""
    for correction_id in _drawn(enquiry):
        redraw(services, correction_id)
    if services.answerer is None:
        return
    for wish in _asked(enquiry):
        task = _load(services, enquiry, wish)
        if task is not None:
            _keep(services, enquiry, task, _answer(services, services.answerer, task))


def _drawn(enquiry: Enquiry) -> Iterable[uuid.UUID]:
    wishes: Iterable[Intent] = map(from_json, enquiry.wishes)
    return (uuid.UUID(w.correction) for w in wishes if isinstance(w, CorrectBoxes))


def _asked(enquiry: Enquiry) -> Iterable[AskPicture]:
    wishes: Iterable[Intent] = map(from_json, enquiry.wishes)
    return (wish for wish in wishes if isinstance(wish, AskPicture))


def _load(services: Services, enquiry: Enquiry, wish: AskPicture) -> _Task | None:
    """None where there is nothing to look at, or it is known."""
    question = picture_questions.question_of(wish.text, enquiry.language)
    with services.db.transaction() as session:
        scan = session.get(Scan, enquiry.scan_id) if enquiry.scan_id else None
        if scan is None:
            return None
        now = services.clock()
        if picture_questions.known(scan, question, services.settings, now) is not None:
            return None
        keys = scans.photo_keys(session, scan.id)
        return _Task(question, tuple(keys), picture_questions.grounding(scan.meta))


def _answer(services: Services, answerer: PictureAnswerer, task: _Task) -> Judged:
    try:
        photos = [services.blobs.get(key) for key in task.photo_keys]
        judged = answerer.answer(photos, task.question, task.context)
    except (BlobNotFound, UnreadableImage):
        return Judged(problem=picture_questions.GONE)
    log.info(
        "picture_looked_at", model=judged.model, problem=judged.problem or "answered"
    )
    return judged


def _keep(services: Services, enquiry: Enquiry, task: _Task, judged: Judged) -> None:
    with services.db.transaction() as session:
        scan = session.get(Scan, enquiry.scan_id, with_for_update={"key_share": True})
        if scan is not None:  # else the shop was deleted meanwhile
            picture_questions.keep(
                scan, task.question, judged, services.settings, services.clock()
            )
