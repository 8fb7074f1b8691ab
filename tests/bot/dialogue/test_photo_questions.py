"""Questions about a photo between workers: who draws, with one answer each."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any

import pytest
from sqlalchemy import select

from bot import enquiring
from bot.services import Services
from pipeline.errors import UnreadableImage
from storage import catalogue
from storage.catalogue import ProductInput
from storage.models import Chat, OutboxMessage, ScanPhoto, StockMovement
from tests.conftest import Clock
from tests.desks import Desk
from tests.fakes.queue import RecordingQueue
from tests.fakes.vision import ScriptedVision

WHERE = "where is the fanta on the photo?"
SHELF = {"rows": [[{"Coke": 4}, {"Fanta": 3}]]}


@dataclass
class DrawingDesk(Desk):
    """With a photo of the shelf, and a vision worker."""

    eyes: ScriptedVision = field(default_factory=ScriptedVision)

    def stock_up(self, session: Any, chat: Chat) -> None:
        for name in ("Coke", "Fanta"):
            catalogue.save_product(session, chat.shop_id, ProductInput(name))

    @property
    def vision(self) -> Services:
        return replace(self.chat, vision=self.eyes)

    def draw(self) -> None:
        """The vision worker's part."""
        enquiring.answer(self.vision, self.queue.drawings[0])

    def shown(self) -> list[tuple[str, bytes | None]]:
        """Texts and pictures, without the answer to the photo."""
        blobs = self.chat.blobs
        return [
            (
                reply["text"],
                blobs.get(reply["image_key"]) if reply["image_key"] else None,
            )
            for reply in self.said()[1:]
        ]

    def booked(self) -> int:
        """How many movements of stock there were."""
        with self.chat.db.transaction() as session:
            return len(session.scalars(select(StockMovement.id)).all())

    def forget_photo(self) -> None:
        with self.chat.db.transaction() as session:
            for key in session.scalars(select(ScanPhoto.blob_key)):
                self.chat.blobs.delete(key)


@pytest.fixture
def desk(
    make_services: Callable[..., Services], queue: RecordingQueue, clock: Clock
) -> Iterator[DrawingDesk]:
    desk = DrawingDesk(make_services({}), queue, clock)
    desk.send_photo(desk.eyes, SHELF)
    yield desk


def test_answer_waits_for_its_picture_and_comes_with_it(desk: DrawingDesk) -> None:
    desk.say(WHERE)
    desk.hand_on()
    assert desk.shown() == []

    desk.draw()

    ((text, picture),) = desk.shown()
    assert text == "Fanta: on the right, next to Coke (3)"
    assert picture is not None and b"proof" in picture


def test_second_run_of_the_job_answers_and_draws_nothing(desk: DrawingDesk) -> None:
    desk.say(WHERE)
    desk.hand_on()
    desk.draw()

    desk.draw()

    assert len(desk.shown()) == 1
    assert len(desk.eyes.proofs) == 1


def test_answer_without_boxes_does_not_wait(desk: DrawingDesk) -> None:
    desk.say("is there any milo on the photo?")

    ((text, picture),) = desk.shown()
    assert text == "I can’t see milo on the photo."
    assert picture is None
    assert desk.queue.drawings == []


def test_total_comes_with_the_counted_photo_at_once(desk: DrawingDesk) -> None:
    desk.say("how many packs are on the photo in total?")

    ((text, picture),) = desk.shown()
    assert text == "Packs: I see 7 on the photo"
    assert picture is not None


def test_photo_that_is_no_more_is_answered_in_words(desk: DrawingDesk) -> None:
    desk.forget_photo()

    desk.say(WHERE)
    desk.hand_on()
    desk.draw()

    ((text, picture),) = desk.shown()
    assert text.startswith("Fanta: ")
    assert picture is None


def test_photo_that_cannot_be_drawn_is_answered_in_words(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> bytes | None:
        raise UnreadableImage("broken")

    monkeypatch.setattr(desk.eyes, "prove", broken)

    desk.say(WHERE)
    desk.hand_on()
    desk.draw()

    ((text, picture),) = desk.shown()
    assert text.startswith("Fanta: ")
    assert picture is None


def test_what_it_means_is_settled_before_the_wait(desk: DrawingDesk) -> None:
    desk.say("how many coke?")
    desk.say("where is it on the photo?")
    desk.say("how many fanta?")

    desk.hand_on()
    desk.draw()

    texts = [text for text, _ in desk.shown()]
    assert texts[-1].startswith("Coke: ")


def test_reply_to_any_photo_of_an_album_is_about_the_album(desk: DrawingDesk) -> None:
    desk.send_photo(desk.eyes, {"rows": [[{"Coke": 2}]]}, "a-1", "a-2")
    desk.send_photo(desk.eyes, {"rows": [[{"Coke": 1}]]}, "photo-3")

    desk.say("how many packs in total?", reply_to="a-2")

    text, _ = desk.shown()[-1]
    assert text.splitlines()[-1] == "Packs: I see 2 on the photo"


def test_reply_to_an_answer_about_stock_is_about_stock(desk: DrawingDesk) -> None:
    desk.say("how many fanta?")
    with desk.chat.db.transaction() as session:
        newest = select(OutboxMessage).order_by(OutboxMessage.seq.desc())
        session.scalars(newest).first().provider_ids = ["told-1"]  # type: ignore[union-attr]

    desk.say("how many coke?", reply_to="told-1")

    text, _ = desk.shown()[-1]
    assert text == "Coke: 4"


def test_nothing_is_booked_by_a_question(desk: DrawingDesk) -> None:
    before = desk.booked()

    desk.say("how many coke are on the top shelf?")
    desk.hand_on()
    desk.draw()

    assert desk.booked() == before
    assert [text for text, _ in desk.shown()] == ["Coke, top shelf: I see 4"]
