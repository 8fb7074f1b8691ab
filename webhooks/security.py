"""Who may call a webhook: shared secrets and Twilio's signature, in constant time."""

from __future__ import annotations

import hmac
from collections.abc import Iterable

from flask import Request
from pydantic import SecretStr
from twilio.request_validator import RequestValidator


def secrets_of(setting: SecretStr) -> tuple[str, ...]:
    """The accepted secrets: two, comma-separated, while one replaces the other."""
    parts = (part.strip() for part in setting.get_secret_value().split(","))
    return tuple(part for part in parts if part)


def is_known_secret(given: str | None, accepted: Iterable[str]) -> bool:
    """True when `given` is one of the secrets; all are compared, in constant time."""
    offered = (given or "").encode()
    matches = [hmac.compare_digest(offered, secret.encode()) for secret in accepted]
    return any(matches)


def public_url(request: Request, public_base_url: str) -> str:
    """The address the provider called: a proxy may have changed host and scheme.

    Without a public address the request's own is taken.
    """
    if not public_base_url:
        return request.url
    query = request.query_string.decode("latin-1")
    return f"{public_base_url}{request.path}{'?' + query if query else ''}"


def is_signed_by_twilio(
    request: Request, auth_tokens: Iterable[str], public_base_url: str
) -> bool:
    """True when `X-Twilio-Signature` fits the public URL and all fields, untrimmed."""
    signature = request.headers.get("X-Twilio-Signature", "")
    url = public_url(request, public_base_url)
    matches = [
        RequestValidator(token).validate(url, request.form, signature)
        for token in auth_tokens
    ]
    return bool(signature) and any(matches)
