from __future__ import annotations

import time

import pytest
from flask.testing import FlaskClient

from bot.links import MediaLinks
from bot.services import Services
from webhooks.app import create_app

JPEG = b"\xff\xd8\xff\xe0 picture"


@pytest.fixture
def client(services: Services) -> FlaskClient:
    return create_app(services).test_client()


@pytest.fixture
def links(services: Services) -> MediaLinks:
    return MediaLinks("https://shop.example", services.settings.signing_key())


def test_signed_link_gives_the_bytes_with_their_type(
    client: FlaskClient, links: MediaLinks, services: Services
) -> None:
    key = services.blobs.put(JPEG, "image/jpeg")

    response = client.get(links.path(key))

    assert response.data == JPEG
    assert response.content_type == "image/jpeg"
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["Content-Disposition"].startswith("inline;")
    assert "private" in response.headers["Cache-Control"]


def test_head_tells_type_and_length_without_the_bytes(
    client: FlaskClient, links: MediaLinks, services: Services
) -> None:
    key = services.blobs.put(JPEG, "image/jpeg")

    response = client.head(links.path(key))

    assert response.status_code == 200
    assert response.content_type == "image/jpeg"
    assert response.headers["Content-Length"] == str(len(JPEG))
    assert response.data == b""


def test_known_picture_is_not_sent_again(
    client: FlaskClient, links: MediaLinks, services: Services
) -> None:
    path = links.path(services.blobs.put(JPEG, "image/jpeg"))
    etag = client.get(path).headers["ETag"]

    response = client.get(path, headers={"If-None-Match": etag})

    assert (response.status_code, response.data) == (304, b"")


@pytest.mark.parametrize(
    ("content_type", "served_as"),
    [
        ("text/html", "application/octet-stream"),
        ("image/svg+xml", "application/octet-stream"),
        ("text/csv", "text/csv"),
        ("application/pdf", "application/pdf"),
    ],
)
def test_what_is_no_photo_is_saved_and_never_runs_as_a_page(
    client: FlaskClient,
    links: MediaLinks,
    services: Services,
    content_type: str,
    served_as: str,
) -> None:
    key = services.blobs.put(b"<script>alert(1)</script>", content_type)

    response = client.get(links.path(key))

    assert response.content_type == served_as
    assert response.headers["Content-Disposition"].startswith("attachment;")
    assert "sandbox" in response.headers["Content-Security-Policy"]


def test_forged_foreign_and_expired_links_lead_nowhere(
    client: FlaskClient, services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    signing_key = services.settings.signing_key()
    key = services.blobs.put(JPEG, "image/jpeg")
    good = MediaLinks("", signing_key).path(key)
    foreign = MediaLinks("", "another key").path(key)
    missing = MediaLinks("", signing_key).path("0" * 64 + ".jpg")
    outside = MediaLinks("", signing_key).path("../../etc/passwd")

    for path in (good[:-2], foreign, missing, outside, "/media/x", f"/media/{key}"):
        assert client.get(path).status_code == 404

    nine_days_on = time.time() + 9 * 24 * 3600
    monkeypatch.setattr(time, "time", lambda: nine_days_on)
    assert client.get(good).status_code == 404


def test_links_of_one_day_are_equal_so_that_browsers_may_cache(
    links: MediaLinks, monkeypatch: pytest.MonkeyPatch
) -> None:
    noon = 1_790_000_000 // 86400 * 86400 + 12 * 3600
    seen = set()
    for seconds in (0, 60, 3600, 11 * 3600):
        monkeypatch.setattr(time, "time", lambda at=noon + seconds: at)
        seen.add(links.url("a" * 64 + ".jpg"))

    assert len(seen) == 1
    assert seen.pop().startswith("https://shop.example/media/")
