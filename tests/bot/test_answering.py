"""The inbox loop: in order, once each, and a message that fails is set aside."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select

from bot import answering
from bot.answering import MAX_ATTEMPTS, handle_chat
from bot.channels.base import MediaUnavailable
from bot.conversation import Outcome, Turn
from bot.inbound import accept
from bot.messages import ChatRef, InboundMessage, MediaKind, MediaRef, Reply
from bot.services import Services
from storage import inbox, leases, scans
from storage.models import Chat, OutboxMessage, Scan
from storage.models import InboxMessage as InboxRow
from storage.models.messages import InboxStatus
from storage.models.stock import ScanStatus
from tests.conftest import Clock
from tests.factories import make_message, make_shop
from tests.fakes.channel import ScriptedChannel
from tests.fakes.queue import RecordingQueue

CHAT = ChatRef("telegram", "77")
PHOTO = MediaRef(MediaKind.PHOTO, "file-1", "image/jpeg")
VIDEO = MediaRef(MediaKind.VIDEO, "file-1", "video/mp4")


@pytest.fixture
def channel() -> ScriptedChannel:
    return ScriptedChannel(
        name="telegram", placeholder="m1", files={"file-1": b"\xff\xd8photo"}
    )


@pytest.fixture
def services(
    make_services: Callable[..., Services], channel: ScriptedChannel
) -> Services:
    return make_services(channels={"telegram": channel})


class Conversation:
    """Stands in for `respond` where the loop around it is tested."""

    def __init__(self) -> None:
        self.heard: list[str] = []
        self.problems: list[str | None] = []
        self.failures: list[Exception] = []

    def respond(self, turn: Turn) -> Outcome:
        self.heard.append(turn.message.text)
        self.problems.append(turn.media_problem)
        if self.failures:
            raise self.failures.pop(0)
        return Outcome(Reply(turn.message.chat, f"heard {turn.message.text}"))


@pytest.fixture
def conversation(monkeypatch: pytest.MonkeyPatch) -> Conversation:
    conversation = Conversation()
    monkeypatch.setattr(answering, "respond", conversation.respond)
    return conversation


def send(services: Services, text: str = "", **values: Any) -> uuid.UUID:
    """Accept a message and give its chat."""
    message: InboundMessage = make_message(text, chat=CHAT, **values)
    accept(services, message)
    with services.db.transaction() as session:
        return session.scalars(select(Chat.id)).one()


def statuses(services: Services) -> list[str]:
    with services.db.transaction() as session:
        return list(session.scalars(select(InboxRow.status).order_by(InboxRow.seq)))


def answers(services: Services) -> list[str]:
    with services.db.transaction() as session:
        rows = session.scalars(select(OutboxMessage).order_by(OutboxMessage.seq))
        return [row.reply["text"] for row in rows]


def test_messages_are_answered_in_the_order_they_came(
    services: Services, conversation: Conversation, queue: RecordingQueue
) -> None:
    for text in ("one", "two", "three"):
        chat_id = send(services, text)

    handle_chat(services, chat_id)

    assert answers(services) == ["heard one", "heard two", "heard three"]
    assert len(queue.deliveries) == 3


def test_message_is_answered_once_however_often_the_job_runs(
    services: Services, conversation: Conversation
) -> None:
    chat_id = send(services, "one")

    for _ in range(3):
        handle_chat(services, chat_id)

    assert conversation.heard == ["one"]


def test_chat_that_another_worker_answers_is_left_to_it(
    services: Services, conversation: Conversation
) -> None:
    chat_id = send(services, "one")
    with services.db.transaction() as session:
        leases.claim(session, Chat, chat_id, "another", 60.0)

    handle_chat(services, chat_id)

    assert conversation.heard == []


def test_result_of_a_worker_that_lost_its_lease_is_not_written(
    services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    chat_id = send(services, "one")

    def fetch_slowly(*_: Any, **__: Any) -> answering.Fetched:
        with services.db.transaction() as session:  # another worker takes over
            session.get_one(Chat, chat_id).lease_owner = "another"
        return answering.Fetched()

    monkeypatch.setattr(answering, "_fetch", fetch_slowly)

    handle_chat(services, chat_id)

    assert answers(services) == []
    assert statuses(services) == [InboxStatus.RECEIVED]


def test_failing_message_is_tried_again_and_what_follows_is_answered(
    services: Services, conversation: Conversation
) -> None:
    conversation.failures = [RuntimeError("once")]
    send(services, "one")
    chat_id = send(services, "two")

    handle_chat(services, chat_id)

    assert answers(services) == ["heard one", "heard two"]


def test_message_that_always_fails_is_quarantined_and_its_sender_told(
    services: Services, conversation: Conversation
) -> None:
    conversation.failures = [RuntimeError("always")] * MAX_ATTEMPTS
    send(services, "poison")
    chat_id = send(services, "next")

    handle_chat(services, chat_id)

    assert statuses(services) == [InboxStatus.QUARANTINED, InboxStatus.DONE]
    apology, following = answers(services)
    assert "heard" not in apology
    assert following == "heard next"


def test_attempts_survive_a_killed_worker(
    services: Services, conversation: Conversation
) -> None:
    chat_id = send(services, "poison")
    with services.db.transaction() as session:
        row = inbox.oldest_open(session, chat_id)
        assert row is not None
        for _ in range(MAX_ATTEMPTS):  # each time the process died
            inbox.count_attempt(session, row.id)

    handle_chat(services, chat_id)

    assert conversation.heard == []
    assert statuses(services) == [InboxStatus.QUARANTINED]


def test_message_of_a_channel_without_credentials_waits_for_them(
    services: Services,
    make_services: Callable[..., Services],
    conversation: Conversation,
) -> None:
    chat_id = send(services, "one")

    for _ in range(MAX_ATTEMPTS + 1):
        handle_chat(make_services(channels={}), chat_id)
    assert conversation.heard == []

    handle_chat(services, chat_id)
    assert answers(services) == ["heard one"]


def test_file_that_cannot_be_fetched_now_is_fetched_later(
    services: Services,
    conversation: Conversation,
    channel: ScriptedChannel,
    clock: Clock,
) -> None:
    channel.files["file-1"] = MediaUnavailable("network", permanent=False)
    chat_id = send(services, media=(PHOTO,))
    handle_chat(services, chat_id)
    assert conversation.heard == []

    channel.files["file-1"] = b"\xff\xd8photo"
    clock.advance(10)
    handle_chat(services, chat_id)

    assert conversation.problems == [None]


def test_file_that_never_comes_is_told_in_the_end(
    services: Services,
    conversation: Conversation,
    channel: ScriptedChannel,
    clock: Clock,
) -> None:
    channel.files["file-1"] = MediaUnavailable("network", permanent=False)
    chat_id = send(services, media=(PHOTO,))

    for _ in range(MAX_ATTEMPTS):
        handle_chat(services, chat_id)
        clock.advance(10)

    assert conversation.problems == ["network"]
    assert statuses(services) == [InboxStatus.DONE]


def test_file_that_is_too_large_is_told_at_once(
    services: Services, conversation: Conversation, channel: ScriptedChannel
) -> None:
    channel.files["file-1"] = MediaUnavailable("too_large", permanent=True)

    handle_chat(services, send(services, media=(PHOTO,)))

    assert conversation.problems == ["too_large"]


def test_button_press_is_acknowledged(
    services: Services, conversation: Conversation, channel: ScriptedChannel
) -> None:
    handle_chat(services, send(services, choice="undo", external_id="cb9"))

    assert channel.acknowledged == ["cb9"]


def test_button_press_that_always_fails_is_acknowledged_too(
    services: Services, conversation: Conversation, channel: ScriptedChannel
) -> None:
    conversation.failures = [RuntimeError("always")] * MAX_ATTEMPTS

    handle_chat(services, send(services, choice="undo", external_id="cb9"))

    assert channel.acknowledged == ["cb9"]


def test_photo_becomes_a_scan_with_a_placeholder_to_replace(
    services: Services, channel: ScriptedChannel, queue: RecordingQueue
) -> None:
    handle_chat(services, send(services, media=(PHOTO,)))

    with services.db.transaction() as session:
        scan = session.scalars(select(Scan)).one()
    assert scan.placeholder == "m1"
    assert len(channel.placeholders) == 1
    assert queue.scans == [scan.id]


def test_who_sends_a_video_sees_that_it_is_put_together(
    services: Services, channel: ScriptedChannel
) -> None:
    handle_chat(services, send(services, media=(VIDEO,)))

    assert channel.placeholders == ["Putting your video together…"]


def test_who_sends_a_video_that_is_too_large_is_told_how_to_film(
    services: Services, channel: ScriptedChannel
) -> None:
    channel.files["file-1"] = MediaUnavailable("too_large", permanent=True)

    handle_chat(services, send(services, media=(VIDEO,)))

    (answer,) = answers(services)
    assert "That video is too large for me. Please film each shelf by itself" in answer


def test_album_has_one_placeholder(
    services: Services, channel: ScriptedChannel
) -> None:
    send(services, media=(PHOTO,), album="a1")
    chat_id = send(services, media=(PHOTO,), album="a1")

    handle_chat(services, chat_id)

    with services.db.transaction() as session:
        scan = session.scalars(select(Scan)).one()
        assert len(scans.photo_keys(session, scan.id)) == 2
    assert len(channel.placeholders) == 1


def test_text_waits_for_the_photo_before_it(
    services: Services, conversation: Conversation, clock: Clock
) -> None:
    chat_id = send(services, "how many coke?")
    with services.db.transaction() as session:
        session.add(
            scan := Scan(
                shop_id=_shop_of(services),
                chat_id=chat_id,
                ready_at=clock(),
                created_at=clock(),
            )
        )
    handle_chat(services, chat_id)
    assert conversation.heard == []

    with services.db.transaction() as session:
        scans.close(session, scan.id, ScanStatus.DONE, clock())
    handle_chat(services, chat_id)

    assert conversation.heard == ["how many coke?"]


def test_text_does_not_wait_for_ever(
    services: Services, conversation: Conversation, clock: Clock
) -> None:
    chat_id = send(services, "how many coke?")
    with services.db.transaction() as session:
        session.add(
            Scan(
                shop_id=_shop_of(services),
                chat_id=chat_id,
                ready_at=clock(),
                created_at=clock(),
            )
        )

    clock.advance(answering.PHOTO_FIRST.total_seconds() + 1)
    handle_chat(services, chat_id)

    assert conversation.heard == ["how many coke?"]


def _shop_of(services: Services) -> uuid.UUID:
    with services.db.transaction() as session:
        return make_shop(session).id
