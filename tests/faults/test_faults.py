"""Nothing lost, nothing twice: processes are killed and servers restarted for real.

Each test starts from a shop that knows one product, booked one too few, so that the
next photo changes stock exactly once. Whatever happens while it is read, in the end
there is one answer for each message and one booking.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest
from redis import Redis

from tests.faults.harness import (
    ANSWER_WITHIN_S,
    Installation,
    Person,
    at_once,
    check_books,
    installation,
    open_shop,
    scan_bookings,
    wait_for,
)

pytestmark = [
    pytest.mark.faults,
    pytest.mark.timeout(300),
    pytest.mark.xdist_group("faults"),
]

chats = count(5001)


@pytest.fixture(scope="module")
def running() -> Iterator[Installation]:
    home = Path(tempfile.mkdtemp(prefix="atlasvision-faults-", dir="/tmp"))
    with installation(home) as running:
        yield running
    shutil.rmtree(home, ignore_errors=True)


@pytest.fixture
def person(running: Installation) -> Person:
    return open_shop(running, next(chats), "Test Cola")


def wait_for_the_reading(running: Installation, person: Person) -> None:
    wait_for("the photo is being read", lambda: running.scan_is_read(person.chat), 20.0)


def assert_answered_once(running: Installation, person: Person) -> None:
    assert person.last_answer().kind == "photo"
    assert scan_bookings(running, person) == 1
    check_books(running, [person])


def test_repeated_and_concurrent_deliveries_are_one_message(
    running: Installation, person: Person
) -> None:
    update = person.send_photo()

    at_once(*[lambda: running.push(update) for _ in range(8)])

    assert_answered_once(running, person)


def test_deliveries_out_of_order_are_all_answered(
    running: Installation, person: Person
) -> None:
    first = running.telegram.send_text(person.chat, "sold 1 test cola")
    second = running.telegram.send_text(person.chat, "received 5 test cola")

    for update in (second, first, second):
        assert running.push(update) == 200
    person.answers_expected += 2

    person.last_answer()
    check_books(running, [person])


def test_vision_worker_killed_in_the_middle_of_a_photo(
    running: Installation, person: Person
) -> None:
    person.send_photo()
    wait_for_the_reading(running, person)

    running.kill("vision worker")

    assert_answered_once(running, person)


def test_chat_worker_killed_while_it_sends_the_answer(
    running: Installation, person: Person
) -> None:
    running.telegram.be_slow("editMessageMedia", seconds=3.0)
    person.send_photo()
    wait_for(
        "the answer is being sent",
        lambda: bool(running.telegram.called("editMessageMedia")),
        ANSWER_WITHIN_S,
    )

    running.kill("chat worker")

    assert_answered_once(running, person)


def test_all_workers_killed_at_once(running: Installation, person: Person) -> None:
    person.send_photo()
    person.send("how many test cola?")
    wait_for_the_reading(running, person)

    for name in ("vision worker", "chat worker", "scheduler", "web"):
        running.kill(name)

    person.last_answer()
    assert scan_bookings(running, person) == 1
    check_books(running, [person])


def test_redis_emptied_while_messages_wait(
    running: Installation, person: Person
) -> None:
    person.send_photo()
    person.send("how many test cola?")

    with Redis.from_url(running.redis.url) as client:
        client.flushall()

    person.last_answer()
    assert scan_bookings(running, person) == 1
    check_books(running, [person])


def test_redis_crashed_and_restarted(running: Installation, person: Person) -> None:
    running.redis.kill()
    person.send_photo()  # accepted although the queue is down
    running.redis.start()

    assert_answered_once(running, person)


def test_postgres_restarted_in_the_middle_of_a_photo(
    running: Installation, person: Person
) -> None:
    person.send_photo()
    wait_for_the_reading(running, person)

    running.postgres.kill()
    running.postgres.start()

    assert_answered_once(running, person)


def test_message_sent_while_postgres_is_down_is_accepted_after_it(
    running: Installation, person: Person
) -> None:
    update = running.telegram.send_text(person.chat, "how many test cola?")
    running.postgres.stop()
    assert running.push(update, tries=1) == 503

    running.postgres.start()
    assert running.push(update) == 200
    person.answers_expected += 1

    person.last_answer()
    check_books(running, [person])
