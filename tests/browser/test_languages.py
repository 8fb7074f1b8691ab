"""The chat page in each language, on a small phone; Arabic from right to left."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from bot.messages import Choice
from bot.voice import Voice, languages
from tests.browser.chat_steps import (
    PHONE,
    OpenChat,
    expect_sent,
    has_sideways_scroll,
    write,
)

if TYPE_CHECKING:
    from tests.browser.conftest import Site

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("language", languages())
def test_page_fits_a_small_phone_in_every_language(
    site: Site, open_chat: OpenChat, language: str
) -> None:
    voice = Voice(language)
    page = open_chat(**PHONE, locale=f"{language}-MA" if language == "ar" else language)

    expect(page.locator("html")).to_have_attribute("dir", voice.direction)
    expect(page.locator("#state")).to_have_text(voice.say("Online"))
    expect(page.locator("#text")).to_have_attribute("placeholder", voice.say("Message"))
    assert not has_sideways_scroll(page)

    page.click("#chip-help")

    expect_sent(page, 1)
    assert [message.text for message in site.received()] == [voice.say("Help")]
    assert site.received()[0].locale.startswith(language)
    site.answer("…", choices=(Choice(voice.say("Undo"), "undo:1"),))
    expect(page.locator(".day")).to_have_text(voice.say("Today"))
    assert not has_sideways_scroll(page)


def test_lines_run_as_their_language_does_and_numbers_stay_with_their_names(
    site: Site, open_chat: OpenChat
) -> None:
    page = open_chat(**PHONE, locale="ar-EG")
    voice = Voice("ar", "EG", "EGP")
    line = voice.say("{name}: {n}", name="Coca-Cola 50cl", n=voice.number(7))

    write(page, "كم كولا؟")
    expect_sent(page, 1)
    site.answer(voice.lines(line))

    text = page.locator(".message.bot .text")
    expect(text).to_have_text(voice.lines(line))
    expect(text).to_have_css("text-align", "start")
    # In a line from right to left the number stands to the left of the whole name.
    assert text.evaluate(
        """(element) => {
          const place = (from, to) => {
            const range = new Range();
            range.setStart(element.firstChild, from);
            range.setEnd(element.firstChild, to);
            return range.getBoundingClientRect();
          };
          const words = element.textContent;
          const name = words.indexOf("Coca"), number = words.lastIndexOf("7");
          return place(number, number + 1).right <= place(name, name + 14).left;
        }"""
    )


def test_bubbles_stand_on_the_other_side_in_arabic(
    site: Site, open_chat: OpenChat
) -> None:
    for locale, own_is_right in (("en", True), ("ar", False)):
        page = open_chat(**PHONE, locale=locale)
        write(page, "14")
        expect_sent(page, 1)
        box = page.locator(".message.me .bubble").bounding_box()
        assert box is not None
        assert (box["x"] > 180) == own_is_right
