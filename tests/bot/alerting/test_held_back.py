"""News that wait: for the end of quiet hours, of a pause, or of "stop"."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta

from sqlalchemy import select

from bot.channels.base import DeliveryError
from bot.services import Services
from storage import (
    alerts,
    pauses,
    shops,
)
from storage.models import (
    AlertNotice,
    Chat,
    Shop,
)
from tests.bot.alerting.conftest import (
    MILK,
    Corner,
    digests,
    sent,
)
from tests.fakes.channel import ScriptedChannel


class TestHeldBack:
    def test_quiet_hours_end_with_one_digest(self, corner: Corner) -> None:
        corner.change(Shop, quiet_from=time(22), quiet_to=time(7))
        corner.clock.now = datetime(2026, 3, 2, 21, 30, tzinfo=UTC)  # 22:30 in Lagos
        corner.book(corner.milk, 3)
        corner.later(hours=2)
        corner.book(corner.bread, 2)
        corner.later(hours=6)
        assert sent(corner) == []

        corner.clock.now = datetime(2026, 3, 3, 6, 0, tzinfo=UTC)
        corner.work()

        assert len(digests(corner)) == 1
        assert len(sent(corner)) == 3

    def test_digest_that_could_not_go_out_before_the_night_waits_for_the_morning(
        self, corner: Corner, channel: ScriptedChannel
    ) -> None:
        corner.change(Shop, quiet_from=time(22), quiet_to=time(7))
        corner.clock.now = datetime(2026, 3, 2, 20, 59, 40, tzinfo=UTC)
        channel.outcomes = [DeliveryError("network", permanent=False)]
        corner.book(corner.milk, 3)
        corner.later(seconds=11)
        assert len(channel.deliveries) == 1

        corner.later(minutes=30)
        assert sent(corner) == []
        corner.clock.now = datetime(2026, 3, 3, 6, 0, tzinfo=UTC)
        corner.later(minutes=1)

        assert sent(corner) == [MILK]

    def test_stop_and_alerts_go_along_when_a_group_gets_another_id(
        self, services: Services, corner: Corner
    ) -> None:
        stopped_at = corner.clock()
        corner.change(Chat, stopped_at=stopped_at, newcomer_role="viewer")
        corner.book(corner.milk, 3)
        with services.db.transaction() as session:
            pauses.pause(session, corner.chat.id, corner.bread.id, corner.clock())
            chat = session.get_one(Chat, corner.chat.id)
            new_id = shops.follow_chat(session, chat, "-1002")
        with services.db.transaction() as session:
            shops.follow_chat(session, session.get_one(Chat, corner.chat.id), "-1002")

        for _ in range(3):
            corner.later(seconds=11)

        assert digests(corner) == []
        with services.db.transaction() as session:
            new = session.get_one(Chat, new_id)
            assert (new.stopped_at, new.newcomer_role) == (stopped_at, "viewer")
            rules = alerts.rules_of_chat(session, corner.shop.id, new_id)
            assert len(rules) == 2
            held = session.scalars(select(AlertNotice)).one()
            assert (held.chat_id, held.hold) == (new_id, "stopped")

    def test_snoozed_product_waits_and_the_others_do_not(
        self, corner: Corner, services: Services
    ) -> None:
        until = corner.clock() + timedelta(hours=2)
        with services.db.transaction() as session:
            pauses.pause(session, corner.chat.id, corner.bread.id, until)
        corner.book(corner.milk, 3)
        corner.book(corner.bread, 4)

        corner.later(seconds=11)
        assert sent(corner) == [MILK]
        corner.later(hours=2)
        assert sent(corner)[1:] == ["Running low: Bread: 4 left (alert under 5)"]

    def test_after_stop_nothing_is_pushed_until_start(self, corner: Corner) -> None:
        corner.change(Chat, stopped_at=corner.clock())
        corner.book(corner.milk, 3)
        corner.later(hours=1)
        assert sent(corner) == []

        corner.change(Chat, stopped_at=None)
        corner.writes()
        corner.work()

        assert sent(corner) == [MILK]

    def test_stop_overtakes_a_digest_that_waits_in_the_outbox(
        self, corner: Corner, channel: ScriptedChannel
    ) -> None:
        channel.outcomes = [DeliveryError("network", permanent=False)]
        corner.book(corner.milk, 3)
        corner.later(seconds=11)

        corner.change(Chat, stopped_at=corner.clock())
        corner.later(hours=2)
        assert sent(corner) == []

        corner.change(Chat, stopped_at=None)
        corner.writes()
        corner.work()
        assert sent(corner) == [MILK]

    def test_digest_that_may_be_out_is_not_told_again_after_stop_and_start(
        self, corner: Corner, channel: ScriptedChannel
    ) -> None:
        channel.outcomes = [DeliveryError("network", permanent=False, uncertain=True)]
        corner.book(corner.milk, 3)
        corner.later(seconds=11)

        corner.change(Chat, stopped_at=corner.clock())
        corner.later(hours=1)
        corner.change(Chat, stopped_at=None)
        corner.writes()
        corner.later(hours=1)

        assert sent(corner) == []

    def test_person_who_told_the_provider_to_stop_is_taken_at_their_word(
        self, corner: Corner, channel: ScriptedChannel, services: Services
    ) -> None:
        channel.outcomes = [DeliveryError("opted_out", permanent=True)]
        corner.book(corner.milk, 3)
        corner.later(seconds=11)

        with services.db.transaction() as session:
            assert session.get_one(Chat, corner.chat.id).stopped_at == corner.clock()
        corner.book(corner.bread, 3)
        corner.later(hours=24)
        assert len(channel.deliveries) == 1
