"""The sweeper: what the queue forgot is queued again."""

from __future__ import annotations

import threading
from collections.abc import Callable

from sqlalchemy import select, text

from bot.schedule import SWEEP_LOCK, run_schedule, sweep
from bot.services import Services
from storage import inbox, outbox
from storage.models import InboxMessage, Scan
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


def test_row_that_a_worker_has_locked_is_passed_over(
    services: Services, queue: RecordingQueue, clock: Clock
) -> None:
    leave_one_of_each(services)
    clock.advance(60)

    with services.db.transaction() as working:
        working.execute(select(Scan.id).with_for_update(key_share=True))
        working.execute(select(InboxMessage.id).with_for_update(key_share=True))
        assert sweep(services) == 1

    assert sweep(services) == 2


def test_jobs_of_a_long_backlog_are_not_repeated_at_every_sweep(
    services: Services, queue: RecordingQueue, clock: Clock
) -> None:
    with services.db.transaction() as session:
        shop = make_shop(session)
        times = dict.fromkeys(("ready_at", "enqueued_at", "created_at"), clock())
        make_scan(session, shop, **times)

    for _ in range(900):  # half an hour
        clock.advance(2)
        sweep(services)

    assert 2 < len(queue.scans) < 20


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
