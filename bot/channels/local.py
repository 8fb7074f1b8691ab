"""The web chat and the console: channels without a provider.

A person's files are already in the blob store, and the page (or the terminal) reads the
answers from the outbox, so sending is only the marking that the jobs do.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator

from bot.channels.base import Delivery, MediaUnavailable, SilentChannel
from bot.messages import MediaRef
from storage.blobs import BlobNotFound, BlobStore


class LocalChannel(SilentChannel):
    """A `Channel` for "web" and "console"; `MediaRef.ref` is a blob key."""

    marks_albums = True

    def __init__(self, name: str, blobs: BlobStore) -> None:
        self.name = name
        self._blobs = blobs

    def fetch(self, media: MediaRef) -> bytes:
        """The file's bytes; raises MediaUnavailable when the blob is gone."""
        try:
            return self._blobs.get(media.ref)
        except BlobNotFound as error:
            raise MediaUnavailable("gone", permanent=True) from error

    def send(self, delivery: Delivery) -> Iterator[str]:
        """One part, out at once; nothing for a delivery that was made before."""
        if not delivery.sent_ids:
            yield uuid.uuid4().hex
