"""Photos and documents, content-addressed: the key is the SHA-256 of the bytes."""

from __future__ import annotations

from typing import Protocol


class BlobNotFound(Exception):
    """No blob has this key."""


class BlobStore(Protocol):
    """Where blobs rest; putting the same bytes twice is one blob."""

    def put(self, data: bytes, content_type: str) -> str:
        """Store and give the key, `<sha256>.<extension of the content type>`."""
        ...

    def get(self, key: str) -> bytes:
        """The bytes; raises BlobNotFound."""
        ...
