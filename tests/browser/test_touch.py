"""Fingers on the page: pinch, drag, double tap, hold."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import CDPSession, FloatRect, Locator, Page, expect

from tests.browser.chat_steps import PHONE, OpenChat, choose, expect_sent

if TYPE_CHECKING:
    from tests.browser.conftest import Site

pytestmark = pytest.mark.browser
Point = tuple[float, float]
HOLD_MS = 700


@pytest.fixture
def phone(open_chat: OpenChat, shelf_photo: bytes) -> Page:
    """A phone with one photo sent."""
    page = open_chat(**PHONE)
    choose(page, shelf_photo)
    page.click("#send")
    expect_sent(page, 1)
    return page


@pytest.fixture
def fingers(phone: Page) -> Callable[..., None]:
    """fingers("touchMove", (x, y), …): where the fingers are now."""
    session: CDPSession = phone.context.new_cdp_session(phone)

    def touch(kind: str, *points: Point) -> None:
        where = [{"x": x, "y": y, "id": number} for number, (x, y) in enumerate(points)]
        session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": where})

    return touch


def box_of(locator: Locator) -> FloatRect:
    box = locator.bounding_box()
    assert box is not None
    return box


def test_picture_is_pinched_moved_and_put_back(
    site: Site, phone: Page, fingers: Callable[..., None]
) -> None:
    phone.locator(".photo").tap()
    image = phone.locator("#lightbox-image")
    expect(image).to_be_visible()
    first = box_of(image)

    fingers("touchStart", (150, 400))
    fingers("touchStart", (150, 400), (210, 400))
    for step in range(1, 8):
        fingers("touchMove", (150 - 8 * step, 400), (210 + 8 * step, 400))
    fingers("touchEnd")
    pinched = box_of(image)

    fingers("touchStart", (150, 400))
    for step in range(1, 8):
        fingers("touchMove", (150 + 8 * step, 400))
    fingers("touchEnd")
    moved = box_of(image)

    assert pinched["width"] > 2 * first["width"]
    assert moved["x"] > pinched["x"]
    double_tap(phone)
    expect(phone.locator("#lightbox-stage.zoomed")).to_have_count(0)
    double_tap(phone)
    expect(phone.locator("#lightbox-stage.zoomed")).to_have_count(1)


def test_tap_beside_the_picture_closes_it(site: Site, phone: Page) -> None:
    phone.locator(".photo").tap()
    expect(phone.locator("#lightbox-image")).to_be_visible()

    phone.touchscreen.tap(180, 380)
    expect(phone.locator("#lightbox-image")).to_be_visible()
    phone.wait_for_timeout(400)  # not a double tap
    phone.touchscreen.tap(180, 690)

    expect(phone.locator("#lightbox")).to_be_hidden()


def test_held_photo_opens_the_menu_and_not_the_picture(
    site: Site, phone: Page, fingers: Callable[..., None]
) -> None:
    photo = box_of(phone.locator(".photo"))
    middle = (photo["x"] + photo["width"] / 2, photo["y"] + photo["height"] / 2)

    fingers("touchStart", middle)
    phone.wait_for_timeout(HOLD_MS)
    fingers("touchEnd")

    expect(phone.locator("#sheet")).to_be_visible()
    expect(phone.locator("#lightbox")).to_be_hidden()
    phone.locator("#sheet-reply").tap()
    expect(phone.locator("#quoting-words")).to_have_text("Photo")
    expect(phone.locator("#sheet")).to_be_hidden()
    phone.locator(".photo").tap()
    expect(phone.locator("#lightbox-image")).to_be_visible()


def test_tap_beside_the_menu_closes_it(
    site: Site, phone: Page, fingers: Callable[..., None]
) -> None:
    photo = box_of(phone.locator(".photo"))
    fingers("touchStart", (photo["x"] + 20, photo["y"] + 20))
    phone.wait_for_timeout(HOLD_MS)
    fingers("touchEnd")
    expect(phone.locator("#sheet")).to_be_visible()

    phone.touchscreen.tap(40, 120)

    expect(phone.locator("#sheet")).to_be_hidden()


def double_tap(page: Page) -> None:
    for _ in range(2):
        page.touchscreen.tap(180, 400)
        page.wait_for_timeout(60)
