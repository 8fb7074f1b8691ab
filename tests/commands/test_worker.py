"""The pools of a chat worker: who asks outside keeps nobody else waiting."""

from __future__ import annotations

import threading
from collections.abc import Callable

import dramatiq
from dramatiq.brokers.redis import RedisBroker

from bot.queue import CHAT_QUEUE, OUTSIDE_QUEUE, make_broker
from commands.worker import Pool, work_on

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
