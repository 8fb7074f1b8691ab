"""One console chat: a line becomes a message of the inbox, and its answers come back.

Used by `atlasvision chat` and by the benchmarks.
"""

from __future__ import annotations

import mimetypes
import shlex
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

from sqlalchemy import exists, func, or_, select
from sqlalchemy.orm import Session

from bot.inbound import accept
from bot.messages import ChatRef, InboundMessage, MediaKind, MediaRef, Reply, Sender
from bot.services import Services
from storage import outbox, scans, shops
from storage.db import Database
from storage.models import Chat, Enquiry, InboxMessage, OutboxMessage, Scan
from storage.models.messages import InboxStatus, OutboxStatus
from storage.models.shops import Role
from storage.models.sources import EnquiryStatus

ANSWER_WITHIN_S = 180.0
SENDER = Sender("console", "")
MEDIA = {
    "photo": MediaKind.PHOTO,
    "video": MediaKind.VIDEO,
    "file": MediaKind.DOCUMENT,
}
_PICTURES = {"image": MediaKind.PHOTO, "video": MediaKind.VIDEO}


class LineError(Exception):
    """A line that names a file which cannot be sent; the text is for people."""


@contextmanager
def open_console(services: Services, shop_name: str) -> Iterator[Console]:
    """The first console chat of the shop that no other process has open.

    A conversation goes on where it ended; the answers of one that runs at the same
    time never arrive in this one. The shop is made when there is none of that name.
    """
    with _free_ref(services.db, shop_name) as ref:
        yield Console(services, shop_name, ref)


@contextmanager
def _free_ref(database: Database, shop_name: str) -> Iterator[ChatRef]:
    """The chat is ours as long as this connection lives."""
    with database.engine.connect() as connection:
        for number in count(1):
            suffix = f" #{number}" if number > 1 else ""
            ref = ChatRef("console", f"console:{shop_name}{suffix}")
            key = func.hashtextextended(ref.id, 0)
            if connection.scalar(select(func.pg_try_advisory_lock(key))):
                break
        connection.commit()
        try:
            yield ref
        finally:
            connection.invalidate()  # closes it, and so gives the chat back


class Console:
    """One console chat of one shop."""

    def __init__(
        self, services: Services, shop_name: str, ref: ChatRef | None = None
    ) -> None:
        self._services = services
        self.ref = ref or ChatRef("console", f"console:{shop_name}")
        with services.db.transaction() as session:
            self._chat_id = _joined_chat(session, self.ref, shop_name)
            self._last_seq = self._newest_seq(session)

    def say(self, line: str) -> Iterator[Reply]:
        """Send one line and yield what is answered; errors of the line are raised."""
        message = self.message(line)
        accept(self._services, message)
        deadline = time.monotonic() + ANSWER_WITHIN_S
        while True:
            with self._services.db.transaction() as session:
                is_quiet = self._is_quiet(session)
                fresh = self._fresh(session)
            for row in fresh:
                self._last_seq = row.seq
                yield Reply.from_json(row.reply)
            if is_quiet:
                return
            if time.monotonic() > deadline:
                raise LineError("No answer came in time. Are the workers running?")
            time.sleep(0.05)

    def news(self) -> Iterator[Reply]:
        """What was sent since, without being asked for."""
        with self._services.db.transaction() as session:
            fresh = self._fresh(session)
        for row in fresh:
            self._last_seq = row.seq
            yield Reply.from_json(row.reply)

    def message(self, line: str) -> InboundMessage:
        """What a line says; its file is in the blob store. Raises LineError."""
        word, _, rest = line.partition(" ")
        media: tuple[MediaRef, ...] = ()
        text = line
        if word in MEDIA and rest.strip():
            path, text = _split_path(rest.strip())
            media = (self._store(_kind(word, path), path),)
        return InboundMessage(
            chat=self.ref,
            external_id=uuid.uuid4().hex,
            sender=SENDER,
            sent_at=self._services.clock(),
            text=text,
            media=media,
        )

    def _store(self, kind: MediaKind, path: Path) -> MediaRef:
        try:
            data = path.read_bytes()
        except (OSError, ValueError) as error:  # ValueError: a NUL in the name
            reason = getattr(error, "strerror", None) or "cannot be read"
            raise LineError(f"{path}: {reason}") from error
        key = self._services.blobs.put(data, "application/octet-stream")
        return MediaRef(kind, key, filename=path.name, size=len(data))

    def _is_quiet(self, session: Session) -> bool:
        """Whether every message of the chat is handled, read and answered."""
        open_rows = (
            exists().where(
                InboxMessage.chat_id == self._chat_id,
                InboxMessage.status == InboxStatus.RECEIVED,
            ),
            exists().where(Scan.chat_id == self._chat_id, Scan.status.in_(scans.OPEN)),
            exists().where(
                Enquiry.chat_id == self._chat_id,
                Enquiry.status == EnquiryStatus.PENDING,
            ),
            exists().where(
                OutboxMessage.chat_id == self._chat_id,
                OutboxMessage.status.in_(outbox.OPEN),
            ),
        )
        return not any(session.scalar(select(row)) for row in open_rows)

    def _fresh(self, session: Session) -> list[OutboxMessage]:
        return list(
            session.scalars(
                select(OutboxMessage)
                .where(
                    OutboxMessage.chat_id == self._chat_id,
                    OutboxMessage.seq > self._last_seq,
                    OutboxMessage.status.not_in(outbox.OPEN),
                    # One that was taken back is not shown.
                    or_(
                        OutboxMessage.is_push.is_(False),
                        OutboxMessage.status == OutboxStatus.SENT,
                    ),
                )
                .order_by(OutboxMessage.seq)
            )
        )

    def _newest_seq(self, session: Session) -> int:
        newest = session.scalar(
            select(OutboxMessage.seq)
            .where(OutboxMessage.chat_id == self._chat_id)
            .order_by(OutboxMessage.seq.desc())
            .limit(1)
        )
        return newest or 0


def _joined_chat(session: Session, ref: ChatRef, shop_name: str) -> uuid.UUID:
    """The chat's row, tied to the shop; made on first sight."""
    shop = shops.shop_for(session, shop_name)
    row = shops.find_chat(session, ref.channel, ref.id)
    if row is None:
        row = Chat(channel=ref.channel, external_id=ref.id)
        session.add(row)
        session.flush()
    shops.join(
        session, row, shop, sender_id=SENDER.id, name=SENDER.name, role=Role.OWNER
    )
    return row.id


def _kind(word: str, path: Path) -> MediaKind:
    """A photo or video sent as a file is what it is, as in the other channels."""
    guessed, _ = mimetypes.guess_type(path.name, strict=False)
    family = (guessed or "").partition("/")[0]
    if word == "file" and family in _PICTURES:
        return _PICTURES[family]
    return MEDIA[word]


def _split_path(text: str) -> tuple[Path, str]:
    """`PATH caption`, where the path may be quoted or be the whole text."""
    if _is_file(text):
        return Path(text), ""
    try:
        parts = shlex.split(text)
    except ValueError:
        parts = text.split()
    path = parts[0] if parts else text
    end = text.find(path) + len(path)
    return Path(path).expanduser(), text[end:].lstrip("\"' ").strip()


def _is_file(text: str) -> bool:
    try:
        return Path(text).is_file()
    except (OSError, ValueError):  # too long for a path, or with a NUL
        return False
