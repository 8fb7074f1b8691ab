"""Delivery: in order, each part once, and a failure says whether it is final."""

from __future__ import annotations

import uuid
from collections.abc import Callable

import pytest

from bot.channels.base import DeliveryError
from bot.delivery import MAX_ATTEMPTS, MAX_CRASHES, deliver
from bot.messages import ChatRef, Reply
from bot.services import Services
from storage import deliveries, leases, outbox
from storage.models import Chat, OutboxMessage
from storage.models.messages import OutboxStatus
from tests.conftest import Clock
from tests.factories import make_chat, make_shop
from tests.fakes.channel import Killed, ScriptedChannel
from tests.fakes.queue import RecordingQueue


@pytest.fixture
def channel() -> ScriptedChannel:
    return ScriptedChannel()


@pytest.fixture
def services(
    make_services: Callable[..., Services], channel: ScriptedChannel
) -> Services:
    return make_services(channels={"web": channel})


@pytest.fixture
def chat(services: Services) -> Chat:
    with services.db.transaction() as session:
        return make_chat(session)


def put_out(services: Services, chat: Chat, text: str) -> uuid.UUID:
    reply = Reply(ChatRef(chat.channel, chat.external_id), text)
    with services.db.transaction() as session:
        outbox_id = outbox.add(
            session,
            chat_id=chat.id,
            cause=None,
            reply=reply.to_json(),
            now=services.clock(),
        )
    assert outbox_id is not None
    return outbox_id


def row_of(services: Services, outbox_id: uuid.UUID) -> OutboxMessage:
    with services.db.transaction() as session:
        return session.get_one(OutboxMessage, outbox_id)


def test_reply_is_sent_once_however_often_the_job_runs(
    services: Services, chat: Chat, channel: ScriptedChannel
) -> None:
    outbox_id = put_out(services, chat, "7 Coke")

    for _ in range(3):
        deliver(services, outbox_id)

    assert channel.sent == ["7 Coke"]
    assert row_of(services, outbox_id).status == OutboxStatus.SENT


def test_replies_of_a_chat_go_out_in_order_whichever_job_comes_first(
    services: Services, chat: Chat, channel: ScriptedChannel
) -> None:
    put_out(services, chat, "first")
    second = put_out(services, chat, "second")

    deliver(services, second)

    assert channel.sent == ["first", "second"]


def test_crash_between_two_parts_does_not_repeat_the_first(
    services: Services, chat: Chat, channel: ScriptedChannel
) -> None:
    outbox_id = put_out(services, chat, "part one\npart two")
    channel.outcomes = [None, Killed()]
    with pytest.raises(Killed):
        deliver(services, outbox_id)

    deliver(services, outbox_id)

    assert channel.sent == ["part one", "part two"]
    assert channel.deliveries[1].sent_ids == ("id-1",)


def test_after_a_crash_the_channel_is_told_that_the_outcome_is_unknown(
    services: Services, chat: Chat, channel: ScriptedChannel, clock: Clock
) -> None:
    outbox_id = put_out(services, chat, "7 Coke")
    channel.outcomes = [Killed()]
    with pytest.raises(Killed):
        deliver(services, outbox_id)
    died_at = clock()
    clock.advance(30)

    deliver(services, outbox_id)

    assert channel.deliveries[0].uncertain_since is None
    assert channel.deliveries[1].uncertain_since == died_at


def test_permanent_error_is_recorded_and_never_tried_again(
    services: Services, chat: Chat, channel: ScriptedChannel
) -> None:
    channel.outcomes = [DeliveryError("blocked", permanent=True)]
    blocked = put_out(services, chat, "lost")
    put_out(services, chat, "next")

    deliver(services, blocked)

    row = row_of(services, blocked)
    assert (row.status, row.error) == (OutboxStatus.FAILED, "blocked")
    assert channel.sent == ["next"]


def test_provider_that_asks_to_wait_is_left_alone_until_then(
    services: Services,
    chat: Chat,
    channel: ScriptedChannel,
    clock: Clock,
    queue: RecordingQueue,
) -> None:
    channel.outcomes = [DeliveryError("slow down", permanent=False, retry_after_s=20)]
    outbox_id = put_out(services, chat, "7 Coke")
    deliver(services, outbox_id)
    assert queue.deliveries == [outbox_id]

    clock.advance(10)
    deliver(services, outbox_id)
    assert channel.sent == []

    clock.advance(11)
    deliver(services, outbox_id)
    assert channel.sent == ["7 Coke"]
    assert channel.deliveries[-1].uncertain_since is None


def test_line_cut_after_the_request_leaves_the_outcome_unknown(
    services: Services, chat: Chat, channel: ScriptedChannel, clock: Clock
) -> None:
    channel.outcomes = [DeliveryError("network", permanent=False, uncertain=True)]
    outbox_id = put_out(services, chat, "7 Coke")
    tried_at = clock()
    deliver(services, outbox_id)
    clock.advance(30)

    deliver(services, outbox_id)

    assert channel.deliveries[-1].uncertain_since == tried_at
    assert channel.sent == ["7 Coke"]


def test_failure_reported_before_the_id_was_known_is_not_missed(
    services: Services, chat: Chat, channel: ScriptedChannel
) -> None:
    with services.db.transaction() as session:
        deliveries.record_status(
            session, "id-1", "undelivered", "63016", services.clock()
        )
    outbox_id = put_out(services, chat, "7 Coke")

    deliver(services, outbox_id)

    row = row_of(services, outbox_id)
    assert (row.status, row.error) == (OutboxStatus.FAILED, "undelivered 63016")


def test_provider_that_stays_down_is_given_up_in_the_end(
    services: Services, chat: Chat, channel: ScriptedChannel, clock: Clock
) -> None:
    outbox_id = put_out(services, chat, "7 Coke")
    channel.outcomes = [DeliveryError("network", permanent=False)] * 100

    for _ in range(MAX_ATTEMPTS):
        deliver(services, outbox_id)
        clock.advance(3600)

    assert row_of(services, outbox_id).status == OutboxStatus.FAILED
    assert len(channel.deliveries) == MAX_ATTEMPTS


def test_reply_that_breaks_the_sending_does_not_hold_up_its_chat_for_ever(
    services: Services, chat: Chat, channel: ScriptedChannel, clock: Clock
) -> None:
    broken = put_out(services, chat, "broken")
    put_out(services, chat, "next")
    channel.outcomes = [RuntimeError("a bug")] * MAX_CRASHES

    for _ in range(MAX_CRASHES):
        deliver(services, broken)
        clock.advance(300)

    row = row_of(services, broken)
    assert (row.status, row.error) == (OutboxStatus.FAILED, "RuntimeError")
    assert channel.sent == ["next"]


def test_reply_of_a_channel_without_credentials_waits_for_them(
    services: Services,
    make_services: Callable[..., Services],
    chat: Chat,
    channel: ScriptedChannel,
    clock: Clock,
) -> None:
    outbox_id = put_out(services, chat, "7 Coke")

    deliver(make_services(channels={}), outbox_id)
    assert row_of(services, outbox_id).error == "channel_not_configured"

    clock.advance(60)
    deliver(services, outbox_id)
    assert channel.sent == ["7 Coke"]


def test_group_that_moved_gets_the_reply_at_its_new_address(
    services: Services, channel: ScriptedChannel, queue: RecordingQueue
) -> None:
    with services.db.transaction() as session:
        shop = make_shop(session)
        chat = make_chat(session, shop)
    channel.outcomes = [DeliveryError("moved", permanent=True, new_chat_id="-1009")]
    outbox_id = put_out(services, chat, "7 Coke")

    deliver(services, outbox_id)
    deliver(services, queue.deliveries.pop())

    assert channel.sent == ["7 Coke"]
    assert channel.deliveries[-1].reply.chat.id == "-1009"
    with services.db.transaction() as session:
        assert session.get_one(Chat, row_of(services, outbox_id).chat_id).shop_id == (
            shop.id
        )


def test_group_that_moved_to_a_chat_we_know_keeps_one_row_for_it(
    services: Services, chat: Chat, channel: ScriptedChannel, queue: RecordingQueue
) -> None:
    with services.db.transaction() as session:
        known = make_chat(session, channel="web", external_id="-1009")
    channel.outcomes = [DeliveryError("moved", permanent=True, new_chat_id="-1009")]
    outbox_id = put_out(services, chat, "7 Coke")

    deliver(services, outbox_id)
    deliver(services, queue.deliveries.pop())

    assert channel.sent == ["7 Coke"]
    assert row_of(services, outbox_id).chat_id == known.id


def test_reply_that_another_worker_is_sending_is_left_to_it(
    services: Services, chat: Chat, channel: ScriptedChannel
) -> None:
    outbox_id = put_out(services, chat, "7 Coke")
    with services.db.transaction() as session:
        leases.claim(session, OutboxMessage, outbox_id, "another", 60.0)

    deliver(services, outbox_id)

    assert channel.sent == []


def test_job_of_a_reply_that_does_not_exist_does_nothing(services: Services) -> None:
    deliver(services, uuid.uuid4())
