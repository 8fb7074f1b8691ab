"""One polite request to a source: who asks, how long and how much at most.

Used by every file of this package.
"""

from __future__ import annotations

import email.utils
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from importlib import metadata
from typing import Any
from urllib.parse import urlsplit

import httpx

from pipeline.enrich.answers import SourceError

TIMEOUT = httpx.Timeout(10.0, connect=4.0)
LARGEST_ANSWER = 4_000_000  # bytes
LARGEST_PICTURE = 2_000_000
LONGEST_RETRY_S = 3600.0
_PICTURES = {b"\xff\xd8\xff": "image/jpeg", b"\x89PNG\r\n\x1a\n": "image/png"}


@dataclass(frozen=True, slots=True)
class Access:
    """Where a source is and how it is spoken to; `headers` may hold a key."""

    http: httpx.Client
    base_url: str
    user_agent: str
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)

    def url(self, path: str) -> str:
        return self.base_url.rstrip("/") + path


def user_agent(contact: str) -> str:
    """Who asks, as the sources want it: `AtlasVision/VERSION (contact)`."""
    plain = "".join(char for char in contact if " " < char <= "~" and char not in "()")
    return f"AtlasVision/{metadata.version('atlasvision')} ({plain or 'self-hosted'})"


def get_json(
    access: Access,
    url: str,
    params: Mapping[str, str | int] | None = None,
    *,
    may_be_missing: bool = False,
) -> dict[str, Any] | None:
    """The JSON object of an address; None for a 404 that may be. Raises SourceError.

    Commas in values are sent as they are: Open Food Facts does not know them escaped.
    """
    query = str(httpx.QueryParams({k: str(v) for k, v in (params or {}).items()}))
    full = f"{url}?{query.replace('%2C', ',')}" if query else url
    status, body = _get(access, full, LARGEST_ANSWER)
    if status == 404 and may_be_missing:
        return None
    if status != 200:
        raise SourceError("refused")
    try:
        data = httpx.Response(200, content=body).json()
    except (ValueError, RecursionError) as error:
        raise SourceError("broken") from error
    if not isinstance(data, dict):
        raise SourceError("broken")
    return data


def get_picture(access: Access, url: str, *, hosts: tuple[str, ...]) -> bytes | None:
    """A JPEG or PNG from one of these origins; None for anything else.

    `hosts` are origins such as "https://images.example.org". No redirect is followed.
    """
    try:
        parts = urlsplit(url)
        if f"{parts.scheme}://{parts.netloc}" not in hosts:
            return None
        status, body = _get(access, url, LARGEST_PICTURE)
    except (SourceError, ValueError):
        return None
    is_picture = any(body.startswith(magic) for magic in _PICTURES)
    return body if status == 200 and is_picture else None


def picture_type(data: bytes) -> str:
    """The content type of what `get_picture` gave."""
    return next(kind for magic, kind in _PICTURES.items() if data.startswith(magic))


def _get(access: Access, url: str, largest: int) -> tuple[int, bytes]:
    headers = {"Accept": "*/*", **access.headers, "User-Agent": access.user_agent}
    try:
        with access.http.stream(
            "GET", url, headers=headers, timeout=TIMEOUT, follow_redirects=False
        ) as response:
            if response.status_code in (429, 503):
                raise SourceError("slow_down", _retry_after_s(response.headers))
            if response.status_code >= 500:
                raise SourceError("unreachable")
            return response.status_code, _body(response, largest)
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        raise SourceError("unreachable") from error


def _body(response: httpx.Response, largest: int) -> bytes:
    """At most so many bytes, counted after unpacking: an answer may be a bomb."""
    body = bytearray()
    for part in response.iter_bytes():
        body += part
        if len(body) > largest:
            raise SourceError("broken")
    return bytes(body)


def _retry_after_s(headers: httpx.Headers) -> float | None:
    """Seconds, or a date, counted from the one that the answer itself bears.

    https://www.rfc-editor.org/rfc/rfc9110#field.retry-after
    """
    value = headers.get("Retry-After", "").strip()
    if value.isascii() and value.isdigit():
        return min(float(value[:9]), LONGEST_RETRY_S)
    until, now = _moment(value), _moment(headers.get("Date", ""))
    if until is None or now is None:
        return None
    return min(max((until - now).total_seconds(), 0.0), LONGEST_RETRY_S)


def _moment(value: str) -> datetime | None:
    try:
        when = email.utils.parsedate_to_datetime(value)
    except ValueError:
        return None
    return when if when.tzinfo else when.replace(tzinfo=UTC)
