"""Signed links to blobs: what a provider or a browser may fetch, and for how long."""

from __future__ import annotations

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
