"""Answers of outside sources, and the limits that all processes keep together."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

from storage import erasing, sources
from storage.db import Database
from storage.sources import Question
from tests.conftest import Clock

MILK = Question("open_prices", "06001234567890:EUR")
PICTURE = "a" * 64 + ".jpg"
BREAD = Question("open_prices", "06001234567906:EUR")


def take(database: Database, clock: Clock, limit: int = 3) -> bool:
    with database.transaction() as session:
        return sources.take_turn(session, "reads", limit, clock()) is None


def test_answer_is_kept_with_its_time(database: Database, clock: Clock) -> None:
    with database.transaction() as session:
        sources.keep(session, MILK, {"prices": []}, clock())
        sources.keep(session, BREAD, None, clock())

    with database.transaction() as session:
        kept = sources.answers(session, [MILK, BREAD, Question("jumia", "milk")])

    assert kept[MILK].answer == {"prices": []}
    assert kept[BREAD].answer is None
    assert {row.fetched_at for row in kept.values()} == {clock()}
    assert len(kept) == 2


def test_failure_leaves_the_answer_of_before(database: Database, clock: Clock) -> None:
    with database.transaction() as session:
        sources.keep(session, MILK, {"prices": []}, clock())
        sources.keep_failure(session, MILK, "unreachable", clock.advance(60))

        row = sources.answers(session, [MILK])[MILK]

        assert (row.answer, row.error) == ({"prices": []}, "unreachable")

    with database.transaction() as session:
        sources.keep(session, MILK, {"prices": [1]}, clock())

        row = sources.answers(session, [MILK])[MILK]

        assert (row.error, row.failed_at) == (None, None)


def test_turns_are_given_until_the_minute_is_full(
    database: Database, clock: Clock
) -> None:
    assert [take(database, clock) for _ in range(4)] == [True, True, True, False]

    clock.advance(30)
    assert not take(database, clock)

    clock.advance(31)
    assert take(database, clock)


def test_next_turn_is_told(database: Database, clock: Clock) -> None:
    start = clock()
    take(database, clock)
    clock.advance(10)
    take(database, clock, 2)

    with database.transaction() as session:
        until = sources.take_turn(session, "reads", 2, clock())

    assert until == start + sources.WINDOW


def test_many_processes_together_keep_the_limit(
    database: Database, clock: Clock
) -> None:
    with ThreadPoolExecutor(8) as pool:
        given = list(pool.map(lambda _: take(database, clock, 5), range(16)))

    assert sum(given) == 5


def test_break_is_as_long_as_told_else_longer_each_time(
    database: Database, clock: Clock
) -> None:
    with database.transaction() as session:
        told = sources.break_off(session, "reads", clock(), retry_after_s=7)
        assert told == clock() + timedelta(seconds=7)
        assert sources.take_turn(session, "reads", 9, clock()) == told
        clock.advance(8)
        assert sources.take_turn(session, "reads", 9, clock()) is None

        waits = []
        for _ in range(9):
            until = sources.break_off(session, "reads", clock())
            waits.append((until - clock()).total_seconds())
        assert waits[:3] == [40, 80, 160]
        assert waits[-1] == sources.LONGEST_BREAK.total_seconds()


def test_source_that_works_again_gets_short_breaks_again(
    database: Database, clock: Clock
) -> None:
    with database.transaction() as session:
        sources.break_off(session, "reads", clock())
        sources.break_off(session, "reads", clock())
        sources.worked(session, "reads")

        assert sources.take_turn(session, "reads", 9, clock()) is None
        assert sources.break_off(session, "reads", clock()) == clock() + (
            sources.FIRST_BREAK
        )


def test_old_answers_are_forgotten(database: Database, clock: Clock) -> None:
    with database.transaction() as session:
        sources.keep(session, MILK, None, clock(), picture_key=PICTURE)
        clock.advance(sources.KEPT_FOR.total_seconds())
        sources.keep_failure(session, BREAD, "unreachable", clock())
        clock.advance(1)

        sources.forget_old(session, clock())

        assert list(sources.answers(session, [MILK, BREAD])) == [BREAD]
        assert erasing.discarded(session) == [PICTURE]


def test_what_was_done_is_due_again_only_after_its_time(
    database: Database, clock: Clock
) -> None:
    now, day = clock(), timedelta(days=1)
    with database.transaction() as session:
        assert sources.is_due(session, "watch:1", now, day)
        assert not sources.is_due(session, "watch:1", now + day / 2, day)
        assert sources.is_due(session, "watch:2", now, day)
        assert sources.is_due(session, "watch:1", now + day, day)
