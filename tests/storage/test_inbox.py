"""The inbox: each message once, in order, and none forgotten."""

from __future__ import annotations

import uuid
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import event, func, select

from storage import inbox, leases
from storage.db import Database
from storage.inbox import Recorded
from storage.models import Chat, InboxMessage
from tests.conftest import Clock

FORGOTTEN_AFTER = timedelta(seconds=15)


def record(
    database: Database, clock: Clock, external_id: str, **values: Any
) -> Recorded:
    given: dict[str, Any] = {
        "channel": "telegram",
        "chat_external_id": "77",
        "message": {"text": external_id},
        "raw": {},
        "locale": "en",
        "now": clock(),
        **values,
    }
    with database.transaction() as session:
        return inbox.record(session, external_id=external_id, **given)


def overdue(database: Database, clock: Clock) -> list[uuid.UUID]:
    with database.transaction() as session:
        return inbox.overdue_chats(session, clock(), FORGOTTEN_AFTER)


def test_second_delivery_of_same_message_is_ignored(
    database: Database, clock: Clock
) -> None:
    first = record(database, clock, "m1")

    second = record(database, clock, "m1")

    assert first.is_new
    assert not second.is_new
    assert second.chat_id == first.chat_id


def test_same_message_id_in_another_chat_is_another_message(
    database: Database, clock: Clock
) -> None:
    record(database, clock, "m1")

    other = record(database, clock, "m1", chat_external_id="78")

    assert other.is_new


def test_one_statement_without_a_transaction_keeps_a_message(
    database: Database, clock: Clock
) -> None:
    asked: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_more: Any) -> None:
        asked.append(statement)

    event.listen(database.engine, "before_cursor_execute", note)
    with database.single_statement() as session:
        kept = inbox.record(
            session,
            channel="telegram",
            chat_external_id="77",
            external_id="m1",
            message={"text": "m1"},
            raw={},
            locale="en",
            now=clock(),
        )
    event.remove(database.engine, "before_cursor_execute", note)

    assert len(asked) == 1
    with database.transaction() as session:
        [row] = session.scalars(select(InboxMessage))
        chat = session.get_one(Chat, kept.chat_id)
        assert (row.chat_id, row.status, row.attempts) == (chat.id, "received", 0)
        assert (chat.last_inbound_at, chat.newcomer_role) == (clock(), "staff")


def test_concurrent_deliveries_make_one_row(database: Database, clock: Clock) -> None:
    with ThreadPoolExecutor(8) as pool:
        results = list(pool.map(lambda _: record(database, clock, "m1"), range(16)))

    assert sum(result.is_new for result in results) == 1
    with database.transaction() as session:
        assert session.scalar(select(func.count()).select_from(InboxMessage)) == 1
        assert session.scalar(select(func.count()).select_from(Chat)) == 1


@pytest.mark.parametrize("number", [float("inf"), float("-inf"), float("nan")])
def test_number_that_is_no_json_does_not_stop_a_message(
    database: Database, clock: Clock, number: float
) -> None:
    recorded = record(database, clock, "m1", raw={"odd": [number]})

    with database.transaction() as session:
        row = inbox.oldest_open(session, recorded.chat_id)
    assert row is not None
    assert row.raw == {"odd": [None]}


@pytest.mark.parametrize("text", ["a\x00b", "half a pair \ud83d", "\x00"])
def test_characters_the_database_refuses_are_replaced(
    database: Database, clock: Clock, text: str
) -> None:
    recorded = record(database, clock, "m1", message={"text": text}, raw={"a": [text]})

    assert recorded.is_new


def test_messages_come_out_in_the_order_they_came_in(
    database: Database, clock: Clock
) -> None:
    chat_id = record(database, clock, "m2").chat_id
    record(database, clock, "m1")

    seen = []
    for _ in range(2):
        with database.transaction() as session:
            row = inbox.oldest_open(session, chat_id)
            assert row is not None
            seen.append(row.external_id)
            inbox.mark_done(session, row.id, clock())

    assert seen == ["m2", "m1"]
    with database.transaction() as session:
        assert inbox.oldest_open(session, chat_id) is None


def test_fresh_message_is_not_overdue_and_a_forgotten_one_is_found_once(
    database: Database, clock: Clock
) -> None:
    chat_id = record(database, clock, "m1").chat_id
    assert overdue(database, clock) == []

    clock.advance(16)

    assert overdue(database, clock) == [chat_id]
    assert overdue(database, clock) == []


def test_message_of_a_dead_worker_is_overdue_at_once(
    database: Database, clock: Clock
) -> None:
    chat_id = record(database, clock, "m1").chat_id
    with database.transaction() as session:
        leases.claim(session, Chat, chat_id, "dead", -1.0)

    assert overdue(database, clock) == [chat_id]


def test_message_of_a_living_worker_is_never_overdue(
    database: Database, clock: Clock
) -> None:
    chat_id = record(database, clock, "m1").chat_id
    with database.transaction() as session:
        leases.claim(session, Chat, chat_id, "alive", 60.0)

    clock.advance(3600)

    assert overdue(database, clock) == []


def test_message_that_has_to_wait_is_overdue_after_its_time(
    database: Database, clock: Clock
) -> None:
    chat_id = record(database, clock, "m1").chat_id
    with database.transaction() as session:
        row = inbox.oldest_open(session, chat_id)
        assert row is not None
        inbox.note_failure(session, row.id, "network", clock() + timedelta(minutes=1))
    clock.advance(30)
    assert overdue(database, clock) == []

    clock.advance(31)

    assert overdue(database, clock) == [chat_id]


def test_quarantined_message_is_not_handled_again(
    database: Database, clock: Clock
) -> None:
    chat_id = record(database, clock, "m1").chat_id

    with database.transaction() as session:
        row = inbox.oldest_open(session, chat_id)
        assert row is not None
        assert inbox.count_attempt(session, row.id) == 1
        assert inbox.count_attempt(session, row.id) == 2
        inbox.quarantine(session, row.id, clock())

    with database.transaction() as session:
        assert inbox.oldest_open(session, chat_id) is None
