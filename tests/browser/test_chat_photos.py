"""Photos and files on the chat page: chosen, dropped, sent and looked at."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import expect

from bot.messages import MediaKind
from tests.browser.chat_steps import (
    DESK,
    PHONE,
    OpenChat,
    choose,
    expect_sent,
    has_sideways_scroll,
)

if TYPE_CHECKING:
    from tests.browser.conftest import Site

pytestmark = pytest.mark.browser

# Files reach the page the way a browser hands them over: in a DataTransfer.
HAND_OVER = """([kind, bytes, name]) => {
  const data = new DataTransfer();
  data.items.add(new File([new Uint8Array(bytes)], name, { type: "image/jpeg" }));
  const options = { bubbles: true, cancelable: true };
  if (kind === "paste") {
    dispatchEvent(new ClipboardEvent("paste", { ...options, clipboardData: data }));
  } else {
    for (const step of ["dragenter", "dragover", "drop"]) {
      dispatchEvent(new DragEvent(step, { ...options, dataTransfer: data }));
    }
  }
}"""


@pytest.mark.parametrize("screen", [PHONE, DESK], ids=["phone", "desk"])
def test_photo_is_previewed_sent_with_its_caption_and_answered_with_a_picture(
    site: Site, open_chat: OpenChat, screen: dict[str, Any], shelf_photo: bytes
) -> None:
    page = open_chat(**screen)

    choose(page, shelf_photo)
    expect(page.locator("#staged img")).to_have_count(1)
    page.fill("#text", "evening shelf")
    page.click("#send")

    expect_sent(page, 1)
    (message,) = site.received()
    assert message.text == "evening shelf"
    assert site.services.blobs.get(message.media[0].ref) == shelf_photo

    key = site.services.blobs.put(shelf_photo, "image/jpeg")
    site.answer("27 facings", image_key=key)

    picture = page.locator(".message.bot .photo img")
    expect(picture).to_be_visible()
    expect(picture).to_have_js_property("naturalWidth", 800)
    assert not has_sideways_scroll(page)


def test_photos_chosen_together_are_one_message_in_their_order(
    site: Site, open_chat: OpenChat, shelf_photo: bytes
) -> None:
    page = open_chat(**PHONE)

    choose(page, shelf_photo + b"1", shelf_photo + b"2", shelf_photo + b"3")
    page.click("#staged li:nth-child(2) button")
    page.click("#send")

    expect_sent(page, 1)
    (message,) = site.received()
    blobs = [site.services.blobs.get(media.ref) for media in message.media]
    assert blobs == [shelf_photo + b"1", shelf_photo + b"3"]
    assert message.album is not None


@pytest.mark.parametrize("way", ["paste", "drop"])
def test_photo_is_added_by_paste_and_by_drag(
    site: Site, open_chat: OpenChat, shelf_photo: bytes, way: str
) -> None:
    page = open_chat(**DESK)

    page.evaluate(HAND_OVER, [way, list(shelf_photo), "shelf.jpg"])
    expect(page.locator("#staged img")).to_have_count(1)
    expect(page.locator("#drop")).to_be_hidden()
    page.press("#text", "Enter")

    expect_sent(page, 1)
    assert site.received()[0].media[0].kind is MediaKind.PHOTO


def test_file_that_would_be_refused_is_not_even_uploaded(
    site: Site, open_chat: OpenChat, shelf_photo: bytes
) -> None:
    page = open_chat(**PHONE)

    choose(page, b"")
    expect(page.locator("#toast")).to_contain_text("This file is empty")
    choose(page, *[shelf_photo] * 11)

    expect(page.locator("#toast")).to_contain_text("Send up to 10 photos")
    expect(page.locator("#staged li")).to_have_count(10)
    assert site.received() == []


def test_table_is_sent_as_a_file_beside_the_photos(
    site: Site, open_chat: OpenChat, shelf_photo: bytes
) -> None:
    page = open_chat(**DESK)

    page.set_input_files(
        "#files",
        [
            {"name": "stock.csv", "mimeType": "text/csv", "buffer": b"name\nCoke\n"},
            {"name": "shelf.jpg", "mimeType": "image/jpeg", "buffer": shelf_photo},
        ],
    )
    page.click("#send")

    expect_sent(page, 2)
    photo, table = site.received()
    assert [media.kind for media in photo.media] == [MediaKind.PHOTO]
    assert (table.media[0].kind, table.media[0].filename) == (
        MediaKind.DOCUMENT,
        "stock.csv",
    )
    expect(page.locator(".document[href]")).to_have_text("stock.csv")


def test_picture_opens_on_the_full_screen_and_zooms(
    site: Site, open_chat: OpenChat, shelf_photo: bytes
) -> None:
    page = open_chat(**DESK)
    choose(page, shelf_photo, shelf_photo)
    page.click("#send")
    expect_sent(page, 1)

    page.locator(".photo").first.click()

    image = page.locator("#lightbox-image")
    expect(image).to_be_visible()
    expect(page.locator("#lightbox-place")).to_have_text("1 of 2")
    before = image.bounding_box()
    page.mouse.move(640, 400)
    page.mouse.wheel(0, -400)
    expect(page.locator("#lightbox-stage.zoomed")).to_be_visible()
    after = image.bounding_box()
    assert before and after and after["width"] > before["width"] * 1.5

    page.keyboard.press("ArrowRight")
    expect(page.locator("#lightbox-place")).to_have_text("2 of 2")
    page.keyboard.press("Escape")
    expect(image).to_be_hidden()


def test_demo_photo_is_sent_with_one_tap(site: Site, open_chat: OpenChat) -> None:
    page = open_chat(**PHONE)

    page.get_by_role("button", name="Kiosk 1").click()

    expect_sent(page, 1)
    assert site.received()[0].media[0].filename == "kiosk_1.jpg"
    expect(page.locator("#tray")).to_be_hidden()
    page.click("#show-samples")
    expect(page.locator("#tray")).to_be_visible()
