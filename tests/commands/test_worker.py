"""The pools of the workers: what takes long keeps nobody else waiting."""

from __future__ import annotations

import threading
import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

import dramatiq
import pytest
from dramatiq.brokers.redis import RedisBroker

from bot.messages import ChatRef, Reply
from bot.queue import CHAT_QUEUE, OUTSIDE_QUEUE, DramatiqQueue, make_broker
from bot.services import Services
from bot.understand.intents import AskPhoto, AskPicture, Intent, Named, to_json
from commands.worker import Pool, vision_pools, work_on
from pipeline.types import Box, Detection, ItemReading, ShelfReading
from pipeline.vqa.model_answers import Judged, OpenQuestion
from pipeline.vqa.prompts import Grounding
from storage import enquiries, readings
from storage.models import Enquiry
from storage.models.sources import EnquiryStatus
from storage.models.stock import ScanStatus
from tests.factories import SENT_AT, make_chat, make_member, make_scan, make_shop
from tests.fakes.vision import ScriptedVision

WITHIN_S = 60.0


def actor(
    broker: RedisBroker, name: str, queue: str, act: Callable[[str], None]
) -> None:
    dramatiq.actor(broker=broker, actor_name=name, queue_name=queue)(act)


def test_slow_source_keeps_no_chat_waiting(redis_url: str) -> None:
    chats, outside = make_broker(redis_url), make_broker(redis_url)
    stop, source_answers = threading.Event(), threading.Event()
    is_asked, chat_is_answered, is_told = (threading.Event() for _ in range(3))

    def ask(_: str) -> None:
        is_asked.set()
        assert source_answers.wait(WITHIN_S)
        is_told.set()

    actor(outside, "ask_outside", OUTSIDE_QUEUE, ask)
    actor(chats, "handle_chat", CHAT_QUEUE, lambda _: chat_is_answered.set())
    pools = [
        Pool(chats, frozenset({CHAT_QUEUE}), 1),
        Pool(outside, frozenset({OUTSIDE_QUEUE}), 1),
    ]
    working = threading.Thread(target=work_on, args=(pools, stop))
    working.start()
    try:
        outside.actors["ask_outside"].send("an enquiry")
        assert is_asked.wait(WITHIN_S)

        chats.actors["handle_chat"].send("a chat")
        assert chat_is_answered.wait(WITHIN_S)
        assert not is_told.is_set()

        source_answers.set()
        assert is_told.wait(WITHIN_S)
    finally:
        source_answers.set()
        stop.set()
        working.join(WITHIN_S)
    assert not working.is_alive()


@dataclass
class SlowModel:
    """A model that has begun to look at a photo, and takes its time."""

    is_asked: threading.Event = field(default_factory=threading.Event)
    may_answer: threading.Event = field(default_factory=threading.Event)

    def answer(
        self, photos: Sequence[bytes], question: OpenQuestion, context: Grounding
    ) -> Judged:
        self.is_asked.set()
        assert self.may_answer.wait(WITHIN_S)
        return Judged("Yes.", 0.9, "slow model")


@pytest.fixture
def slow_model() -> SlowModel:
    return SlowModel()


@pytest.fixture
def vision_services(
    make_services: Callable[..., Services], slow_model: SlowModel
) -> Services:
    settings = {"VLM_BASE_URL": "http://127.0.0.1:9/v1", "VLM_MODEL": "slow"}
    return replace(
        make_services(settings), vision=ScriptedVision(), answerer=slow_model
    )


def _shelf(services: Services) -> tuple[uuid.UUID, uuid.UUID, uuid.UUID]:
    """Ids of a shop, of its chat, and of a photo that was read there."""
    can = Detection(Box(0, 0, 100, 200), 0.9, row=1, position=1)
    item = ItemReading(1, None, None, 1, 1, 1, 0.9, facings=(can,))
    reading = ShelfReading(sizes=((800, 600),), items=(item,))
    with services.db.transaction() as session:
        shop = make_shop(session)
        chat = make_chat(session, shop)
        make_member(session, shop, external_id="ada")
        scan = make_scan(
            session,
            shop,
            chat_id=chat.id,
            sender_id="ada",
            status=ScanStatus.DONE,
            meta={
                "reading": readings.to_json(reading),
                "groups": [{"group": 1, "count": 1}],
            },
        )
        return shop.id, chat.id, scan.id


def _asked(
    services: Services, shelf: tuple[uuid.UUID, uuid.UUID, uuid.UUID], wish: Intent
) -> uuid.UUID:
    """A question about the photo that waits for a vision worker."""
    shop_id, chat_id, scan_id = shelf
    cause = f"inbox:{uuid.uuid4()}"
    with services.db.transaction() as session:
        enquiries.add_wish(
            session,
            to_json(wish),
            cause=cause,
            shop_id=shop_id,
            chat_id=chat_id,
            sender_id="ada",
            language="en",
            now=SENT_AT,
            scan_id=scan_id,
        )
        reply = Reply(ChatRef("web", "chat"), "").to_json()
        enquiry_id = enquiries.hold_back(session, cause, reply, about={})
    assert enquiry_id is not None
    return enquiry_id


def _is_answered(services: Services, enquiry_id: uuid.UUID) -> bool:
    with services.db.transaction() as session:
        return session.get_one(Enquiry, enquiry_id).status == EnquiryStatus.DONE


def _wait_for_answer(services: Services, enquiry_id: uuid.UUID) -> bool:
    pause = threading.Event()
    return any(
        _is_answered(services, enquiry_id) or pause.wait(0.1)
        for _ in range(int(WITHIN_S * 10))
    )


def test_picture_that_proves_an_answer_never_waits_for_a_slow_model(
    redis_url: str, vision_services: Services, slow_model: SlowModel
) -> None:
    shelf = _shelf(vision_services)
    open_question = _asked(vision_services, shelf, AskPicture("is it clean?"))
    where = _asked(vision_services, shelf, AskPhoto("where", (Named("#1"),), group=1))
    broker, stop = make_broker(redis_url), threading.Event()
    pools = vision_pools(broker, redis_url, vision_services)
    working = threading.Thread(target=work_on, args=(pools, stop))
    working.start()
    try:
        queue = DramatiqQueue(make_broker(redis_url))
        queue.look_at_picture(open_question)
        assert slow_model.is_asked.wait(WITHIN_S)

        queue.draw_on_picture(where)

        assert _wait_for_answer(vision_services, where)
        assert not _is_answered(vision_services, open_question)
        slow_model.may_answer.set()
        assert _wait_for_answer(vision_services, open_question)
    finally:
        slow_model.may_answer.set()
        stop.set()
        working.join(WITHIN_S)
    assert not working.is_alive()
