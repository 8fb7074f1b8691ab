"""Calls to Twilio: its own client over our HTTP client, at the address of the settings.

Used by the WhatsApp channel.
"""

from __future__ import annotations

from typing import Any

import httpx
from twilio.base.exceptions import TwilioRestException
from twilio.http import HttpClient
from twilio.http.response import Response
from twilio.rest import Client

from bot.channels.base import DeliveryError
from bot.channels.http import NOT_SENT

CONTENT_HOST = "https://content.twilio.com"
API_HOST = "https://api.twilio.com"
DAILY_CAP_WAIT_S = 3600.0
SLOW_DOWN_WAIT_S = 5.0
BAD_CREDENTIALS_WAIT_S = 60.0

# https://www.twilio.com/docs/api/errors: trying again cannot help.
PERMANENT = {
    21211: "bad_number",
    21408: "not_allowed_there",
    21610: "opted_out",
    21612: "not_reachable",
    21614: "bad_number",
    21617: "too_long",
    21620: "bad_media_link",
    21655: "bad_template",
    21656: "bad_template_variables",
    63003: "not_on_whatsapp",
    63007: "bad_sender",
    63013: "against_policy",
    63016: "outside_window",
    63021: "against_policy",
    63024: "bad_number",
    63032: "not_allowed_there",
    63033: "blocked",
}
# Trying again helps after a wait: code → (our word, seconds).
PASSING = {
    20429: ("rate_limited", SLOW_DOWN_WAIT_S),
    14107: ("rate_limited", SLOW_DOWN_WAIT_S),
    63018: ("rate_limited", SLOW_DOWN_WAIT_S),
    63038: ("daily_cap", DAILY_CAP_WAIT_S),
    20003: ("bad_credentials", BAD_CREDENTIALS_WAIT_S),
}


class HttpxTransport(HttpClient):  # type: ignore[misc]
    """Carries Twilio's requests over httpx and tells refused from unknown outcomes."""

    def __init__(self, client: httpx.Client) -> None:
        super().__init__(logger=None, is_async=False, timeout=None)
        self._client = client

    def request(
        self,
        method: str,
        url: str,
        params: dict[str, object] | None = None,
        data: dict[str, object] | None = None,
        headers: dict[str, str] | None = None,
        auth: tuple[str, str] | None = None,
        timeout: float | None = None,
        allow_redirects: bool = False,
    ) -> Response:
        """Send one request; raises DeliveryError for no answer and for "slow down"."""
        as_json = (headers or {}).get("Content-Type") == "application/json"
        body: dict[str, Any] = {"json": data} if as_json else {"data": data}
        try:
            response = self._client.request(
                method,
                url,
                params=_given(params),
                headers=headers,
                auth=auth,
                follow_redirects=allow_redirects,
                **(body if data else {}),
            )
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            uncertain = not isinstance(error, NOT_SENT)
            raise DeliveryError(
                "network", permanent=False, uncertain=uncertain
            ) from None  # its request holds a phone number
        if response.status_code == 429:
            raise _slow_down(response)
        return Response(response.status_code, response.text, response.headers)


def make_client(
    http: httpx.Client, account_sid: str, auth_token: str, base_url: str
) -> Client:
    """Twilio's client. A base URL other than Twilio's own serves every part of it."""
    client = Client(account_sid, auth_token, http_client=HttpxTransport(http))
    client.edge = client.region = None  # the settings say where, nothing else does
    client.api.base_url = base_url.rstrip("/")
    own = base_url.rstrip("/") == API_HOST
    client.content.base_url = CONTENT_HOST if own else base_url.rstrip("/")
    return client


def delivery_error(error: TwilioRestException) -> DeliveryError:
    """What Twilio's refusal means for the reply: try again, and when, or never."""
    if error.code in PASSING:
        reason, wait_s = PASSING[error.code]
        return DeliveryError(reason, permanent=False, retry_after_s=wait_s)
    if error.code in PERMANENT:
        return DeliveryError(PERMANENT[error.code], permanent=True)
    if error.status in (401, 403):
        return DeliveryError(
            "bad_credentials", permanent=False, retry_after_s=BAD_CREDENTIALS_WAIT_S
        )
    if error.status >= 500:
        return DeliveryError("server_error", permanent=False, uncertain=True)
    return DeliveryError(f"refused: {error.code or error.status}", permanent=True)


def _given(params: dict[str, object] | None) -> dict[str, Any] | None:
    if not params:
        return None
    return {name: value for name, value in params.items() if value is not None}


def _slow_down(response: httpx.Response) -> DeliveryError:
    told = response.headers.get("Retry-After", "")
    wait_s = float(told) if told.isdecimal() else SLOW_DOWN_WAIT_S
    return DeliveryError("rate_limited", permanent=False, retry_after_s=wait_s)
