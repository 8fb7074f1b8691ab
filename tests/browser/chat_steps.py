"""What a visitor does on the chat page, and what every test of it looks at."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from playwright.sync_api import Page, expect

OpenChat = Callable[..., Page]

PHONE = {"width": 360, "height": 740, "is_mobile": True, "has_touch": True}
DESK = {"width": 1280, "height": 800}


def write(page: Page, text: str) -> None:
    page.fill("#text", text)
    page.press("#text", "Enter")


def choose(page: Page, *photos: bytes) -> None:
    files: list[Any] = [
        {"name": f"shelf{number}.jpg", "mimeType": "image/jpeg", "buffer": photo}
        for number, photo in enumerate(photos)
    ]
    page.set_input_files("#files", files)


def expect_sent(page: Page, count: int) -> None:
    expect(page.locator(".message.me:not(.unsent)")).to_have_count(count)


def has_sideways_scroll(page: Page) -> bool:
    return bool(
        page.evaluate(
            """() => [document.documentElement, document.getElementById("scroll")]
            .some((element) => element.scrollWidth > element.clientWidth)"""
        )
    )
