"""Boxes that people correct on a photo's page, with stock, looks and undo."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import select

from bot import box_pages
from bot.actions.drawings import BadDrawing, read_drawing
from bot.actions.erasing import delete_discarded_files
from bot.messages import Sender
from bot.redrawing import redraw
from bot.services import Services
from pipeline.types import Box, Detection, ItemReading, ShelfReading
from storage import corrections
from storage.blobs import BlobNotFound
from storage.models import (
    BoxCorrection,
    Scan,
    StockMovement,
)
from tests.box_desks import CAN, COKE, BoxDesk, facing, hung
from tests.conftest import Clock
from tests.fakes.queue import RecordingQueue
from tests.fakes.scripted_rows import SIZE
from tests.fakes.vision import ScriptedVision


@pytest.fixture
def desk(services: Services, queue: RecordingQueue, clock: Clock) -> BoxDesk:
    return hung(services, queue, clock)


def test_page_shows_every_box_with_its_number_and_name(desk: BoxDesk) -> None:
    page = desk.open()

    assert [box["group"] for box in page.boxes] == [COKE] * 4 + [CAN] * 2
    assert [group["name"] for group in page.groups] == ["Coke", ""]
    assert page.names == ("Coke", "Fanta")
    assert page.sizes == (SIZE,)
    assert page.base == ""


def test_deleted_box_is_taken_off_the_stock(desk: BoxDesk) -> None:
    desk.save(list(desk.open().boxes)[1:])

    answer = desk.said()[-1]
    assert answer["text"] == (
        "Boxes corrected (1 removed). Now 5 packs, before 6.\nCoke 4 → 3."
    )
    assert answer["image_key"] is not None
    assert [choice["label"] for choice in answer["choices"]] == ["Undo"]
    assert desk.stock()["Coke"] == 3
    assert desk.counts() == {COKE: (3, "Coke"), CAN: (2, None)}


def test_sales_since_the_photo_stay_sold(desk: BoxDesk) -> None:
    desk.say("sold 2 coke")

    desk.save([*desk.open().boxes, facing(700, COKE)])

    assert desk.stock()["Coke"] == 3


def test_saved_untouched_the_boxes_are_confirmed(desk: BoxDesk) -> None:
    desk.save(list(desk.open().boxes))

    assert desk.answers()[-1] == "Boxes confirmed: 6 packs."
    assert desk.stock()["Coke"] == 4
    with desk.chat.db.transaction() as session:
        (item, _) = session.scalars(select(Scan)).one().meta["reading"]["items"]
    assert (item["count_low"], item["count_high"]) == (4, 4)


def test_number_named_on_the_page_teaches_its_look(desk: BoxDesk) -> None:
    desk.save(list(desk.open().boxes), {str(CAN): {"name": "Sprite"}})

    assert "2 is Sprite." in desk.answers()[-1]
    assert desk.stock()["Sprite"] == 2
    desk.send_photo(desk.eyes, {"see": [{"green can": 3}]}, "photo-2")
    assert "Sprite: 2 → 3" in desk.answers()[-1]


def test_new_number_may_be_a_product_of_the_shop(desk: BoxDesk) -> None:
    boxes = [*desk.open().boxes, facing(700, 3)]

    desk.save(boxes, {"3": {"name": "fanta"}})

    assert desk.counts()[3] == (1, "Fanta")
    assert desk.stock() == {"Coke": 4, "Fanta": 1}


def test_box_given_another_number_moves_stock_between_products(desk: BoxDesk) -> None:
    boxes = list(desk.open().boxes)
    desk.save(boxes, {str(CAN): {"name": "Fanta"}})
    boxes[0] = {**boxes[0], "group": CAN}

    desk.save(boxes)

    assert "1 with another number" in desk.answers()[-1]
    assert desk.stock() == {"Coke": 3, "Fanta": 3}


def test_undo_brings_back_boxes_stock_names_and_looks(desk: BoxDesk) -> None:
    before = desk.counts()
    boxes = [*desk.open().boxes[1:], facing(700, CAN)]
    desk.save(boxes, {str(CAN): {"name": "Sprite"}})
    assert desk.looks() == 1

    desk.say("undo")

    assert desk.counts() == before
    assert desk.stock() == {"Coke": 4, "Fanta": 9, "Sprite": 0}
    assert desk.looks() == 0
    assert desk.said()[-1]["image_key"] is not None


def test_redo_draws_them_again(desk: BoxDesk) -> None:
    desk.save(list(desk.open().boxes)[1:])
    desk.say("undo")

    desk.say("redo")

    assert desk.counts() == {COKE: (3, "Coke"), CAN: (2, None)}
    assert desk.stock()["Coke"] == 3


def test_correction_that_booked_nothing_is_undone_too(desk: BoxDesk) -> None:
    desk.save(list(desk.open().boxes)[:-1])
    assert desk.counts()[CAN] == (1, None)

    desk.say("undo")

    assert desk.answers()[-1] == "Undone. The boxes are as before: 6 packs."
    assert desk.counts()[CAN] == (2, None)
    assert desk.stock()["Coke"] == 4


def test_button_undoes_it_once(desk: BoxDesk) -> None:
    desk.save(list(desk.open().boxes)[:-1])
    (button,) = desk.said()[-1]["choices"]

    desk.say("", choice=button["value"])
    desk.say("", choice=button["value"])

    assert desk.counts()[CAN] == (2, None)
    assert "Undone" in desk.answers()[-2]
    assert "Undone" not in desk.answers()[-1]


def test_undo_after_a_sale_takes_the_sale_back_first(desk: BoxDesk) -> None:
    desk.save(list(desk.open().boxes)[:-1])
    desk.say("sold 1 fanta")

    desk.say("undo")
    assert (desk.stock()["Fanta"], desk.counts()[CAN]) == (9, (1, None))

    desk.say("undo")
    assert desk.counts()[CAN] == (2, None)


def test_name_given_in_the_chat_after_it_survives_the_undo(desk: BoxDesk) -> None:
    desk.save(list(desk.open().boxes)[1:])
    correction_button = desk.said()[-1]["choices"][0]["value"]
    desk.say("2 = Sprite")

    desk.say("undo")
    desk.say("", choice=correction_button)

    assert desk.counts() == {COKE: (4, "Coke"), CAN: (2, None)}


def test_second_save_of_an_old_page_is_refused(desk: BoxDesk) -> None:
    page = desk.open()
    desk.save(list(page.boxes)[1:])

    with pytest.raises(box_pages.Overtaken):
        desk.post(list(page.boxes), base=page.base)


def test_packs_of_what_is_no_product_are_not_told(desk: BoxDesk) -> None:
    desk.say("2 is not a product")
    desk.save([*desk.open().boxes, facing(700, COKE)])
    assert "Now 5 packs, before 4." in desk.answers()[-1]

    desk.save(list(desk.open().boxes), {str(CAN): {"name": "Fanta"}})

    assert "Boxes confirmed: 7 packs." in desk.answers()[-1]


def test_two_pages_saved_at_once_change_it_once(desk: BoxDesk) -> None:
    boxes = list(desk.open().boxes)
    desk.post(boxes[1:])
    desk.post(boxes[2:])

    desk.say_nothing()
    desk.look()

    assert desk.counts()[COKE] == (3, "Coke")
    assert "corrected again meanwhile" in desk.answers()[-1]


def test_repeat_of_a_save_is_the_same_save(desk: BoxDesk) -> None:
    boxes = list(desk.open().boxes)[1:]
    desk.post(boxes, client_id="one")
    desk.post(boxes, client_id="one")
    desk.say_nothing()
    desk.look()
    desk.post(boxes, client_id="one", base="")

    desk.say_nothing()
    desk.look()

    assert len(desk.answers()) == 2
    assert desk.stock()["Coke"] == 3


def test_product_of_two_shelves_gains_only_what_this_one_shows(desk: BoxDesk) -> None:
    desk.say("this is the left shelf")
    other = {"see": [{"Coke": 3}, {"Milo": 5}]}
    desk.send_photo(desk.eyes, other, "photo-2")
    desk.say("this is the right shelf")
    before = desk.stock()["Coke"]

    desk.save([*desk.open().boxes, facing(860, 1)])

    assert desk.stock()["Coke"] == before + 1
    desk.say("undo")
    assert desk.stock()["Coke"] == before


def test_files_of_both_pictures_go_with_the_shop(desk: BoxDesk) -> None:
    desk.save(list(desk.open().boxes)[1:])
    with desk.chat.db.transaction() as session:
        row = session.scalars(select(BoxCorrection)).one()
        keys = [row.image_before, row.image_after]
    assert all(desk.chat.blobs.get(key) for key in keys if key)

    desk.say("delete all my data")
    desk.say("yes")
    delete_discarded_files(desk.chat)

    for key in keys:
        assert key is not None
        with pytest.raises(BlobNotFound):
            desk.chat.blobs.get(key)


def test_doubtful_count_is_answered_by_the_boxes(desk: BoxDesk) -> None:
    doubtful = {"see": [{"look": "Fanta", "count": 2, "low": 2, "high": 2}]}
    desk.send_photo(desk.eyes, doubtful, "photo-2")
    assert "Please check: Fanta 9 → 2" in desk.answers()[-1]

    desk.save([*desk.open().boxes, facing(700, 1)])
    desk.say("yes")

    assert desk.stock()["Fanta"] == 3


def test_boxes_saved_untouched_confirm_the_doubtful_count(desk: BoxDesk) -> None:
    doubtful = {"see": [{"look": "Fanta", "count": 2, "low": 2, "high": 2}]}
    desk.send_photo(desk.eyes, doubtful, "photo-2")

    desk.save(list(desk.open().boxes))

    assert desk.answers()[-1] == "Boxes confirmed: 2 packs.\nFanta 9 → 2."
    assert desk.stock()["Fanta"] == 2


def test_product_seen_on_a_later_photo_keeps_its_stock(desk: BoxDesk) -> None:
    page = desk.open()
    with desk.chat.db.transaction() as session:
        ids = desk._ids(session)
    desk.send_photo(desk.eyes, {"see": [{"Coke": 6}]}, "photo-2")
    data = {"boxes": list(page.boxes)[1:], "names": {}, "base": ""}

    assert box_pages.save(desk.chat, *ids, "late", data, "")
    desk.say_nothing()
    desk.look()

    assert desk.stock()["Coke"] == 6
    assert "stays: Coke" in desk.answers()[-1]


def test_photo_that_is_gone_is_told(desk: BoxDesk) -> None:
    boxes = list(desk.open().boxes)
    for key in desk.open().photo_keys:
        desk.chat.blobs.delete(key)

    class Blind(ScriptedVision):
        def annotate(self, *_: Any, **__: Any) -> bytes:
            raise AssertionError("there is nothing to draw on")

    desk.eyes = Blind()
    desk.save(boxes[1:])

    assert "can’t open that photo" in desk.answers()[-1]
    assert desk.stock()["Coke"] == 4


@pytest.mark.parametrize(
    "spoiled",
    [
        {"kind": "shelf"},
        {"photo": 1},
        {"photo": -1},
        {"box": [0, 0, 1, 1]},
        {"box": [0, 0, float("nan"), 90]},
        {"box": [900000, 0, 900100, 90]},
        {"box": [0, 0, 10**400, 90]},
        {"box": [0, 0, 90]},
        {"group": 0},
        {"group": "1"},
        {"group": True},
        {"source": 99},
        {"source": -1},
    ],
)
def test_what_is_no_box_on_this_photo_is_refused(
    desk: BoxDesk, spoiled: dict[str, Any]
) -> None:
    with pytest.raises(BadDrawing):
        desk.post([{**facing(700, 1), **spoiled}])


def test_same_box_twice_is_refused(desk: BoxDesk) -> None:
    box = desk.open().boxes[0]

    with pytest.raises(BadDrawing):
        desk.post([box, box])


def test_thousand_boxes_are_checked_without_delay() -> None:
    side = 40.0
    packs = [
        Detection(Box(x * side, y * side, (x + 1) * side, (y + 1) * side), 0.9, 1, 0, 1)
        for x in range(50)
        for y in range(28)
    ]
    item = ItemReading(1, None, None, 1400, 1400, 1400, 0.9, facings=tuple(packs))
    read = ShelfReading(sizes=((2000, 1200),), items=(item,))
    boxes = [
        {"kind": "facing", "photo": 0, "box": [left + 2, 0, left + 30, 90], "group": 1}
        for left in range(1400)
    ]
    posted = [{**box, "source": place} for place, box in enumerate(boxes)]

    started = time.process_time()
    drawing = read_drawing({"boxes": posted, "names": {}}, read)

    assert len(drawing.boxes) == 1400
    assert time.process_time() - started < 1.5


def test_corrections_seen_at_the_same_time_change_it_once(desk: BoxDesk) -> None:
    boxes = list(desk.open().boxes)
    desk.post(boxes[1:])
    desk.say_nothing()
    desk.post(boxes[2:])
    desk.say_nothing()
    with desk.chat.db.transaction() as session:
        ids = session.scalars(select(BoxCorrection.id)).all()
    for correction_id in ids:  # two workers, before either has answered
        redraw(replace(desk.chat, vision=desk.eyes), correction_id)

    desk.look()

    assert desk.counts()[COKE] == (3, "Coke")
    assert "corrected again meanwhile" in desk.answers()[-1]
    assert desk.stock()["Coke"] == 3


def test_redo_does_not_overrule_who_has_corrected_since(desk: BoxDesk) -> None:
    boxes = list(desk.open().boxes)
    desk.save(boxes[1:])
    desk.say("undo")
    ben = Sender("person-2", "Ben")
    desk.join(ben)
    desk.save([*boxes, facing(700, CAN)], by=ben)

    desk.say("redo")

    assert "corrected again meanwhile" in desk.answers()[-1]
    assert desk.stock()["Coke"] == 4
    assert desk.counts() == {COKE: (4, "Coke"), CAN: (3, None)}


def test_repeat_after_an_undo_says_that_it_was_saved(desk: BoxDesk) -> None:
    boxes = list(desk.open().boxes)[1:]
    desk.save(boxes, client_id="one")
    desk.say("undo")

    desk.post(boxes, client_id="one", base="gone")

    assert desk.stock()["Coke"] == 4


def test_picture_drawn_for_a_shop_that_is_being_deleted_goes_too(
    desk: BoxDesk,
) -> None:
    drawn: list[str] = []

    class Slow(type(desk.eyes)):  # type: ignore[misc]
        def annotate(self, *args: Any, **values: Any) -> bytes:
            picture: bytes = super().annotate(*args, **values)
            drawn.append(desk.chat.blobs.put(picture, "image/jpeg"))
            desk.say("delete all my data")
            desk.say("yes")
            return picture

    desk.post(list(desk.open().boxes)[1:])
    desk.say_nothing()
    with desk.chat.db.transaction() as session:
        correction_id = session.scalars(select(BoxCorrection.id)).one()
    eyes = Slow()
    eyes.__dict__.update(desk.eyes.__dict__)
    redraw(replace(desk.chat, vision=eyes), correction_id)
    delete_discarded_files(desk.chat)

    (key,) = drawn
    with pytest.raises(BlobNotFound):
        desk.chat.blobs.get(key)


def test_retry_after_a_crash_looks_at_nothing_again(desk: BoxDesk) -> None:
    desk.post(list(desk.open().boxes)[1:])
    desk.say_nothing()
    with desk.chat.db.transaction() as session:
        correction_id = session.scalars(select(BoxCorrection.id)).one()
    redraw(replace(desk.chat, vision=desk.eyes), correction_id)  # and then it died

    class Blind(ScriptedVision):
        def redraw(self, *_: Any) -> ShelfReading:
            raise AssertionError("it has been looked at")

    desk.eyes = Blind()
    desk.look()

    assert desk.stock()["Coke"] == 3
    assert len(desk.answers()) == 2


def test_corrected_boxes_are_lessons_for_tuning(desk: BoxDesk) -> None:
    boxes = [*desk.open().boxes, facing(700, 3)]
    desk.save(boxes, {"3": {"name": "Fanta"}})

    with desk.chat.db.transaction() as session:
        (lesson,) = corrections.of_shop(
            session, session.scalars(select(Scan.shop_id)).one()
        )

    assert lesson.named == {3}
    assert {i.group: i.count for i in lesson.reading.items} == {1: 4, 2: 2, 3: 1}


def test_what_was_drawn_goes_with_the_photo(desk: BoxDesk) -> None:
    desk.save(list(desk.open().boxes)[1:])

    desk.say("delete all my data")
    desk.say("yes")

    with desk.chat.db.transaction() as session:
        assert session.scalars(select(BoxCorrection)).all() == []
        assert session.scalars(select(StockMovement)).all() == []
