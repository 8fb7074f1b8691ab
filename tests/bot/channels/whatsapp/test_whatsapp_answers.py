"""Answers in WhatsApp, against a server that keeps Twilio's rules."""

from __future__ import annotations

import pytest
from flask import Response

from bot.channels.base import DeliveryError
from bot.channels.whatsapp import WhatsAppChannel
from bot.messages import Choice
from storage.blobs import LocalBlobs
from tests.bot.channels.whatsapp.conftest import (
    CHAT,
    LINES,
    NUMBER,
    ODD_NAME,
    MakeChannel,
    MediaHost,
    Send,
    bodies,
    reply,
)
from tests.conftest import Clock
from tests.fakes.server import Trouble
from tests.fakes.twilio import SENDER, FakeTwilio


@pytest.mark.parametrize("text", [ODD_NAME, "كوكا كولا: ١٤ 🥤", "e\u0301 & <a>"])
def test_text_arrives_as_it_is(
    text: str, channel: WhatsAppChannel, twilio: FakeTwilio, send: Send
) -> None:
    sent = send(channel, reply(text))

    assert bodies(twilio) == [text]
    assert sent == [twilio.messages[0].sid]
    assert twilio.requests == [
        {"To": [f"whatsapp:{NUMBER}"], "From": [SENDER], "Body": [text]}
    ]


def test_sender_may_be_written_without_its_prefix(
    make_channel: MakeChannel, twilio: FakeTwilio, send: Send
) -> None:
    plain = make_channel(TWILIO_WHATSAPP_FROM=SENDER.removeprefix("whatsapp:"))

    send(plain, reply())

    assert twilio.requests[0]["From"] == [SENDER]


def test_choices_are_a_numbered_list(
    channel: WhatsAppChannel, twilio: FakeTwilio, send: Send
) -> None:
    choices = (Choice("Coke 50cl", "pick:1"), Choice("Coke 1l", "pick:2"))

    send(channel, reply("Which one?", choices=choices))

    assert bodies(twilio) == ["Which one?\n\n1. Coke 50cl\n2. Coke 1l"]


class TestButtons:
    CHOICES = (Choice("Coke 50cl", "q:1:1"), Choice("Coke 1l", "q:1:2"))

    @pytest.fixture
    def channel(self, make_channel: MakeChannel, twilio: FakeTwilio) -> WhatsAppChannel:
        twilio.inbound(NUMBER, "hi")
        return make_channel(TWILIO_QUICK_REPLIES="true")

    def test_are_quick_replies_that_need_no_approval_in_the_window(
        self, channel: WhatsAppChannel, twilio: FakeTwilio, send: Send
    ) -> None:
        send(channel, reply("Which one?", choices=self.CHOICES))
        twilio.settle()

        [sent] = twilio.visible(NUMBER)
        assert sent.body == "Which one?"
        assert sent.buttons == [("Coke 50cl", "q:1:1"), ("Coke 1l", "q:1:2")]
        assert "Body" not in twilio.requests[0]

    def test_use_one_content_for_each_number_of_buttons(
        self,
        channel: WhatsAppChannel,
        make_channel: MakeChannel,
        twilio: FakeTwilio,
        send: Send,
    ) -> None:
        restarted = make_channel(TWILIO_QUICK_REPLIES="true")
        for each in (channel, channel, restarted):
            send(each, reply("Which one?", choices=self.CHOICES))
        send(restarted, reply("Sold 3 Coke.", choices=(Choice("Undo", "undo:1"),)))

        assert len(twilio.contents) == 2

    @pytest.mark.parametrize(
        ("text", "labels"),
        [
            ("two\nlines", ("Undo",)),
            ("x" * 256, ("Undo",)),
            ("Which one?", ("1", "2", "3", "4")),
            ("Which one?", ("A name of more than 20 letters",)),
            ("Which one?", ("Coke", "Coke ")),
        ],
    )
    def test_that_do_not_fit_are_a_numbered_list(
        self,
        text: str,
        labels: tuple[str, ...],
        channel: WhatsAppChannel,
        twilio: FakeTwilio,
        send: Send,
    ) -> None:
        choices = tuple(Choice(label, f"q:{label}") for label in labels)

        send(channel, reply(text, choices=choices))

        assert f"1. {labels[0]}" in bodies(twilio)[0]
        assert twilio.contents == []

    @pytest.mark.parametrize("call", ["contents", "content"])
    def test_are_a_numbered_list_while_contents_cannot_be_made(
        self, call: str, channel: WhatsAppChannel, twilio: FakeTwilio, send: Send
    ) -> None:
        twilio.troubles.append(
            Trouble(call, 1, answer=lambda: Response("busy", status=503))
        )
        if call == "contents":
            twilio.drop_connection("content")

        send(channel, reply("Which one?", choices=self.CHOICES))

        assert bodies(twilio) == ["Which one?\n\n1. Coke 50cl\n2. Coke 1l"]

    def test_are_a_numbered_list_when_twilio_refuses_the_content(
        self, channel: WhatsAppChannel, twilio: FakeTwilio, clock: Clock, send: Send
    ) -> None:
        twilio.refuse(21655)

        for _ in range(2):
            send(channel, reply("Which one?", choices=self.CHOICES))
        clock.advance(601)
        send(channel, reply("Which one?", choices=self.CHOICES))

        as_list = "Which one?\n\n1. Coke 50cl\n2. Coke 1l"
        assert bodies(twilio) == [as_list, as_list, "Which one?"]

    def test_that_are_out_are_found_after_a_crash(
        self, channel: WhatsAppChannel, twilio: FakeTwilio, clock: Clock, send: Send
    ) -> None:
        began = clock()
        twilio.drop_connection("create")
        with pytest.raises(DeliveryError):
            send(channel, reply("Which one?", choices=self.CHOICES))

        again = reply("Which one?", choices=self.CHOICES)
        sent = send(channel, again, uncertain_since=began)

        assert sent == [twilio.messages[0].sid]
        assert len(twilio.messages) == 1


def test_long_text_is_split_at_line_ends(
    channel: WhatsAppChannel, twilio: FakeTwilio, send: Send
) -> None:
    sent = send(channel, reply(LINES))

    assert len(sent) > 1
    assert "\n".join(bodies(twilio)) == LINES


def test_parts_that_are_out_are_not_sent_again(
    channel: WhatsAppChannel, twilio: FakeTwilio, send: Send
) -> None:
    first = send(channel, reply(LINES))[0]
    twilio.messages[1:] = []

    send(channel, reply(LINES), sent_ids=(first,))

    assert "\n".join(bodies(twilio)) == LINES


class TestPictures:
    def test_go_out_by_a_public_link_that_twilio_can_fetch(
        self,
        make_channel: MakeChannel,
        twilio: FakeTwilio,
        media_host: MediaHost,
        blobs: LocalBlobs,
        jpeg: bytes,
        send: Send,
    ) -> None:
        twilio.inbound(NUMBER, "hi")
        key = blobs.put(jpeg, "image/jpeg")
        channel = make_channel(media_host.url)

        send(channel, reply(image_key=key))
        [sent] = twilio.visible(NUMBER)
        sent.callback = None  # nobody listens to reports here
        twilio.settle()

        assert (sent.body, sent.status, sent.seen) == ("Coke: 14", "delivered", jpeg)

    def test_ask_for_a_report_on_what_became_of_them(
        self, make_channel: MakeChannel, twilio: FakeTwilio, send: Send
    ) -> None:
        send(make_channel("https://shop.example/av"), reply())

        assert twilio.messages[0].callback == (
            "https://shop.example/av/webhooks/whatsapp/status"
        )

    def test_have_a_short_caption_and_texts_after_it(
        self,
        make_channel: MakeChannel,
        twilio: FakeTwilio,
        blobs: LocalBlobs,
        jpeg: bytes,
        send: Send,
    ) -> None:
        key = blobs.put(jpeg, "image/jpeg")

        send(make_channel("https://shop.example"), reply(LINES, image_key=key))

        assert [bool(sent.media) for sent in twilio.messages][:2] == [True, False]
        assert "\n".join(bodies(twilio)) == LINES

    def test_without_a_public_address_become_a_hint(
        self,
        channel: WhatsAppChannel,
        twilio: FakeTwilio,
        blobs: LocalBlobs,
        jpeg: bytes,
        send: Send,
    ) -> None:
        send(channel, reply(image_key=blobs.put(jpeg, "image/jpeg")))

        assert bodies(twilio) == ["Coke: 14\n\n(The picture cannot be shown here.)"]

    @pytest.mark.parametrize(
        ("size", "content_type"),
        [(5 * 1024 * 1024 + 1, "image/jpeg"), (100, "image/webp")],
    )
    def test_that_whatsapp_would_refuse_become_a_hint(
        self,
        size: int,
        content_type: str,
        make_channel: MakeChannel,
        twilio: FakeTwilio,
        blobs: LocalBlobs,
        send: Send,
    ) -> None:
        key = blobs.put(bytes(size), content_type)

        send(make_channel("https://shop.example"), reply(image_key=key))

        assert "picture cannot" in bodies(twilio)[0]
        assert twilio.messages[0].media == []

    def test_alone_need_no_words(
        self,
        make_channel: MakeChannel,
        twilio: FakeTwilio,
        blobs: LocalBlobs,
        jpeg: bytes,
        send: Send,
    ) -> None:
        key = blobs.put(jpeg, "image/jpeg")

        send(make_channel("https://shop.example"), reply("", image_key=key))

        assert "Body" not in twilio.requests[0]


def test_nothing_is_shown_that_whatsapp_cannot_take_back(
    channel: WhatsAppChannel, twilio: FakeTwilio
) -> None:
    channel.show_typing(CHAT)

    assert channel.send_placeholder(CHAT, "Looking …", None) is None
    assert twilio.requests == []


def test_own_name_is_the_number_that_people_write_to(
    channel: WhatsAppChannel,
) -> None:
    assert channel.own_name() == SENDER.removeprefix("whatsapp:+")
