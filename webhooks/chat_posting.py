"""From the page's form to an `InboundMessage`; what is said when it is not taken."""

from __future__ import annotations

import re
import uuid
from dataclasses import dataclass
from datetime import datetime
from pathlib import PurePosixPath

from flask import Request
from werkzeug.datastructures import FileStorage

from bot.messages import ChatRef, InboundMessage, MediaKind, MediaRef, Sender
from storage.blobs import EXTENSIONS, UNKNOWN, BlobStore

MAX_FILES = 10
MAX_FILE_BYTES = 25 * 1024 * 1024
MAX_REQUEST_BYTES = 100 * 1024 * 1024
MAX_TEXT = 4096
MAX_CHOICE_BYTES = 64

_CLIENT_ID = re.compile(r"[A-Za-z0-9_-]{1,64}")
_SIGNATURES = (
    (0, b"\xff\xd8\xff", "image/jpeg"),
    (0, b"\x89PNG\r\n\x1a\n", "image/png"),
    (0, b"GIF8", "image/gif"),
    (8, b"WEBP", "image/webp"),
    (4, b"ftypheic", "image/heic"),
    (4, b"ftypheix", "image/heic"),
    (4, b"ftypmif1", "image/heic"),
    (4, b"ftypavif", "image/avif"),
    (0, b"BM", "image/bmp"),
    (0, b"II*\x00", "image/tiff"),
    (0, b"MM\x00*", "image/tiff"),
    (0, b"%PDF-", "application/pdf"),
)
_VIDEOS = (
    (4, b"ftypqt", "video/quicktime"),
    (4, b"ftyp3g", "video/3gpp"),
    (4, b"ftyp", "video/mp4"),
    (0, b"\x1aE\xdf\xa3", "video/webm"),
)
_TABLES = {
    ".csv": "text/csv",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
_KINDS = {
    "image": MediaKind.PHOTO,
    "video": MediaKind.VIDEO,
    "audio": MediaKind.AUDIO,
}


class Refused(Exception):
    """The message is not taken; `wording.refusal` says why, by code and limit."""

    def __init__(self, status: int, code: str, limit: int | None = None) -> None:
        super().__init__(code)
        self.status = status
        self.code = code
        self.limit = limit


@dataclass(frozen=True, slots=True)
class Posted:
    """The form, checked; files are still unread."""

    client_id: str
    text: str
    choice: str | None
    reply_to: str | None
    files: tuple[FileStorage, ...]


def read_form(request: Request) -> Posted:
    """Check text, photos, choice, reply_to and client_id; raises Refused."""
    form = request.form
    files = [*request.files.getlist("photos"), *request.files.getlist("photos[]")]
    posted = Posted(
        client_id=form.get("client_id") or uuid.uuid4().hex,
        # Forms carry line ends as CRLF, whatever was typed.
        text=form.get("text", "").replace("\r\n", "\n").strip(),
        choice=form.get("choice") or None,
        reply_to=form.get("reply_to") or None,
        files=tuple(file for file in files if file.filename),
    )
    if not _CLIENT_ID.fullmatch(posted.client_id):
        raise Refused(422, "bad_client_id")
    if len(posted.text) > MAX_TEXT:
        raise Refused(422, "text_too_long", MAX_TEXT)
    if posted.choice and len(posted.choice.encode()) > MAX_CHOICE_BYTES:
        raise Refused(422, "bad_choice")
    if len(posted.files) > MAX_FILES:
        raise Refused(422, "too_many_photos", MAX_FILES)
    if not (posted.text or posted.choice or posted.files):
        raise Refused(422, "empty")
    return posted


def store_files(blobs: BlobStore, files: tuple[FileStorage, ...]) -> list[MediaRef]:
    """Put every file into the blob store; raises Refused for empty and huge ones."""
    return [_stored(blobs, file) for file in files]


def _stored(blobs: BlobStore, file: FileStorage) -> MediaRef:
    data = file.stream.read(MAX_FILE_BYTES + 1)
    if not data:
        raise Refused(422, "empty_file")
    if len(data) > MAX_FILE_BYTES:
        raise Refused(413, "too_large", MAX_FILE_BYTES // 1024**2)
    name = PurePosixPath((file.filename or "").replace("\\", "/")).name[:120]
    kind, content_type = recognise(data[:16], file.mimetype, name)
    key = blobs.put(data, content_type)
    return MediaRef(kind, key, content_type, name, len(data))


def recognise(head: bytes, declared: str, filename: str) -> tuple[MediaKind, str]:
    """What a file is: by its first bytes, then its name, then what the browser says.

    The type is what the blob is stored and served as: a picture's comes from its bytes
    only. A "photo" of unknown bytes stays a photo, for the vision worker to refuse.
    """
    # A recorded voice comes in the same containers as a video.
    known = (*_SIGNATURES, *(() if declared.startswith("audio/") else _VIDEOS))
    for offset, signature, content_type in known:
        if head[offset : offset + len(signature)] == signature:
            family = content_type.partition("/")[0]
            return _KINDS.get(family, MediaKind.DOCUMENT), content_type
    table = _TABLES.get(PurePosixPath(filename.lower()).suffix)
    if table:
        return MediaKind.DOCUMENT, table
    kind = _KINDS.get(declared.partition("/")[0], MediaKind.DOCUMENT)
    is_told = declared in EXTENSIONS and kind is not MediaKind.PHOTO
    return kind, declared if is_told else UNKNOWN


def to_message(
    posted: Posted,
    *,
    visitor: str,
    media: list[MediaRef],
    now: datetime,
    locale: str | None,
    reply_to: str | None,
    label: str | None,
) -> InboundMessage:
    """One message of the visitor.

    `reply_to` is what the conversation knows the quoted message by, `label` the
    pressed button's; the page's own words for both are kept in `raw`.
    """
    page = {"label": label, "reply_to": posted.reply_to}
    return InboundMessage(
        chat=ChatRef("web", visitor),
        external_id=posted.client_id,
        sender=Sender(visitor),
        sent_at=now,
        text=posted.text,
        media=tuple(media),
        choice=posted.choice,
        album=posted.client_id if len(media) > 1 else None,
        locale=locale,
        reply_to=reply_to,
        raw={name: value for name, value in page.items() if value},
    )
