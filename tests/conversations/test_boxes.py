"""Boxes corrected by a link: the answer comes in the chat that the photo is of."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import select

from bot import box_pages, enquiring
from storage.models import Enquiry, Member, Scan
from tests.conversations.conftest import OpenStage
from tests.conversations.stage import OWNER, Stage


def correct(stage: Stage, *, without: int) -> None:
    """Somebody opens the page of the photo, deletes a box, and saves."""
    with stage.services.db.transaction() as session:
        scan = session.scalars(select(Scan)).one().id
        member = session.scalars(select(Member)).one().id
        page = box_pages.open_page(session, scan, member)
    assert page is not None
    boxes = [box for place, box in enumerate(page.boxes) if place != without]
    data: dict[str, Any] = {"boxes": boxes, "names": {}, "base": page.base}
    assert box_pages.save(stage.services, scan, member, "one", data, "Boxes corrected")
    stage.wait(1)


@pytest.mark.parametrize("channel", ["telegram", "whatsapp", "web"])
def test_answer_comes_with_the_picture_and_can_be_undone(
    open_stage: OpenStage, channel: str
) -> None:
    stage = open_stage(channel)
    stage.open_shop({}, [{"name": "Coke", "quantity": 9}])
    stage.send(photos=[{"see": [{"Coke": 8}, {"green can": 2}]}])

    correct(stage, without=0)

    answer = stage.heard(OWNER)[-1]
    assert "Boxes corrected (1 removed). Now 9 packs, before 10." in answer.text
    assert "Coke 8 → 7." in answer.text
    assert answer.has_picture
    assert stage.stock() == {"Coke": 7}
    stage.press("Undo")
    assert stage.stock() == {"Coke": 8}


def test_link_is_given_where_the_page_can_be_reached(open_stage: OpenStage) -> None:
    stage = open_stage("telegram")
    settings = stage.services.settings
    public = settings.model_copy(update={"public_base_url": "https://shop.example"})
    stage.services = replace(stage.services, settings=public)
    stage.open_shop({}, [])
    stage.send(photos=[{"see": [{"green can": 2}]}])

    (answer,) = stage.send("corriger les cadres")

    assert "https://shop.example/boxes/" in answer.text


def test_save_that_is_worked_on_twice_is_answered_once(open_stage: OpenStage) -> None:
    stage = open_stage("web")
    stage.open_shop({}, [{"name": "Coke", "quantity": 8}])
    stage.send(photos=[{"see": [{"Coke": 8}]}])
    heard = len(stage.heard(OWNER))
    correct(stage, without=0)

    with stage.services.db.transaction() as session:
        enquiry_id = session.scalars(select(Enquiry.id)).one()
    enquiring.answer(stage.services, enquiry_id)
    stage.wait(60)

    assert len(stage.heard(OWNER)) == heard + 1
    assert stage.stock() == {"Coke": 7}
