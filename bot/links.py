"""Signed links: to blobs, which a provider or a browser may fetch, and to the page on
which a person corrects the boxes of one photo. Each holds for a week."""

from __future__ import annotations

import uuid

from itsdangerous import BadSignature, TimestampSigner, URLSafeTimedSerializer

_DAY_S = 24 * 3600


class _DaySigner(TimestampSigner):
    """Stamps the day, not the second: a day's links to a blob are equal, so that
    browsers and providers may cache them."""

    def get_timestamp(self) -> int:
        return super().get_timestamp() // _DAY_S * _DAY_S


class MediaLinks:
    """Makes and checks the tokens of `GET /media/<token>`."""

    def __init__(self, base_url: str, signing_key: str) -> None:
        self._base_url = base_url.rstrip("/")
        self._signer = URLSafeTimedSerializer(
            signing_key, salt="media", signer=_DaySigner
        )

    def path(self, blob_key: str) -> str:
        """The link without the host, for pages of the same host."""
        return f"/media/{self._signer.dumps(blob_key)}"

    def url(self, blob_key: str) -> str:
        """The absolute link, for providers that fetch by themselves."""
        return f"{self._base_url}{self.path(blob_key)}"

    def blob_key(self, token: str, *, max_age_s: int = 7 * _DAY_S) -> str | None:
        """The blob that a token names; None when it is forged or too old."""
        try:
            key = self._signer.loads(token, max_age=max_age_s)
        except BadSignature:
            return None
        return key if isinstance(key, str) else None


class BoxLinks:
    """Makes and checks the tokens of `/boxes/<token>`.

    Whoever has the link corrects that one photo, in that person's name.
    """

    def __init__(self, base_url: str, signing_key: str) -> None:
        self._base_url = base_url.rstrip("/")
        self._signer = URLSafeTimedSerializer(
            signing_key, salt="boxes", signer=_DaySigner
        )

    def path(self, scan_id: uuid.UUID, member_id: uuid.UUID) -> str:
        """The link without the host."""
        return f"/boxes/{self._signer.dumps([scan_id.hex, member_id.hex])}"

    def url(self, scan_id: uuid.UUID, member_id: uuid.UUID) -> str:
        """The absolute link."""
        return f"{self._base_url}{self.path(scan_id, member_id)}"

    def opened(
        self, token: str, *, max_age_s: int = 7 * _DAY_S
    ) -> tuple[uuid.UUID, uuid.UUID] | None:
        """The photo and the person; None for a token that is forged or too old."""
        try:
            scan_id, member_id = self._signer.loads(token, max_age=max_age_s)
            return uuid.UUID(scan_id), uuid.UUID(member_id)
        except (BadSignature, TypeError, ValueError):
            return None
