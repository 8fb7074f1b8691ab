"""Questions, answers, buttons and words on the chat page."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import expect

from bot.messages import Choice
from tests.browser.chat_steps import (
    DESK,
    PHONE,
    OpenChat,
    expect_sent,
    has_sideways_scroll,
    write,
)

if TYPE_CHECKING:
    from tests.browser.conftest import Site

pytestmark = pytest.mark.browser


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
