"""The outbox: one answer for each cause, and no part sent twice."""

from __future__ import annotations

import uuid
from datetime import timedelta

import pytest

from storage import leases, outbox
from storage.db import Database
from storage.models import OutboxMessage
from storage.models.messages import OutboxStatus
from tests.conftest import Clock
from tests.factories import make_chat

FORGOTTEN_AFTER = timedelta(seconds=15)


@pytest.fixture
def chat_id(database: Database) -> uuid.UUID:
    with database.transaction() as session:
        return make_chat(session).id


def add(
    database: Database, clock: Clock, chat_id: uuid.UUID, cause: str | None = None
) -> uuid.UUID | None:
    with database.transaction() as session:
        return outbox.add(
            session, chat_id=chat_id, cause=cause, reply={"text": "7"}, now=clock()
        )


def load(database: Database, outbox_id: uuid.UUID | None) -> OutboxMessage:
    assert outbox_id is not None
    with database.transaction() as session:
        return session.get_one(OutboxMessage, outbox_id)


def overdue(database: Database, clock: Clock) -> list[uuid.UUID]:
    with database.transaction() as session:
        return outbox.overdue(session, clock(), FORGOTTEN_AFTER)


def test_one_cause_is_answered_once(
    database: Database, clock: Clock, chat_id: uuid.UUID
) -> None:
    assert add(database, clock, chat_id, "inbox:1") is not None

    assert add(database, clock, chat_id, "inbox:1") is None
    assert add(database, clock, chat_id, "inbox:2") is not None


def test_replies_without_a_cause_do_not_exclude_one_another(
    database: Database, clock: Clock, chat_id: uuid.UUID
) -> None:
    assert add(database, clock, chat_id) is not None
    assert add(database, clock, chat_id) is not None


def test_ids_of_sent_parts_are_kept_in_order(
    database: Database, clock: Clock, chat_id: uuid.UUID
) -> None:
    outbox_id = add(database, clock, chat_id)
    assert outbox_id is not None

    for provider_id in ("11", "12"):
        with database.transaction() as session:
            outbox.part_sent(session, outbox_id, provider_id)

    row = load(database, outbox_id)
    assert row.provider_ids == ["11", "12"]
    assert row.parts_sent == 2


def test_a_try_without_an_outcome_is_remembered_as_uncertain(
    database: Database, clock: Clock, chat_id: uuid.UUID
) -> None:
    outbox_id = add(database, clock, chat_id)
    with database.transaction() as session:
        row = session.get_one(OutboxMessage, outbox_id)
        assert outbox.begin(session, row, clock()) is None
    died_at = clock()
    clock.advance(20)

    with database.transaction() as session:
        row = session.get_one(OutboxMessage, outbox_id)
        uncertain_since = outbox.begin(session, row, clock())

    assert uncertain_since == died_at
    assert load(database, outbox_id).attempts == 2


def test_a_postponed_reply_is_certain_and_comes_back_after_its_wait(
    database: Database, clock: Clock, chat_id: uuid.UUID
) -> None:
    outbox_id = add(database, clock, chat_id)
    assert outbox_id is not None
    with database.transaction() as session:
        outbox.begin(session, session.get_one(OutboxMessage, outbox_id), clock())
        outbox.postpone(session, outbox_id, "429", clock() + timedelta(seconds=40))

    clock.advance(30)
    assert overdue(database, clock) == []
    clock.advance(30)

    assert overdue(database, clock) == [outbox_id]
    with database.transaction() as session:
        row = session.get_one(OutboxMessage, outbox_id)
        assert outbox.begin(session, row, clock()) is None


@pytest.mark.parametrize("final", [OutboxStatus.SENT, OutboxStatus.FAILED])
def test_a_settled_reply_is_never_sent_again(
    database: Database, clock: Clock, chat_id: uuid.UUID, final: OutboxStatus
) -> None:
    outbox_id = add(database, clock, chat_id)
    assert outbox_id is not None

    with database.transaction() as session:
        if final is OutboxStatus.SENT:
            outbox.mark_sent(session, outbox_id, clock())
        else:
            outbox.mark_failed(session, outbox_id, "blocked")

    clock.advance(3600)
    assert overdue(database, clock) == []
    with database.transaction() as session:
        assert outbox.oldest_open(session, chat_id) is None


def test_reply_of_a_dead_sender_is_overdue_at_once(
    database: Database, clock: Clock, chat_id: uuid.UUID
) -> None:
    outbox_id = add(database, clock, chat_id)
    assert outbox_id is not None
    with database.transaction() as session:
        leases.claim(session, OutboxMessage, outbox_id, "dead", -1.0)
        outbox.begin(session, session.get_one(OutboxMessage, outbox_id), clock())

    assert overdue(database, clock) == [outbox_id]
