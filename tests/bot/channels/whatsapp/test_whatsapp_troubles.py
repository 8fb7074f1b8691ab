"""What goes wrong between WhatsApp and us, sending and fetching."""

from __future__ import annotations

import logging

import pytest
from flask import Response

from bot.channels.base import DeliveryError, MediaUnavailable
from bot.channels.whatsapp import WhatsAppChannel
from bot.channels.whatsapp_media import MAX_BYTES
from bot.messages import MediaKind, MediaRef
from tests.bot.channels.whatsapp.conftest import (
    NUMBER,
    MakeChannel,
    Send,
    reply,
)
from tests.conftest import Clock
from tests.fakes.server import FakeServer
from tests.fakes.twilio import TOKEN, FakeTwilio

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


class RedirectingHost(FakeServer):
    """Sends everybody to the same place."""

    def __init__(self, target: str) -> None:
        self.target = target
        super().__init__()

    def add_routes(self) -> None:
        self.app.add_url_rule("/photo", view_func=self._redirect)

    def _redirect(self) -> Response:
        return Response(status=302, headers={"Location": self.target})
