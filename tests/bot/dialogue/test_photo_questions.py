"""Questions about a photo between workers: who draws, with one answer each."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any

import pytest
from sqlalchemy import select

from bot import answering, enquiring, reading
from bot.channels.local import LocalChannel
from bot.inbound import accept
from bot.messages import MediaKind, MediaRef, Sender
from bot.services import Services
from pipeline.errors import UnreadableImage
from storage import shops
from storage.models import OutboxMessage, ScanPhoto, StockMovement
from storage.models.shops import Role
from tests.conftest import Clock
from tests.factories import make_chat, make_message, make_product
from tests.fakes.queue import RecordingQueue
from tests.fakes.vision import ScriptedVision

WHERE = "where is the fanta on the photo?"
SHELF = {"rows": [[{"Coke": 4}, {"Fanta": 3}]]}


@dataclass
class Desk:
    """A shop with a photo of its shelf: a chat worker, and a vision worker."""

    chat: Services
    vision: Services
    eyes: ScriptedVision
    queue: RecordingQueue
    clock: Clock

    def say(self, text: str, reply_to: str | None = None) -> None:
        ada = Sender("person-1", "Ada")
        accept(self.chat, make_message(text, sender=ada, reply_to=reply_to))
        while self.queue.chats:
            answering.handle_chat(self.chat, self.queue.chats.pop(0))

    def hand_on(self) -> None:
        """The chat worker's part."""
        self.queue.waits.pop(0)
        enquiring.answer(self.chat, self.queue.enquiries.pop(0))

    def draw(self) -> None:
        """The vision worker's part."""
        enquiring.answer(self.vision, self.queue.looks[0])

    def answers(self) -> list[tuple[str, bytes | None]]:
        """Texts and pictures, without the answer to the photo."""
        with self.chat.db.transaction() as session:
            rows = session.scalars(select(OutboxMessage).order_by(OutboxMessage.seq))
            said = [(row.reply["text"], row.reply["image_key"]) for row in rows][1:]
        blobs = self.chat.blobs
        return [(text, blobs.get(key) if key else None) for text, key in said]

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
) -> Iterator[Desk]:
    eyes = ScriptedVision()
    chat = make_services({})
    chat = replace(chat, channels={"web": LocalChannel("web", chat.blobs)})
    desk = Desk(chat, replace(chat, vision=eyes), eyes, queue, clock)
    _open_shop(chat)
    _send_photo(desk)
    yield desk


def _open_shop(services: Services) -> None:
    with services.db.transaction() as session:
        shop = shops.create_shop(session, "Corner", currency="KES", country="KE")
        chat = make_chat(session, shop, external_id="chat-1")
        shops.join(
            session, chat, shop, sender_id="person-1", name="Ada", role=Role.OWNER
        )
        make_product(session, shop, name="Coke")
        make_product(session, shop, name="Fanta")


def _send_photo(desk: Desk, shelf: Any = SHELF, *ids: str) -> None:
    """One photo, or an album of as many as there are ids."""
    for number, external_id in enumerate(ids or ("photo-1",)):
        photo = desk.eyes.show(shelf if not number else {})
        key = desk.chat.blobs.put(photo, "image/jpeg")
        message = make_message(
            "",
            sender=Sender("person-1", "Ada"),
            media=(MediaRef(MediaKind.PHOTO, key, "image/jpeg"),),
            album="album-1" if len(ids) > 1 else None,
            external_id=external_id,
        )
        accept(desk.chat, message)
    while desk.queue.chats:
        answering.handle_chat(desk.chat, desk.queue.chats.pop(0))
    desk.clock.advance(10)
    while desk.queue.scans:
        reading.read_scan(desk.vision, desk.queue.scans.pop(0))
    desk.queue.chats.clear()


def test_answer_waits_for_its_picture_and_comes_with_it(desk: Desk) -> None:
    desk.say(WHERE)
    desk.hand_on()
    assert desk.answers() == []

    desk.draw()

    ((text, picture),) = desk.answers()
    assert text == "Fanta: on the right, next to Coke (3)"
    assert picture is not None and b"proof" in picture


def test_second_run_of_the_job_answers_and_draws_nothing(desk: Desk) -> None:
    desk.say(WHERE)
    desk.hand_on()
    desk.draw()

    desk.draw()

    assert len(desk.answers()) == 1
    assert len(desk.eyes.proofs) == 1


def test_answer_without_boxes_does_not_wait(desk: Desk) -> None:
    desk.say("is there any milo on the photo?")

    ((text, picture),) = desk.answers()
    assert text == "I can’t see milo on the photo."
    assert picture is None
    assert desk.queue.enquiries == []


def test_total_comes_with_the_counted_photo_at_once(desk: Desk) -> None:
    desk.say("how many packs are on the photo in total?")

    ((text, picture),) = desk.answers()
    assert text == "Packs: I see 7 on the photo"
    assert picture is not None


def test_photo_that_is_no_more_is_answered_in_words(desk: Desk) -> None:
    desk.forget_photo()

    desk.say(WHERE)
    desk.hand_on()
    desk.draw()

    ((text, picture),) = desk.answers()
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

    ((text, picture),) = desk.answers()
    assert text.startswith("Fanta: ")
    assert picture is None


def test_what_it_means_is_settled_before_the_wait(desk: Desk) -> None:
    desk.say("how many coke?")
    desk.say("where is it on the photo?")
    desk.say("how many fanta?")

    desk.hand_on()
    desk.draw()

    texts = [text for text, _ in desk.answers()]
    assert texts[-1].startswith("Coke: ")


def test_reply_to_any_photo_of_an_album_is_about_the_album(desk: Desk) -> None:
    _send_photo(desk, {"rows": [[{"Coke": 2}]]}, "a-1", "a-2")
    _send_photo(desk, {"rows": [[{"Coke": 1}]]}, "photo-3")

    desk.say("how many packs in total?", reply_to="a-2")

    text, _ = desk.answers()[-1]
    assert text.splitlines()[-1] == "Packs: I see 2 on the photo"


def test_reply_to_an_answer_about_stock_is_about_stock(desk: Desk) -> None:
    desk.say("how many fanta?")
    with desk.chat.db.transaction() as session:
        newest = select(OutboxMessage).order_by(OutboxMessage.seq.desc())
        session.scalars(newest).first().provider_ids = ["told-1"]  # type: ignore[union-attr]

    desk.say("how many coke?", reply_to="told-1")

    text, _ = desk.answers()[-1]
    assert text == "Coke: 4"


def test_nothing_is_booked_by_a_question(desk: Desk) -> None:
    before = desk.booked()

    desk.say("how many coke are on the top shelf?")
    desk.hand_on()
    desk.draw()

    assert desk.booked() == before
    assert [text for text, _ in desk.answers()] == ["Coke, top shelf: I see 4"]
