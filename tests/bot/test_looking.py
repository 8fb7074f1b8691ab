"""Questions that a model is asked: by whom, how often, and with one answer each."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace

import pytest
from sqlalchemy import select, update

from bot import enquiring, schedule
from bot.services import Services
from pipeline.vqa.model_answers import Judged, OpenQuestion
from pipeline.vqa.prompts import Grounding
from storage.models import Enquiry, Scan
from tests.conftest import Clock
from tests.desks import Desk
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
class SeeingDesk(Desk):
    """With a photo on the owner's screen, a vision worker, and a model to ask."""

    model: ScriptedAnswerer = field(default_factory=ScriptedAnswerer)

    @property
    def vision(self) -> Services:
        return replace(self.chat, vision=ScriptedVision(), answerer=self.model)

    def look(self) -> uuid.UUID:
        """The vision worker's part."""
        enquiry_id = self.queue.looks.pop(0)
        enquiring.answer(self.vision, enquiry_id)
        return enquiry_id

    def answers(self) -> list[str]:
        """Without the one to the photo."""
        return super().answers()[1:]

    def scan(self) -> Scan:
        with self.chat.db.transaction() as session:
            return session.scalars(select(Scan)).one()


@pytest.fixture
def desk(
    make_services: Callable[..., Services], queue: RecordingQueue, clock: Clock
) -> Iterator[SeeingDesk]:
    desk = SeeingDesk(make_services(MODEL), queue, clock)
    desk.send_photo(ScriptedVision(), {"see": [{"look": "green can", "count": 4}]})
    yield desk


def test_chat_worker_hands_the_question_to_those_with_eyes(desk: SeeingDesk) -> None:
    desk.say(QUESTION)
    assert (desk.answers(), desk.model.asked) == ([], [])

    desk.hand_on()
    assert (desk.answers(), desk.model.asked) == ([], [])

    desk.look()
    (answer,) = desk.answers()
    assert answer.startswith("Yes.")
    assert len(desk.model.asked) == 1


def test_second_run_and_a_repeated_question_ask_nobody_again(desk: SeeingDesk) -> None:
    desk.say(QUESTION)
    desk.hand_on()
    enquiry_id = desk.look()

    enquiring.answer(desk.vision, enquiry_id)
    desk.say("Is the fridge clean")

    assert len(desk.answers()) == 2
    assert len(desk.model.asked) == 1


def test_answer_comes_once_though_the_worker_died_after_asking(
    desk: SeeingDesk,
) -> None:
    desk.say(QUESTION)
    desk.hand_on()
    with desk.chat.db.transaction() as session:
        row = session.scalars(select(Enquiry)).one()
    from bot import looking

    looking.look(desk.vision, row)  # and then the power went
    desk.look()

    assert len(desk.answers()) == 1
    assert len(desk.model.asked) == 1


def test_forgotten_question_is_found_by_the_sweeper(desk: SeeingDesk) -> None:
    desk.say(QUESTION)
    desk.queue.enquiries.clear()
    desk.queue.waits.clear()

    desk.clock.advance(60)
    schedule.sweep(desk.chat)
    desk.hand_on()
    desk.look()

    assert len(desk.answers()) == 1


def test_model_that_keeps_crashing_gets_an_honest_answer(desk: SeeingDesk) -> None:
    desk.model.crashes = 9
    desk.say(QUESTION)

    for _ in range(4):
        desk.hand_on()
        desk.look()

    (answer,) = desk.answers()
    assert "does not answer" in answer
    assert len(desk.model.asked) == 3


def test_silent_model_is_asked_again_after_a_while(desk: SeeingDesk) -> None:
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


def test_two_questions_of_one_message_get_one_answer(desk: SeeingDesk) -> None:
    desk.say("is the fridge clean? does the packaging look damaged?")
    desk.hand_on()
    desk.look()

    assert len(desk.answers()) == 1
    assert len(desk.model.asked) == 2


def test_what_a_model_said_goes_with_the_photo(desk: SeeingDesk) -> None:
    desk.say(QUESTION)
    desk.hand_on()
    desk.look()

    (kept,) = desk.scan().meta["looks"].values()
    assert kept["judged"]["text"] == "Yes."


def test_photo_that_is_gone_is_said_so(desk: SeeingDesk) -> None:
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


def _photo_keys(desk: SeeingDesk) -> list[str]:
    from storage import scans

    with desk.chat.db.transaction() as session:
        return list(scans.photo_keys(session, desk.scan().id))


def test_what_is_only_drawn_waits_for_no_model(desk: SeeingDesk) -> None:
    desk.say(QUESTION)
    desk.say("what is on the top shelf?")

    assert (len(desk.queue.looks), len(desk.queue.drawings)) == (1, 1)
    assert desk.queue.enquiries == []


def test_forgotten_drawing_is_handed_on_by_the_sweeper(desk: SeeingDesk) -> None:
    desk.say("what is on the top shelf?")
    desk.queue.drawings.clear()

    desk.clock.advance(60)
    schedule.sweep(desk.chat)
    desk.hand_on()

    assert (desk.queue.looks, len(desk.queue.drawings)) == ([], 1)
