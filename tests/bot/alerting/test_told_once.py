"""News that are told once, whatever is repeated, dies or is down in between."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select, update

from bot import alerting
from bot.channels.base import DeliveryError
from bot.delivery import MAX_ATTEMPTS
from bot.schedule import sweep
from bot.services import Services
from storage.models import (
    AlertNotice,
    Chat,
    OutboxMessage,
)
from storage.models.stock import MovementKind
from tests.bot.alerting.conftest import (
    MILK,
    Corner,
    digests,
    sent,
)
from tests.fakes.channel import Killed, ScriptedChannel
from tests.fakes.queue import RecordingQueue


class TestOnce:
    def test_jobs_that_run_twice_make_one_digest(
        self, services: Services, corner: Corner
    ) -> None:
        corner.book(corner.milk, 3)
        corner.work()
        corner.clock.advance(11)
        sweep(services)

        for _ in range(3):
            alerting.push(services, corner.chat.id)

        assert len(digests(corner)) == 1

    def test_jobs_at_the_same_time_make_one_digest(
        self, services: Services, corner: Corner
    ) -> None:
        corner.book(corner.milk, 3)
        corner.book(corner.bread, 3)
        corner.work()
        corner.clock.advance(11)

        with ThreadPoolExecutor(4) as pool:
            for done in [
                pool.submit(alerting.push, services, corner.chat.id) for _ in range(12)
            ]:
                done.result()

        assert len(digests(corner)) == 1

    def test_sales_at_the_same_time_cross_once(
        self, services: Services, corner: Corner
    ) -> None:
        with ThreadPoolExecutor(4) as pool:
            for done in [
                pool.submit(corner.book, corner.milk, to) for to in (4, 3, 2, 1, 0)
            ]:
                done.result()

        with services.db.transaction() as session:
            assert len(session.scalars(select(AlertNotice)).all()) == 1

    def test_job_beside_another_leaves_the_chat_to_it(
        self, services: Services, corner: Corner
    ) -> None:
        from storage import notices

        corner.book(corner.milk, 3)
        with services.db.transaction() as busy:
            assert notices.lock_chat(busy, corner.chat.id)
            alerting.push(services, corner.chat.id)

        assert digests(corner) == []

    def test_lost_job_is_queued_again(
        self, services: Services, corner: Corner, queue: RecordingQueue
    ) -> None:
        corner.book(corner.milk, 3)
        sweep(services)
        corner.clock.advance(11)
        sweep(services)
        queue.alerts.clear()

        sweep(services)
        assert queue.alerts == []
        corner.clock.advance(16)
        sweep(services)
        assert queue.alerts == [corner.chat.id]

    def test_death_before_the_commit_leaves_the_news_to_be_told(
        self, services: Services, corner: Corner, queue: RecordingQueue
    ) -> None:
        corner.book(corner.milk, 3)
        corner.work()
        corner.clock.advance(11)
        sweep(services)
        queue.alerts.clear()

        class Dying(RecordingQueue):
            def deliver(self, outbox_id: Any, delay_s: float = 0.0) -> None:
                raise Killed

        # Killed right after the commit: nobody was told to send the digest.
        from dataclasses import replace

        with pytest.raises(Killed):
            alerting.push(replace(services, queue=Dying()), corner.chat.id)
        assert sent(corner) == []
        corner.later(seconds=30)
        corner.later(seconds=30)

        assert sent(corner) == [MILK]

    def test_death_while_sending_sends_once_more_and_makes_no_other_digest(
        self, corner: Corner, channel: ScriptedChannel
    ) -> None:
        corner.book(corner.milk, 3)
        corner.work()
        corner.clock.advance(11)
        channel.outcomes = [Killed()]
        with pytest.raises(Killed):
            corner.work()

        corner.later(seconds=60)

        assert sent(corner) == [MILK]
        assert len(digests(corner)) == 1


class TestProvider:
    def test_that_is_down_gets_it_when_it_is_up_again(
        self, corner: Corner, channel: ScriptedChannel
    ) -> None:
        channel.outcomes = [DeliveryError("network", permanent=False)] * 5
        corner.book(corner.milk, 3)

        for _ in range(12):
            corner.later(minutes=1)

        assert sent(corner) == [MILK]

    def test_that_is_down_for_a_day_gets_what_is_true_then(
        self, corner: Corner, channel: ScriptedChannel
    ) -> None:
        down = DeliveryError("network", permanent=False)
        channel.outcomes = [down] * MAX_ATTEMPTS
        corner.book(corner.milk, 4)
        corner.book(corner.bread, 4)
        corner.later(seconds=11)
        for _ in range(MAX_ATTEMPTS):
            corner.later(minutes=6)
        corner.book(corner.milk, 3)
        corner.book(corner.bread, 20, MovementKind.DELIVERY)

        corner.later(minutes=30)
        corner.later(minutes=1)

        assert sent(corner) == [MILK]

    def test_that_refuses_for_good_is_left_alone(
        self, corner: Corner, channel: ScriptedChannel
    ) -> None:
        channel.outcomes = [DeliveryError("blocked", permanent=True)]
        corner.book(corner.milk, 3)

        for _ in range(5):
            corner.later(hours=6)

        assert len(channel.deliveries) == 1

    def test_that_reports_a_failure_later_gets_it_again_three_times_at_most(
        self, corner: Corner, channel: ScriptedChannel, services: Services
    ) -> None:
        corner.book(corner.milk, 3)
        for _ in range(6):
            corner.later(minutes=50)
            with services.db.transaction() as session:
                session.execute(
                    update(OutboxMessage).values(status="failed", error="failed 63024")
                )

        assert len(channel.deliveries) == 3

    def test_news_of_a_week_ago_are_not_told(
        self, corner: Corner, services: Services
    ) -> None:
        corner.change(Chat, stopped_at=corner.clock())
        corner.book(corner.milk, 3)
        corner.later(minutes=1)
        with services.db.transaction() as session:
            old = corner.clock() - timedelta(days=7)
            session.execute(update(AlertNotice).values(created_at=old))
            alerts_start = session.get_one(Chat, corner.chat.id)
            alerts_start.stopped_at = None

        corner.later(days=1)

        assert sent(corner) == []
