"""Which Apprise URLs people may give, and what of them may be shown.

A URL that somebody types in a chat makes this host connect somewhere. So: services
that are meant for it, no files of this host, no addresses inside our own network.
"""

from __future__ import annotations

import ipaddress
import logging
import re
import socket
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import apprise

from bot.channels.outward import is_public

MAX_LENGTH = 500
# Services of the network; those that talk to this machine (syslog, dbus, …) are not.
SCHEMES = frozenset(
    {
        "mailto", "mailtos", "ntfy", "ntfys", "gotify", "gotifys", "discord", "slack",
        "tgram", "msteams", "workflows", "gchat", "pover", "pbul", "prowl", "pushy",
        "simplepush", "spush", "matrix", "matrixs", "mmost", "mmosts", "rocket",
        "rockets", "zulip", "signal", "signals", "line", "twist", "webex", "wxteams",
        "json", "jsons", "form", "forms", "xml", "xmls", "ifttt", "sendgrid", "mailgun",
        "sparkpost", "smtp2go", "resend", "postmark", "brevo", "mailersend", "ses",
        "sns", "twilio", "vonage", "nexmo", "atalk", "bulksms", "clicksend", "sinch",
        "msgbird", "pagerduty", "opsgenie", "nctalk", "nctalks", "bark", "barks",
    }
)  # fmt: skip
# Those of them whose URL names the host; all others have a fixed one, and a token in
# the host's place, which must not be asked for in public.
SELF_HOSTED = frozenset(
    {
        "mailto", "mailtos", "ntfy", "ntfys", "gotify", "gotifys", "matrix", "matrixs",
        "mmost", "mmosts", "rocket", "rockets", "signal", "signals", "json", "jsons",
        "form", "forms", "xml", "xmls", "nctalk", "nctalks", "bark", "barks",
        "workflows", "zulip",
    }
)  # fmt: skip
LONGEST_WAIT_S = 15.0
# Options that make a service read files of this host, or load what a URL names.
FORBIDDEN_OPTIONS = re.compile(
    r"template|pgp|key(file)?$|subfile|attach|file|path|config|include|image|icon"
)
EMAIL = re.compile(r"[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*\.[a-z]{2,}")

Resolve = Callable[[str], list[str]]


class BadAddress(Exception):
    """Not an address to send to; `problem` is a stable key.

    Keys: not_an_address, not_allowed, not_public.
    """

    def __init__(self, problem: str) -> None:
        super().__init__(problem)
        self.problem = problem


def addresses_of(host: str) -> list[str]:
    """The addresses behind a host's name; none where it has none."""
    try:
        return [str(found[4][0]) for found in socket.getaddrinfo(host, None)]
    except (OSError, UnicodeError):
        return []


def literal_addresses(host: str) -> list[str]:
    """The host itself where it is an address, without asking the network."""
    if host.lower() in ("localhost", "localhost.localdomain"):
        return ["127.0.0.1"]
    try:
        return [str(ipaddress.ip_address(host.strip("[]")))]
    except ValueError:
        return []


def service_of(url: str, resolve: Resolve = addresses_of) -> Any:
    """The service that a URL of a person names; raises BadAddress."""
    scheme = url.partition("://")[0].lower()
    if len(url) > MAX_LENGTH or "://" not in url:
        raise BadAddress("not_an_address")
    if scheme not in SCHEMES or _has_forbidden_option(url):
        raise BadAddress("not_allowed")
    service = configured_service(url)
    if service is None:
        raise BadAddress("not_an_address")
    for host in _hosts(service) if scheme in SELF_HOSTED else ():
        if any(not is_public(address) for address in resolve(host)):
            raise BadAddress("not_public")
    _bind(service)
    return service


def _bind(service: Any) -> None:
    """Nobody else sends it to another host, and it keeps no worker waiting."""
    service.redirects = False
    service.discovery = False  # what a server of Matrix names as its real address
    service.retry = 0  # the outbox tries again
    for name in ("socket_connect_timeout", "socket_read_timeout"):
        wanted = getattr(service, name, None)
        is_short = isinstance(wanted, int | float) and 0 < wanted <= LONGEST_WAIT_S
        setattr(service, name, wanted if is_short else LONGEST_WAIT_S)


def configured_service(url: str) -> Any | None:
    """The service of a URL from the settings, which may be anywhere; None: no URL."""
    logging.getLogger("apprise").disabled = True  # it would log parts of the URL
    try:
        return apprise.Apprise.instantiate(url, suppress_exceptions=True)
    except Exception:  # a plugin that cannot bear what was typed
        return None


def label_of(service: Any) -> str:
    """What may be shown of an address: the service, and a little of whom it reaches."""
    name = str(service.service_name)
    targets = getattr(service, "targets", None) or ()
    mail = next((t[-1] for t in targets if isinstance(t, tuple | list) and t), None)
    if isinstance(mail, str) and "@" in mail:
        return f"{name} {masked(mail)}"
    return name


def masked(mail: str) -> str:
    """ "a…@example.org"."""
    user, _, domain = mail.partition("@")
    return f"{user[:1]}…@{domain}"


def _has_forbidden_option(url: str) -> bool:
    try:
        options = parse_qsl(urlsplit(url).query, keep_blank_values=True)
    except ValueError:
        return True
    return any(
        FORBIDDEN_OPTIONS.search(name.lower().lstrip("+-:")) or "://" in value
        for name, value in options
    )


def _hosts(service: Any) -> list[str]:
    """Hosts that the service connects to; none of ours in the cloud mode of ntfy."""
    if getattr(service, "mode", None) == "cloud":
        return []
    found = [getattr(service, name, None) for name in ("host", "smtp_host")]
    if getattr(service, "organization", None):  # of Zulip, which may be one's own
        found = [f"{service.organization}.{getattr(service, 'hostname', '')}"]
    return [host for host in found if isinstance(host, str) and host]
