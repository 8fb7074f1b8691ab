"""Answers in WhatsApp, against a server that keeps Twilio's rules."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import httpx
import pytest
from flask import Response

from bot.channels.base import Delivery, DeliveryError, MediaUnavailable
from bot.channels.whatsapp import WhatsAppChannel
from bot.channels.whatsapp_media import MAX_BYTES
from bot.links import MediaLinks
from bot.messages import ChatRef, Choice, MediaKind, MediaRef, Reply
from bot.settings import SettingsError, load_settings
from storage.blobs import LocalBlobs
from tests.conftest import Clock
from tests.fakes.server import FakeServer, Trouble
from tests.fakes.twilio import ACCOUNT, SENDER, TOKEN, FakeTwilio

NUMBER = "+233200000001"
CHAT = ChatRef("whatsapp", NUMBER)
TEMPLATE = "HX" + "0" * 32
ODD_NAME = 'Tom & Jerry <b>"50%"</b> _x_ *y* [z] `q` ~ 100%+ #1; a=b'
LINES = "\n".join(f"{number}. Sardines 🐟 <125g>" for number in range(120))

MakeChannel = Callable[..., WhatsAppChannel]


class MediaHost(FakeServer):
    """Our own `/media/<token>`, as Twilio sees it."""

    def __init__(self, blobs: LocalBlobs, links: MediaLinks) -> None:
        self.blobs = blobs
        self.links = links
        super().__init__()

    def add_routes(self) -> None:
        self.app.add_url_rule("/media/<token>", view_func=self._media)

    def _media(self, token: str) -> Response:
        key = self.links.blob_key(token)
        assert key
        content_type = "image/png" if key.endswith(".png") else "image/jpeg"
        return Response(self.blobs.get(key), content_type=content_type)


@pytest.fixture
def media_host(blobs: LocalBlobs) -> Iterator[MediaHost]:
    with MediaHost(blobs, MediaLinks("", "key")) as host:
        yield host


@pytest.fixture
def make_channel(
    twilio: FakeTwilio, http: httpx.Client, blobs: LocalBlobs, clock: Clock
) -> MakeChannel:
    def make(public_base_url: str = "", **settings: str) -> WhatsAppChannel:
        environ = {
            "TWILIO_ACCOUNT_SID": ACCOUNT,
            "TWILIO_AUTH_TOKEN": TOKEN,
            "TWILIO_WHATSAPP_FROM": SENDER,
            "TWILIO_API_BASE_URL": twilio.url,
            "PUBLIC_BASE_URL": public_base_url,
            **settings,
        }
        links = MediaLinks(public_base_url, "key")
        return WhatsAppChannel.from_settings(
            load_settings(environ), http, blobs, links, clock
        )

    return make


@pytest.fixture
def channel(make_channel: MakeChannel, twilio: FakeTwilio) -> WhatsAppChannel:
    twilio.inbound(NUMBER, "hi")
    return make_channel()


@pytest.fixture
def send(clock: Clock) -> Callable[..., list[str]]:
    """Send a reply within the 24 hours after the person's last message."""

    def send(channel: WhatsAppChannel, reply: Reply, **fields: Any) -> list[str]:
        fields.setdefault("last_inbound_at", clock() - timedelta(minutes=1))
        return list(channel.send(Delivery(reply, **fields)))

    return send


Send = Callable[..., list[str]]


def reply(text: str = "Coke: 14", **fields: Any) -> Reply:
    return Reply(CHAT, text, **fields)


def bodies(twilio: FakeTwilio) -> list[str]:
    return [sent.body for sent in twilio.visible(NUMBER)]


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


ERRORS: list[tuple[int, int, tuple[str, bool, float | None]]] = [
    (63016, 400, ("outside_window", True, None)),
    (21610, 400, ("opted_out", True, None)),
    (21211, 400, ("bad_number", True, None)),
    (21617, 400, ("too_long", True, None)),
    (21656, 400, ("bad_template_variables", True, None)),
    (63021, 400, ("against_policy", True, None)),
    (63018, 400, ("rate_limited", False, 5.0)),
    (63038, 400, ("daily_cap", False, 3600.0)),
    (20429, 429, ("rate_limited", False, 5.0)),
    (20003, 401, ("bad_credentials", False, 60.0)),
    (20500, 500, ("server_error", False, None)),
    (99999, 400, ("refused: 99999", True, None)),
]


@pytest.mark.parametrize(("code", "status", "expected"), ERRORS)
def test_refusal_says_whether_to_try_again(
    code: int,
    status: int,
    expected: tuple[str, bool, float | None],
    channel: WhatsAppChannel,
    twilio: FakeTwilio,
    send: Send,
) -> None:
    twilio.refuse(code, status)

    with pytest.raises(DeliveryError) as caught:
        send(channel, reply())

    error = caught.value
    assert (error.reason, error.permanent, error.retry_after_s) == expected
    assert error.uncertain is (status >= 500)


def test_slow_down_waits_as_told(
    channel: WhatsAppChannel, twilio: FakeTwilio, send: Send
) -> None:
    twilio.refuse(20429, 429, Retry_After="31")

    with pytest.raises(DeliveryError) as caught:
        send(channel, reply())

    assert caught.value.retry_after_s == 31


def test_server_that_cannot_be_reached_has_certainly_not_sent(
    channel: WhatsAppChannel, make_channel: MakeChannel, send: Send
) -> None:
    with FakeTwilio() as gone:
        address = gone.url

    with pytest.raises(DeliveryError) as caught:
        send(make_channel(TWILIO_API_BASE_URL=address), reply())

    assert (caught.value.permanent, caught.value.uncertain) == (False, False)


def test_empty_reply_is_refused_for_good(channel: WhatsAppChannel, send: Send) -> None:
    with pytest.raises(DeliveryError) as caught:
        send(channel, reply("  "))

    assert caught.value.permanent


def test_number_and_token_are_in_no_error_and_no_log(
    channel: WhatsAppChannel,
    twilio: FakeTwilio,
    clock: Clock,
    send: Send,
    caplog: pytest.LogCaptureFixture,
    capsys: pytest.CaptureFixture[str],
) -> None:
    caplog.set_level(logging.INFO)
    send(channel, reply(), uncertain_since=clock())
    twilio.refuse(21211)
    with pytest.raises(DeliveryError) as caught:
        send(channel, reply("Fanta"))

    written = repr(caught.value) + caplog.text + "".join(capsys.readouterr())

    assert NUMBER.lstrip("+") not in written
    assert TOKEN not in written


class TestFetching:
    def test_file_behind_a_redirect_comes_without_the_password_going_on(
        self, channel: WhatsAppChannel, twilio: FakeTwilio, jpeg: bytes
    ) -> None:
        link = twilio.add_media("image/jpeg", jpeg)

        assert channel.fetch(MediaRef(MediaKind.PHOTO, link)) == jpeg
        assert not twilio.password_went_on

    @pytest.mark.parametrize(
        "link",
        [
            "https://evil.example/photo.jpg",
            "https://twilio.com.evil.example/photo.jpg",
            "https://eviltwilio.com/photo.jpg",
            "http://api.twilio.com/photo.jpg",
            "https://user@evil.example#api.twilio.com",
            "file:///etc/passwd",
            "http://169.254.169.254/latest/meta-data",
            "http://[broken",
            "",
        ],
    )
    def test_only_twilios_hosts_are_asked(
        self, link: str, channel: WhatsAppChannel
    ) -> None:
        with pytest.raises(MediaUnavailable) as caught:
            channel.fetch(MediaRef(MediaKind.PHOTO, link))

        assert (caught.value.reason, caught.value.permanent) == ("not_allowed", True)

    @pytest.mark.parametrize(
        "target", ["http://169.254.169.254/x", "file:///etc/passwd", "//evil.example/x"]
    )
    def test_redirect_elsewhere_is_not_followed(
        self, target: str, make_channel: MakeChannel
    ) -> None:
        with RedirectingHost(target) as host:
            channel = make_channel(TWILIO_API_BASE_URL=host.url)

            with pytest.raises(MediaUnavailable) as caught:
                channel.fetch(MediaRef(MediaKind.PHOTO, f"{host.url}/photo"))

        assert (caught.value.reason, caught.value.permanent) == ("not_allowed", True)

    def test_endless_redirects_end(self, make_channel: MakeChannel) -> None:
        with RedirectingHost("/photo") as host:
            channel = make_channel(TWILIO_API_BASE_URL=host.url)

            with pytest.raises(MediaUnavailable) as caught:
                channel.fetch(MediaRef(MediaKind.PHOTO, f"{host.url}/photo"))

        assert caught.value.permanent

    def test_large_file_is_refused(
        self, channel: WhatsAppChannel, twilio: FakeTwilio
    ) -> None:
        link = twilio.add_media("video/mp4", bytes(MAX_BYTES + 1))

        with pytest.raises(MediaUnavailable) as caught:
            channel.fetch(MediaRef(MediaKind.VIDEO, link))

        assert (caught.value.reason, caught.value.permanent) == ("too_large", True)

    def test_file_that_is_gone_is_not_asked_for_again(
        self, channel: WhatsAppChannel, twilio: FakeTwilio
    ) -> None:
        link = twilio.add_media("image/jpeg", b"x")
        twilio.media.clear()

        with pytest.raises(MediaUnavailable) as caught:
            channel.fetch(MediaRef(MediaKind.PHOTO, link))

        assert (caught.value.reason, caught.value.permanent) == ("gone", True)

    def test_wrong_password_is_not_tried_again(
        self, make_channel: MakeChannel, twilio: FakeTwilio
    ) -> None:
        link = twilio.add_media("image/jpeg", b"x")

        with pytest.raises(MediaUnavailable) as caught:
            make_channel(TWILIO_AUTH_TOKEN="old").fetch(MediaRef(MediaKind.PHOTO, link))

        assert (caught.value.reason, caught.value.permanent) == ("not_allowed", True)

    def test_download_that_breaks_off_is_worth_another_try(
        self, channel: WhatsAppChannel, twilio: FakeTwilio
    ) -> None:
        link = twilio.add_media("image/jpeg", b"photo")
        twilio.drop_connection("cdn")

        with pytest.raises(MediaUnavailable) as caught:
            channel.fetch(MediaRef(MediaKind.PHOTO, link))

        assert not caught.value.permanent
        assert channel.fetch(MediaRef(MediaKind.PHOTO, link)) == b"photo"


def test_nothing_is_shown_that_whatsapp_cannot_take_back(
    channel: WhatsAppChannel, twilio: FakeTwilio
) -> None:
    channel.show_typing(CHAT)

    assert channel.send_placeholder(CHAT, "Looking …", None) is None
    assert twilio.requests == []


class RedirectingHost(FakeServer):
    """Sends everybody to the same place."""

    def __init__(self, target: str) -> None:
        self.target = target
        super().__init__()

    def add_routes(self) -> None:
        self.app.add_url_rule("/photo", view_func=self._redirect)

    def _redirect(self) -> Response:
        return Response(status=302, headers={"Location": self.target})


def test_own_name_is_the_number_that_people_write_to(
    channel: WhatsAppChannel,
) -> None:
    assert channel.own_name() == SENDER.removeprefix("whatsapp:+")
