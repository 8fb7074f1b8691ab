"""`atlasvision chat`: the assistant in a terminal, one message a line.

It is a channel like the others: lines go through the inbox, the queue and the outbox,
and workers in processes of their own answer.
"""

from __future__ import annotations

import json
import shlex
import shutil
import sys
import time
import uuid
from collections.abc import Iterator
from pathlib import Path

import click
from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from bot.inbound import accept
from bot.messages import ChatRef, InboundMessage, MediaKind, MediaRef, Reply, Sender
from bot.services import Services
from bot.settings import Settings
from commands.compose import open_servers, services_on
from commands.logs import configure_logging
from commands.processes import Supervisor
from storage import migrate, outbox, scans, shops
from storage.models import Chat, InboxMessage, OutboxMessage, Scan
from storage.models.messages import InboxStatus
from storage.models.shops import Role

ANSWER_WITHIN_S = 180.0
DEFAULT_SHOP = "My shop"
MEDIA = {
    "photo": MediaKind.PHOTO,
    "video": MediaKind.VIDEO,
    "file": MediaKind.DOCUMENT,
}


class LineError(Exception):
    """A line that names a file which cannot be sent; the text is for people."""


@click.command()
@click.option("--shop", "shop_name", default=DEFAULT_SHOP, show_default=True)
@click.option("--json", "as_json", is_flag=True, help="One JSON object per answer.")
@click.pass_obj
def chat(settings: Settings, shop_name: str, as_json: bool) -> None:
    """Talk to the assistant: text, or `photo PATH [caption]`.

    `video PATH [caption]` and `file PATH` (a product table) send those.
    """
    from bot.queue import make_broker

    configure_logging(settings.model_copy(update={"log_level": "error"}), "console")
    with open_servers(settings) as servers:
        migrate.upgrade(servers.database_url)
        workers = Supervisor(
            {"chat": ["worker", "chat"], "vision": ["worker", "vision"]}
            | {"scheduler": ["scheduler"]},
            {**servers.environment(), "LOG_LEVEL": "error"},
            report=lambda text: click.echo(text, err=True),
        )
        broker = make_broker(servers.redis_url)
        workers.start()
        try:
            with services_on(settings, servers, broker, threads=1) as services:
                console = Console(services, shop_name)
                for line in _lines():
                    try:
                        for reply in console.say(line):
                            _print(services, reply, as_json)
                    except LineError as error:
                        _print(services, Reply(console.ref, str(error)), as_json)
        finally:
            workers.stop()
            broker.close()


class Console:
    """One console chat of one shop."""

    def __init__(self, services: Services, shop_name: str) -> None:
        self._services = services
        self.ref = ChatRef("console", f"console:{shop_name}")
        self._sender = Sender("console", "")
        with services.db.transaction() as session:
            shop = shops.shop_named(session, shop_name)
            if shop is None:
                shop = shops.create_shop(session, shop_name)
            row = shops.find_chat(session, self.ref.channel, self.ref.id)
            if row is None:
                row = Chat(channel=self.ref.channel, external_id=self.ref.id)
                session.add(row)
                session.flush()
            shops.join(
                session,
                row,
                shop,
                sender_id=self._sender.id,
                name=self._sender.name,
                role=Role.OWNER,
            )
            self._chat_id = row.id
            self._last_seq = self._newest_seq(session)

    def say(self, line: str) -> Iterator[Reply]:
        """Send one line and yield what is answered; errors of the line are raised."""
        message = self._message(line)
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

    def _message(self, line: str) -> InboundMessage:
        word, _, rest = line.partition(" ")
        media: tuple[MediaRef, ...] = ()
        text = line
        if word in MEDIA and rest.strip():
            path, text = _split_path(rest.strip())
            media = (self._store(MEDIA[word], path),)
        return InboundMessage(
            chat=self.ref,
            external_id=uuid.uuid4().hex,
            sender=self._sender,
            sent_at=self._services.clock(),
            text=text,
            media=media,
        )

    def _store(self, kind: MediaKind, path: Path) -> MediaRef:
        try:
            data = path.read_bytes()
        except OSError as error:
            raise LineError(f"{path}: {error.strerror or 'cannot be read'}") from error
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


def _split_path(text: str) -> tuple[Path, str]:
    """`PATH caption`, where the path may be quoted or be the whole text."""
    if Path(text).is_file():
        return Path(text), ""
    try:
        parts = shlex.split(text)
    except ValueError:
        parts = text.split()
    path = parts[0]
    end = text.find(path) + len(path)
    return Path(path).expanduser(), text[end:].lstrip("\"' ").strip()


def _lines() -> Iterator[str]:
    interactive = sys.stdin.isatty()
    while True:
        if interactive:
            click.echo("you> ", nl=False)
        line = sys.stdin.readline()
        if not line:
            return
        if line.strip():
            yield line.strip()


def _print(services: Services, reply: Reply, as_json: bool) -> None:
    image = _export(services, reply.image_key)
    document = _export(services, reply.document_key, reply.document_name)
    if as_json:
        answer = {
            "text": reply.text,
            "choices": [
                {"label": choice.label, "value": choice.value}
                for choice in reply.choices
            ],
            "image": image,
            "document": document,
        }
        click.echo(json.dumps(answer, ensure_ascii=False))
        return
    click.echo(reply.text)
    for path in (image, document):
        if path is not None:
            click.echo(f"[{path}]")
    if reply.choices:
        click.echo("  ".join(f"({choice.label})" for choice in reply.choices))
    click.echo()


def _export(services: Services, key: str | None, name: str | None = None) -> str | None:
    """A blob as a file that the person at the console can open."""
    if key is None:
        return None
    folder = services.settings.home / "console"
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / (Path(name).name if name else key)
    if not path.exists():
        fresh = path.with_name(f"{path.name}.{uuid.uuid4().hex}")
        fresh.write_bytes(services.blobs.get(key))
        shutil.move(fresh, path)
    return str(path)
