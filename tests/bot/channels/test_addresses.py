"""Alerts by e-mail and other services: which URLs are taken, and what is sent."""

from __future__ import annotations

import json
import logging
import socket
from collections.abc import Iterator
from email import message_from_bytes
from email.policy import default
from typing import Any

import pytest
from flask import Response, request

from bot.channels.addresses import AddressChannel, configured_urls, mail_url
from bot.channels.apprise_urls import (
    BadAddress,
    label_of,
    literal_addresses,
    service_of,
)
from bot.channels.base import Delivery, DeliveryError
from bot.messages import ChatRef, Reply
from bot.settings import load_settings
from tests.fakes.mail import MailServer
from tests.fakes.server import FakeServer

CHAT = "setting:1"
TEXT = "Corner shop\nRunning low: Milk: 3 left (alert under 5)"


def no_address(host: str) -> list[str]:
    return []


class WebService(FakeServer):
    """A service of somebody's that takes JSON."""

    def add_routes(self) -> None:
        self.got: list[dict[str, str]] = []
        self.status = 200
        self.app.add_url_rule("/hook", view_func=self._hook, methods=["POST"])

    def _hook(self) -> Response:
        self.got.append(request.get_json())
        return Response(status=self.status)


@pytest.fixture
def service() -> Iterator[WebService]:
    with WebService() as fake:
        yield fake


@pytest.fixture
def mail() -> Iterator[MailServer]:
    with MailServer() as server:
        yield server


def send(channel: AddressChannel, text: str = TEXT, **fields: tuple[str, ...]) -> int:
    reply = Reply(ChatRef("apprise", CHAT), text)
    return len(list(channel.send(Delivery(reply, **fields))))


def turning_name(
    monkeypatch: pytest.MonkeyPatch, name: str, first: str = "93.184.215.14"
) -> list[str]:
    """A name that means `first` when it is asked for, and then this machine."""
    asked: list[str] = []
    known = socket.getaddrinfo

    def lookup(host: Any, *more: Any, **options: Any) -> Any:
        if host != name:
            return known(host, *more, **options)
        asked.append(host)
        address = first if len(asked) == 1 else "127.0.0.1"
        return known(address, *more, **options)

    monkeypatch.setattr(socket, "getaddrinfo", lookup)
    return asked


class TestSending:
    def test_configured_service_gets_the_text_under_the_shop_s_name(
        self, service: WebService
    ) -> None:
        url = f"json://127.0.0.1:{service.url.rpartition(':')[2]}/hook"

        sent = send(AddressChannel(lambda _: None, {CHAT: url}))

        assert sent == 1
        assert service.got[0]["title"] == "Corner shop"
        assert service.got[0]["message"] == TEXT.partition("\n")[2]

    def test_part_that_is_out_is_not_sent_again(self, service: WebService) -> None:
        url = f"json://127.0.0.1:{service.url.rpartition(':')[2]}/hook"

        send(AddressChannel(lambda _: None, {CHAT: url}), sent_ids=("a1",))

        assert service.got == []

    def test_service_that_is_down_is_tried_again(self, service: WebService) -> None:
        service.status = 503
        url = f"json://127.0.0.1:{service.url.rpartition(':')[2]}/hook"

        with pytest.raises(DeliveryError) as caught:
            send(AddressChannel(lambda _: None, {CHAT: url}))

        assert not caught.value.permanent

    def test_e_mail_goes_out_over_the_configured_account(
        self, mail: MailServer
    ) -> None:
        account = f"mailto://127.0.0.1:{mail.port}?from=alerts@shop.example"

        send(AddressChannel(lambda _: "mail:ada@shop.example", {}, account))

        [(recipients, data)] = mail.received
        assert recipients == ["ada@shop.example"]
        message = message_from_bytes(data, policy=default)
        assert message["Subject"] == "Corner shop"
        assert "Milk: 3 left (alert under 5)" in str(message)

    def test_address_that_was_removed_is_given_up(self) -> None:
        with pytest.raises(DeliveryError) as caught:
            send(AddressChannel(lambda _: None, {}))

        assert (caught.value.reason, caught.value.permanent) == ("bad_address", True)

    def test_person_s_address_inside_our_network_is_not_reached(
        self, service: WebService
    ) -> None:
        url = f"json://localhost:{service.url.rpartition(':')[2]}/hook"

        with pytest.raises(DeliveryError, match="bad_address"):
            send(AddressChannel(lambda _: url, {}))

        assert service.got == []

    @pytest.mark.parametrize("scheme", ["json", "mailto"])
    def test_name_that_turns_into_an_address_inside_is_not_reached(
        self,
        service: WebService,
        mail: MailServer,
        monkeypatch: pytest.MonkeyPatch,
        scheme: str,
    ) -> None:
        ports = {"json": int(service.url.rpartition(":")[2]), "mailto": mail.port}
        rest = {"json": "/hook", "mailto": "?to=ada@example.com&from=a@example.com"}
        url = f"{scheme}://turning.example:{ports[scheme]}{rest[scheme]}"
        asked = turning_name(monkeypatch, "turning.example")

        with pytest.raises(DeliveryError) as caught:
            send(AddressChannel(lambda _: url, {}))

        assert (caught.value.reason, caught.value.permanent) == ("bad_address", True)
        assert len(asked) > 1
        assert (service.got, mail.received) == ([], [])

    def test_same_name_in_the_settings_may_be_anywhere(
        self, service: WebService, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        url = f"json://turning.example:{service.url.rpartition(':')[2]}/hook"
        turning_name(monkeypatch, "turning.example", "127.0.0.1")

        assert send(AddressChannel(lambda _: None, {CHAT: url})) == 1

        assert len(service.got) == 1

    def test_nothing_is_logged(
        self, service: WebService, caplog: pytest.LogCaptureFixture
    ) -> None:
        caplog.set_level("DEBUG")
        service.status = 500
        url = f"json://user:hunter2@127.0.0.1:{service.url.rpartition(':')[2]}/hook"

        with pytest.raises(DeliveryError) as caught:
            send(AddressChannel(lambda _: None, {CHAT: url}))

        assert "hunter2" not in caplog.text + str(caught.value)


class TestUrls:
    @pytest.mark.parametrize(
        "url",
        [
            "mailtos://user:pass@smtp.example.com?to=ada@example.com",
            "ntfys://ntfy.example.com/topic",
            "ntfy://my-topic",
            "gotifys://push.example.com/AbCdEfGhIjKlMnO",
            "discord://4174216298/JHMHI8qBe7bk2ZwO5U711o3dV_js",
            "tgram://123456789:abcdefg_hijklmnop/12315544/",
            "jsons://hooks.example.com/path",
        ],
    )
    def test_of_public_services_are_taken(self, url: str) -> None:
        assert label_of(service_of(url, no_address))

    @pytest.mark.parametrize(
        "url",
        [
            "file:///etc/passwd",
            "syslog://",
            "rsyslog://10.0.0.1",
            "dbus://",
            "macosx://",
            "windows://",
            "http://example.com",
            "msteams://a/b/c/?template=/etc/passwd",
            "mailto://u:p@example.com?to=a@example.com&pgpkey=/etc/passwd",
            "slack://T1JJ3T3L2/A1BRTD4JD/TIiajkdnlazkcOXrIdevi7FQ?x=file:///etc",
        ],
    )
    def test_of_this_machine_or_its_files_are_refused(self, url: str) -> None:
        with pytest.raises(BadAddress, match="not_allowed"):
            service_of(url, no_address)

    @pytest.mark.parametrize("text", ["", "hello", "discord://", "jsons://", "x" * 600])
    def test_that_are_none_are_refused(self, text: str) -> None:
        with pytest.raises(BadAddress, match="not_an_address"):
            service_of(text, no_address)

    @pytest.mark.parametrize(
        "address",
        [
            "127.0.0.1", "10.1.2.3", "192.168.1.1", "172.16.0.9", "169.254.169.254",
            "::1", "fe80::1%eth0", "fd00::1", "::ffff:10.0.0.1", "0.0.0.0",
            "100.64.0.1", "224.0.0.1",
        ],
    )  # fmt: skip
    def test_that_lead_into_a_private_network_are_refused(self, address: str) -> None:
        with pytest.raises(BadAddress, match="not_public"):
            service_of("jsons://hooks.example.com/", lambda _: ["1.1.1.1", address])

    @pytest.mark.parametrize(
        "url",
        [
            "workflows://10.0.0.7:8443/workflow/signature",
            "zulip://bot@127.0.0.1/" + "a" * 32,
            "zulip://bot@10.0.0.7:8443/" + "a" * 32,
        ],
    )
    def test_of_services_that_may_be_one_s_own_are_refused_inside(
        self, url: str
    ) -> None:
        with pytest.raises(BadAddress, match="not_public"):
            service_of(url, literal_addresses)

    def test_of_a_mail_server_are_looked_up_too(self) -> None:
        url = "mailto://user:pass@mail.example.com?to=ada@example.com"

        with pytest.raises(BadAddress, match="not_public"):
            service_of(url, lambda _: ["10.0.0.5"])

    @pytest.mark.parametrize(
        "url",
        [
            "pover://uuuuuuuuuuuuuuuuuuuuuuuuuuuuuu@tttttttttttttttttttttttttttttt",
            "slack://T1JJ3T3L2/A1BRTD4JD/TIiajkdnlazkcOXrIdevi7FQ",
            "ntfy://my-secret-topic",
        ],
    )
    def test_with_a_token_for_a_host_ask_nobody_for_its_address(self, url: str) -> None:
        asked: list[str] = []

        service_of(url, lambda host: asked.append(host) or ["10.0.0.1"])

        assert asked == []

    def test_do_not_follow_redirects(self) -> None:
        assert service_of("jsons://hooks.example.com/", no_address).redirects is False

    def test_of_a_matrix_server_are_not_led_elsewhere_by_it(self) -> None:
        service = service_of("matrixs://user:pass@matrix.example.com/#a", no_address)

        assert service.server_discovery() == ""

    @pytest.mark.parametrize(
        "wish", ["rto=99999&cto=99999", "rto=nan&cto=inf", "rto=-1"]
    )
    def test_keep_no_worker_waiting(self, wish: str) -> None:
        service = service_of(f"jsons://hooks.example.com/?{wish}&retry=9", no_address)

        assert 0 < service.socket_read_timeout <= 15
        assert 0 < service.socket_connect_timeout <= 15
        assert service.retry == 0

    def test_that_cannot_be_read_are_not_logged(
        self, caplog: pytest.LogCaptureFixture
    ) -> None:
        caplog.set_level("DEBUG")
        logging.getLogger("apprise").disabled = False

        with pytest.raises(BadAddress):
            service_of("jsons://ada:hunter2@", no_address)
        service_of("jsons://ada:hunter2@hooks.example.com", no_address)

        assert caplog.text == ""

    def test_show_neither_password_nor_whole_address(self) -> None:
        url = "mailtos://user:hunter2@smtp.example.com?to=ada@example.com"

        assert label_of(service_of(url, no_address)) == "E-Mail a…@example.com"


def test_settings_name_addresses_for_every_shop() -> None:
    settings = load_settings({"ALERT_URLS": "ntfy://one, ntfy://two,"})

    found = configured_urls(settings)

    assert sorted(found.values()) == ["ntfy://one", "ntfy://two"]
    assert all(name.startswith("setting:") for name in found)
    assert "ntfy" not in repr(settings) + json.dumps(list(found))


def test_address_is_put_into_the_account_s_url() -> None:
    assert mail_url("", "ada@example.com") is None
    assert mail_url("mailto://h?from=x@y.example", "a+b@example.com") == (
        "mailto://h?from=x@y.example&to=a%2Bb@example.com"
    )
