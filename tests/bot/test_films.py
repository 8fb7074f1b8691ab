"""Videos become photos of their scan before it is read, once."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Any

import pytest
from sqlalchemy import select

from bot.reading import read_scan
from bot.services import Services
from pipeline.types import Catalogue, Filmed, Problem, ShelfReading
from storage import erasing, scans
from storage.models import OutboxMessage, Scan
from storage.models.stock import ScanPurpose, ScanStatus
from tests.factories import make_waiting_scan
from tests.fakes.channel import ScriptedChannel
from tests.fakes.vision import ScriptedVision


class CountingVision(ScriptedVision):
    """Notes what it was asked, and fails to read as often as it is told."""

    def __init__(self) -> None:
        super().__init__()
        self.films = 0
        self.failures = 0
        self.pieces: list[bool] = []

    def film(self, video: bytes) -> Filmed:
        self.films += 1
        return super().film(video)

    def read(
        self,
        photos: Sequence[bytes],
        catalogue: Catalogue,
        hint: str = "",
        are_pieces: bool = False,
    ) -> ShelfReading:
        self.pieces.append(are_pieces)
        if self.failures:
            self.failures -= 1
            raise RuntimeError("out of memory")
        return super().read(photos, catalogue, hint, are_pieces)


@pytest.fixture
def vision() -> CountingVision:
    return CountingVision()


@pytest.fixture
def services(make_services: Any, vision: CountingVision) -> Services:
    built: Services = make_services(channels={"web": ScriptedChannel()}, vision=vision)
    return built


def make_scan(services: Services, *files: bytes, **values: Any) -> uuid.UUID:
    return make_waiting_scan(services, *files, kind="video/mp4", **values)


def keys_of(services: Services, scan_id: uuid.UUID) -> list[str]:
    with services.db.transaction() as session:
        return scans.photo_keys(session, scan_id)


def scan_of(services: Services, scan_id: uuid.UUID) -> Scan:
    with services.db.transaction() as session:
        return session.get_one(Scan, scan_id)


def answer(services: Services) -> str:
    with services.db.transaction() as session:
        return str(session.scalars(select(OutboxMessage)).one().reply["text"])


def test_the_photo_of_a_video_takes_its_place(
    services: Services, vision: CountingVision
) -> None:
    video = vision.show_film({"see": [{"Coke": 8}]})
    scan_id = make_scan(services, video)
    (before,) = keys_of(services, scan_id)

    read_scan(services, scan_id)

    (after,) = keys_of(services, scan_id)
    assert before.endswith(".mp4")
    assert after.endswith(".jpg")
    assert "10 → 8" in answer(services)
    assert vision.pieces == [False]


def test_a_video_that_was_read_is_deleted_soon(
    services: Services, vision: CountingVision
) -> None:
    scan_id = make_scan(services, vision.show_film({"see": [{"Coke": 8}]}))
    (video,) = keys_of(services, scan_id)

    read_scan(services, scan_id)

    with services.db.transaction() as session:
        assert erasing.discarded(session) == [video]
        assert erasing.used(session, [video]) == set()


def test_a_retry_does_not_develop_the_video_again(
    services: Services, vision: CountingVision
) -> None:
    vision.failures = 1
    scan_id = make_scan(services, vision.show_film({"see": [{"Coke": 8}]}))

    read_scan(services, scan_id)
    read_scan(services, scan_id)

    assert vision.films == 1
    assert scan_of(services, scan_id).status == ScanStatus.DONE
    assert "10 → 8" in answer(services)


def test_pieces_are_read_as_pieces_also_in_a_retry(
    services: Services, vision: CountingVision
) -> None:
    vision.failures = 1
    pieces = [{"see": [{"Coke": 8}]}, {"see": [{"Coke": 6}]}]
    scan_id = make_scan(services, vision.show_film({"pieces": pieces}))

    read_scan(services, scan_id)
    read_scan(services, scan_id)

    assert vision.pieces == [True, True]
    assert len(keys_of(services, scan_id)) == 2
    problems = scan_of(services, scan_id).meta["reading"]["problems"]
    assert problems == [Problem.FILM_IN_PIECES]


def test_photos_and_videos_of_an_album_keep_their_order(
    services: Services, vision: CountingVision
) -> None:
    photo = vision.show({"see": [{"Coke": 2}]})
    video = vision.show_film({"see": [{"Coke": 8}]})
    scan_id = make_scan(services, photo, video, vision.show({"see": [{"Coke": 1}]}))
    first, _, last = keys_of(services, scan_id)

    read_scan(services, scan_id)

    keys = keys_of(services, scan_id)
    assert len(keys) == 3
    assert (keys[0], keys[2]) == (first, last)


def test_a_video_of_one_product_teaches_by_its_sharpest_frame(
    services: Services, vision: CountingVision
) -> None:
    pieces = [{"one": "red can"}, {"one": "blue can"}]
    scan_id = make_scan(
        services,
        vision.show_film({"pieces": pieces}),
        purpose=ScanPurpose.ENROL,
        caption="this is Malta 33cl",
    )

    read_scan(services, scan_id)

    assert len(keys_of(services, scan_id)) == 1
    assert "Malta 33cl" in answer(services)


def test_a_video_that_cannot_be_used_stays_as_it_is(
    services: Services, vision: CountingVision
) -> None:
    video = vision.show_film({"unreadable": "video_too_long"})
    scan_id = make_scan(services, video)
    before = keys_of(services, scan_id)

    read_scan(services, scan_id)

    assert keys_of(services, scan_id) == before
    assert scan_of(services, scan_id).status == ScanStatus.FAILED
    assert scan_of(services, scan_id).error == "video_too_long"
    assert "a minute at most" in answer(services)
