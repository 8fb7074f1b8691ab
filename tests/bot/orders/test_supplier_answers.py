"""What suppliers answer to an order over WhatsApp."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from bot import inbound
from bot.answering import handle_chat
from bot.channels import whatsapp_inbound
from bot.understand import intents as want
from storage.models import Shop
from tests.bot.dialogue.conftest import Counter
from tests.bot.orders.conftest import NUMBER, approve, told, work
from tests.fakes.queue import RecordingQueue
from tests.fakes.twilio import FakeTwilio


class TestAnswers:
    @pytest.fixture(autouse=True)
    def sent(self, counter: Counter) -> None:
        counter.wish(want.DescribeSupplier("NBC", phone=NUMBER))
        approve(counter)
        work(counter)

    def write(self, counter: Counter, twilio: FakeTwilio, text: str) -> str:
        """The supplier writes; gives what they are answered."""
        services, queue = counter.services, counter.services.queue
        assert isinstance(queue, RecordingQueue)
        message = whatsapp_inbound.parse(twilio.inbound(NUMBER, text), counter.clock())
        assert message is not None
        inbound.accept(services, message)
        handle_chat(services, queue.chats.pop())
        work(counter)
        return twilio.visible(NUMBER)[-1].body

    def test_supplier_s_words_reach_who_approved_the_order(
        self, counter: Counter, twilio: FakeTwilio
    ) -> None:
        answer = self.write(counter, twilio, "ok, tomorrow morning")

        assert answer == "Thank you. I tell Corner."
        assert told(counter) == ["NBC about order 1: “ok, tomorrow morning”"]

    def test_stop_of_a_supplier_is_obeyed(
        self, counter: Counter, twilio: FakeTwilio
    ) -> None:
        self.write(counter, twilio, "stop")

        assert told(counter) == []
        assert "Forward this to NBC" in approve(counter)

    def test_supplier_may_open_a_shop_of_their_own(
        self, counter: Counter, twilio: FakeTwilio
    ) -> None:
        self.write(counter, twilio, "/start")

        assert told(counter) == []
        with counter.services.db.transaction() as session:
            assert len(session.scalars(select(Shop)).all()) == 2

    def test_after_a_month_they_are_anybody(
        self, counter: Counter, twilio: FakeTwilio
    ) -> None:
        counter.later(days=31)

        self.write(counter, twilio, "hello")

        assert told(counter) == []
