from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace

import psutil
import pytest
from flask import request
from structlog.testing import capture_logs

from bot.services import Services
from webhooks.app import create_app

IMPORT_AND_WAIT = """
import sys
import commands.compose, webhooks.app
heavy = {"torch", "transformers", "onnxruntime", "cv2"} & set(sys.modules)
print(",".join(sorted(heavy)) or "light", flush=True)
sys.stdin.read()
"""


def test_web_process_imports_no_models_and_stays_small() -> None:
    with subprocess.Popen(
        [sys.executable, "-c", IMPORT_AND_WAIT],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdin is not None and process.stdout is not None
        imported = process.stdout.readline().strip()
        resident_mb = psutil.Process(process.pid).memory_info().rss / 1024**2
        process.stdin.close()

    assert imported == "light"
    assert resident_mb < 150


@pytest.mark.parametrize("path", ["/chat", "/healthz", "/nothing", "/static/chat.js"])
def test_every_answer_carries_the_security_headers(
    services: Services, path: str
) -> None:
    headers = create_app(services).test_client().get(path).headers

    policy = headers["Content-Security-Policy"]
    assert "script-src 'self'" in policy
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"


def test_chat_page_needs_nothing_that_its_policy_forbids(services: Services) -> None:
    page = create_app(services).test_client().get("/chat").text

    assert "style=" not in page
    assert "<script>" not in page
    assert "onclick=" not in page
    assert "://" not in page.replace("http://www.w3.org/2000/svg", "")


def test_unknown_address_is_explained_to_people_and_programs(
    services: Services,
) -> None:
    client = create_app(services).test_client()

    page = client.get("/nothing", headers={"Accept": "text/html,*/*;q=0.8"})
    data = client.get("/nothing", headers={"Accept": "application/json"})

    assert page.status_code == data.status_code == 404
    assert "There is nothing at this address." in page.text
    assert data.get_json() == {
        "error": "404",
        "text": "There is nothing at this address.",
    }


def test_front_door_leads_to_the_chat(services: Services) -> None:
    response = create_app(services).test_client().get("/")

    assert (response.status_code, response.location) == (302, "/chat")


def test_large_body_is_refused_where_no_photos_are_expected(
    services: Services,
) -> None:
    body = b"x" * 1_200_000

    response = create_app(services).test_client().post("/webhooks/telegram", data=body)

    assert response.status_code in {403, 413}


def test_log_names_the_route_and_never_what_was_sent(services: Services) -> None:
    client = create_app(services).test_client()
    client.get("/chat?start=START-TOKEN")

    with capture_logs() as events:
        client.get("/media/MEDIA-TOKEN")
        client.post("/chat/messages", data={"text": "PRIVATE WORDS"})

    routes = [event["route"] for event in events if event["event"] == "http_request"]
    assert routes == ["/media/<token>", "/chat/messages"]
    written = repr(events)
    for secret in ("MEDIA-TOKEN", "START-TOKEN", "PRIVATE WORDS"):
        assert secret not in written


def test_unexpected_error_is_an_apology_and_logs_no_contents(
    services: Services,
) -> None:
    def broken() -> object:
        raise ValueError("PRIVATE WORDS")

    client = create_app(replace(services, clock=broken)).test_client()
    client.get("/chat")

    with capture_logs() as events:
        response = client.post("/chat/messages", data={"text": "PRIVATE WORDS"})

    assert response.status_code == 500
    assert "PRIVATE" not in response.text
    (event,) = [event for event in events if event["event"] == "request_failed"]
    assert event["error"] == "ValueError"
    assert "PRIVATE" not in repr(events)


@pytest.mark.parametrize(
    ("settings", "is_trusted"),
    [({}, False), ({"PUBLIC_BASE_URL": "https://shop.example"}, True)],
)
def test_forwarded_headers_count_only_behind_a_proxy(
    make_services: Callable[..., Services], settings: dict[str, str], is_trusted: bool
) -> None:
    app = create_app(make_services(settings))
    seen = []
    app.add_url_rule("/seen", "seen", lambda: seen.append(_scheme()) or "")

    app.test_client().get("/seen", headers={"X-Forwarded-Proto": "https"})

    assert seen == ["https" if is_trusted else "http"]


def _scheme() -> str:
    return request.scheme


def test_demo_photos_are_offered_only_where_they_are_set(
    make_services: Callable[..., Services], tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("photos")
    (folder / "kiosk_2.jpg").write_bytes(b"\xff\xd8\xff photo")
    (folder / "kiosk_2.json").write_text("{}")
    (folder / "catalogue.csv").write_text("name\n")

    off = create_app(make_services()).test_client()
    on = create_app(make_services({"DEMO_IMAGES": str(folder)})).test_client()

    assert off.get("/chat/samples").status_code == 404
    (sample,) = on.get("/chat/samples").get_json()["samples"]
    assert sample["title"] == "Kiosk 2"
    assert on.get(sample["url"]).data == b"\xff\xd8\xff photo"
    assert on.get("/chat/samples/kiosk_2.json").status_code == 404
    assert on.get("/chat/samples/..%2f..%2fetc%2fpasswd").status_code == 404
    assert "Demo photos" in on.get("/chat").text
    assert 'id="show-samples"' not in off.get("/chat").text
