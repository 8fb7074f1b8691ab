"""The page of a photo's boxes: by touch, by mouse and by keyboard, to the inbox."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select

from bot.voice import Voice, languages
from storage.models import BoxCorrection
from tests.browser.chat_steps import DESK, PHONE, OpenChat, expect_sent, write
from tests.shelves_on_pages import HungShelf, hang_shelf

if TYPE_CHECKING:
    from tests.browser.conftest import Site

pytestmark = pytest.mark.browser

OpenBoxes = Callable[..., Page]


@pytest.fixture
def open_boxes(site: Site, open_chat: OpenChat, shelf_photo: bytes) -> OpenBoxes:
    """The page, by the link under the picture in the chat."""

    def open_page(**options: Any) -> Page:
        page = open_chat(**options)
        write(page, "hello")
        expect_sent(page, 1)
        hang_shelf(site.services, shelf_photo)
        page.click(".correct:visible")
        expect(page).to_have_url(re.compile("/boxes/"))
        expect(page.locator(".box")).to_have_count(19)
        photo = page.locator(".photo-stage img")
        expect(photo).to_have_js_property("complete", True)
        return page

    return open_page


def place(page: Page, x: float, y: float) -> tuple[float, float]:
    """Where a pixel of the photo is on the screen."""
    stage = page.locator(".photo-stage svg").bounding_box()
    assert stage is not None
    return stage["x"] + x * stage["width"] / 800, stage["y"] + y * stage["height"] / 600


def drag(page: Page, start: tuple[float, float], end: tuple[float, float]) -> None:
    page.mouse.move(*place(page, *start))
    page.mouse.down()
    page.mouse.move(
        *place(page, *((a + b) / 2 for a, b in zip(start, end, strict=True)))
    )
    page.mouse.move(*place(page, *end))
    page.mouse.up()


def saved(site: Site, page: Page) -> dict[str, Any]:
    page.click("#save")
    expect(page.locator("#state")).to_have_text("Saved. The answer comes in the chat.")
    with site.services.db.transaction() as session:
        drawn = session.scalars(select(BoxCorrection)).one().drawn
    return dict(drawn)


def facings(drawn: dict[str, Any]) -> list[dict[str, Any]]:
    return [box for box in drawn["boxes"] if box["kind"] == "facing"]


@pytest.mark.parametrize("screen", [PHONE, DESK], ids=["phone", "desk"])
def test_box_is_deleted_one_is_drawn_and_a_number_named(
    site: Site, open_boxes: OpenBoxes, screen: dict[str, Any]
) -> None:
    page = open_boxes(**screen)
    click = page.touchscreen.tap if screen is PHONE else page.mouse.click

    click(*place(page, 55, 100))
    expect(page.locator("#panel-what")).to_have_text("Pack, number 1")
    page.click("#panel-delete")
    page.click(".draw[data-kind=facing]")
    drag(page, (710, 225), (775, 365))
    expect(page.locator("#panel-what")).to_have_text("Pack, number 2")
    page.fill("#panel-name", "Fanta Orange 50cl")
    drawn = saved(site, page)

    assert len(facings(drawn)) == 17
    new = facings(drawn)[-1]
    assert (new["group"], new["source"]) == (2, None)
    assert new["box"] == pytest.approx([710, 225, 775, 365], abs=6)
    assert drawn["names"] == {"2": {"product_id": None, "name": "Fanta Orange 50cl"}}
    choice = site.received()[-1].choice
    assert choice is not None and choice.startswith("boxes:")
    page.click("#back")
    expect(page.locator(".message.me").last).to_contain_text("Boxes corrected")


def test_box_is_moved_and_resized_with_the_mouse(
    site: Site, open_boxes: OpenBoxes
) -> None:
    page = open_boxes(**DESK)
    page.mouse.click(*place(page, 55, 100))

    drag(page, (55, 100), (65, 110))
    drag(page, (100, 190), (110, 185))
    drawn = saved(site, page)

    moved = next(box for box in facings(drawn) if box["source"] == 0)
    assert moved["box"] == pytest.approx([30, 40, 110, 185], abs=2)
    assert len(facings(drawn)) == 17


def test_all_of_it_can_be_done_by_keyboard(site: Site, open_boxes: OpenBoxes) -> None:
    page = open_boxes(**DESK)

    page.locator(".box").first.focus()
    page.keyboard.press("Enter")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Shift+ArrowDown")
    page.keyboard.press("Tab")
    page.keyboard.press("Delete")
    page.focus(".draw[data-kind=gap]")
    page.keyboard.press("Enter")
    page.focus("#save")
    page.keyboard.press("Enter")
    expect(page.locator("#state")).to_have_text("Saved. The answer comes in the chat.")

    with site.services.db.transaction() as session:
        drawn = session.scalars(select(BoxCorrection)).one().drawn
    left = [box["source"] for box in facings(drawn)]
    assert left == [0, *range(2, 17)]
    assert facings(drawn)[0]["box"][0] > 20
    gaps = [box for box in drawn["boxes"] if box["kind"] == "gap"]
    assert [gap["source"] for gap in gaps] == [0, None]


def test_number_is_changed_and_every_step_can_be_taken_back(
    open_boxes: OpenBoxes,
) -> None:
    page = open_boxes(**PHONE)
    page.touchscreen.tap(*place(page, 55, 100))

    page.select_option("#panel-number", "new")
    expect(page.locator("#panel-what")).to_have_text("Pack, number 3")
    page.click("#panel-delete")
    expect(page.locator(".box")).to_have_count(18)

    page.click("#revert")
    page.click("#revert")
    expect(page.locator(".box")).to_have_count(19)
    expect(page.locator("#revert")).to_be_disabled()
    expect(page.locator("#state")).to_have_text("Tap a box to change it.")


def test_page_that_was_overtaken_says_so_and_loses_nothing(
    site: Site, open_chat: OpenChat, shelf_photo: bytes
) -> None:
    page = open_chat(**PHONE, expected_errors=("409",))
    write(page, "hello")
    expect_sent(page, 1)
    shelf: HungShelf = hang_shelf(site.services, shelf_photo)
    page.click(".correct:visible")
    expect(page.locator(".box")).to_have_count(19)
    with site.services.db.transaction() as session:
        session.add(
            BoxCorrection(
                shop_id=shelf.shop,
                scan_id=shelf.scan,
                client_id="another",
                applied_at=site.services.clock(),
            )
        )

    page.click("#save")

    expect(page.locator("#state")).to_contain_text("corrected this photo meanwhile")
    expect(page.locator(".box")).to_have_count(19)
    expect(page.locator("#save")).to_be_enabled()


@pytest.mark.parametrize("language", languages())
def test_page_fits_a_small_phone_in_every_language(
    open_boxes: OpenBoxes, language: str
) -> None:
    voice = Voice(language)
    page = open_boxes(
        **PHONE, locale=f"{language}-MA" if language == "ar" else language
    )

    page.touchscreen.tap(*place(page, 55, 100))

    expect(page.locator("html")).to_have_attribute("dir", voice.direction)
    expect(page.locator("#panel-delete")).to_have_text(voice.say("Delete this box"))
    for part in ("#panel-delete", "#save", ".draw[data-kind=tag]", "#larger"):
        box = page.locator(part).bounding_box()
        assert box is not None
        assert box["x"] >= 0 and box["x"] + box["width"] <= 360
        assert box["y"] >= 0 and box["y"] + box["height"] <= 740
        assert min(box["width"], box["height"]) >= 32
    stage = page.locator(".photo-stage").bounding_box()
    assert stage is not None and stage["width"] <= 360
