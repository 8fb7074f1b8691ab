"""Read the photos of a scan and answer. Runs in vision workers.

The models run outside any transaction; their result is kept on the scan, so that a
retry after a crash only has to decide and answer.
"""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import structlog
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from bot import films, looking, replies
from bot.actions.numbers import about_scan
from bot.actions.plans import known_before
from bot.actions.price_tags import odd_prices, products_of
from bot.actions.scans import (
    finish_enrolment,
    finish_look_up,
    finish_scan,
    unreadable,
)
from bot.leasing import Lease, LeaseLost, lease
from bot.messages import ChatRef, Reply
from bot.paperwork import finish_paper
from bot.services import Services, ShelfVision
from pipeline.errors import UnreadableImage
from pipeline.insights.by_plan import named_by_plan
from pipeline.insights.paper_kinds import is_paper, may_be_paper
from pipeline.types import Catalogue, EnrolmentReading, ShelfReading, TextLine
from storage import enquiries, outbox, readings, scans
from storage.models import Chat, Enquiry, Scan, Shop
from storage.models.stock import ScanPurpose, ScanStatus

log = structlog.get_logger(__name__)

MAX_ATTEMPTS = 3
OF_ONE_PRODUCT = (ScanPurpose.ENROL, ScanPurpose.LOOK_UP)


@dataclass(frozen=True, slots=True)
class Task:
    """What one try at a scan needs, loaded in one short transaction."""

    scan: Scan
    keys: tuple[str, ...]
    photos: tuple[bytes, ...]
    catalogue: Catalogue
    fingerprint: str
    currency: str
    before: Scan | None
    """A scan that has read the same already (this one in a former try, or another)."""


@dataclass(frozen=True, slots=True)
class Seen:
    """What the models gave: one of reading, enrolment and print, or a problem."""

    reading: ShelfReading | None = None
    enrolment: EnrolmentReading | None = None
    print: tuple[TextLine, ...] | None = None
    picture_key: str | None = None
    problem: str | None = None


def read_scan(services: Services, scan_id: uuid.UUID) -> None:
    """Read and answer the scan; harmless when it is done or another worker has it."""
    if _is_early(services, scan_id):
        return
    with lease(services, Scan, scan_id) as held:
        if held is None:
            return
        try:
            _read(services, held)
        except LeaseLost:
            log.warning("lease_lost", scan_id=str(scan_id))


def _is_early(services: Services, scan_id: uuid.UUID) -> bool:
    """Whether more photos may still join; then the scan is queued for later."""
    with services.db.transaction() as session:
        scan = session.get(Scan, scan_id)
    if scan is None:
        return True
    wait_s = (scan.ready_at - services.clock()).total_seconds()
    if wait_s > 0 and scan.status == ScanStatus.PENDING:
        services.queue.read_scan(scan_id, wait_s)
        return True
    return False


def _read(services: Services, held: Lease) -> None:
    assert services.vision is not None, "read_scan runs in vision workers only"
    with services.db.transaction() as session:
        held.confirm(session)
        scan = scans.begin(session, held.row_id)
    if scan is None:
        return
    try:
        if scan.attempts > MAX_ATTEMPTS:
            _give_up(services, held)
            return
        _show_typing(services, scan)
        seen = _see(services, held, scan, services.vision)
        _answer(services, held, seen)
    except (LeaseLost, OperationalError):
        raise
    except Exception as error:  # the worker boundary: count, try again, set aside
        log.exception("scan_failed", scan_id=str(scan.id), attempts=scan.attempts)
        with services.db.transaction() as session:
            session.get_one(Scan, scan.id).error = type(error).__name__
        services.queue.read_scan(scan.id, 1.0)


def _see(services: Services, held: Lease, scan: Scan, vision: ShelfVision) -> Seen:
    """Look at the photos of the scan, once its videos have become photos."""
    task = _load(services, scan, vision)
    try:
        files = list(zip(task.keys, task.photos, strict=True))
        if films.develop(services, held, vision, scan, files):
            task = _load(services, scan, vision)
    except UnreadableImage as error:
        return Seen(problem=error.problem)
    return _look(services, vision, task)


def _show_typing(services: Services, scan: Scan) -> None:
    """Where this host knows the channel: a vision worker needs no credentials."""
    with services.db.transaction() as session:
        chat = session.get_one(Chat, scan.chat_id)
    channel = services.channels.get(chat.channel)
    if channel is not None:
        channel.show_typing(ChatRef(chat.channel, chat.external_id))


def _load(services: Services, scan: Scan, vision: ShelfVision) -> Task:
    catalogue = services.catalogues.of(services.db, scan.shop_id, vision.looks_version)
    with services.db.transaction() as session:
        scan = session.get_one(Scan, scan.id)
        keys = scans.photo_keys(session, scan.id)
        currency = session.get_one(Shop, scan.shop_id).currency
        fingerprint = _fingerprint(scan, keys, vision, catalogue)
        before = scans.read_before(session, scan.shop_id, fingerprint)
    photos = tuple(services.blobs.get(key) for key in keys)
    return Task(
        scan=scan,
        keys=tuple(keys),
        photos=photos,
        catalogue=catalogue,
        fingerprint=fingerprint,
        currency=currency,
        before=before,
    )


def _fingerprint(
    scan: Scan, keys: Sequence[str], vision: ShelfVision, catalogue: Catalogue
) -> str:
    """The same for photos, models, caption and catalogue that give the same reading."""
    read_as = (keys, vision.model_version, scan.caption, films.are_pieces(scan))
    return hashlib.sha256(repr((read_as, catalogue.version)).encode()).hexdigest()


def _look(services: Services, vision: ShelfVision, task: Task) -> Seen:
    """Run the models, or take what was kept of the same photos."""
    try:
        if task.scan.purpose in OF_ONE_PRODUCT:
            enrolment = vision.enrol(task.photos[0], task.catalogue)
            key = services.blobs.put(enrolment.thumbnail, "image/jpeg")
            return Seen(enrolment=enrolment, picture_key=key)
        if task.scan.purpose == ScanPurpose.PAPER:
            return Seen(print=vision.read_print(task.photos))
        if task.before is not None:
            return _seen_before(services, vision, task, task.before)
        reading = vision.read(
            task.photos,
            task.catalogue,
            task.scan.caption,
            are_pieces=films.are_pieces(task.scan),
        )
        reading = _with_plan(services, task, reading)
        texts = _print_of_paper(vision, task, reading)
        if texts is not None:
            return Seen(print=texts)
        odd_tags = _odd_tags(services, task, reading)
        picture = vision.annotate(task.photos, reading, odd_tags)
    except UnreadableImage as error:
        return Seen(problem=error.problem)
    key = services.blobs.put(picture, "image/jpeg")
    # Naming a group later teaches its look, to this version.
    meta = {
        "reading": readings.to_json(reading),
        "looks_version": vision.looks_version,
        "odd_tags": odd_tags,
    }
    _keep(services, task, meta, key)
    return Seen(reading=reading, picture_key=key)


def _with_plan(services: Services, task: Task, reading: ShelfReading) -> ShelfReading:
    """What stood on the shelf before helps to name what looks leave open."""
    doubts = (
        candidate.product_id != item.product_id
        for item in reading.items
        for candidate in item.candidates
    )
    if not any(doubts):
        return reading
    with services.db.transaction() as session:
        plans = known_before(session, session.get_one(Scan, task.scan.id))
    return named_by_plan(reading, plans)


def _print_of_paper(
    vision: ShelfVision, task: Task, reading: ShelfReading
) -> tuple[TextLine, ...] | None:
    """The lines of a delivery note that was sent without a word; None for a shelf."""
    if task.scan.caption or films.are_pieces(task.scan) or not may_be_paper(reading):
        return None
    texts = vision.read_print(task.photos)
    products = [
        (product.product_id, (product.name, *product.aliases))
        for product in task.catalogue.products
    ]
    return texts if is_paper(texts, products) else None


def _odd_tags(services: Services, task: Task, reading: ShelfReading) -> list[int]:
    """The places of the price tags that say another price than the shop's list."""
    with services.db.transaction() as session:
        products = products_of(session, task.scan.shop_id, reading.price_tags)
    odd = odd_prices(reading.price_tags, products, task.currency)
    return sorted(place for price in odd if price.known for place in price.tags)


def _seen_before(
    services: Services, vision: ShelfVision, task: Task, before: Scan
) -> Seen:
    """What was read; drawn anew where other prices have become known since."""
    assert before.image_url is not None
    reading = readings.from_json(before.meta["reading"])
    odd_tags, key = _odd_tags(services, task, reading), before.image_url
    if odd_tags != before.meta.get("odd_tags", []):
        picture = vision.annotate(task.photos, reading, odd_tags)
        key = services.blobs.put(picture, "image/jpeg")
    meta = {
        "reading": before.meta["reading"],
        "looks_version": before.meta["looks_version"],
        "odd_tags": odd_tags,
    }
    if before.id != task.scan.id or key != before.image_url:
        _keep(services, task, meta, key)
    return Seen(reading=reading, picture_key=key)


def _keep(
    services: Services, task: Task, meta: dict[str, Any], picture_key: str
) -> None:
    with services.db.transaction() as session:
        scans.keep_reading(
            session,
            task.scan.id,
            meta,
            image_key=picture_key,
            fingerprint=task.fingerprint,
        )


def _answer(services: Services, held: Lease, seen: Seen) -> None:
    """Decide, book and write the reply, all in one transaction."""
    now = services.clock()
    with services.db.transaction() as session:
        held.confirm(session)
        scan = session.get_one(Scan, held.row_id)
        status, error = ScanStatus.DONE, None
        if seen.reading is not None:
            reply = finish_scan(
                services, session, scan, seen.reading, seen.picture_key, now
            )
            scan.normalized = readings.inventory(seen.reading)
        elif seen.enrolment is not None:
            is_look_up = scan.purpose == ScanPurpose.LOOK_UP
            finish = finish_look_up if is_look_up else finish_enrolment
            reply = finish(
                services, session, scan, seen.enrolment, seen.picture_key, now
            )
        elif seen.print is not None:
            scan.purpose = ScanPurpose.PAPER
            reply = finish_paper(services, session, scan, seen.print, now)
        else:
            status, error = ScanStatus.FAILED, seen.problem or "unknown"
            reply = unreadable(services, session, scan, error, now)
        scans.close(session, scan.id, status, now, error)
        outbox_id = _put_out(services, session, scan, reply)
    _send_on(services, scan, outbox_id)
    log.info("scan_answered", scan_id=str(scan.id), status=status)


def _give_up(services: Services, held: Lease) -> None:
    now = services.clock()
    with services.db.transaction() as session:
        held.confirm(session)
        scan = session.get_one(Scan, held.row_id)
        chat = session.get_one(Chat, scan.chat_id)
        reply = replies.photo_failed(
            ChatRef(chat.channel, chat.external_id), chat.locale
        )
        scans.close(session, scan.id, ScanStatus.FAILED, now, scan.error or "crashed")
        outbox_id = _put_out(services, session, scan, reply)
    log.error("scan_quarantined", scan_id=str(scan.id))
    _send_on(services, scan, outbox_id)


def _put_out(
    services: Services, session: Session, scan: Scan, reply: Reply
) -> uuid.UUID | None:
    """None while a part of the answer is asked for outside."""
    assert scan.chat_id is not None
    cause, about = f"scan:{scan.id}", about_scan(scan)
    enquiry_id = enquiries.hold_back(
        session, cause, reply.to_json(), about=about, placeholder=scan.placeholder
    )
    if enquiry_id is not None:
        return None
    return outbox.add(
        session,
        chat_id=scan.chat_id,
        cause=cause,
        reply=reply.to_json(),
        now=services.clock(),
        edit_of=scan.placeholder,
        about=about,
    )


def _send_on(services: Services, scan: Scan, outbox_id: uuid.UUID | None) -> None:
    """Queue the answer, and the texts that waited for it."""
    if outbox_id is not None:
        services.queue.deliver(outbox_id)
    else:
        with services.db.transaction() as session:
            enquiry_id = enquiries.waiting_for(session, f"scan:{scan.id}")
            enquiry = session.get(Enquiry, enquiry_id) if enquiry_id else None
        if enquiry is not None:
            looking.queue(services, enquiry)
    if scan.chat_id is not None:
        services.queue.handle_chat(scan.chat_id)
