"""Content types and names into kinds of files."""

from __future__ import annotations

import pytest

from bot.channels.media_kinds import kind_of
from bot.messages import MediaKind

OCTETS = "application/octet-stream"


@pytest.mark.parametrize(
    ("content_type", "filename", "kind"),
    [
        ("image/jpeg", "", MediaKind.PHOTO),
        ("IMAGE/HEIC", "", MediaKind.PHOTO),
        ("video/3gpp", "", MediaKind.VIDEO),
        ("audio/ogg", "", MediaKind.AUDIO),
        ("text/csv", "stock.csv", MediaKind.DOCUMENT),
        ("application/pdf", "invoice.pdf", MediaKind.DOCUMENT),
        (OCTETS, "IMG_1.HEIC", MediaKind.PHOTO),
        (OCTETS, "shelf.webp", MediaKind.PHOTO),
        (OCTETS, "shelf.jpg", MediaKind.PHOTO),
        (OCTETS, "clip.mp4", MediaKind.VIDEO),
        (OCTETS, "stock.xlsx", MediaKind.DOCUMENT),
        (OCTETS, "no suffix", MediaKind.DOCUMENT),
        ("", "", MediaKind.DOCUMENT),
        ("image/jpeg", "renamed.csv", MediaKind.PHOTO),
    ],
)
def test_kind_of_file(content_type: str, filename: str, kind: MediaKind) -> None:
    assert kind_of(content_type, filename) is kind
