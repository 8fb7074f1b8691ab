"""Scans: which photos are read together, and none forgotten."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy.orm import Session

from storage import inbox, leases, scans
from storage.db import Database
from storage.models import Chat, Scan, Shop
from storage.models.stock import ScanStatus
from tests.conftest import Clock
from tests.factories import make_chat, make_shop

FORGOTTEN_AFTER = timedelta(seconds=15)


class Photos:
    """Adds photos to the scans of one chat, each from a message of its own."""

    def __init__(self, session: Session, clock: Clock) -> None:
        self.session = session
        self.clock = clock
        self.shop: Shop = make_shop(session)
        self.chat: Chat = make_chat(session, self.shop)

    def add(self, **values: Any) -> Scan:
        external_id = uuid.uuid4().hex
        inbox.record(
            self.session,
            channel=self.chat.channel,
            chat_external_id=self.chat.external_id,
            external_id=external_id,
            message={},
            raw={},
            locale=None,
            now=self.clock(),
        )
        row = inbox.oldest_open(self.session, self.chat.id)
        assert row is not None
        inbox.mark_done(self.session, row.id, self.clock())
        given: dict[str, Any] = {
            "chat": self.chat,
            "shop_id": self.shop.id,
            "inbox_id": row.id,
            "position": 0,
            "blob_key": f"{external_id}.jpg",
            "sender_id": "person-1",
            "album": None,
            "caption": "",
            "reply_to": None,
            "purpose": "count",
            "now": self.clock(),
            "window_s": 0.0,
        }
        return scans.add_photo(self.session, **{**given, **values})


@pytest.fixture
def photos(database: Database, clock: Clock) -> Iterator[Photos]:
    with database.transaction() as session:
        yield Photos(session, clock)


def test_photos_of_one_album_are_one_scan(photos: Photos, clock: Clock) -> None:
    first = photos.add(album="a1", window_s=1.5, caption="drinks")
    clock.advance(1)
    second = photos.add(album="a1", window_s=1.5)

    assert second.id == first.id
    assert len(scans.photo_keys(photos.session, first.id)) == 2
    assert second.caption == "drinks"
    assert second.ready_at == clock() + timedelta(seconds=1.5)


def test_another_album_is_another_scan(photos: Photos) -> None:
    first = photos.add(album="a1", window_s=1.5)

    assert photos.add(album="a2", window_s=1.5).id != first.id


def test_single_photos_are_read_at_once_and_apart(photos: Photos, clock: Clock) -> None:
    first = photos.add()

    second = photos.add()

    assert second.id != first.id
    assert first.ready_at == clock()


def test_unmarked_photos_within_the_window_are_one_scan(
    photos: Photos, clock: Clock
) -> None:
    first = photos.add(window_s=3.0)
    clock.advance(2)

    assert photos.add(window_s=3.0).id == first.id

    clock.advance(4)
    assert photos.add(window_s=3.0).id != first.id


def test_photos_of_two_people_are_not_mixed(photos: Photos) -> None:
    first = photos.add(window_s=3.0)

    assert photos.add(window_s=3.0, sender_id="person-2").id != first.id


def test_growing_album_is_read_in_the_end(photos: Photos, clock: Clock) -> None:
    scan = photos.add(album="a1", window_s=1.5)
    for _ in range(20):
        clock.advance(1)
        scan = photos.add(album="a1", window_s=1.5)

    assert scan.ready_at == scan.created_at + scans.MAX_WAIT


def test_part_that_comes_after_the_reading_began_is_a_scan_of_its_own(
    photos: Photos,
) -> None:
    first = photos.add(album="a1", window_s=1.5)
    scans.begin(photos.session, first.id)

    assert photos.add(album="a1", window_s=1.5).id != first.id


def test_enrolment_photo_never_joins_a_count(photos: Photos) -> None:
    first = photos.add(album="a1", window_s=1.5)

    assert photos.add(album="a1", window_s=1.5, purpose="enrol").id != first.id


def test_closed_scan_is_not_begun_again(photos: Photos, clock: Clock) -> None:
    scan = photos.add()
    assert scans.begin(photos.session, scan.id) is not None

    scans.close(photos.session, scan.id, ScanStatus.DONE, clock())
    photos.session.expire_all()

    assert scans.begin(photos.session, scan.id) is None


def test_chat_is_reading_until_its_scan_is_closed(photos: Photos, clock: Clock) -> None:
    scan = photos.add()
    recently = clock() - timedelta(seconds=20)
    assert scans.is_reading(photos.session, photos.chat.id, recently)
    assert not scans.is_reading(
        photos.session, photos.chat.id, clock() + timedelta(seconds=1)
    )

    scans.close(photos.session, scan.id, ScanStatus.FAILED, clock())

    assert not scans.is_reading(photos.session, photos.chat.id, recently)


def test_scan_is_overdue_when_forgotten_or_when_its_worker_died(
    photos: Photos, clock: Clock
) -> None:
    scan = photos.add()

    def overdue() -> list[uuid.UUID]:
        return scans.overdue(photos.session, clock(), FORGOTTEN_AFTER)

    assert overdue() == []
    clock.advance(16)
    assert overdue() == [scan.id]
    assert overdue() == []

    leases.claim(photos.session, Scan, scan.id, "dead", -1.0)
    scans.begin(photos.session, scan.id)
    assert overdue() == [scan.id]

    leases.claim(photos.session, Scan, scan.id, "alive", 60.0)
    clock.advance(60)
    assert overdue() == []
