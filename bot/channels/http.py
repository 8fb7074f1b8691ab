"""What the channels share about HTTP: which failures leave a doubt, limits, silence."""

from __future__ import annotations

import logging

import httpx

# The request was never out: the provider cannot have acted on it.
NOT_SENT = (
    httpx.ConnectError,
    httpx.ConnectTimeout,
    httpx.PoolTimeout,
    httpx.ProxyError,
    httpx.UnsupportedProtocol,
)


def keep_addresses_out_of_logs() -> None:
    """httpx logs every URL at INFO; ours contain bot tokens and phone numbers."""
    logging.getLogger("httpx").addFilter(_is_warning)


def _is_warning(record: logging.LogRecord) -> bool:
    return record.levelno >= logging.WARNING


class TooLarge(Exception):
    """A body is longer than it may be."""


def read_limited(response: httpx.Response, limit: int) -> bytes:
    """The body of a streamed response; raises TooLarge beyond `limit` bytes."""
    if int(response.headers.get("Content-Length") or 0) > limit:
        raise TooLarge
    body = bytearray()
    for chunk in response.iter_bytes():
        body += chunk
        if len(body) > limit:
            raise TooLarge
    return bytes(body)
