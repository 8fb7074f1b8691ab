"""Orders on their way: over WhatsApp or e-mail, each part at most once."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta
from email import message_from_bytes
from email.policy import default

import httpx
import pytest

from bot.channels.base import Channel, Delivery, DeliveryError
from bot.channels.suppliers import SupplierChannel
from bot.channels.whatsapp import WhatsAppChannel
from bot.links import MediaLinks
from bot.messages import ChatRef, Reply
from bot.settings import load_settings
from storage.blobs import LocalBlobs
from storage.sendings import MAIL, WHATSAPP, Destination
from tests.conftest import Clock
from tests.fakes.mail import MailServer
from tests.fakes.server import Trouble
from tests.fakes.twilio import ACCOUNT, SENDER, TOKEN, FakeTwilio

TEMPLATE = "HX" + "2" * 32
NUMBER = "+254712345678"
ADDRESS = "karim@wholesale.example"
CHAT = ChatRef("supplier", "sending-1")
TEXT = "Order 3 from Corner shop:\n• 24 Coke (2 × 12)\n• 7 Fanta"
BRIEFS = ("Order 3 from Corner shop (1/2): 24 Coke", "Order 3 (2/2): 7 Fanta")


@pytest.fixture
def mail() -> Iterator[MailServer]:
    with MailServer() as server:
        yield server


@pytest.fixture
def by_mail(mail: MailServer) -> SupplierChannel:
    account = f"mailto://127.0.0.1:{mail.port}?from=orders@shop.example&mode=insecure"
    return SupplierChannel(lambda _: Destination(MAIL, ADDRESS), None, account)


@pytest.fixture
def whatsapp(
    twilio: FakeTwilio, http: httpx.Client, blobs: LocalBlobs, clock: Clock
) -> WhatsAppChannel:
    twilio.templates[TEMPLATE] = "A message for you: {{1}}. Please answer."
    settings = load_settings(
        {
            "TWILIO_ACCOUNT_SID": ACCOUNT,
            "TWILIO_AUTH_TOKEN": TOKEN,
            "TWILIO_WHATSAPP_FROM": SENDER,
            "TWILIO_API_BASE_URL": twilio.url,
            "TWILIO_CONTENT_SIDS": json.dumps({"order": {"en": TEMPLATE}}),
        }
    )
    return WhatsAppChannel.from_settings(
        settings, http, blobs, MediaLinks("", "key"), clock
    )


def over(whatsapp: Channel, clock: Clock, *, is_open: bool) -> SupplierChannel:
    wrote = clock() - timedelta(hours=1 if is_open else 30)
    return SupplierChannel(lambda _: Destination(WHATSAPP, NUMBER, wrote), whatsapp)


def order(**values: object) -> Delivery:
    reply = Reply(CHAT, TEXT, briefs=BRIEFS, template="order")
    return Delivery(reply, **values)  # type: ignore[arg-type]


class TestByMail:
    def test_order_is_a_plain_mail_with_an_id_of_its_own(
        self, by_mail: SupplierChannel, mail: MailServer
    ) -> None:
        sent = list(by_mail.send(order()))

        [(recipients, data)] = mail.received
        message = message_from_bytes(data, policy=default)
        assert sent == ["mail-sending-1"]
        assert recipients == [ADDRESS]
        assert message["Subject"] == "Order 3 from Corner shop"
        assert message["Message-ID"] == "<order-sending-1@shop.example>"
        assert "24 Coke (2 × 12)" in message.get_content()

    def test_mail_that_was_cut_off_may_be_there(
        self, by_mail: SupplierChannel, mail: MailServer
    ) -> None:
        mail.hang_up()

        with pytest.raises(DeliveryError) as caught:
            list(by_mail.send(order()))

        assert (caught.value.permanent, caught.value.uncertain) == (False, True)

    def test_what_may_be_there_is_never_mailed_again(
        self, by_mail: SupplierChannel, mail: MailServer, clock: Clock
    ) -> None:
        with pytest.raises(DeliveryError, match="in_doubt") as caught:
            list(by_mail.send(order(uncertain_since=clock())))

        assert caught.value.permanent
        assert mail.received == []

    @pytest.mark.parametrize(
        ("answer", "permanent"), [("550 no such user", True), ("451 later", False)]
    )
    def test_refusal_is_certain(
        self, by_mail: SupplierChannel, mail: MailServer, answer: str, permanent: bool
    ) -> None:
        mail.refuse(answer)

        with pytest.raises(DeliveryError) as caught:
            list(by_mail.send(order()))

        assert (caught.value.permanent, caught.value.uncertain) == (permanent, False)
        assert caught.value.__cause__ is None and caught.value.__suppress_context__

    def test_server_that_is_down_has_certainly_nothing(self, mail: MailServer) -> None:
        channel = SupplierChannel(
            lambda _: Destination(MAIL, ADDRESS),
            None,
            "mailto://127.0.0.1:1?from=a@b.example",
        )

        with pytest.raises(DeliveryError) as caught:
            list(channel.send(order()))

        assert (caught.value.permanent, caught.value.uncertain) == (False, False)


class TestOverWhatsApp:
    def test_inside_the_window_it_is_free_text(
        self, whatsapp: WhatsAppChannel, twilio: FakeTwilio, clock: Clock
    ) -> None:
        list(over(whatsapp, clock, is_open=True).send(order()))

        [sent] = twilio.visible(NUMBER)
        assert (sent.body, sent.template) == (TEXT, None)

    def test_outside_it_templates_carry_all_of_it(
        self, whatsapp: WhatsAppChannel, twilio: FakeTwilio, clock: Clock
    ) -> None:
        list(over(whatsapp, clock, is_open=False).send(order()))

        assert [sent.template for sent in twilio.visible(NUMBER)] == [TEMPLATE] * 2
        assert BRIEFS[1] in twilio.visible(NUMBER)[1].body
        assert all("Body" not in request for request in twilio.requests)

    def test_what_twilio_has_is_found_and_not_sent_again(
        self, whatsapp: WhatsAppChannel, twilio: FakeTwilio, clock: Clock
    ) -> None:
        channel = over(whatsapp, clock, is_open=False)
        first = next(channel.send(order()))

        rest = list(channel.send(order(uncertain_since=clock())))

        assert rest[0] == first
        assert len(twilio.visible(NUMBER)) == 2

    def test_what_twilio_does_not_show_is_not_sent_again(
        self, whatsapp: WhatsAppChannel, twilio: FakeTwilio, clock: Clock
    ) -> None:
        channel = over(whatsapp, clock, is_open=True)

        with pytest.raises(DeliveryError, match="in_doubt"):
            list(channel.send(order(uncertain_since=clock())))

        assert twilio.messages == []

    def test_second_part_that_may_be_out_is_not_sent_again(
        self, whatsapp: WhatsAppChannel, twilio: FakeTwilio, clock: Clock
    ) -> None:
        channel = over(whatsapp, clock, is_open=False)
        first = next(channel.send(order()))

        with pytest.raises(DeliveryError, match="in_doubt"):
            list(channel.send(order(uncertain_since=clock(), sent_ids=(first,))))

    def test_answer_that_was_lost_leaves_a_doubt(
        self, whatsapp: WhatsAppChannel, twilio: FakeTwilio, clock: Clock
    ) -> None:
        twilio.troubles.append(Trouble("create", 1, drop=True))

        with pytest.raises(DeliveryError) as caught:
            list(over(whatsapp, clock, is_open=True).send(order()))

        assert caught.value.uncertain

    def test_its_price_is_that_of_whatsapp(
        self, whatsapp: WhatsAppChannel, clock: Clock
    ) -> None:
        assert over(whatsapp, clock, is_open=False).price_class(order()) == (
            "utility_template"
        )


def test_order_whose_address_is_gone_goes_nowhere() -> None:
    channel = SupplierChannel(lambda _: None, None)

    with pytest.raises(DeliveryError, match="bad_address") as caught:
        list(channel.send(order()))

    assert caught.value.permanent
