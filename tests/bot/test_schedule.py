"""The sweeper: what the queue forgot is queued again."""

from __future__ import annotations

import threading
from collections.abc import Callable

from sqlalchemy import text

from bot.schedule import SWEEP_LOCK, run_schedule, sweep
from bot.services import Services
from storage import inbox, outbox
from tests.conftest import Clock
from tests.factories import make_chat, make_scan, make_shop
from tests.fakes.queue import RecordingQueue


def leave_one_of_each(services: Services) -> None:
    with services.db.transaction() as session:
        shop = make_shop(session)
        chat = make_chat(session, shop)
        make_scan(session, shop, chat_id=chat.id, ready_at=services.clock())
        outbox.add(session, chat_id=chat.id, cause=None, reply={}, now=services.clock())
        inbox.record(
            session,
            channel=chat.channel,
            chat_external_id=chat.external_id,
            external_id="m1",
            message={},
            raw={},
            locale=None,
            now=services.clock(),
        )


def test_forgotten_rows_are_queued_again(
    services: Services, queue: RecordingQueue, clock: Clock
) -> None:
    leave_one_of_each(services)
    clock.advance(60)

    found = sweep(services)

    assert found == 3
    assert (len(queue.chats), len(queue.scans), len(queue.deliveries)) == (1, 1, 1)


def test_two_sweepers_do_not_queue_the_same_rows(
    services: Services, queue: RecordingQueue, clock: Clock
) -> None:
    leave_one_of_each(services)
    clock.advance(60)

    with services.db.transaction() as session:
        session.execute(text("SELECT pg_advisory_xact_lock(:k)"), {"k": SWEEP_LOCK})
        assert sweep(services) == 0

    assert sweep(services) == 3


def test_schedule_runs_until_it_is_stopped(
    make_services: Callable[..., Services], queue: RecordingQueue, clock: Clock
) -> None:
    services = make_services({"SWEEP_SECONDS": "0.2"})
    leave_one_of_each(services)
    clock.advance(60)
    stop = threading.Event()
    running = threading.Thread(target=run_schedule, args=(services, stop))

    running.start()
    while not queue.deliveries:
        stop.wait(0.02)
    stop.set()
    running.join(timeout=5)

    assert not running.is_alive()
    assert len(queue.chats) == 1
