from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import Page, Route, expect

from bot.messages import Choice, MediaKind

if TYPE_CHECKING:
    from tests.browser.conftest import Site

pytestmark = pytest.mark.browser
OpenChat = Callable[..., Page]

PHONE = {"width": 360, "height": 740, "is_mobile": True, "has_touch": True}
DESK = {"width": 1280, "height": 800}

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


@pytest.mark.parametrize("screen", [PHONE, DESK], ids=["phone", "desk"])
def test_question_is_sent_and_answered(
    site: Site, open_chat: OpenChat, screen: dict[str, Any]
) -> None:
    page = open_chat(**screen)
    expect(page.locator("#empty")).to_be_visible()

    write(page, "How many coke?")

    expect_sent(page, 1)
    expect(page.locator("#typing")).to_be_visible()
    expect(page.locator("#text")).to_have_value("")
    assert [message.text for message in site.received()] == ["How many coke?"]

    site.answer("14 × Coca-Cola 50cl")

    expect(page.locator(".message.bot .text")).to_have_text("14 × Coca-Cola 50cl")
    expect(page.locator("#typing")).to_be_hidden()
    assert not has_sideways_scroll(page)


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


def test_pressed_button_is_sent_and_stays_pressed_after_a_reload(
    site: Site, open_chat: OpenChat
) -> None:
    page = open_chat(**PHONE)
    write(page, "coke is 14")
    expect_sent(page, 1)
    answer = site.answer(
        "Coca-Cola 9 → 14", (Choice("Undo", "undo:1"), Choice("Why?", "why:1"))
    )

    page.get_by_role("button", name="Undo").click()

    expect_sent(page, 2)
    message = site.received()[-1]
    assert (message.choice, message.text) == ("undo:1", "")
    assert message.reply_to == str(answer)

    page.reload()

    undo = page.locator(".choice[data-value='undo:1']")
    expect(undo).to_have_attribute("aria-pressed", "true")
    expect(undo).to_be_disabled()
    expect(page.locator(".choice[data-value='why:1']")).to_be_enabled()
    expect(page.locator(".message.me").last).to_contain_text("Undo")


def test_reply_quotes_the_message_it_answers(site: Site, open_chat: OpenChat) -> None:
    page = open_chat(**DESK)
    write(page, "how many milk?")
    expect_sent(page, 1)
    answer = site.answer("12 × Peak Milk")
    page.locator(".message.bot").hover()

    page.locator(".message.bot .reply").click()
    expect(page.locator("#quoting-words")).to_have_text("12 × Peak Milk")
    write(page, "no, 11")

    expect_sent(page, 2)
    assert site.received()[-1].reply_to == str(answer)
    quote = page.locator(".message.me").last.locator(".quote")
    expect(quote).to_contain_text("12 × Peak Milk")
    expect(page.locator("#quoting")).to_be_hidden()


def test_held_message_opens_its_menu_on_a_phone(
    site: Site, open_chat: OpenChat
) -> None:
    page = open_chat(**PHONE)
    write(page, "how many milk?")
    expect_sent(page, 1)
    site.answer("12 × Peak Milk")
    bubble = page.locator(".message.bot .bubble")
    expect(bubble).to_be_visible()

    bubble.dispatch_event("pointerdown", {"pointerType": "touch"})
    expect(page.locator("#sheet")).to_be_visible()
    page.click("#sheet-reply")

    expect(page.locator("#quoting-words")).to_have_text("12 × Peak Milk")


def test_message_is_kept_and_sent_once_when_the_connection_comes_back(
    site: Site, open_chat: OpenChat, shelf_photo: bytes
) -> None:
    page = open_chat(**PHONE, expected_errors=("ERR_FAILED",))
    page.route("**/chat/messages*", lambda route: route.abort())

    write(page, "first")
    choose(page, shelf_photo)
    page.click("#send")

    expect(page.locator(".trouble").first).to_contain_text("Waiting")
    expect(page.locator(".message.unsent")).to_have_count(2)
    expect(page.locator("#banner")).to_be_visible()
    assert site.received() == []

    page.unroute("**/chat/messages*")
    page.locator(".retry").first.click()

    expect_sent(page, 2)
    first, second = site.received()
    assert (first.text, len(second.media)) == ("first", 1)
    expect(page.locator("#banner")).to_be_hidden(timeout=10_000)


def test_answer_lost_on_the_way_back_does_not_send_the_message_twice(
    site: Site, open_chat: OpenChat
) -> None:
    page = open_chat(**PHONE, expected_errors=("ERR_FAILED",))
    lost = []

    def lose_the_first_answer(route: Route) -> None:
        if route.request.method == "POST" and not lost:
            lost.append(route.fetch().status)
            route.abort()
        else:
            route.continue_()

    page.route("**/chat/messages", lose_the_first_answer)

    write(page, "coke is 14")

    expect_sent(page, 1)
    assert lost == [201]
    assert [message.text for message in site.received()] == ["coke is 14"]
    expect(page.locator(".message")).to_have_count(1)


def test_unsent_photo_survives_a_reload(
    site: Site, open_chat: OpenChat, shelf_photo: bytes
) -> None:
    page = open_chat(**PHONE, expected_errors=("ERR_FAILED",))
    page.route("**/chat/messages", lambda route: route.abort())
    choose(page, shelf_photo)
    page.click("#send")
    expect(page.locator(".trouble")).to_be_visible()

    page.unroute("**/chat/messages")
    page.reload()

    expect_sent(page, 1)
    media = site.received()[0].media[0]
    assert site.services.blobs.get(media.ref) == shelf_photo


def test_refused_message_says_why_and_lets_the_next_one_pass(
    site: Site, open_chat: OpenChat
) -> None:
    page = open_chat(**PHONE, expected_errors=("422",))
    page.evaluate("() => document.getElementById('text').removeAttribute('maxlength')")

    write(page, "x" * 5000)
    write(page, "short")

    expect(page.locator(".failed .trouble-words")).to_have_text(
        "Keep it under 4,096 characters, please."
    )
    expect_sent(page, 1)
    expect(page.locator(".message").last.locator(".text")).to_have_text("short")
    page.click(".failed .remove")
    expect(page.locator(".message")).to_have_count(1)


def test_draft_survives_a_reload(site: Site, open_chat: OpenChat) -> None:
    page = open_chat(**PHONE)
    page.fill("#text", "coke is 1")

    page.reload()

    expect(page.locator("#text")).to_have_value("coke is 1")
    assert site.received() == []


def test_shift_enter_makes_a_line_and_the_field_grows(
    site: Site, open_chat: OpenChat
) -> None:
    page = open_chat(**DESK)
    page.focus("#text")
    low = page.locator("#text").bounding_box()

    page.keyboard.type("milk is 3")
    page.keyboard.press("Shift+Enter")
    page.keyboard.type("coke is 4")
    high = page.locator("#text").bounding_box()
    page.keyboard.press("Enter")

    assert low and high and high["height"] > low["height"]
    expect_sent(page, 1)
    assert site.received()[0].text == "milk is 3\ncoke is 4"


def test_text_is_never_markup_and_only_web_addresses_become_links(
    site: Site, open_chat: OpenChat
) -> None:
    page = open_chat(**PHONE)
    words = (
        "<img src=x onerror=alert(1)> javascript:alert(1) https://example.org/a?b=1."
    )
    write(page, words)
    expect_sent(page, 1)

    site.answer(words, (Choice("<b>bold</b>", "x"),))

    answer = page.locator(".message.bot")
    expect(answer.locator(".text")).to_have_text(words)
    expect(answer.locator(".choice")).to_have_text("<b>bold</b>")
    expect(page.locator(".text img, .choice b")).to_have_count(0)
    links = answer.locator("a:visible")
    expect(links).to_have_count(1)
    expect(links).to_have_attribute("href", "https://example.org/a?b=1")
    expect(links).to_have_attribute("rel", re.compile("noopener"))


def test_long_words_and_right_to_left_text_fit_a_narrow_screen(
    site: Site, open_chat: OpenChat
) -> None:
    page = open_chat(**PHONE)
    write(page, "W" * 300 + " شكرا، كم علبة حليب؟")
    expect_sent(page, 1)
    site.answer("9" * 400, (Choice("Z" * 80, "z"),) * 3)

    expect(page.locator(".choice")).to_have_count(3)

    assert not has_sideways_scroll(page)
    write(page, "كم علبة حليب؟")
    expect(page.locator(".message.me").last.locator(".text")).to_have_css(
        "direction", "rtl"
    )


def test_reader_of_older_messages_is_not_pulled_down(
    site: Site, open_chat: OpenChat
) -> None:
    page = open_chat(**PHONE)
    write(page, "everything please")
    expect_sent(page, 1)
    site.answer("\n".join(f"{number} × product" for number in range(60)))
    expect(page.locator(".message.bot")).to_have_count(1)
    page.mouse.move(180, 300)
    page.mouse.wheel(0, -600)
    expect(page.locator("#pill")).to_be_visible()
    place = page.evaluate("() => document.getElementById('scroll').scrollTop")

    site.answer("one more thing")

    expect(page.locator("#pill")).to_have_text("New message")
    assert page.evaluate("() => document.getElementById('scroll').scrollTop") == place
    page.click("#pill")
    expect(page.locator("#pill")).to_be_hidden()
    expect(page.locator(".message.bot").last).to_be_in_viewport()


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


def test_suggestions_start_a_conversation(site: Site, open_chat: OpenChat) -> None:
    page = open_chat(**PHONE)

    page.get_by_role("button", name="How many …?").click()
    expect(page.locator("#text")).to_have_value("How many ")
    expect(page.locator("#text")).to_be_focused()
    with page.expect_file_chooser():
        page.get_by_role("button", name="Send a photo of a shelf").click()
    page.get_by_role("button", name="Help").click()

    expect_sent(page, 1)
    assert site.received()[0].text == "Help"
    expect(page.locator("#empty")).to_be_hidden()


def test_suggestions_stay_below_a_welcome_until_something_is_sent(
    site: Site, open_chat: OpenChat
) -> None:
    page = open_chat(**PHONE)
    page.goto(f"{site.url}/chat?start=TOKEN")
    expect(page.locator("#typing")).to_be_visible()
    site.answer("Welcome to the shop.")
    expect(page.locator(".message.bot")).to_have_count(1)

    page.reload()

    expect(page.locator(".message.bot")).to_have_count(1)
    expect(page.locator("#chip-help")).to_be_visible()
    expect(page.get_by_role("button", name="Kiosk 1")).to_be_visible()
    expect(page.get_by_text("Send a photo of your shelf")).to_be_hidden()
    write(page, "hello")
    expect(page.locator("#chip-help")).to_be_hidden()


def test_page_works_by_keyboard_and_names_its_controls(
    site: Site, open_chat: OpenChat
) -> None:
    page = open_chat(**DESK)

    page.get_by_label("Message", exact=True).focus()
    page.keyboard.type("help")
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Send", exact=True)).to_be_focused()
    page.keyboard.press("Enter")

    expect_sent(page, 1)
    expect(page.get_by_role("log")).to_have_attribute("aria-live", "polite")
    nameless = page.evaluate(
        """() => [...document.querySelectorAll("button, textarea, a[href]")]
        .filter((each) => each.offsetParent)
        .filter((each) => !each.textContent.trim() && !each.ariaLabel)
        .map((each) => each.outerHTML)"""
    )
    assert nameless == []


def test_another_tab_shows_the_same_conversation(
    site: Site, open_chat: OpenChat
) -> None:
    page = open_chat(**DESK)
    write(page, "how many coke?")
    expect_sent(page, 1)

    other = page.context.new_page()
    other.goto(f"{site.url}/chat")

    expect(other.locator(".message.me .text")).to_have_text("how many coke?")
