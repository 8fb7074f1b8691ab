"""WhatsApp's 24-hour window, and tries that ended in doubt."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.channels.base import Delivery, DeliveryError
from bot.channels.whatsapp import WhatsAppChannel
from bot.settings import SettingsError
from storage.blobs import LocalBlobs
from tests.bot.channels.whatsapp.conftest import (
    LINES,
    TEMPLATE,
    MakeChannel,
    Send,
    bodies,
    reply,
)
from tests.conftest import Clock
from tests.fakes.twilio import FakeTwilio


class TestWindow:
    @pytest.mark.parametrize("hours", [24, 25, None])
    def test_outside_it_free_text_is_not_even_tried(
        self,
        hours: int | None,
        channel: WhatsAppChannel,
        twilio: FakeTwilio,
        clock: Clock,
        send: Send,
    ) -> None:
        last = None if hours is None else clock() - timedelta(hours=hours)

        with pytest.raises(DeliveryError) as caught:
            send(channel, reply(), last_inbound_at=last)

        assert (caught.value.reason, caught.value.permanent) == ("outside_window", True)
        assert twilio.requests == []

    def test_outside_it_an_approved_template_carries_the_words(
        self, make_channel: MakeChannel, twilio: FakeTwilio, clock: Clock, send: Send
    ) -> None:
        twilio.templates[TEMPLATE] = "News from your shop: {{1}} Write to us any time."
        templates = json.dumps({"reply": {"fr": "HX1", "en": TEMPLATE}})
        channel = make_channel(TWILIO_CONTENT_SIDS=templates)

        send(channel, reply("Coke: 2\n  Fanta: 1"), last_inbound_at=None)
        twilio.settle()

        assert bodies(twilio) == [
            "News from your shop: Coke: 2 Fanta: 1 Write to us any time."
        ]
        assert set(twilio.requests[0]) == {
            "To",
            "From",
            "ContentSid",
            "ContentVariables",
        }

    def test_outside_it_the_short_form_goes_in_the_language_of_the_reply(
        self, make_channel: MakeChannel, twilio: FakeTwilio, send: Send
    ) -> None:
        french = "HX" + "1" * 32
        twilio.templates[french] = "Alerte : {{1}} Écrivez-nous."
        templates = json.dumps({"alert": {"en": TEMPLATE, "fr": french}})
        channel = make_channel(TWILIO_CONTENT_SIDS=templates)
        news = reply("Bientôt fini :\n• Lait : 2", brief="Lait : 2", template="alert")

        send(channel, replace(news, language="fr"), last_inbound_at=None)

        assert bodies(twilio) == ["Alerte : Lait : 2 Écrivez-nous."]

    def test_words_that_are_too_many_for_a_template_are_cut(
        self, make_channel: MakeChannel, twilio: FakeTwilio, send: Send
    ) -> None:
        twilio.templates[TEMPLATE] = "News: {{1}} Write to us."
        templates = json.dumps({"reply": {"en": TEMPLATE}})

        send(
            make_channel(TWILIO_CONTENT_SIDS=templates),
            reply("Sardines " * 60),
            last_inbound_at=None,
        )

        assert "…" in bodies(twilio)[0]

    @pytest.mark.parametrize(
        ("hours", "price_class"), [(23, "free_form"), (24, "utility_template")]
    )
    def test_decides_as_what_a_message_is_billed(
        self, hours: int, price_class: str, channel: WhatsAppChannel, clock: Clock
    ) -> None:
        last = clock() - timedelta(hours=hours)

        assert channel.price_class(Delivery(reply(), last_inbound_at=last)) == (
            price_class
        )

    def test_just_inside_it_free_text_goes(
        self, channel: WhatsAppChannel, twilio: FakeTwilio, clock: Clock, send: Send
    ) -> None:
        last = clock() - timedelta(hours=23, minutes=59)

        send(channel, reply(), last_inbound_at=last)

        assert bodies(twilio) == ["Coke: 14"]

    @pytest.mark.parametrize("templates", ["[]", "{", '{"reply": "HX1"}', "null"])
    def test_templates_of_the_wrong_shape_stop_the_start(
        self, templates: str, make_channel: MakeChannel
    ) -> None:
        with pytest.raises(SettingsError, match="TWILIO_CONTENT_SIDS"):
            make_channel(TWILIO_CONTENT_SIDS=templates)


class TestDoubt:
    """A former try ended without an outcome: Twilio is asked before sending again."""

    def test_message_that_is_out_is_found_and_not_repeated(
        self, channel: WhatsAppChannel, twilio: FakeTwilio, clock: Clock, send: Send
    ) -> None:
        began = clock()
        twilio.drop_connection("create")
        with pytest.raises(DeliveryError) as caught:
            send(channel, reply())
        clock.advance(20)

        sent = send(channel, reply(), uncertain_since=began)

        assert caught.value.uncertain
        assert bodies(twilio) == ["Coke: 14"]
        assert sent == [twilio.messages[0].sid]

    def test_message_that_is_not_out_is_sent(
        self, channel: WhatsAppChannel, twilio: FakeTwilio, clock: Clock, send: Send
    ) -> None:
        send(channel, reply("Something else"))

        send(channel, reply(), uncertain_since=clock())

        assert bodies(twilio) == ["Something else", "Coke: 14"]

    def test_same_words_of_an_earlier_time_do_not_count(
        self, channel: WhatsAppChannel, twilio: FakeTwilio, clock: Clock, send: Send
    ) -> None:
        send(channel, reply())
        clock.advance(60)

        send(channel, reply(), uncertain_since=clock())

        assert bodies(twilio) == ["Coke: 14", "Coke: 14"]

    def test_message_that_failed_does_not_count(
        self, channel: WhatsAppChannel, twilio: FakeTwilio, clock: Clock, send: Send
    ) -> None:
        send(channel, reply())
        twilio.messages[0].status = "failed"

        sent = send(channel, reply(), uncertain_since=clock())

        assert sent == [twilio.messages[1].sid]

    def test_only_the_missing_parts_are_sent(
        self, channel: WhatsAppChannel, twilio: FakeTwilio, clock: Clock, send: Send
    ) -> None:
        began = clock()
        ids = send(channel, reply(LINES))
        twilio.messages[2:] = []

        again = send(
            channel, reply(LINES), sent_ids=tuple(ids[:1]), uncertain_since=began
        )

        assert again[0] == ids[1]
        assert "\n".join(bodies(twilio)) == LINES

    def test_picture_and_text_with_the_same_words_are_told_apart(
        self,
        make_channel: MakeChannel,
        twilio: FakeTwilio,
        clock: Clock,
        blobs: LocalBlobs,
        jpeg: bytes,
        send: Send,
    ) -> None:
        channel = make_channel("https://shop.example")
        send(channel, reply())
        key = blobs.put(jpeg, "image/jpeg")

        send(channel, reply(image_key=key), uncertain_since=clock())

        assert [bool(sent.media) for sent in twilio.messages] == [False, True]
