"""What kind of file a provider hands us, by its content type and name."""

from __future__ import annotations

import mimetypes

from bot.messages import MediaKind

_VAGUE = ("", "application/octet-stream", "binary/octet-stream")
_FAMILIES = {
    "image": MediaKind.PHOTO,
    "video": MediaKind.VIDEO,
    "audio": MediaKind.AUDIO,
}
# Not in every system's table of types.
_BY_SUFFIX = {".heic": "image/heic", ".heif": "image/heif", ".webp": "image/webp"}


def kind_of(content_type: str, filename: str = "") -> MediaKind:
    """PHOTO, VIDEO or AUDIO by family; every other file is a DOCUMENT.

    A vague content type is settled by the file's name: phones send HEIC photos so.
    """
    family = content_type.lower().partition("/")[0]
    if content_type.lower() in _VAGUE:
        suffix = "." + filename.lower().rpartition(".")[2]
        guessed = _BY_SUFFIX.get(suffix) or mimetypes.guess_type(filename)[0] or ""
        family = guessed.partition("/")[0]
    return _FAMILIES.get(family, MediaKind.DOCUMENT)
