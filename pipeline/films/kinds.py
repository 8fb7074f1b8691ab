"""Which files are videos, told from their first bytes, without any decoder.

Called by `bot.reading` and `pipeline.video`; a picture of the HEIF family, which has
the same container as an MP4 file, is none.
"""

from __future__ import annotations

_PICTURES = (b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1")
_STILLS = (*_PICTURES, b"avif", b"avis")
_QUICKTIME_BOXES = (b"ftyp", b"moov", b"mdat", b"wide", b"free", b"skip", b"pnot")
_MATROSKA = b"\x1aE\xdf\xa3"


def container_of(data: bytes) -> str | None:
    """ "mov" (MP4, 3GP and QuickTime are one family) or "matroska" (WebM, too)."""
    if data.startswith(_MATROSKA):
        return "matroska"
    box, brand = data[4:8], data[8:12]
    if box == b"ftyp":
        return None if brand in _STILLS else "mov"
    return "mov" if box in _QUICKTIME_BOXES else None


def is_video(data: bytes) -> bool:
    """Whether these are the bytes of a video file that can be tried."""
    return container_of(data) is not None
