"""Leases: one worker at a time, and a silent worker loses its row."""

from __future__ import annotations

import uuid

import pytest

from storage import leases
from storage.db import Database
from storage.models import Chat
from tests.factories import make_chat

EXPIRED = -1.0  # a lease of minus one second has run out when it is made


@pytest.fixture
def chat_id(database: Database) -> uuid.UUID:
    with database.transaction() as session:
        return make_chat(session).id


def claim(
    database: Database, chat_id: uuid.UUID, owner: str, lease_s: float = 30.0
) -> bool:
    with database.transaction() as session:
        return leases.claim(session, Chat, chat_id, owner, lease_s)


def test_a_held_row_is_not_given_to_another_worker(
    database: Database, chat_id: uuid.UUID
) -> None:
    assert claim(database, chat_id, "first")

    assert not claim(database, chat_id, "second")


def test_a_released_row_may_be_claimed(database: Database, chat_id: uuid.UUID) -> None:
    claim(database, chat_id, "first")

    with database.transaction() as session:
        leases.release(session, Chat, chat_id, "first")

    assert claim(database, chat_id, "second")


def test_an_expired_lease_is_taken_over_and_cannot_be_renewed(
    database: Database, chat_id: uuid.UUID
) -> None:
    claim(database, chat_id, "dead", EXPIRED)

    assert claim(database, chat_id, "second")

    with database.transaction() as session:
        assert not leases.renew(session, Chat, chat_id, "dead", 30.0)
        assert not leases.still_holds(session, Chat, chat_id, "dead")
        assert leases.still_holds(session, Chat, chat_id, "second")


def test_release_by_a_former_holder_does_not_free_the_row(
    database: Database, chat_id: uuid.UUID
) -> None:
    claim(database, chat_id, "dead", EXPIRED)
    claim(database, chat_id, "second")

    with database.transaction() as session:
        leases.release(session, Chat, chat_id, "dead")

    assert not claim(database, chat_id, "third")


def test_a_renewed_lease_is_kept(database: Database, chat_id: uuid.UUID) -> None:
    claim(database, chat_id, "first", EXPIRED)

    with database.transaction() as session:
        assert leases.renew(session, Chat, chat_id, "first", 30.0)

    assert not claim(database, chat_id, "second")
