"""Who writes in the web chat: a random chat id in a signed cookie, no account.

Also the check that a POST comes from our own page (cross-site request forgery).
"""

from __future__ import annotations

import secrets
from urllib.parse import urlsplit

from flask import Request, Response
from itsdangerous import BadSignature, URLSafeSerializer

COOKIE = "atlasvision_chat"
_YEAR_S = 365 * 24 * 3600


class Visitors:
    """Makes and checks the visitor cookie."""

    def __init__(self, signing_key: str) -> None:
        self._signer = URLSafeSerializer(signing_key, salt="web-chat-visitor")

    def known(self, request: Request) -> str | None:
        """The visitor's chat id; None without a cookie or with a forged one."""
        try:
            visitor = self._signer.loads(request.cookies.get(COOKIE, ""))
        except BadSignature:
            return None
        return visitor if isinstance(visitor, str) else None

    def welcome(self) -> str:
        """A chat id for somebody new; unguessable."""
        return secrets.token_urlsafe(18)

    def remember(self, response: Response, visitor: str, *, secure: bool) -> None:
        """Set (or renew) the cookie; scripts and other sites do not get it."""
        response.set_cookie(
            COOKIE,
            str(self._signer.dumps(visitor)),
            max_age=_YEAR_S,
            httponly=True,
            samesite="Lax",
            secure=secure,
            path="/chat",
        )


def is_same_origin(request: Request, public_base_url: str) -> bool:
    """Whether a request may change something: from our page, or from no browser.

    Browsers send Sec-Fetch-Site, older ones Origin, and pages of other sites cannot
    alter either. https://cheatsheetseries.owasp.org (CSRF, Fetch Metadata)
    """
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site in {"same-origin", "none"}
    origin = request.headers.get("Origin")
    if origin is None:
        return True
    hosts = {request.host, urlsplit(public_base_url).netloc} - {""}
    return urlsplit(origin).netloc in hosts
