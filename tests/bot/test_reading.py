"""The scan loop: photos are read outside transactions, answered and booked once."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from bot.reading import MAX_ATTEMPTS, read_scan
from bot.services import Services
from pipeline.types import ShelfReading
from storage import leases, scans
from storage.models import (
    OutboxMessage,
    Scan,
    Shop,
    StockMovement,
)
from storage.models.stock import ScanStatus
from tests.factories import add_photos, make_product, make_scan, make_waiting_scan
from tests.fakes.channel import ScriptedChannel
from tests.fakes.queue import RecordingQueue
from tests.fakes.vision import ScriptedVision


class FragileVision(ScriptedVision):
    """Counts readings, and fails as often as it is told."""

    def __init__(self) -> None:
        super().__init__()
        self.readings = 0
        self.failures = 0

    def read(self, *args: Any, **kwargs: Any) -> ShelfReading:
        self.readings += 1
        if self.failures:
            self.failures -= 1
            raise RuntimeError("out of memory")
        return super().read(*args, **kwargs)


@pytest.fixture
def vision() -> FragileVision:
    return FragileVision()


@pytest.fixture
def services(make_services: Callable[..., Services], vision: FragileVision) -> Services:
    return make_services(channels={"web": ScriptedChannel()}, vision=vision)


def scan_of(services: Services, scan_id: uuid.UUID) -> Scan:
    with services.db.transaction() as session:
        return session.get_one(Scan, scan_id)


def answers(services: Services) -> list[OutboxMessage]:
    with services.db.transaction() as session:
        return list(session.scalars(select(OutboxMessage)))


def bookings(services: Services) -> list[StockMovement]:
    with services.db.transaction() as session:
        return list(session.scalars(select(StockMovement).order_by(StockMovement.seq)))


def test_photo_is_answered_and_booked_once_however_often_the_job_runs(
    services: Services, vision: FragileVision, queue: RecordingQueue
) -> None:
    scan_id = make_waiting_scan(services, vision.show({"see": [{"Coke": 8}]}))

    for _ in range(3):
        read_scan(services, scan_id)

    assert vision.readings == 1
    assert [(row.before, row.after) for row in bookings(services)] == [(10, 8)]
    (answer,) = answers(services)
    assert "10 → 8" in answer.reply["text"]
    assert queue.deliveries == [answer.id]
    scan = scan_of(services, scan_id)
    assert scan.status == ScanStatus.DONE
    assert scan.normalized


def test_answer_replaces_the_placeholder(
    services: Services, vision: FragileVision
) -> None:
    photo = vision.show({"see": [{"Coke": 8}]})

    read_scan(services, make_waiting_scan(services, photo, placeholder="m9"))

    assert answers(services)[0].edit_of == "m9"


def test_crash_after_the_reading_does_not_read_again(
    services: Services, vision: FragileVision, monkeypatch: pytest.MonkeyPatch
) -> None:
    scan_id = make_waiting_scan(services, vision.show({"see": [{"Coke": 8}]}))
    with monkeypatch.context() as broken:
        broken.setattr("bot.reading.finish_scan", lambda *_: 1 / 0)
        read_scan(services, scan_id)
    assert answers(services) == []

    read_scan(services, scan_id)

    assert vision.readings == 1
    assert len(answers(services)) == len(bookings(services)) == 1


def send_again(services: Services, scan_id: uuid.UUID, *files: bytes) -> uuid.UUID:
    """The same photo, or these, in another scan of the same chat."""
    with services.db.transaction() as session:
        first = session.get_one(Scan, scan_id)
        shop = session.get_one(Shop, first.shop_id)
        same = {"chat_id": first.chat_id, "sender_id": first.sender_id}
        again = make_scan(session, shop, ready_at=services.clock(), **same)
        keys = [services.blobs.put(data, "image/jpeg") for data in files]
        add_photos(session, again, *(keys or scans.photo_keys(session, scan_id)))
        return again.id


def stock_fanta(services: Services, scan_id: uuid.UUID) -> None:
    """The shop of the scan knows one product more from now on."""
    with services.db.transaction() as session:
        shop = session.get_one(Shop, scan_of(services, scan_id).shop_id)
        make_product(session, shop, name="Fanta")


def test_same_photo_sent_again_is_answered_without_being_read(
    services: Services, vision: FragileVision
) -> None:
    first = make_waiting_scan(
        services, vision.show({"see": [{"Coke": 8}, {"red can": 2}]})
    )
    read_scan(services, first)
    again = send_again(services, first)

    read_scan(services, again)

    assert vision.readings == 1
    assert len(answers(services)) == 2
    assert scan_of(services, again).meta["reading"]
    assert len(bookings(services)) == 1


def test_same_photo_is_read_again_when_the_shop_knows_more(
    services: Services, vision: FragileVision
) -> None:
    first = make_waiting_scan(services, vision.show({"see": [{"Coke": 8}]}))
    read_scan(services, first)
    stock_fanta(services, first)

    read_scan(services, send_again(services, first))

    assert vision.readings == 2


def test_same_photo_read_again_is_no_new_count(
    services: Services, vision: FragileVision
) -> None:
    first = make_waiting_scan(services, vision.show({"see": [{"Coke": 8}]}))
    read_scan(services, first)
    stock_fanta(services, first)

    read_scan(services, send_again(services, first))

    assert [line.delta for line in bookings(services)] == [-2]


def test_another_photo_that_agrees_with_the_books_is_a_count(
    services: Services, vision: FragileVision
) -> None:
    first = make_waiting_scan(services, vision.show({"see": [{"Coke": 8}]}))
    read_scan(services, first)
    other = vision.show({"see": [{"Coke": 8}, {"red can": 2}]})

    read_scan(services, send_again(services, first, other))

    assert [line.delta for line in bookings(services)] == [-2, 0]


def test_failing_models_are_tried_again(
    services: Services, vision: FragileVision, queue: RecordingQueue
) -> None:
    scan_id = make_waiting_scan(services, vision.show({"see": [{"Coke": 8}]}))
    vision.failures = 1

    read_scan(services, scan_id)
    assert queue.scans == [scan_id]
    read_scan(services, scan_id)

    assert len(answers(services)) == 1


def test_photo_that_always_fails_is_given_up_with_an_apology(
    services: Services, vision: FragileVision
) -> None:
    scan_id = make_waiting_scan(services, vision.show({"see": [{"Coke": 8}]}))
    vision.failures = 99

    for _ in range(MAX_ATTEMPTS + 2):
        read_scan(services, scan_id)

    assert vision.readings == MAX_ATTEMPTS
    scan = scan_of(services, scan_id)
    assert (scan.status, scan.error) == (ScanStatus.FAILED, "RuntimeError")
    assert len(answers(services)) == 1
    assert bookings(services) == []


def test_file_that_is_no_photo_is_answered_at_once(
    services: Services, vision: FragileVision
) -> None:
    scan_id = make_waiting_scan(services, vision.show({"unreadable": "not_an_image"}))

    read_scan(services, scan_id)

    assert scan_of(services, scan_id).status == ScanStatus.FAILED
    assert len(answers(services)) == 1


def test_worker_that_lost_its_lease_books_nothing(
    services: Services, vision: FragileVision, monkeypatch: pytest.MonkeyPatch
) -> None:
    scan_id = make_waiting_scan(services, vision.show({"see": [{"Coke": 8}]}))

    def pause_too_long(*_: Any) -> bytes:
        with services.db.transaction() as session:
            session.get_one(Scan, scan_id).lease_owner = "another"
        return b"\xff\xd8"

    monkeypatch.setattr(vision, "annotate", pause_too_long)

    read_scan(services, scan_id)

    assert bookings(services) == []
    assert answers(services) == []


def test_scan_that_another_worker_reads_is_left_to_it(
    services: Services, vision: FragileVision
) -> None:
    scan_id = make_waiting_scan(services, vision.show({"see": [{"Coke": 8}]}))
    with services.db.transaction() as session:
        leases.claim(session, Scan, scan_id, "another", 60.0)

    read_scan(services, scan_id)

    assert vision.readings == 0


def test_vision_worker_needs_no_credentials_of_a_channel(
    make_services: Callable[..., Services], vision: FragileVision
) -> None:
    services = make_services(channels={}, vision=vision)
    scan_id = make_waiting_scan(services, vision.show({"see": [{"Coke": 8}]}))

    read_scan(services, scan_id)

    assert scan_of(services, scan_id).status == ScanStatus.DONE


def test_album_that_may_still_grow_is_read_later(
    services: Services, vision: FragileVision, queue: RecordingQueue
) -> None:
    photo = vision.show({"see": [{"Coke": 8}]})
    later = services.clock() + timedelta(seconds=1.5)
    scan_id = make_waiting_scan(services, photo, ready_at=later)

    read_scan(services, scan_id)

    assert vision.readings == 0
    assert queue.scans == [scan_id]


def test_texts_that_waited_for_the_photo_are_queued(
    services: Services, vision: FragileVision, queue: RecordingQueue
) -> None:
    scan_id = make_waiting_scan(services, vision.show({"see": [{"Coke": 8}]}))

    read_scan(services, scan_id)

    assert queue.chats == [scan_of(services, scan_id).chat_id]
