"""A configured model is asked for what nobody else understood, and only for that."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy import func, select
from sqlalchemy import text as text_of

from bot.understand.intents import Count, Intent, Item, Move, Named
from storage.db import Database
from storage.models import Chat, Conversation, InboxMessage, Member, Shop
from tests.conversations.stage import Stage

ODD = "blorp grindle coke wixx"


class ScriptedInterpreter:
    """Knows some texts, and notes all that it was asked."""

    def __init__(self, **known: tuple[Intent, ...]) -> None:
        self.known = known
        self.asked: list[str] = []

    def wishes(self, text: str, language: str) -> tuple[Intent, ...]:
        """What was scripted for the first word."""
        self.asked.append(text)
        return self.known.get(text.split()[0], ())


def with_interpreter(stage: Stage, interpreter: ScriptedInterpreter) -> Stage:
    stage.open_shop({}, [{"name": "Coke", "quantity": 14}])
    stage.services = replace(stage.services, interpreter=interpreter)
    return stage


def test_wish_of_the_model_is_carried_out_like_any_other(stage: Stage) -> None:
    interpreter = ScriptedInterpreter(blorp=(Count((Named("coke"),)),))
    shop = with_interpreter(stage, interpreter)

    (answer,) = shop.send(ODD)

    assert "14" in answer.text
    assert interpreter.asked == [ODD]


def test_product_that_the_model_names_is_looked_up(stage: Stage) -> None:
    sale = Move("sale", (Item(Named("grindle"), 3),))
    shop = with_interpreter(stage, ScriptedInterpreter(blorp=(sale,)))

    (answer,) = shop.send(ODD)

    assert "grindle" in answer.text
    assert shop.stock() == {"Coke": 14}


def test_what_is_understood_is_not_sent_to_the_model(stage: Stage) -> None:
    interpreter = ScriptedInterpreter()
    shop = with_interpreter(stage, interpreter)

    shop.send("how many coke")
    shop.send("sold 3 coke")

    assert interpreter.asked == []
    assert shop.stock() == {"Coke": 11}


def test_model_that_knows_nothing_leaves_the_usual_answer(stage: Stage) -> None:
    interpreter = ScriptedInterpreter()
    shop = with_interpreter(stage, interpreter)

    (answer,) = shop.send("the weather is nice today")

    assert "not understand" in answer.text
    assert interpreter.asked == ["the weather is nice today"]


class LockingInterpreter(ScriptedInterpreter):
    """Looks, while it is asked, whether anybody else would have to wait."""

    def __init__(self, database: Database, **known: tuple[Intent, ...]) -> None:
        super().__init__(**known)
        self.database = database
        self.waiting: list[int] = []

    def wishes(self, text: str, language: str) -> tuple[Intent, ...]:
        """What was scripted, after a look at the database."""
        with self.database.transaction() as session:
            for table in (Shop, Chat, Member, Conversation, InboxMessage):
                session.scalars(select(table).with_for_update(nowait=True)).all()
            others = text_of("""
                SELECT count(*) FROM pg_stat_activity
                WHERE datname = current_database() AND pid <> pg_backend_pid()
                AND state LIKE 'idle in transaction%'
            """)
            self.waiting.append(session.scalars(others).one())
        return super().wishes(text, language)


def test_nobody_waits_while_the_model_is_asked(stage: Stage) -> None:
    sale = Move("sale", (Item(Named("coke"), 3),))
    interpreter = LockingInterpreter(stage.services.db, blorp=(sale,))
    shop = with_interpreter(stage, interpreter)

    (answer,) = shop.send(ODD)

    assert interpreter.waiting == [0]
    assert "11" in answer.text
    assert shop.stock() == {"Coke": 11}


def test_first_message_of_a_person_is_asked_for_and_answered_once(
    stage: Stage,
) -> None:
    interpreter = LockingInterpreter(stage.services.db)
    stage.services = replace(stage.services, interpreter=interpreter)

    answers = stage.send(ODD)

    assert len(answers) == 1
    assert interpreter.asked == [ODD]
    with stage.services.db.transaction() as session:
        assert session.scalar(select(func.count()).select_from(Shop)) == 1
