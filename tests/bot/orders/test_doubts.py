"""Orders that may not have arrived: asked about, and sent again only on demand."""

from __future__ import annotations

import pytest

from bot.understand import intents as want
from storage import deliveries
from storage.models import Member
from storage.models.orders import SendingStatus
from storage.models.shops import Role
from tests.bot.dialogue.conftest import Counter
from tests.bot.orders.conftest import (
    NUMBER,
    approve,
    channel_of,
    press_news,
    status,
    told,
    work,
)
from tests.fakes.channel import Killed
from tests.fakes.twilio import FakeTwilio


class TestDoubts:
    @pytest.fixture(autouse=True)
    def phone(self, counter: Counter) -> None:
        counter.wish(want.DescribeSupplier("NBC", phone=NUMBER))

    def test_worker_killed_after_sending_finds_the_order_at_the_provider(
        self, counter: Counter, twilio: FakeTwilio
    ) -> None:
        approve(counter)
        channel_of(counter).is_dying = True
        with pytest.raises(Killed):
            work(counter)
        channel_of(counter).is_dying = False
        counter.later(seconds=30)
        work(counter)

        assert len(twilio.visible(NUMBER)) == 1
        assert status(counter) == [SendingStatus.SENT]
        assert told(counter) == []

    def test_order_whose_outcome_nobody_knows_is_asked_about(
        self, counter: Counter, twilio: FakeTwilio
    ) -> None:
        approve(counter)
        twilio.refuse(20500, status=500)  # after which it may have taken it
        work(counter)

        [question] = told(counter)
        assert twilio.messages == []
        assert status(counter) == [SendingStatus.IN_DOUBT]
        assert "I can’t tell whether order 1 reached NBC by WhatsApp" in question

    def test_doubtful_order_goes_again_only_when_somebody_says_so_and_once(
        self, counter: Counter, twilio: FakeTwilio
    ) -> None:
        approve(counter)
        twilio.refuse(20500, status=500)
        work(counter)

        first = press_news(counter, "Send again")
        second = press_news(counter, "Send again")
        work(counter)

        assert "I am sending it to NBC" in first
        assert "I am sending it" not in second
        assert len(twilio.visible(NUMBER)) == 1
        assert status(counter) == [SendingStatus.REPEATED, SendingStatus.SENT]

    def test_doubtful_order_that_arrived_is_not_sent_again(
        self, counter: Counter, twilio: FakeTwilio
    ) -> None:
        approve(counter)
        twilio.refuse(20500, status=500)
        work(counter)

        answer = press_news(counter, "It arrived")
        again = press_news(counter, "Send again")
        work(counter)

        assert "order 1 is with NBC" in answer
        assert "sending" not in again
        assert twilio.messages == []

    def test_yes_and_it_arrived_are_about_the_message_not_the_goods(
        self, counter: Counter, twilio: FakeTwilio
    ) -> None:
        approve(counter)
        twilio.refuse(20500, status=500)
        work(counter)

        answer = counter.say(want.ReceiveOrder())

        assert "order 1 is with NBC" in answer
        assert counter.quantity("Coke") == 1
        assert status(counter) == [SendingStatus.ARRIVED]

    def test_staff_may_not_press_what_only_managers_may_decide(
        self, counter: Counter, twilio: FakeTwilio
    ) -> None:
        approve(counter)
        twilio.refuse(20500, status=500)
        work(counter)

        answer = press_news(counter, "Send again", by=Role.STAFF)

        assert "Only the owner or a manager" in answer
        assert status(counter) == [SendingStatus.IN_DOUBT]

    def test_approving_a_doubtful_order_asks_instead_of_sending(
        self, counter: Counter, twilio: FakeTwilio
    ) -> None:
        approve(counter)
        twilio.refuse(20500, status=500)
        work(counter)

        answer = counter.wish(want.ApproveOrder(1))

        assert "Did it arrive?" in answer
        assert counter.buttons == ["It arrived", "Send again"]
        assert twilio.messages == []

    def test_order_that_was_refused_is_told_with_its_text(
        self, counter: Counter, twilio: FakeTwilio
    ) -> None:
        approve(counter)
        twilio.refuse(63003)
        work(counter)

        [news] = told(counter)
        assert "Order 1 did not reach NBC by WhatsApp" in news
        assert "• 24 Coke (2 × 12)" in news
        press_news(counter, "Send again")
        work(counter)
        assert len(twilio.visible(NUMBER)) == 1

    def test_failure_that_is_reported_later_is_told(
        self, counter: Counter, twilio: FakeTwilio
    ) -> None:
        approve(counter)
        work(counter)
        [sent] = twilio.messages
        with counter.services.db.transaction() as session:
            deliveries.record_status(
                session, sent.sid, "undelivered", "63024", counter.clock()
            )
        with counter.services.db.transaction() as session:
            deliveries.fail_reported(session, [sent.sid])
        work(counter)

        [news] = told(counter)
        assert "did not reach NBC" in news
        assert status(counter) == [SendingStatus.FAILED]

    def test_whoever_left_the_shop_is_told_nothing(
        self, counter: Counter, twilio: FakeTwilio
    ) -> None:
        approve(counter)
        twilio.refuse(63003)
        with counter.services.db.transaction() as session:
            member = session.get_one(Member, counter.members[Role.OWNER])
            member.removed_at = counter.clock()
        work(counter)

        assert told(counter) == []
        assert status(counter) == [SendingStatus.FAILED]
