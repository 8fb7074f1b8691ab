"""Orders over WhatsApp: once, whole, and only to who wants them."""

from __future__ import annotations

import logging

import pytest

from bot.understand import intents as want
from bot.understand.intents import Item, Named
from storage import message_counts
from tests.bot.dialogue.conftest import Counter
from tests.bot.orders.conftest import NUMBER, TEMPLATE, approve, told, work
from tests.factories import make_chat
from tests.fakes.twilio import FakeTwilio


class TestOverWhatsApp:
    @pytest.fixture(autouse=True)
    def phone(self, counter: Counter) -> None:
        counter.wish(want.DescribeSupplier("NBC", phone=NUMBER))

    def test_approved_order_goes_out_once_in_a_template(
        self, counter: Counter, twilio: FakeTwilio
    ) -> None:
        answer = approve(counter)
        work(counter)
        again = counter.wish(want.ApproveOrder(1))
        work(counter)

        [sent] = twilio.visible(NUMBER)
        assert sent.template == TEMPLATE
        assert "Order 1 from Corner: 24 Coke (2 × 12)" in sent.body
        assert "I am sending it to NBC by WhatsApp" in answer
        assert "It was sent to NBC by WhatsApp." in again
        assert told(counter) == []

    def test_supplier_who_wrote_today_gets_the_whole_text(
        self, counter: Counter, twilio: FakeTwilio
    ) -> None:
        twilio.inbound(NUMBER, "hello")
        with counter.services.db.transaction() as session:
            make_chat(
                session,
                channel="whatsapp",
                external_id=NUMBER,
                last_inbound_at=counter.clock(),
            )

        approve(counter)
        work(counter)

        [sent] = twilio.visible(NUMBER)
        assert sent.body == "Order 1 from Corner:\n• 24 Coke (2 × 12)"

    def test_supplier_who_said_stop_is_left_alone(
        self, counter: Counter, twilio: FakeTwilio
    ) -> None:
        with counter.services.db.transaction() as session:
            make_chat(
                session,
                channel="whatsapp",
                external_id=NUMBER,
                last_inbound_at=counter.clock(),
                stopped_at=counter.clock(),
            )

        answer = approve(counter)
        work(counter)

        assert "Forward this to NBC" in answer
        assert twilio.messages == []

    def test_long_order_is_never_cut(
        self, counter: Counter, twilio: FakeTwilio
    ) -> None:
        names = [f"Soap of the kind {number} in a long box" for number in range(12)]
        for name in names:
            counter.stock(name, 1, supplier="NBC")
        items = tuple(Item(Named(name), 5) for name in names)

        counter.wish(want.DraftOrder(items))
        counter.press("Yes")
        work(counter)

        text = " ".join(sent.body for sent in twilio.visible(NUMBER))
        assert 1 < len(twilio.visible(NUMBER)) <= 4
        assert all(f"5 {name}" in text for name in names)
        assert "…" not in text

    def test_order_too_long_for_templates_is_forwarded(
        self, counter: Counter, twilio: FakeTwilio
    ) -> None:
        names = [f"Soap of the kind {number} in a long box" for number in range(40)]
        for name in names:
            counter.stock(name, 1, supplier="NBC")

        counter.wish(want.DraftOrder(tuple(Item(Named(name), 5) for name in names)))
        answer = counter.press("Yes")

        assert "Forward this to NBC" in answer

    def test_provider_that_is_down_is_tried_until_it_is_up(
        self, counter: Counter, twilio: FakeTwilio
    ) -> None:
        approve(counter)
        twilio.refuse(20429, status=429, times=2)
        for _ in range(4):
            counter.later(seconds=30)
            work(counter)

        assert len(twilio.visible(NUMBER)) == 1
        assert told(counter) == []

    def test_cancelled_before_it_went_out_it_stays_here(
        self, counter: Counter, twilio: FakeTwilio
    ) -> None:
        approve(counter)

        answer = counter.wish(want.CancelOrder(1))
        work(counter)

        assert answer == "Order 1 is cancelled."
        assert twilio.messages == []

    def test_cancelled_after_that_the_owner_is_told_to_tell(
        self, counter: Counter
    ) -> None:
        approve(counter)
        work(counter)

        answer = counter.wish(want.CancelOrder(1))

        assert "NBC may have it already: please tell them." in answer

    def test_order_counts_as_a_message_of_whatsapp(self, counter: Counter) -> None:
        approve(counter)
        work(counter)

        with counter.services.db.transaction() as session:
            counted = message_counts.of_month(
                session, counter.shop_id, "whatsapp", "2026-03"
            )
        assert counted == {"utility_template": 1}

    def test_number_is_in_no_log(
        self,
        counter: Counter,
        caplog: pytest.LogCaptureFixture,
        capsys: pytest.CaptureFixture[str],
    ) -> None:
        caplog.set_level(logging.DEBUG)
        approve(counter)
        work(counter)

        printed = capsys.readouterr()
        assert NUMBER[4:] not in caplog.text + printed.out + printed.err
