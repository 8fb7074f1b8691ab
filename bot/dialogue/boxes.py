"""Performers of what is done to the boxes on a photo: drawn, asked for, taken back."""

from __future__ import annotations

import uuid

from bot.actions import boxes
from bot.actions.roles import Verb, refusal
from bot.dialogue import beside_books, doubts
from bot.dialogue.performers import Performers
from bot.dialogue.waiting import let_wait
from bot.links import BoxLinks
from bot.results import BoxesLink, Closed, NoPicture, Result
from bot.talk import Offer, Talk
from bot.understand import intents as want
from storage import box_corrections
from storage.models import BoxCorrection, Scan
from storage.models.stock import ScanPurpose

UNBOX = "unbox"
"""The button that takes a correction back which has booked nothing."""


def correct_boxes(talk: Talk, wish: want.CorrectBoxes) -> list[Result]:
    correction = box_corrections.get(talk.session, uuid.UUID(wish.correction))
    if correction is None or correction.shop_id != talk.shop.id:
        return [Closed()]
    if correction.applied_at is not None:
        return [Closed()]
    scan = talk.session.get_one(Scan, correction.scan_id)
    talk.current_scan = scan
    if not correction.after and talk.answer_cause:
        let_wait(talk, wish, scan)
        return []
    if "reading" not in correction.after:
        is_gone = correction.after.get("problem") != "overtaken"
        return [boxes.PhotoGone() if is_gone else boxes.BoxesOvertaken()]
    done = boxes.correct_boxes(
        talk.session, scan, correction, talk.member, talk.now, _asked(talk, scan)
    )
    if isinstance(done, boxes.BoxesCorrected):
        _tell(talk, scan, correction, done)
    return [done]


def _tell(
    talk: Talk, scan: Scan, correction: BoxCorrection, done: boxes.BoxesCorrected
) -> None:
    """With the picture as it is now, and the way back."""
    talk.picture_key = scan.image_url
    talk.forget_names()
    talk.mentioned += [change.product_id for change in done.changes]
    _settle(talk, scan, {str(change.product_id) for change in done.changes})
    note_change(talk, correction)


def note_change(talk: Talk, correction: BoxCorrection) -> None:
    """Let "undo" take it back: through the books, or beside them."""
    if correction.batch_id is not None:
        talk.batches.append(correction.batch_id)
        return
    beside_books.note(talk, "boxes", str(correction.id), False, True)
    talk.offers.append(Offer(UNBOX, str(correction.id)))


def take_back(talk: Talk, correction_id: uuid.UUID | None) -> list[Result]:
    """The button under a correction that has booked nothing."""
    refused = refusal(talk.member, Verb.UNDO)
    if refused is not None:
        return [refused]
    entry = {"of": str(correction_id), "shop": str(talk.shop.id)}
    return [beside_books.boxes_back(talk, entry) or Closed()]


def _asked(talk: Talk, scan: Scan) -> set[uuid.UUID]:
    """Products about whose count on this photo a question is open."""
    question = doubts.of_scan(talk, scan)
    pairs = doubts.unsettled(talk, question) if question else []
    return {uuid.UUID(product_id) for product_id, _ in pairs}


def _settle(talk: Talk, scan: Scan, counted: set[str]) -> None:
    """What was drawn has answered the question about it."""
    question = doubts.of_scan(talk, scan)
    if question is not None:
        doubts.settle(talk, question, lambda product_id: product_id not in counted)


def fix_boxes(talk: Talk, wish: want.FixBoxes) -> list[Result]:
    """Where the boxes of the last photo can be corrected."""
    scan = talk.scan
    if scan is None or scan.purpose != ScanPurpose.COUNT or "reading" not in scan.meta:
        return [NoPicture()]
    settings = talk.services.settings
    if not settings.public_base_url:
        return [BoxesLink(is_here=talk.chat.channel == "web")]
    links = BoxLinks(settings.public_base_url, settings.signing_key())
    return [BoxesLink(links.url(scan.id, talk.member.id))]


PERFORMERS: Performers = {
    want.CorrectBoxes: (Verb.CORRECT, correct_boxes),
    want.FixBoxes: (Verb.CORRECT, fix_boxes),
}
