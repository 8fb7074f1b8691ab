"""Files that people send over WhatsApp: fetched from Twilio, and only from Twilio."""

from __future__ import annotations

from urllib.parse import urljoin, urlsplit

import httpx

from bot.channels.base import MediaUnavailable
from bot.channels.http import TooLarge, read_limited

MAX_BYTES = 16 * 1024 * 1024
MAX_REDIRECTS = 5
OWN_DOMAINS = ("twilio.com", "twiliocdn.com")
LOOPBACK = ("127.0.0.1", "localhost", "::1")


class TwilioMedia:
    """Fetches media links of one account; raises MediaUnavailable."""

    def __init__(
        self, http: httpx.Client, account_sid: str, auth_token: str, base_url: str
    ) -> None:
        self._http = http
        self._auth = httpx.BasicAuth(account_sid, auth_token)
        self._base_host = urlsplit(base_url).hostname or ""

    def fetch(self, url: str) -> bytes:
        """The file behind a link; only the first host gets the account's password."""
        auth: httpx.Auth | None = self._auth
        for _ in range(MAX_REDIRECTS + 1):
            if not self._is_allowed(url):
                raise MediaUnavailable("not_allowed", permanent=True)
            found = self._get(url, auth)
            if isinstance(found, bytes):
                return found
            url, auth = urljoin(url, found), None
        raise MediaUnavailable("not_allowed", permanent=True)

    def _get(self, url: str, auth: httpx.Auth | None) -> bytes | str:
        """The bytes, or the address that the answer redirects to."""
        try:
            with self._http.stream("GET", url, auth=auth) as response:
                if response.has_redirect_location:
                    return response.headers["Location"]
                if response.status_code != 200:
                    raise _refused(response.status_code)
                return read_limited(response, MAX_BYTES)
        except TooLarge:
            raise MediaUnavailable("too_large", permanent=True) from None
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise MediaUnavailable("network", permanent=False) from error

    def _is_allowed(self, url: str) -> bool:
        """Twilio's own hosts over https; or the host that stands in for Twilio."""
        try:
            parts = urlsplit(url)
        except ValueError:
            return False
        host = parts.hostname or ""
        if host == self._base_host or {host, self._base_host} <= set(LOOPBACK):
            return parts.scheme in ("http", "https")
        own = any(host == own or host.endswith(f".{own}") for own in OWN_DOMAINS)
        return own and parts.scheme == "https"


def _refused(status: int) -> MediaUnavailable:
    if status in (401, 403):
        return MediaUnavailable("not_allowed", permanent=True)
    if status == 429 or status >= 500:
        return MediaUnavailable("network", permanent=False)
    return MediaUnavailable("gone", permanent=True)
