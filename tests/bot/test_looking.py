"""Questions that a model is asked: by whom, how often, and with one answer each."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace

import pytest
from sqlalchemy import select, update

from bot import answering, enquiring, reading, schedule
from bot.channels.local import LocalChannel
from bot.inbound import accept
from bot.messages import MediaKind, MediaRef, Sender
from bot.services import Services
from pipeline.vqa.model_answers import Judged, OpenQuestion
from pipeline.vqa.prompts import Grounding
from storage import shops
from storage.models import Enquiry, OutboxMessage, Scan
from storage.models.shops import Role
from tests.conftest import Clock
from tests.factories import make_chat, make_message
from tests.fakes.queue import RecordingQueue
from tests.fakes.vision import ScriptedVision

QUESTION = "is the fridge clean?"
MODEL = {"VLM_BASE_URL": "http://127.0.0.1:9/v1", "VLM_MODEL": "Qwen-VL"}


@dataclass
class ScriptedAnswerer:
    """Says what it is told to, or crashes; notes what it was asked."""

    said: Judged = field(default_factory=lambda: Judged("Yes.", 0.9, "Qwen-VL"))
    crashes: int = 0
    asked: list[tuple[OpenQuestion, Grounding]] = field(default_factory=list)

    def answer(
        self, photos: Sequence[bytes], question: OpenQuestion, context: Grounding
    ) -> Judged:
        self.asked.append((question, context))
        if self.crashes:
            self.crashes -= 1
            raise MemoryError
        return self.said


@dataclass
class Desk:
    """A shop with a photo on its screen: a chat worker, and a vision worker."""

    chat: Services
    vision: Services
    model: ScriptedAnswerer
    queue: RecordingQueue
    clock: Clock

    def say(self, text: str) -> None:
        accept(self.chat, make_message(text, sender=Sender("person-1", "Ada")))
        while self.queue.chats:
            answering.handle_chat(self.chat, self.queue.chats.pop(0))

    def hand_on(self) -> None:
        """The chat worker's part."""
        self.queue.waits.pop(0)
        enquiring.answer(self.chat, self.queue.enquiries.pop(0))

    def look(self) -> uuid.UUID:
        """The vision worker's part."""
        enquiry_id = self.queue.looks.pop(0)
        enquiring.answer(self.vision, enquiry_id)
        return enquiry_id

    def answers(self) -> list[str]:
        with self.chat.db.transaction() as session:
            rows = session.scalars(select(OutboxMessage).order_by(OutboxMessage.seq))
            return [row.reply["text"] for row in rows][1:]  # the photo's own is first

    def scan(self) -> Scan:
        with self.chat.db.transaction() as session:
            return session.scalars(select(Scan)).one()


@pytest.fixture
def desk(
    make_services: Callable[..., Services], queue: RecordingQueue, clock: Clock
) -> Iterator[Desk]:
    eyes, model = ScriptedVision(), ScriptedAnswerer()
    chat = make_services(MODEL)
    chat = replace(chat, channels={"web": LocalChannel("web", chat.blobs)})
    desk = Desk(chat, replace(chat, vision=eyes, answerer=model), model, queue, clock)
    _open_shop(chat)
    _send_photo(desk, eyes)
    yield desk


def _open_shop(services: Services) -> None:
    with services.db.transaction() as session:
        shop = shops.create_shop(session, "Corner", currency="KES", country="KE")
        chat = make_chat(session, shop, external_id="chat-1")
        shops.join(
            session, chat, shop, sender_id="person-1", name="Ada", role=Role.OWNER
        )


def _send_photo(desk: Desk, eyes: ScriptedVision) -> None:
    photo = eyes.show({"see": [{"look": "green can", "count": 4}]})
    key = desk.chat.blobs.put(photo, "image/jpeg")
    media = (MediaRef(MediaKind.PHOTO, key, "image/jpeg"),)
    message = make_message("", sender=Sender("person-1", "Ada"), media=media)
    accept(desk.chat, message)
    while desk.queue.chats:
        answering.handle_chat(desk.chat, desk.queue.chats.pop(0))
    desk.clock.advance(10)
    reading.read_scan(desk.vision, desk.queue.scans.pop(0))
    desk.queue.chats.clear()


def test_chat_worker_hands_the_question_to_those_with_eyes(desk: Desk) -> None:
    desk.say(QUESTION)
    assert (desk.answers(), desk.model.asked) == ([], [])

    desk.hand_on()
    assert (desk.answers(), desk.model.asked) == ([], [])

    desk.look()
    (answer,) = desk.answers()
    assert answer.startswith("Yes.")
    assert len(desk.model.asked) == 1


def test_second_run_and_a_repeated_question_ask_nobody_again(desk: Desk) -> None:
    desk.say(QUESTION)
    desk.hand_on()
    enquiry_id = desk.look()

    enquiring.answer(desk.vision, enquiry_id)
    desk.say("Is the fridge clean")

    assert len(desk.answers()) == 2
    assert len(desk.model.asked) == 1


def test_answer_comes_once_though_the_worker_died_after_asking(desk: Desk) -> None:
    desk.say(QUESTION)
    desk.hand_on()
    with desk.chat.db.transaction() as session:
        row = session.scalars(select(Enquiry)).one()
    from bot import looking

    looking.look(desk.vision, row)  # and then the power went
    desk.look()

    assert len(desk.answers()) == 1
    assert len(desk.model.asked) == 1


def test_forgotten_question_is_found_by_the_sweeper(desk: Desk) -> None:
    desk.say(QUESTION)
    desk.queue.enquiries.clear()
    desk.queue.waits.clear()

    desk.clock.advance(60)
    schedule.sweep(desk.chat)
    desk.hand_on()
    desk.look()

    assert len(desk.answers()) == 1


def test_model_that_keeps_crashing_gets_an_honest_answer(desk: Desk) -> None:
    desk.model.crashes = 9
    desk.say(QUESTION)

    for _ in range(4):
        desk.hand_on()
        desk.look()

    (answer,) = desk.answers()
    assert "does not answer" in answer
    assert len(desk.model.asked) == 3


def test_silent_model_is_asked_again_after_a_while(desk: Desk) -> None:
    desk.model.said = Judged(problem="unreachable")
    desk.say(QUESTION)
    desk.hand_on()
    desk.look()
    desk.say(QUESTION)
    assert len(desk.model.asked) == 1

    desk.clock.advance(120)
    desk.model.said = Judged("No.", 0.9, "Qwen-VL")
    desk.say(QUESTION)
    desk.hand_on()
    desk.look()

    assert len(desk.answers()) == 3
    assert desk.answers()[-1].startswith("No.")


def test_two_questions_of_one_message_get_one_answer(desk: Desk) -> None:
    desk.say("is the fridge clean? does the packaging look damaged?")
    desk.hand_on()
    desk.look()

    assert len(desk.answers()) == 1
    assert len(desk.model.asked) == 2


def test_what_a_model_said_goes_with_the_photo(desk: Desk) -> None:
    desk.say(QUESTION)
    desk.hand_on()
    desk.look()

    (kept,) = desk.scan().meta["looks"].values()
    assert kept["judged"]["text"] == "Yes."


def test_photo_that_is_gone_is_said_so(desk: Desk) -> None:
    desk.say(QUESTION)
    desk.hand_on()
    with desk.chat.db.transaction() as session:
        for key in _photo_keys(desk):
            desk.chat.blobs.delete(key)
        session.execute(update(Scan).values(error=None))

    desk.look()

    (answer,) = desk.answers()
    assert "send it again" in answer
    assert desk.model.asked == []


def _photo_keys(desk: Desk) -> list[str]:
    from storage import scans

    with desk.chat.db.transaction() as session:
        return list(scans.photo_keys(session, desk.scan().id))
