"""Nothing is lost or sent twice: no connection, a refusal, a reload, another tab."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import Route, expect

from tests.browser.chat_steps import DESK, PHONE, OpenChat, choose, expect_sent, write

if TYPE_CHECKING:
    from tests.browser.conftest import Site

pytestmark = pytest.mark.browser


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


def test_another_tab_shows_the_same_conversation(
    site: Site, open_chat: OpenChat
) -> None:
    page = open_chat(**DESK)
    write(page, "how many coke?")
    expect_sent(page, 1)

    other = page.context.new_page()
    other.goto(f"{site.url}/chat")

    expect(other.locator(".message.me .text")).to_have_text("how many coke?")
