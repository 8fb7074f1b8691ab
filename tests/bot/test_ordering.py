"""Orders that go to suppliers by themselves: once each, and asked about on doubt."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Iterator
from dataclasses import replace
from decimal import Decimal

import httpx
import pytest
from sqlalchemy import select

from bot import inbound, ordering
from bot.answering import handle_chat
from bot.channels import whatsapp_inbound
from bot.channels.base import Delivery
from bot.channels.local import LocalChannel
from bot.channels.suppliers import SupplierChannel
from bot.channels.whatsapp import WhatsAppChannel
from bot.delivery import deliver
from bot.links import MediaLinks
from bot.questions import press
from bot.schedule import sweep
from bot.services import Services
from bot.understand import intents as want
from bot.understand.intents import Item, Named
from storage import deliveries, message_counts, sendings
from storage.blobs import LocalBlobs
from storage.models import Chat, Member, OrderSending, OutboxMessage, Shop
from storage.models.orders import SendingStatus
from storage.models.shops import Role
from tests.bot.dialogue.conftest import Counter, open_counter
from tests.conftest import Clock
from tests.factories import make_chat
from tests.fakes.channel import Killed
from tests.fakes.mail import MailServer
from tests.fakes.queue import RecordingQueue
from tests.fakes.twilio import ACCOUNT, SENDER, TOKEN, FakeTwilio

NUMBER = "+2348031234567"
ADDRESS = "orders@nbc.example"
TEMPLATE = "HX" + "3" * 32
COKE = Named("coke")
DIES_AFTER_SENDING = "the process ends before it can note that the order is out"


class DyingChannel(SupplierChannel):
    """Its process ends right after the provider has taken a part."""

    is_dying = False

    def send(self, delivery: Delivery) -> Iterator[str]:
        for sent in super().send(delivery):
            if self.is_dying:
                raise Killed(DIES_AFTER_SENDING)
            yield sent


@pytest.fixture
def twilio(clock: Clock) -> Iterator[FakeTwilio]:
    with FakeTwilio(clock=clock) as fake:
        fake.templates[TEMPLATE] = "A shop orders: {{1}}. Please confirm."
        yield fake
    assert fake.violations == []


@pytest.fixture
def mail() -> Iterator[MailServer]:
    with MailServer() as server:
        yield server


@pytest.fixture
def http() -> Iterator[httpx.Client]:
    with httpx.Client(timeout=httpx.Timeout(2.0, connect=1.0)) as client:
        yield client


@pytest.fixture
def connected(
    make_services: Callable[..., Services],
    twilio: FakeTwilio,
    mail: MailServer,
    http: httpx.Client,
    blobs: LocalBlobs,
    clock: Clock,
) -> Services:
    """WhatsApp with a template for orders, and an account for e-mail."""
    account = f"mailto://127.0.0.1:{mail.port}?from=shop@corner.example&mode=insecure"
    services = make_services(
        {
            "TWILIO_ACCOUNT_SID": ACCOUNT,
            "TWILIO_AUTH_TOKEN": TOKEN,
            "TWILIO_WHATSAPP_FROM": SENDER,
            "TWILIO_API_BASE_URL": twilio.url,
            "TWILIO_CONTENT_SIDS": json.dumps({"order": {"en": TEMPLATE}}),
            "ALERT_MAIL_URL": account,
        }
    )
    whatsapp = WhatsAppChannel.from_settings(
        services.settings, http, blobs, MediaLinks("", "key"), clock
    )

    def find(sending_id: str) -> sendings.Destination | None:
        with services.db.transaction() as session:
            return sendings.destination_of(session, sending_id)

    channels = {
        "web": LocalChannel("web", blobs),
        "whatsapp": whatsapp,
        "supplier": DyingChannel(find, whatsapp, account),
    }
    return replace(services, channels=channels)


@pytest.fixture
def counter(connected: Services, clock: Clock) -> Counter:
    """A shop that gets its Coke from NBC."""
    opened = open_counter(connected, clock)
    opened.stock("Coke", 1, pack_size=12, supplier="NBC", cost=Decimal(300))
    return opened


def channel_of(counter: Counter) -> DyingChannel:
    channel = counter.services.channels["supplier"]
    assert isinstance(channel, DyingChannel)
    return channel


def approve(counter: Counter) -> str:
    counter.wish(want.DraftOrder((Item(COKE, 24),)))
    return counter.press("Yes")


def work(counter: Counter) -> None:
    """Run the jobs that wait, and look for trouble, as workers do."""
    queue = counter.services.queue
    assert isinstance(queue, RecordingQueue)
    for _ in range(3):
        sweep(counter.services)
        waiting, queue.deliveries[:] = set(queue.deliveries), []
        for outbox_id in waiting:
            deliver(counter.services, outbox_id)
        counter.later(seconds=5)


def told(counter: Counter) -> list[str]:
    """What the owner was told beside the answers."""
    with counter.services.db.transaction() as session:
        rows = session.scalars(
            select(OutboxMessage)
            .where(OutboxMessage.chat_id == counter.chat_id)
            .order_by(OutboxMessage.seq)
        )
        return [row.reply["text"] for row in rows]


def status(counter: Counter) -> list[str]:
    with counter.services.db.transaction() as session:
        query = select(OrderSending.status).order_by(OrderSending.attempt)
        return list(session.scalars(query))


def press_news(counter: Counter, label: str, by: Role = Role.OWNER) -> str:
    """Press a button under the last news."""
    with counter.services.db.transaction() as session:
        row = session.scalars(
            select(OutboxMessage)
            .where(OutboxMessage.chat_id == counter.chat_id)
            .order_by(OutboxMessage.seq.desc())
        ).first()
        assert row is not None
        value = next(c["value"] for c in row.reply["choices"] if c["label"] == label)
    return counter._turn(by, lambda talk: press(talk, value))


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
