"""The chat page in a real browser, on the real application and database.

The worker is played by the test: `Worker.answer` writes what a worker would write.
"""

from __future__ import annotations

import os
import shutil
import threading
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from PIL import Image, ImageDraw
from playwright.sync_api import Browser, Page, sync_playwright
from sqlalchemy import select
from werkzeug.serving import make_server

from bot.messages import ChatRef, Choice, InboundMessage, Reply
from bot.services import Services
from storage import inbox, outbox
from storage.models import Chat, InboxMessage
from webhooks.app import create_app

ARGUMENTS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@dataclass
class Site:
    """The running application and the worker's side of the conversation."""

    url: str
    services: Services

    def received(self) -> list[InboundMessage]:
        """The messages in the inbox, in the order of arrival."""
        with self.services.db.transaction() as session:
            rows = session.scalars(select(InboxMessage).order_by(InboxMessage.seq))
            return [InboundMessage.from_json(row.message) for row in rows]

    def answer(
        self, text: str, choices: tuple[Choice, ...] = (), **values: Any
    ) -> uuid.UUID:
        """Answer in the only chat there is, and close its messages."""
        now = datetime.now(UTC)
        with self.services.db.transaction() as session:
            chat = session.scalars(select(Chat)).one()
            reply = Reply(
                ChatRef("web", chat.external_id), text, choices=choices, **values
            )
            row = outbox.add(
                session, chat_id=chat.id, cause=None, reply=reply.to_json(), now=now
            )
            while (waiting := inbox.oldest_open(session, chat.id)) is not None:
                inbox.mark_done(session, waiting.id, now)
                session.flush()
                session.expire_all()
            assert row is not None
            return row


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """The system's chromium. Without one: skipped on a laptop, an error in CI."""
    path = shutil.which("chromium") or shutil.which("chromium-browser")
    if path is None:
        reason = "no chromium on this machine"
        pytest.fail(reason) if os.environ.get("CI") else pytest.skip(reason)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def demo_photos(tmp_path: Path, shelf_photo: bytes) -> Path:
    folder = tmp_path / "demo"
    folder.mkdir()
    for name in ("kiosk_1.jpg", "fridge_1.jpg"):
        (folder / name).write_bytes(shelf_photo)
    return folder


@pytest.fixture
def site(make_services: Callable[..., Services], demo_photos: Path) -> Iterator[Site]:
    services = make_services({"DEMO_IMAGES": str(demo_photos)})
    server = make_server("127.0.0.1", 0, create_app(services), threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield Site(f"http://127.0.0.1:{server.port}", services)
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def open_chat(browser: Browser, site: Site) -> Iterator[Callable[..., Page]]:
    """Open the page as a visitor; fails the test on any error in the console."""
    contexts = []
    complaints: list[str] = []

    def open_page(width: int = 360, height: int = 740, **options: Any) -> Page:
        expected = options.pop("expected_errors", ())
        context = browser.new_context(
            viewport={"width": width, "height": height}, **options
        )
        contexts.append(context)
        page = context.new_page()

        def note(text: str) -> None:
            if not any(words in text for words in expected):
                complaints.append(text)

        page.on("console", lambda m: note(m.text) if m.type == "error" else None)
        page.on("pageerror", lambda error: note(str(error)))
        page.goto(f"{site.url}/chat")
        page.wait_for_selector("#state[data-state=online]")
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert complaints == []


@pytest.fixture(scope="session")
def shelf_photo() -> bytes:
    """A small JPEG that looks like a shelf."""
    image = Image.new("RGB", (800, 600), "#d8d3c8")
    draw = ImageDraw.Draw(image)
    for row in range(3):
        top = 30 + row * 190
        draw.rectangle((0, top + 150, 800, top + 165), fill="#8a7b66")
        for column in range(9):
            colour = ("#b5372d", "#2d6cb5", "#e0a82e")[(row + column // 3) % 3]
            left = 20 + column * 86
            draw.rounded_rectangle((left, top, left + 70, top + 150), 10, fill=colour)
    data = BytesIO()
    image.save(data, "JPEG", quality=80)
    return data.getvalue()
