"""Context and the one open question of a person in a chat."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

from storage import conversations
from storage.db import Database
from tests.conftest import Clock
from tests.factories import make_chat, make_shop


def test_conversation_is_made_once_per_person(database: Database) -> None:
    with database.transaction() as session:
        chat = make_chat(session, make_shop(session))

    def load(sender: str) -> object:
        with database.transaction() as session:
            return conversations.load(session, chat.id, sender).id

    with ThreadPoolExecutor(4) as pool:
        ids = list(pool.map(load, ["ada", "bola"] * 4))

    assert len(set(ids)) == 2


def test_context_is_merged_and_forgotten(database: Database, clock: Clock) -> None:
    with database.transaction() as session:
        chat = make_chat(session)
        talk = conversations.load(session, chat.id, "ada")
        conversations.remember(talk, clock(), scan="1", groups={"2": "coke"})
    with database.transaction() as session:
        talk = conversations.load(session, chat.id, "ada")
        conversations.remember(talk, clock.advance(5), scan=None, product="x")

    with database.transaction() as session:
        talk = conversations.load(session, chat.id, "ada")
        assert talk.context == {"groups": {"2": "coke"}, "product": "x"}
        assert talk.updated_at == clock()


def test_question_is_answered_once(database: Database, clock: Clock) -> None:
    question = {"kind": "stock", "products": ["coke"]}
    with database.transaction() as session:
        chat = make_chat(session)
        talk = conversations.load(session, chat.id, "ada")
        later = clock() + timedelta(minutes=10)
        conversations.ask(talk, {"kind": "older"}, now=clock(), expires_at=later)
        conversations.ask(talk, question, now=clock(), expires_at=later)

    with database.transaction() as session:
        talk = conversations.load(session, chat.id, "ada")
        assert conversations.open_question(talk, clock()) == question
        assert conversations.answer(talk, clock()) == question
        assert conversations.answer(talk, clock()) is None

    with database.transaction() as session:
        talk = conversations.load(session, chat.id, "ada")
        assert talk.question is None


def test_question_is_forgotten_after_its_time(database: Database, clock: Clock) -> None:
    with database.transaction() as session:
        talk = conversations.load(session, make_chat(session).id, "ada")
        soon = clock() + timedelta(minutes=10)
        conversations.ask(talk, {"kind": "stock"}, now=clock(), expires_at=soon)

        clock.advance(600)

        assert conversations.open_question(talk, clock()) is None
        assert conversations.answer(talk, clock()) is None


def test_question_that_stays_waits_beside_a_later_one(
    database: Database, clock: Clock
) -> None:
    photo = {"id": "1", "kind": "apply", "stays": True}
    which = {"id": "2", "kind": "which"}
    with database.transaction() as session:
        talk = conversations.load(session, make_chat(session).id, "ada")
        soon = clock() + timedelta(minutes=10)
        conversations.ask(talk, photo, now=clock(), expires_at=soon)
        later = clock() + timedelta(minutes=30)
        conversations.ask(talk, which, now=clock(), expires_at=later)

        assert conversations.open_question(talk, clock()) == which
        assert conversations.waiting(talk, clock()) == [which, photo]
        changed = {**photo, "changes": []}
        conversations.change(talk, clock(), "1", changed)
        assert conversations.waiting(talk, clock()) == [which, changed]
        conversations.change(talk, clock(), "2", None)
        assert conversations.open_question(talk, clock()) is None
        assert conversations.waiting(talk, clock()) == [changed]

        clock.advance(600)

        assert conversations.waiting(talk, clock()) == []
