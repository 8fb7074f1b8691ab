"""Orders by e-mail, and those that the owner forwards."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from bot import ordering
from bot.understand import intents as want
from storage.models import Chat, OrderSending
from storage.models.orders import SendingStatus
from tests.bot.dialogue.conftest import Counter
from tests.bot.orders.conftest import ADDRESS, approve, channel_of, status, told, work
from tests.fakes.channel import Killed
from tests.fakes.mail import MailServer


class TestByMail:
    @pytest.fixture(autouse=True)
    def address(self, counter: Counter) -> None:
        counter.wish(want.DescribeSupplier("NBC", email=ADDRESS))

    def test_approved_order_is_mailed(self, counter: Counter, mail: MailServer) -> None:
        answer = approve(counter)
        work(counter)

        [(recipients, _)] = mail.received
        assert recipients == [ADDRESS]
        assert "I am sending it to NBC by e-mail" in answer
        assert status(counter) == [SendingStatus.SENT]

    def test_worker_killed_after_mailing_leaves_a_question_and_no_second_mail(
        self, counter: Counter, mail: MailServer
    ) -> None:
        approve(counter)
        channel_of(counter).is_dying = True
        with pytest.raises(Killed):
            work(counter)
        channel_of(counter).is_dying = False
        counter.later(seconds=30)
        for _ in range(3):
            work(counter)

        assert len(mail.received) == 1
        assert len(told(counter)) == 1
        assert status(counter) == [SendingStatus.IN_DOUBT]

    def test_line_cut_after_the_mail_was_given_leaves_a_question(
        self, counter: Counter, mail: MailServer
    ) -> None:
        mail.hang_up()
        approve(counter)
        for _ in range(3):
            work(counter)

        assert len(mail.received) == 1
        assert status(counter) == [SendingStatus.IN_DOUBT]


def test_supplier_without_address_gets_the_text_from_the_owner(
    counter: Counter,
) -> None:
    answer = approve(counter)

    assert "Forward this to your supplier:\n\n• 24 Coke (2 × 12)" in answer


def test_order_that_was_given_to_forward_is_sent_only_after_a_question(
    counter: Counter, mail: MailServer
) -> None:
    approve(counter)
    counter.wish(want.DescribeSupplier("NBC", email=ADDRESS))

    asked = counter.wish(want.ApproveOrder(1))
    work(counter)
    before = len(mail.received)
    counter.press("Send it")
    work(counter)

    assert "You got order 1 to forward before." in asked
    assert before == 0
    assert len(mail.received) == 1


def test_chats_of_orders_go_with_the_shop(counter: Counter, mail: MailServer) -> None:
    counter.wish(want.DescribeSupplier("NBC", email=ADDRESS))
    approve(counter)
    work(counter)

    counter.wish(want.DeleteData())
    counter.yes()

    with counter.services.db.transaction() as session:
        channels = set(session.scalars(select(Chat.channel)))
        assert "supplier" not in channels
        assert session.scalars(select(OrderSending)).first() is None
    assert ordering.look(counter.services) == 0
